"""Whose money is whose on a day: nothing is lost when units end, begin, merge or split.

A unit that has ended is carried by its one successor; what was split, or ended without one, by the unit above it then.
What is booked on a unit that has not begun is carried by the one above it when it does. So the units of a day hold all
of the money, and sums up the line are the sums of what lies below.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import F

from spillerum.organisation.models import Succession, Tie, TieKind, Unit, upwards
from spillerum.organisation.queries import line_parents

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date


class _Days(NamedTuple):
    first: date | None
    last: date | None

    def begun(self, on: date) -> bool:
        return self.first is None or self.first <= on

    def ended(self, on: date) -> bool:
        return self.last is not None and self.last < on


@dataclass(frozen=True)
class Tree:
    """The units of a day. parents: unit to the one above it. carrier: every unit there ever was to the one of the day
    that has its money (itself, where there is none).
    """

    on: date
    parents: Mapping[int, int]
    carrier: Mapping[int, int]

    def carried_by(self, units: Iterable[int]) -> frozenset[int]:
        """The units whose money these have: themselves, and those gone before them."""
        wanted = set(units)
        return frozenset(unit for unit, carrier in self.carrier.items() if carrier in wanted)

    def upwards(self, unit: int) -> list[int]:
        """Where the unit's money counts: its carrier, and those above that."""
        return list(upwards(self.carrier.get(unit, unit), dict(self.parents)))

    def below(self, unit: int) -> frozenset[int]:
        """The unit and every unit of the day under it."""
        children: dict[int, list[int]] = defaultdict(list)
        for child, above in self.parents.items():
            children[above].append(child)
        found: set[int] = set()
        todo = [unit]
        while todo:
            at = todo.pop()
            if at not in found:
                found.add(at)
                todo += children[at]
        return frozenset(found)


def tree_on(day: date) -> Tree:
    """Four queries."""
    return Tree(day, line_parents(day), _Carriers(day).all())


class _Carriers:
    def __init__(self, on: date) -> None:
        self.on = on
        self.days = {pk: _Days(first, last) for pk, first, last in _units()}
        self.heirs: dict[int, list[tuple[date, int]]] = defaultdict(list)
        for before, after, day in Succession.objects.filter(day__lte=on).values_list(
            "predecessor", "successor", "day"
        ):
            self.heirs[before].append((day, after))
        self.above: dict[int, list[tuple[_Days, int]]] = defaultdict(list)
        for unit, above, first, last in _ties():
            self.above[unit].append((_Days(first, last), above))
        self.found: dict[int, int] = {}

    def all(self) -> dict[int, int]:
        return {unit: self._of(unit, ()) for unit in self.days}

    def _of(self, unit: int, seen: Collection[int]) -> int:
        if unit not in self.found:
            after = self._next(unit)
            ring = after is None or after in seen or after == unit
            self.found[unit] = unit if ring else self._of(after, (*seen, unit))  # type: ignore[arg-type]  # a number here
        return self.found[unit]

    def _next(self, unit: int) -> int | None:
        """Whoever carries on the unit; None: itself."""
        days = self.days[unit]
        if not days.begun(self.on):
            return self._above(unit, days.first)
        if not days.ended(self.on):
            return None
        heirs = {heir for day, heir in self.heirs[unit] if days.last is None or day > days.last}
        return heirs.pop() if len(heirs) == 1 else self._above(unit, days.last)

    def _above(self, unit: int, on: date | None) -> int | None:
        """The one above it on that day, or the last there was."""
        ties = self.above[unit]
        if on is None or not ties:
            return None
        valid = [above for days, above in ties if days.begun(on) and not days.ended(on)]
        return (valid or [above for _, above in ties])[-1]


def _units() -> Iterable[tuple[int, date | None, date | None]]:
    return Unit.objects.order_by("pk").values_list("pk", "first_day", "last_day")


def _ties() -> Iterable[tuple[int, int, date | None, date | None]]:
    ties = Tie.objects.filter(kind=TieKind.LINE).order_by(F("first_day").asc(nulls_first=True), "pk")
    return ties.values_list("unit", "above", "first_day", "last_day")
