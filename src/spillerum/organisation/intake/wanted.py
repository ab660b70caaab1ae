"""What a file says of units, before anybody has looked who is meant."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spillerum.exchange.faults import Fault

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from spillerum.people.access import PostKind


@dataclass(frozen=True, slots=True)
class Above:
    """The unit above, by name or uuid as the file has it, from a day to a day."""

    named: str
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """One unit as a file has it. What `says` does not name, the file says nothing of, and it stays as it is.

    A table says what is so now (`above`); a register says how it has been and will be (`history`).
    """

    name: str
    uuid: UUID | None = None
    row: int | None = None
    kind: str = ""
    above: str = ""
    group: str = ""
    first_day: date | None = None
    last_day: date | None = None
    history: tuple[Above, ...] = ()
    titles: tuple[tuple[PostKind, str], ...] = ()
    says: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """A file of units. `faults` are those left out; `notices` are worth knowing, but hinder nothing."""

    file: str
    units: tuple[Wanted, ...] = ()
    faults: tuple[Fault, ...] = ()
    notices: tuple[Fault, ...] = ()
    sheet: str = field(default="")

    def fault(self, message: str, unit: Wanted, column: str = "", **facts: object) -> Fault:
        place = {"row": unit.row, "column": column if unit.row is not None else "", "sheet": self.sheet}
        return Fault(message, self.file, facts={"unit": unit.name, **facts}, **place)  # type: ignore[arg-type]
