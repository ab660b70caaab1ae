"""Merged, split and renamed units, as the scan of plain files sees them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.figures import AT, FIRST, MONTHS, counts, of, series
from spillerum.analysis.judgement import Verdict
from spillerum.analysis.reorganised import Change, reorganised
from spillerum.analysis.scan import scan
from spillerum.analysis.series import Kind, MeasureSettings, Series
from spillerum.calendar.period import Period

NAN = np.nan
DAY = date(2012, 5, 1)  # the fifth of the months below
RATE = {"m": MeasureSettings(kind=Kind.RATE)}


def one(unit, *values, group="", exposure=None):
    weights = None if exposure is None else np.array(exposure, dtype=float)
    return Series(unit, "m", group, FIRST, np.array(values, dtype=float), weights)


def change(before, after, day=DAY, **weights):
    return Change(day, tuple(before.split()), tuple(after.split()), weights)


def after(some, *changes, at=FIRST + 11, **more):
    """Unit to its first period and values (and exposures)."""
    found, _ = reorganised(some, changes, at=at, **more)
    return {
        s.unit: (str(s.first), s.values.tolist(), *([] if s.exposure is None else [s.exposure.tolist()]))
        for s in found
    }


def test_a_renamed_unit_goes_on():
    found = after([one("A", 1, 2, 3, 4, NAN), one("B", NAN, NAN, NAN, NAN, 5, 6)], change("A", "B"))
    assert found == {"B": ("2012-01", [1, 2, 3, 4, 5, 6])}


def test_a_merged_unit_has_the_sum_of_those_before_it():
    found = after(
        [one("A", 1, 2, 3, 4), one("B", 10, 20, 30, 40), one("C", *[NAN] * 4, 50)], change("A B", "C")
    )
    assert found == {"C": ("2012-01", [11, 22, 33, 44, 50])}


def test_a_unit_that_takes_another_in_has_both_histories():
    found = after([one("A", 1, 2, 3, 4), one("B", 10, 20, 30, 40, 50)], change("A B", "B"))
    assert found == {"B": ("2012-01", [11, 22, 33, 44, 50])}


def test_a_sum_that_lacks_one_of_its_parts_is_missing():
    found = after(
        [one("A", 1, 2, NAN, 4), one("B", 10, 20, 30, 40), one("C", *[NAN] * 4, 50)], change("A B", "C")
    )
    np.testing.assert_equal(found["C"][1], [11, 22, NAN, 44, 50])


def test_a_part_that_seldom_tells_anything_is_not_missed():
    found = after([one("A", 1, NAN, NAN, NAN), one("B", 10, 20, 30, 40, 50)], change("A B", "B"))
    assert found == {"B": ("2012-01", [11, 20, 30, 40, 50])}


def test_a_figure_set_aside_is_in_no_sum():
    some = [one("A", 1, 2, 3, 4), one("B", 10, 20, 30, 40, 50)]
    found = after(some, change("A B", "B"), set_aside=[("A", "m", FIRST + 1)])
    np.testing.assert_equal(found["B"][1], [11, NAN, 33, 44, 50])


def test_a_count_booked_on_the_old_unit_afterwards_is_its_heir_s():
    found = after(
        [one("A", 1, 2, 3, 4, NAN, 7), one("B", *[NAN] * 3, 5, 50, 60, 70)], change("A", "B"), at=FIRST + 6
    )
    assert found == {"B": ("2012-01", [1, 2, 3, 9, 50, 67, 70])}


def test_figures_that_still_come_under_the_old_names_are_the_heir_s_until_it_tells_its_own():
    some = [one("A", *range(1, 8)), one("B", *range(10, 17)), one("C", *[NAN] * 6, 23, 25)]
    found = after(some, change("A B", "C"))
    np.testing.assert_equal(found["C"], ("2012-01", [11, 13, 15, 17, 19, 21, 46, 25]))
    found = after(some, change("A B", "C", A=1, B=1), measures=RATE)
    np.testing.assert_equal(found["C"], ("2012-01", [5.5, 6.5, 7.5, 8.5, 9.5, 10.5, 23, 25]))
    assert after(some[:1], change("A", "C")) == {"C": ("2012-01", list(range(1, 8)))}


def test_a_rate_goes_on_under_a_new_name_and_what_the_old_one_tells_afterwards_is_not_added():
    some = [one("A", 0.1, 0.2, 0.3, 0.4, 0.9), one("B", *[NAN] * 4, 0.5, 0.6)]
    assert after(some, change("A", "B"), measures=RATE) == {"B": ("2012-01", [0.1, 0.2, 0.3, 0.4, 0.5, 0.6])}


def test_several_rates_make_no_history_unless_somebody_says_how_much_each_weighs():
    some = [one("A", 0.2, 0.2), one("B", 0.6, 0.5), one("C", *[NAN] * 4, 0.4)]
    assert after(some, change("A B", "C"), measures=RATE) == {"C": ("2012-05", [0.4])}
    found = after(some, change("A B", "C", A=30, B=10), measures=RATE)["C"]
    np.testing.assert_allclose(found[1], [0.3, 0.275, NAN, NAN, 0.4])


def test_numerators_and_denominators_are_added():
    some = [
        one("A", 2, 4, exposure=[10, 10]),
        one("B", 3, 3, exposure=[30, 20]),
        one("C", *[NAN] * 4, 8, exposure=[NAN] * 4 + [50]),
    ]
    found = after(some, change("A B", "C"), measures=RATE)["C"]
    assert found[0] == "2012-01"
    np.testing.assert_equal(found[1:], [[5, 7, NAN, NAN, 8], [40, 30, NAN, NAN, 50]])


def test_a_split_unit_leaves_its_history_with_none():
    some = [one("A", 1, 2, 3, 4), one("B", *[NAN] * 4, 5, 6), one("C", *[NAN] * 4, 7, 8)]
    assert after(some, change("A", "B C")) == {"B": ("2012-05", [5, 6]), "C": ("2012-05", [7, 8])}


def test_a_unit_that_gives_a_part_away_begins_on_the_day_as_its_part_does():
    some = [one("A", 10, 10, 10, 10, 6, 6), one("B", *[NAN] * 4, 4, 4)]
    assert after(some, change("A", "A B")) == {"A": ("2012-05", [6, 6]), "B": ("2012-05", [4, 4])}


def test_whoever_takes_over_a_part_of_another_begins_on_the_day_too():
    some = [one("A", 1, 2, 3, 4), one("B", 10, 20, 30, 40, 55, 65), one("C", *[NAN] * 4, 2, 2)]
    assert after(some, change("A", "B C")) == {"B": ("2012-05", [55, 65]), "C": ("2012-05", [2, 2])}


def test_a_split_in_the_middle_of_a_month_counts_from_the_next():
    some = [one("A", 1, 2, 3, 4, 2), one("B", *[NAN] * 4, 3, 6)]
    assert after(some, change("A", "B C", day=date(2012, 5, 12))) == {"B": ("2012-06", [6])}


def test_a_merger_in_the_middle_of_a_month_sums_what_that_month_s_units_told():
    some = [one("A", 1, 2, 3, 4, 2), one("B", *[NAN] * 4, 3, 6)]
    assert after(some, change("A", "B", day=date(2012, 5, 12))) == {"B": ("2012-01", [1, 2, 3, 4, 5, 6])}


def test_a_change_that_has_not_come_yet_changes_nothing():
    some = [one("A", 1, 2, 3, 4), one("B", 1, 1, 1, 1)]
    assert after(some, change("A", "B"), at=FIRST + 3) == {
        "A": ("2012-01", [1, 2, 3, 4]),
        "B": ("2012-01", [1] * 4),
    }


def test_names_that_come_and_go_are_followed():
    """A becomes B in May and A again in July."""
    some = [one("A", 1, 2, 3, 4, NAN, NAN, 7, 8), one("B", *[NAN] * 4, 5, 6)]
    back = change("B", "A", day=date(2012, 7, 1))
    assert after(some, change("A", "B"), back) == {"A": ("2012-01", [1, 2, 3, 4, 5, 6, 7, 8])}


def test_what_happens_on_one_day_is_seen_from_the_day_before():
    """A and B change names with one another."""
    some = [one("A", 1, 1, 1, 1, 2), one("B", 2, 2, 2, 2, 1)]
    found = after(some, change("A", "B"), change("B", "A"), measures=RATE)
    assert found == {"A": ("2012-01", [2] * 5), "B": ("2012-01", [1] * 5)}


def test_an_heir_without_figures_yet_is_of_its_predecessors_group():
    found, _ = reorganised(
        [one("A", 1, 2, 3, 4, group="small")], [change("A", "B"), change("B", "C", date(2012, 7, 1))], at=AT
    )
    assert [(s.unit, s.group, s.values.tolist()) for s in found] == [("C", "small", [1, 2, 3, 4])]


def test_a_level_accepted_before_a_merger_is_the_merged_unit_s_too():
    levels = {("A", "m"): [FIRST + 2, FIRST + 9], ("D", "m"): [FIRST + 1]}
    _, found = reorganised([one("A", 1)], [change("A B", "C")], at=AT, level_changes=levels)
    assert found[("C", "m")] == [FIRST + 2]
    assert found[("D", "m")] == [FIRST + 1]
    _, found = reorganised([one("A", 1)], [change("A", "B C")], at=AT, level_changes=levels)
    assert ("C", "m") not in found


@pytest.fixture(scope="module")
def values():
    return counts(units=10)


def cut(values, names, parts):
    """The last of `values` as others told it: name to (from, to, share)."""
    some = series(values[:-1], names=names)
    for name, (start, stop, share) in parts.items():
        own = np.full(MONTHS, NAN)
        own[start:stop] = np.round(values[-1, start:stop] * share)
        some.append(series([own], names=[name])[0])
    return some


NAMES = [f"u{n}" for n in range(9)]


def test_renamed_and_merged_units_are_judged_as_if_nothing_had_happened(values):
    plain = scan(
        [*series(values[:-1], names=NAMES), *series([values[-1]], names=["z"])], at=AT, since=AT + -11
    )
    day = (AT + -2).first_day
    for parts, before in (
        ({"Y": (0, MONTHS - 3, 1), "z": (MONTHS - 3, MONTHS, 1)}, ("Y",)),
        ({"X": (0, MONTHS - 3, 1), "Y": (0, MONTHS - 3, 0), "z": (MONTHS - 3, MONTHS, 1)}, ("X", "Y")),
    ):
        some, _ = reorganised(cut(values, NAMES, parts), [Change(day, before, ("z",))], at=AT, measures={})
        assert scan(some, at=AT, since=AT + -11) == plain


def test_without_a_word_of_it_a_merger_is_a_false_alarm_and_with_it_there_is_none(values):
    """Y is taken in by Z three months before the end."""
    some = cut(values, NAMES, {"Y": (0, MONTHS - 3, 0.5), "Z": (0, MONTHS, 0.5)})
    some[-1].values[-3:] *= 2
    assert of(scan(some, at=AT), "Z").verdict is Verdict.LOCAL
    assert of(scan(some, at=AT), "Y").verdict in {Verdict.CLOSED, Verdict.MISSING}
    told, _ = reorganised(some, [Change((AT + -2).first_day, ("Y", "Z"), ("Z",))], at=AT)
    found = scan(told, at=AT)
    assert of(found, "Z").verdict is Verdict.QUIET
    assert len([j for j in found if j.unit == "Y"]) == 0


def test_a_split_unit_is_too_short_until_it_has_six_figures_of_its_own(values):
    day = (AT + -7).first_day
    parts = {"X": (0, MONTHS - 8, 1), "Y": (MONTHS - 8, MONTHS, 0.6), "Z": (MONTHS - 8, MONTHS, 0.4)}
    some, _ = reorganised(cut(values, NAMES, parts), [Change(day, ("X",), ("Y", "Z"))], at=AT)
    found = scan(some, at=AT, since=AT + -7)
    verdicts = [of(found, "Y", period=AT + -n).verdict for n in range(7, -1, -1)]
    assert verdicts == [Verdict.TOO_SHORT] * 6 + [Verdict.QUIET] * 2
    assert of(found, "Y", period=AT + -2).history == 5


figures = st.lists(st.one_of(st.integers(0, 99), st.none()), min_size=8, max_size=8)
UNITS = ("A", "B", "C", "D")
changes_ = st.lists(
    st.builds(
        lambda before, after, month: Change(date(2012, month, 1), tuple(before), tuple(after)),
        st.sets(st.sampled_from(UNITS), min_size=1, max_size=2),
        st.sets(st.sampled_from(UNITS), min_size=1, max_size=2),
        st.integers(2, 8),
    ),
    max_size=3,
)


def lines(told):
    return [one(unit, *(NAN if v is None else v for v in row)) for unit, row in zip(UNITS, told, strict=True)]


def said(found):
    return {s.unit: (s.first, [None if np.isnan(v) else v for v in s.values]) for s in found}


@given(st.lists(figures, min_size=4, max_size=4), changes_, st.permutations(range(4)), st.integers(2, 9))
def test_the_order_of_units_and_changes_and_their_scale_change_nothing(told, changes, order, factor):
    some, at = lines(told), Period.parse("2012-08")
    plain = said(reorganised(some, changes, at=at)[0])
    assert said(reorganised([some[n] for n in order], changes[::-1], at=at)[0]) == plain
    larger = [Series(s.unit, s.measure, s.group, s.first, s.values * factor) for s in some]
    scaled = {
        unit: (first, [None if v is None else v * factor for v in values])
        for unit, (first, values) in plain.items()
    }
    assert said(reorganised(larger, changes, at=at)[0]) == scaled


@given(
    st.lists(st.lists(st.integers(0, 99), min_size=8, max_size=8), min_size=4, max_size=4), st.integers(2, 8)
)
def test_where_all_tell_a_merger_loses_no_figure_and_counts_none_twice(told, month):
    found, _ = reorganised(
        lines(told), [Change(date(2012, month, 1), ("A", "B", "C"), ("C",))], at=Period.parse("2012-08")
    )
    assert sum(s.values.sum() for s in found) == np.sum(told)
