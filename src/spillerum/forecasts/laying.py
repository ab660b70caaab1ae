"""The whole bags' budgets by month, kept with the forecast: so that a page draws the year's curve from one question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spillerum.money.queries import budget_of, laid_out

if TYPE_CHECKING:
    from datetime import datetime

    from spillerum.forecasts.books import Books

LaidOf = dict[tuple[int, bool], list[int]]
"""Unit, with all below, to twelve amounts in øre."""


def laid_in(books: Books, known: datetime | None) -> LaidOf:
    """Each unit's own budget over the months, and that of all under those who have others under them."""
    budgets = budget_of(None, books.year, known, tree=books.tree)
    beside: dict[int, list[int]] = {}
    for unit, group in books.beside.items():
        beside.setdefault(group, []).append(unit)
    near = {unit: beside[group] for unit, group in books.beside.items()}
    laid = laid_out(budgets, books.year, known, tree=books.tree, beside=near)
    above, found = set(books.tree.parents.values()), LaidOf()
    for (unit, _group), one in laid.items():
        for over in books.tree.upwards(unit):
            if over == unit:
                _add(found, (unit, False), one.months)
            if over in above:
                _add(found, (over, True), one.months)
    return found


def _add(found: LaidOf, key: tuple[int, bool], months: tuple[int, ...]) -> None:
    found[key] = [a + b for a, b in zip(found.get(key, [0] * len(months)), months, strict=True)]
