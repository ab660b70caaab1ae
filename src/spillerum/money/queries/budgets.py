"""Budgets with the history of their lines."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from spillerum.money.models import BudgetLine
from spillerum.money.queries.known import as_known, tree_then
from spillerum.money.queries.places import accounts_of, places

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from spillerum.money.queries.spending import Key
    from spillerum.money.tree import Tree


@dataclass(frozen=True, slots=True)
class Line:
    """One budget line as it was known."""

    id: int
    kind: str
    amount: int  # øre
    day: date
    reason: str
    reference: str
    frame_id: int | None
    account_id: int | None
    known: datetime


@dataclass(frozen=True, slots=True)
class Budget:
    """A year's budget of a unit's account group: its lines in order of their days."""

    lines: tuple[Line, ...]

    @property
    def original(self) -> int:
        return sum(line.amount for line in self.lines if line.kind == BudgetLine.Kind.ORIGINAL)

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)

    def on(self, day: date) -> int:
        """What of it counts by the day."""
        return sum(line.amount for line in self.lines if line.day <= day)


def budget_of(
    unit_ids: Collection[int] | None, year: int, known: datetime | None = None, *, tree: Tree | None = None
) -> dict[Key, Budget]:
    """Each unit's own budget of the year (with that of the units it carries on), by account group.

    unit_ids: None for all. Without `tree` six queries, with it two.
    """
    tree = tree or tree_then(known)
    units = None if unit_ids is None else tree.carried_by(unit_ids)
    accounts = None if units is None else accounts_of(units)
    placed = places(known, accounts=accounts)
    rows = as_known(BudgetLine.objects.filter(year=year), known).order_by("day", "pk")
    if units is not None:
        rows = rows.filter(Q(account__in=accounts) | Q(unit__in=units))
    wanted = None if unit_ids is None else frozenset(unit_ids)
    found: dict[Key, list[Line]] = defaultdict(list)
    for unit, group, *line in rows.values_list("unit", "group", *_FIELDS).iterator(chunk_size=20_000):
        one = Line(*line)
        place = (unit, group) if one.account_id is None else placed.get(one.account_id, (None, None))
        if place[0] is None or place[1] is None:
            continue
        carrier = tree.carrier[place[0]]
        if wanted is None or carrier in wanted:
            found[carrier, place[1]].append(one)
    return {key: Budget(tuple(lines)) for key, lines in found.items()}


_FIELDS = ("pk", "kind", "amount", "day", "reason", "reference", "frame", "account", "known")
