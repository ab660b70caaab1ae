"""Real reorganisations: 150 organisations' yearly scores, 44 successions among them (see people_survey/README.md)."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from spillerum.analysis.judgement import Verdict
from spillerum.analysis.reorganised import Change, reorganised
from spillerum.analysis.scan import scan
from spillerum.analysis.series import Kind, MeasureSettings, Series
from spillerum.calendar.period import Period

HERE = Path(__file__).parent / "people_survey"
FIRST, AT = Period.parse("2009"), Period.parse("2015")
MEASURES = ("my work", "leadership and managing change")
SETTINGS = dict.fromkeys(MEASURES, MeasureSettings(kind=Kind.RATE))


def rows(name):
    with (HERE / name).open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def told():
    return [
        Series(
            row["organisation"], row["measure"], "", FIRST,
            np.array([float(row[str(year)] or "nan") for year in range(2009, 2017)]),
        )
        for row in rows("scores.csv")
    ]  # fmt: skip


def changes(weights=None):
    """Every succession. Who gave a part away, or is told of in later years, goes on itself."""
    last = defaultdict(int)
    for row in rows("scores.csv"):
        years = [year for year in range(2009, 2017) if row[str(year)]]
        last[row["organisation"]] = max(last[row["organisation"]], *years)
    heirs = defaultdict(list)
    for row in rows("changes.csv"):
        year, before = int(row["year"]), row["from"]
        heirs[year, before].append(row["to"])
        back = any(r["to"] == before and int(r["year"]) > year for r in rows("changes.csv"))
        if row["reason"] == "demerger" or (last[before] > year and not back):
            heirs[year, before].append(before)
    return [
        Change(date(year, 1, 1), (before,), tuple(dict.fromkeys(after)), weights or {})
        for (year, before), after in heirs.items()
    ]


def touched():
    return {row[side] for row in rows("changes.csv") for side in ("from", "to")}


def verdicts(series, at=AT):
    return {
        (j.unit, j.measure): j.verdict for j in scan(series, at=at, measures=SETTINGS) if j.unit in touched()
    }


def after(told, at=AT, weights=None):
    series, _ = reorganised(told, changes(weights), at=at, measures=SETTINGS)
    return verdicts(series, at)


def number(found, *those):
    return sum(verdict in those for verdict in found.values())


JUDGED = (Verdict.QUIET, Verdict.LOCAL, Verdict.COMMON, Verdict.BOTH)
GONE = (Verdict.CLOSED, Verdict.MISSING)


def test_more_is_judged_and_what_was_reorganised_is_not_called_closed(told):
    before, found = verdicts(told), after(told)
    weighed = after(told, weights=dict.fromkeys(touched(), 1.0))
    assert [number(v, *JUDGED) for v in (before, found, weighed)] == [10, 20, 30]
    assert [number(v, *GONE) for v in (before, found, weighed)] == [68, 2, 4]


def test_no_reorganisation_is_reported_as_a_deviation(told):
    for year in ("2014", "2015", "2016"):
        found = after(told, Period.parse(year), dict.fromkeys(touched(), 1.0))
        assert number(found, Verdict.LOCAL, Verdict.BOTH) == 0


def test_the_statistics_group_that_came_and_went_is_followed(told):
    """ONS and the group it is part of were told of in turns."""
    found = after(told)
    assert [found["STATGP", measure] for measure in MEASURES] == [Verdict.QUIET] * 2
    assert ("ONS", MEASURES[0]) not in found
    assert after(told, Period.parse("2016"))["ONS", MEASURES[0]] is Verdict.QUIET


def test_the_border_agency_s_three_parts_begin_on_their_days(told):
    found, _ = reorganised(told, changes(), at=AT, measures=SETTINGS)
    first = {s.unit: str(s.first) for s in found if s.unit in {"UKBRDA", "BRDFCE", "IMMENF", "VISAIM"}}
    assert first == {"BRDFCE": "2012", "IMMENF": "2013", "VISAIM": "2013"}


def test_the_verdicts_of_merged_organisations_are_the_same_however_many_answered_where(told):
    """How many answered is not published; ten guesses differ up to tenfold and say the same."""
    rng = np.random.default_rng(1)
    guesses = [
        after(told, weights={unit: float(np.exp(rng.normal(0, 1.2))) for unit in sorted(touched())})
        for _ in range(10)
    ]
    assert Counter(guess == guesses[0] for guess in guesses) == {True: 10}
