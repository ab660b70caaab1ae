"""What would change: the units of a file beside the units of the house. Nothing is written here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from spillerum.exchange.faults import BadFile, Fault
from spillerum.exchange.reading import read_table
from spillerum.exchange.table import LIMITS
from spillerum.organisation.intake.columns import read_columns
from spillerum.organisation.intake.house import TieState, UnitState, house_now, lines
from spillerum.organisation.intake.naming import Naming, NobodyFound
from spillerum.organisation.intake.os2mo import read_os2mo
from spillerum.organisation.intake.plan import Change, Plan
from spillerum.organisation.models import TieKind
from spillerum.organisation.rings import Link, ring_in_time

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from spillerum.organisation.intake.house import House
    from spillerum.organisation.intake.wanted import Reading, Wanted


def plan_import(content: bytes, file: str, on: date) -> Plan:
    """What the file would change if it were applied that day. Raises BadFile when it is no file of units."""
    reading = _read(content, file, on)
    house = house_now()
    return _Planning(reading, house, on).plan()


def _read(content: bytes, file: str, on: date) -> Reading:
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return read_columns(read_table(content, file))
    if len(content) > LIMITS.megabytes << 20:
        message = gettext_noop("The file is %(size)s MB; at most %(limit)s MB are read. Divide it.")
        raise BadFile(Fault(message, file, facts={"size": len(content) >> 20, "limit": LIMITS.megabytes}))
    return read_os2mo(content, file, on)


class _Planning:
    """One plan in the making: rows drop out with a fault until what is left fits together."""

    def __init__(self, reading: Reading, house: House, on: date) -> None:
        self.reading, self.house, self.on = reading, house, on
        self.naming = Naming(reading, house, on)
        self.faults = [*reading.faults, *self.naming.faults]
        self.after: dict[UUID, UnitState] = {}

    def plan(self) -> Plan:
        for uuid, unit in self.naming.found.items():
            try:
                self.after[uuid] = self._state(uuid, unit)
            except NobodyFound as nobody:
                self._blame(unit, nobody.message, **nobody.facts)
        self._drop_the_lost()
        self._drop_rings()
        return self._told()

    def _state(self, uuid: UUID, unit: Wanted) -> UnitState:
        before = self.house.units.get(uuid) or UnitState(uuid, unit.name, "", unit.first_day, unit.last_day)
        stated = {
            name: getattr(unit, name) for name in ("kind", "first_day", "last_day") if name in unit.says
        }
        after = replace(before, name=unit.name, **stated)
        if after.first_day and after.last_day and after.last_day < after.first_day:
            raise NobodyFound(gettext_noop("“%(unit)s” would end before it begins. Change the day."))
        if "history" in unit.says:
            return replace(after, ties=self._history(unit, after))
        for kind, named in ((TieKind.LINE, unit.above), (TieKind.SIBLINGS, unit.group)):
            if {TieKind.LINE: "above", TieKind.SIBLINGS: "group"}[kind] in unit.says:
                after = after.put(kind, self._above(named, uuid, after), after.day(self.on))
        return after

    def _above(self, named: str, uuid: UUID, after: UnitState) -> UUID | None:
        if not named:
            return None
        above = self.naming.meant(named, after.day(self.on))
        if above == uuid:
            raise NobodyFound(
                gettext_noop("“%(unit)s” would lie under itself. Choose another unit above it.")
            )
        return above

    def _history(self, unit: Wanted, after: UnitState) -> frozenset[TieState]:
        kept = {tie for tie in after.ties if tie.kind != TieKind.LINE}
        line = {
            TieState(TieKind.LINE, above, each.first_day, each.last_day)
            for each in unit.history
            if (above := self._above(each.named, after.uuid, after)) is not None
        }
        if len([tie for tie in line if tie.last_day is None]) > 1:
            raise NobodyFound(
                gettext_noop("“%(unit)s” lies under two units at once. End one of them in the register.")
            )
        return frozenset(kept | line)

    def _drop_the_lost(self) -> None:
        """Units that would lie under a new one that is left out are left out too."""
        while lost := [u for u, s in self.after.items() if any(self._is_lost(tie.above) for tie in s.ties)]:
            for uuid in lost:
                message = gettext_noop(
                    "The unit above “%(unit)s” is left out for a fault of its own. Mend that first."
                )
                self._blame(self.naming.found[uuid], message)
                del self.after[uuid]

    def _is_lost(self, uuid: UUID) -> bool:
        return uuid not in self.after and uuid not in self.house.units

    def _drop_rings(self) -> None:
        while ring := ring_in_time(map(Link._make, lines((self.house.units | self.after).values()))):
            ours = [uuid for uuid in ring if uuid in self.after]
            if not ours:  # the house has a ring of its own; nothing in this file can be to blame
                return
            for uuid in ours:
                message = gettext_noop("“%(unit)s” would lie under itself. Choose another unit above it.")
                self._blame(self.naming.found[uuid], message)
                del self.after[uuid]
            self._drop_the_lost()

    def _told(self) -> Plan:
        changes, all_units = [], self.house.units | self.after
        for uuid, after in self.after.items():
            before, titles = self.house.units.get(uuid), self.naming.found[uuid].titles
            posts = tuple((kind, t) for kind, t in titles if (uuid, kind.value, t) not in self.house.posts)
            if after != before or posts:
                changes.append(Change(before, after, posts))
        return Plan(
            on=self.on,
            file=self.reading.file,
            changes=tuple(
                sorted(changes, key=lambda change: (change.after.name.casefold(), str(change.after.uuid)))
            ),
            unchanged=len(self.after) - len(changes),
            untouched=len(self.house.units.keys() - self.naming.found.keys()),
            faults=tuple(sorted(self.faults, key=lambda fault: fault.row or 0)),
            notices=self.reading.notices,
            names={uuid: state.name for uuid, state in all_units.items()},
        )

    def _blame(self, unit: Wanted, message: str, **facts: object) -> None:
        self.faults.append(self.reading.fault(message, unit, "", **facts))
