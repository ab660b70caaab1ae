"""What is left, and sums up the line."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spillerum.money.queries.budgets import budget_of
from spillerum.money.queries.known import tree_then
from spillerum.money.queries.spending import spent_by_month

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from spillerum.money.queries.spending import Key
    from spillerum.money.tree import Tree


@dataclass(frozen=True, slots=True)
class Room:
    """Spillerum i kroner: what is in the bag and what has been taken out of it, in øre."""

    budget: int
    spent: int

    @property
    def left(self) -> int:
        return self.budget - self.spent


def room_left(
    unit_id: int, year: int, known: datetime | None = None, *, tree: Tree | None = None
) -> dict[int, Room]:
    """The unit's own room in each account group; the whole is their sum."""
    tree = tree or tree_then(known)
    budgets = budget_of([unit_id], year, known, tree=tree)
    spent = spent_by_month([unit_id], year, known, tree=tree)
    groups = sorted({group for _, group in (*budgets, *spent)})
    return {
        group: Room(
            budgets[unit_id, group].total if (unit_id, group) in budgets else 0,
            sum(spent.get((unit_id, group), [])),
        )
        for group in groups
    }


def summed_up(own: Mapping[Key, int], tree: Tree) -> dict[Key, int]:
    """Amounts of units to amounts of units with all that lies below them."""
    sums: dict[Key, int] = defaultdict(int)
    for (unit, group), amount in own.items():
        for above in tree.upwards(unit):
            sums[above, group] += amount
    return dict(sums)


def below(unit_id: int, known: datetime | None = None, *, tree: Tree | None = None) -> frozenset[int]:
    """The unit and all under it that day: pass them on as `unit_ids`."""
    return (tree or tree_then(known)).below(unit_id)
