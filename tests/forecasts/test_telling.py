"""What is said of income, which stands below nought: more of it is good news, and is said so."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from spillerum.forecasts.evidence import kept
from spillerum.forecasts.telling import sentence, told
from spillerum.money.verdict import Verdict, YearEnd
from town import KR, YEAR, month


def said(budget, total, group_budget, group_total, **more):
    verdict = Verdict.OVER if total > budget else Verdict.UNDER
    end = YearEnd(
        "Hallen", verdict, YEAR, month(6), spent=0.0, budget=budget, total=total,
        low80=total - 50_000, high80=total + 50_000, low90=total - 80_000, high90=total + 80_000,
    )  # fmt: skip
    rows = [
        {"group": 1, "budget": group_budget, "total": group_total, "away": group_total - group_budget},
        {"group": 2, "budget": 0.0, "total": 0.0, "away": 0.0},
    ]
    return sentence({"end": kept(end), "groups": rows} | more, {1: "Billetter", 2: "Løn"})


@pytest.mark.parametrize(
    ("budget", "total", "told"),
    [
        (-900_000.0, -500_000.0, "Mest billetter: der kommer 400.000 kr. mindre ind end budgetteret."),
        (0.0, 400_000.0, "Mest billetter: 400.000 kr. mere end budgetteret."),
        (-900_000.0, -1_300_000.0, "Mest billetter: der kommer 400.000 kr. mere ind end budgetteret."),
    ],
)
def test_the_group_it_is_mostly_due_to_may_be_income(budget, total, told):
    assert told in said(2_000_000.0, 2_000_000.0 + total - budget, budget, total)


def test_a_plan_for_a_unit_that_takes_in_more_than_it_spends_is_told_as_income():
    planned = {"amount": -100_000.0, "p_over": None, "p_under": None}
    text = said(-2_000_000.0, -1_500_000.0, -2_000_000.0, -1_500_000.0, planned=planned)
    assert "Med planen kommer der 400.000 kr. mindre ind end budgetteret." in text


@pytest.mark.parametrize(
    ("budget", "spent", "expected"),
    [
        (-2_000_000, -1_500_000, "Der skulle komme 2 mio. kr. ind; det blev 500.000 kr. mindre."),
        (-2_000_000, -2_500_000, "Der skulle komme 2 mio. kr. ind; det blev 500.000 kr. mere."),
        (2_000_000, 2_500_000, "Med et budget på 2 mio. kr. endte året 500.000 kr. over."),
    ],
)
def test_how_the_year_ended_is_told_of_income_too(budget, spent, expected):
    data = {"year": YEAR, "budget": budget * KR, "spent": spent * KR}
    assert told(SimpleNamespace(what="end_year", note="", data=data)) == expected
