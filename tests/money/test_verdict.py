"""A year's end held against its budget."""

from __future__ import annotations

import numpy as np
import pytest

from spillerum.analysis.yearend.outlook import outlook
from spillerum.calendar.period import Period
from spillerum.money.verdict import Materiality, Verdict, YearEnd, beside_one_another, year_end_of

JUNE = Period.parse("2026-06")
DRAWS = np.linspace(900_000.0, 1_100_000.0, 1001)  # every total from 900 to 1,100 thousand is as probable


def held(budget, *, thin="", **options):
    of = outlook(DRAWS, unit="Valby", year=2026, at=JUNE, spent=500_000.0, years=3, thin=thin)
    gaps = options.pop("gaps", ())
    return year_end_of(of, budget, Materiality(0.0, 0.05, **options), unit="Valby", gaps=gaps)


@pytest.mark.parametrize(
    ("budget", "thin", "gaps", "verdict"),
    [
        (1_000_000.0, "", (), Verdict.QUIET),
        (860_000.0, "", (), Verdict.OVER),
        (880_000.0, "", (), Verdict.QUIET),  # 5 % more is 924,000, and 12 % of the totals are below it
        (1_150_000.0, "", (), Verdict.UNDER),
        (None, "", (), Verdict.NO_BUDGET),
        (None, "no_history", (JUNE,), Verdict.NO_BUDGET),
        (1_000_000.0, "no_history", (), Verdict.TOO_SHORT),
        (1_000_000.0, "short", (), Verdict.TOO_SHORT),
        (1_000_000.0, "one_year", (), Verdict.QUIET),
        (860_000.0, "no_history", (), Verdict.OVER),
        (1_000_000.0, "", (JUNE,), Verdict.MISSING),
        (1_150_000.0, "", (JUNE,), Verdict.MISSING),
        (860_000.0, "", (JUNE,), Verdict.OVER),
    ],
)
def test_the_verdict(budget, thin, gaps, verdict):
    assert held(budget, thin=thin, gaps=gaps).verdict is verdict


def test_how_sure_one_must_be_is_for_whoever_asks_to_say():
    assert held(880_000.0, sure=0.85).verdict is Verdict.OVER


def test_a_departure_must_pass_both_the_amount_and_the_share():
    of = outlook(DRAWS, unit="Valby", year=2026, at=JUNE, spent=0.0, years=3)
    assert year_end_of(of, 860_000.0, Materiality(200_000.0, 0.05), unit="Valby").verdict is Verdict.QUIET
    assert year_end_of(of, 860_000.0, Materiality(0.0, 0.2), unit="Valby").verdict is Verdict.QUIET


def test_each_knows_how_the_others_of_its_group_do():
    found = [
        YearEnd(name, verdict, 2026, JUNE, group=group)
        for name, verdict, group in [
            ("A", Verdict.OVER, "libraries"),
            ("B", Verdict.OVER, "libraries"),
            ("C", Verdict.QUIET, "libraries"),
            ("D", Verdict.MISSING, "libraries"),
            ("E", Verdict.UNDER, "schools"),
        ]
    ]
    beside = {one.unit: (one.siblings, one.alike, one.quiet) for one in beside_one_another(found)}
    assert beside == {"A": (2, 1, 1), "B": (2, 1, 1), "C": (2, 0, 0), "D": (0, 0, 0), "E": (0, 0, 0)}
