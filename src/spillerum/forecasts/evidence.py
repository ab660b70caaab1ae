"""Evidence as it stood: what a forecast said of a deviation, in a form that outlives the forecast."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from spillerum.calendar.period import Period
from spillerum.forecasts.books import ORE
from spillerum.money.verdict import Materiality, Verdict, YearEnd

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from spillerum.forecasts.books import Books
    from spillerum.forecasts.judging import Bag

_PERIODS = ("at", "last")


def kept(end: YearEnd) -> dict[str, Any]:
    """As JSON."""
    said = asdict(end)
    said["gaps"] = [str(month) for month in end.gaps]
    return said | {name: None if said[name] is None else str(getattr(end, name)) for name in _PERIODS}


def read(said: Mapping[str, Any]) -> YearEnd:
    facts = dict(said) | {
        "verdict": Verdict(said["verdict"]),
        "gaps": tuple(Period.parse(month) for month in said["gaps"]),
        "materiality": Materiality(**said["materiality"]),
    }
    return YearEnd(
        **facts | {name: None if said[name] is None else Period.parse(said[name]) for name in _PERIODS}
    )


def groups_kept(lines: Sequence[Bag]) -> list[dict[str, Any]]:
    """How each account group of the bag will end against its budget, in kroner: what adds most to it first."""
    rows = [
        {
            "group": bag.group,
            "budget": bag.ore.kroner or 0.0,
            "total": bag.outlook.total,
            "away": bag.outlook.total - (bag.ore.kroner or 0.0),
            "says": bag.end.verdict.value,
        }
        for bag in lines
        if bag.outlook is not None
    ]
    return sorted(rows, key=lambda row: -abs(float(str(row["away"]))))


def planned_kept(bag: Bag) -> dict[str, Any]:
    """What is planned in the months left (kroner), and the chances with it; nothing without a plan."""
    chances = bag.chances(bag.ore.planned / ORE) if bag.ore.planned else None
    if chances is None:
        return {}
    return {"planned": {"amount": bag.ore.planned / ORE, "p_over": chances[0], "p_under": chances[1]}}


def curve_kept(
    books: Books, laid: Mapping[tuple[int, bool], list[int]], units: Collection[int]
) -> dict[str, Any]:
    """The units' year together, øre: the budget by month (none: empty), and what was spent in each month so far."""
    so_far = books.at.season + 1
    spent = np.zeros(so_far)
    for (unit, _group), one in books.series.items():
        if unit in units:
            own = np.nan_to_num(one.values[-so_far:])
            spent[so_far - len(own) :] += own
    budgets = [months for unit in units if (months := laid.get((unit, False)))]
    return {
        "laid": [sum(month) for month in zip(*budgets, strict=True)],
        "months": [round(kroner * ORE) for kroner in spent],
    }
