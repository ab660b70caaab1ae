"""The house as it stands before an import: every unit with its ties and posts, in three queries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from spillerum.organisation.models import Seat, Tie, TieKind, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class TieState:
    kind: str
    above: UUID
    first_day: date | None = None
    last_day: date | None = None

    def counts(self, day: date) -> bool:
        return (self.first_day or date.min) <= day <= (self.last_day or date.max)


@dataclass(frozen=True, slots=True)
class UnitState:
    """A unit as it is, or as it should become."""

    uuid: UUID
    name: str
    kind: str = ""
    first_day: date | None = None
    last_day: date | None = None
    ties: frozenset[TieState] = frozenset()

    def counts(self, day: date) -> bool:
        return (self.first_day or date.min) <= day <= (self.last_day or date.max)

    def day(self, on: date) -> date:
        """The day on which the unit is looked at: the nearest to `on` on which it counts."""
        return min(max(on, self.first_day or date.min), self.last_day or date.max)

    def above(self, kind: str, day: date) -> UUID | None:
        """The unit above that day; of several the one tied last."""
        found = sorted(
            (tie.first_day or date.min, str(tie.above), tie.above)
            for tie in self.ties
            if tie.kind == kind and tie.counts(day)
        )
        return found[-1][2] if found else None

    def put(self, kind: str, above: UUID | None, day: date) -> UnitState:
        """The unit as it is when from that day it lies under `above` (None: under nobody)."""
        if self.above(kind, day) == above:
            return self
        kept = {tie for tie in self.ties if tie.kind != kind or (tie.last_day or date.max) < day}
        cut = {
            replace(tie, last_day=day - timedelta(days=1))
            for tie in self.ties - kept
            if (tie.first_day or date.min) < day
        }
        earlier = cut or any(tie.kind == kind for tie in kept)
        first_day = day if earlier else self.first_day
        new = {TieState(kind, above, first_day)} if above else set()
        return replace(self, ties=frozenset(kept | cut | new))


@dataclass(frozen=True, slots=True)
class House:
    units: dict[UUID, UnitState]
    posts: frozenset[tuple[UUID, str, str]]  # unit, kind and title of every post that is not abolished


def state_of(tie: Tie) -> TieState:
    return TieState(tie.kind, tie.above.uuid, tie.first_day, tie.last_day)


def house_now() -> House:
    ties: dict[UUID, set[TieState]] = {}
    for tie in Tie.objects.select_related("unit", "above"):
        ties.setdefault(tie.unit.uuid, set()).add(state_of(tie))
    units = {
        row[0]: UnitState(*row, ties=frozenset(ties.get(row[0], ())))
        for row in Unit.objects.values_list("uuid", "name", "kind", "first_day", "last_day")
    }
    seats = Seat.objects.filter(post__last_day__isnull=True)
    return House(units, frozenset(seats.values_list("unit__uuid", "post__kind", "post__title")))


def lines(units: Iterable[UnitState]) -> list[tuple[UUID, UUID, date | None, date | None]]:
    """Who lies under whom, from when to when, as `rings` asks it."""
    return [
        (unit.uuid, tie.above, tie.first_day, tie.last_day)
        for unit in units
        for tie in unit.ties
        if tie.kind == TieKind.LINE
    ]
