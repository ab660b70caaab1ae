"""Who is meant: the rows of a file find their units, and the names in them theirs.

A uuid says it outright. A name says it when one unit has it; of several, the unit above must tell which.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING
from unicodedata import normalize
from uuid import UUID, uuid4

from django.utils.translation import gettext_noop

from spillerum.organisation.intake.days import lazy_day
from spillerum.organisation.models import TieKind

if TYPE_CHECKING:
    from datetime import date

    from spillerum.exchange.faults import Fault
    from spillerum.organisation.intake.house import House, UnitState
    from spillerum.organisation.intake.wanted import Reading, Wanted


class NobodyFound(Exception):
    """No unit, or more than one, is meant. `message` and `facts` make the sentence."""

    def __init__(self, message: str, **facts: object) -> None:
        self.message, self.facts = message, facts
        super().__init__(message)


@dataclass
class Naming:
    """`found`: the rows that know their unit. Looks names up among them and the rest of the house."""

    reading: Reading
    house: House
    on: date
    found: dict[UUID, Wanted] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    by_name: dict[str, set[UUID]] = field(default_factory=dict)
    of_house: dict[str, list[UnitState]] = field(default_factory=dict)
    guesses: int = 20  # looking for what may be meant takes long; a file of nonsense gets no more than these

    def __post_init__(self) -> None:
        for state in self.house.units.values():
            self.of_house.setdefault(key(state.name), []).append(state)
        for unit in self.reading.units:
            if unit.uuid is not None:
                self._claim(unit.uuid, unit)
        self._index()
        unnamed: dict[str, list[Wanted]] = {}
        for unit in self.reading.units:
            if unit.uuid is None:
                unnamed.setdefault(key(unit.name), []).append(unit)
        twins = [unit for rows in unnamed.values() for unit in rows if not self._by_name_alone(rows)]
        self._index()
        self._by_unit_above(twins)
        self._index()

    def meant(self, named: str, day: date) -> UUID:
        """The one unit of that uuid or name. Raises NobodyFound."""
        if (uuid := as_uuid(named)) is not None:
            if uuid in self.found or uuid in self.house.units:
                return uuid
            raise NobodyFound(
                gettext_noop("There is no unit with the uuid %(named)s. Add it to the file."), named=named
            )
        known = self.by_name.get(key(named), set())
        today = {uuid for uuid in known if self._counts(uuid, day)} or known
        if len(today) == 1:
            return next(iter(today))
        if today:
            message = gettext_noop(
                "%(count)s units are called “%(named)s”. Write the uuid of the one you mean."
            )
            raise NobodyFound(message, named=named, count=len(today))
        raise self._unknown(named)

    def _claim(self, uuid: UUID, unit: Wanted) -> None:
        first = self.found.setdefault(uuid, unit)
        if first is not unit:
            message = gettext_noop(
                "“%(unit)s” has the same uuid as “%(first)s” (row %(row)s). Keep one of them."
            )
            facts = {"first": first.name, "row": first.row or "?"}
            self.faults.append(self.reading.fault(message, unit, "uuid", **facts))

    def _by_name_alone(self, rows: list[Wanted]) -> bool:
        """Whether the name alone says who is meant: one row and at most one unit of the house have it."""
        unit, *others = rows
        named = {uuid for uuid in self.by_name.get(key(unit.name), ()) if uuid in self.found}
        if others or named:
            return False
        known = self._alive(unit)
        if len(known) > 1:
            return False
        if not known and (ended := self._ended(unit)):
            message = gettext_noop(
                "“%(unit)s” ended on %(day)s. Write its uuid to open it again, "
                "or a later first day for a new unit."
            )
            self.faults.append(self.reading.fault(message, unit, "name", day=lazy_day(ended[-1].last_day)))
        else:
            self.found[known[0].uuid if known else uuid4()] = unit
        return True

    def _by_unit_above(self, twins: list[Wanted]) -> None:
        places: dict[tuple[str, UUID], list[Wanted]] = {}
        for unit in twins:
            if not unit.above:
                message = gettext_noop(
                    "Several units are called “%(unit)s”. Write its uuid, or the unit above it."
                )
                self.faults.append(self.reading.fault(message, unit, "name"))
                continue
            try:
                places.setdefault((key(unit.name), self.meant(unit.above, self._day(unit))), []).append(unit)
            except NobodyFound as nobody:
                self.faults.append(self.reading.fault(nobody.message, unit, "name", **nobody.facts))
        for (_name, above), rows in places.items():
            known = [s for s in self._alive(rows[0]) if s.above(TieKind.LINE, s.day(self.on)) == above]
            if len(rows) > 1 or len(known) > 1:
                message = gettext_noop("Several units under the same are called “%(unit)s”. Write the uuid.")
                self.faults += [self.reading.fault(message, unit, "name") for unit in rows]
            else:
                self.found[known[0].uuid if known else uuid4()] = rows[0]

    def _alive(self, unit: Wanted) -> list[UnitState]:
        """The units of the house of that name that no row has, not ended by the row's day."""
        day = self._day(unit)
        left = [s for s in self.of_house.get(key(unit.name), ()) if s.uuid not in self.found]
        left = [state for state in left if state.last_day is None or state.last_day >= day]
        return [state for state in left if state.counts(day)] or left

    def _ended(self, unit: Wanted) -> list[UnitState]:
        left = [s for s in self.of_house.get(key(unit.name), ()) if s.uuid not in self.found and s.last_day]
        return [s for s in left if unit.first_day is None or (s.last_day and unit.first_day <= s.last_day)]

    def _index(self) -> None:
        self.by_name = {}
        for uuid, unit in self.found.items():
            self.by_name.setdefault(key(unit.name), set()).add(uuid)
        for state in self.house.units.values():
            if state.uuid not in self.found:
                self.by_name.setdefault(key(state.name), set()).add(state.uuid)

    def _counts(self, uuid: UUID, day: date) -> bool:
        unit: Wanted | UnitState = self.found.get(uuid) or self.house.units[uuid]
        return (unit.first_day or day) <= day <= (unit.last_day or day)

    def _day(self, unit: Wanted) -> date:
        return min(
            max(self.on, unit.first_day or self.on), unit.last_day or max(self.on, unit.first_day or self.on)
        )

    def _unknown(self, named: str) -> NobodyFound:
        self.guesses -= 1
        near = get_close_matches(key(named), self.by_name, n=1, cutoff=0.8) if self.guesses >= 0 else []
        if near:
            message = gettext_noop("There is no unit called “%(named)s”. Is “%(near)s” meant?")
            return NobodyFound(message, named=named, near=near[0])
        message = gettext_noop("There is no unit called “%(named)s”. Add it to the file, or write another.")
        return NobodyFound(message, named=named)


def key(name: str) -> str:
    """Names are the same whatever their case, spaces and composition of letters."""
    return " ".join(normalize("NFC", name).casefold().split())


def as_uuid(named: str) -> UUID | None:
    try:
        return UUID(named)
    except ValueError:
        return None
