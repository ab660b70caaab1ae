"""A table of units: one row each, with Danish or English column names. Says what is so now."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from unicodedata import normalize
from uuid import UUID

from django.utils.translation import gettext_noop

from spillerum.exchange.faults import BadFile
from spillerum.exchange.table import text
from spillerum.organisation.intake.wanted import Reading, Wanted
from spillerum.people.access import PostKind

if TYPE_CHECKING:
    from spillerum.exchange.faults import Fault
    from spillerum.exchange.table import Table, TableRow

COLUMNS: dict[str, tuple[str, ...]] = {
    "uuid": ("uuid", "id", "enhedsuuid", "enheds uuid"),
    "name": ("name", "navn", "enhed", "enhedsnavn", "unit"),
    "kind": ("kind", "type", "art", "enhedstype"),
    "above": ("parent", "above", "overordnet", "overordnet enhed", "over", "forælder"),
    "group": ("group", "gruppe", "siblings", "sammenlignes under"),
    "first_day": ("first day", "from", "fra", "første dag", "gyldig fra", "startdato"),
    "last_day": ("last day", "to", "til", "sidste dag", "gyldig til", "slutdato"),
    "leader": ("leader", "leder", "lederpost"),
    "director": ("director", "direktør", "direktørpost"),
}
"""What is read from a column, and the names it may have; case, “-” and “_” do not matter."""

LENGTHS = {"name": 200, "kind": 80, "leader": 160, "director": 160}
_TITLES = {"leader": PostKind.LEADER, "director": PostKind.DIRECTOR}
_SAYS = frozenset({"kind", "above", "group", "first_day", "last_day"})
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_DANISH = re.compile(r"(?P<day>\d{1,2})[-./ ](?P<month>\d{1,2})[-./ ](?P<year>\d{4})")
_TRAILING = re.compile(r"(?P<name>.+?)[\s–-]+(?P<uuid>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})")


class _Unusable(ValueError):
    """The row cannot be used; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(str(fault))


def read_columns(table: Table) -> Reading:
    """The units of the table. Raises BadFile when no column has their names."""
    places = _places(table)
    if "name" not in places:
        names = ", ".join(f"“{name}”" for name in table.header)
        message = gettext_noop(
            "No column holds the names of the units. Call it “name” or “navn”. There are: %(names)s."
        )
        raise BadFile(table.fault(message, row=table.header_row, names=names))
    units, faults = [], list(table.faults)
    for row in table.rows:
        try:
            units.append(_unit(table, row, places))
        except _Unusable as wrong:
            faults.append(wrong.fault)
    return Reading(table.file, tuple(units), tuple(faults), _ignored(table, places), table.sheet)


def day_in(written: str) -> date | None:
    """2018-09-01, 1-9-2018, 01.09.2018 or 1/9/2018; None when nothing is written. Raises ValueError."""
    if not written:
        return None
    found = _ISO.fullmatch(written) or _DANISH.fullmatch(written)
    if found is None:
        raise ValueError(written)
    if found["year"] == "9999":  # how registers write “until further notice”
        return None
    return date(*(int(found[part]) for part in ("year", "month", "day")))


def _places(table: Table) -> dict[str, int]:
    known = {name: field for field, names in COLUMNS.items() for name in names}
    found: dict[str, int] = {}
    for place, written in enumerate(table.header):
        field = known.get(" ".join(written.casefold().replace("_", " ").replace("-", " ").split()))
        if field is not None:
            found.setdefault(field, place)
    return found


def _ignored(table: Table, places: dict[str, int]) -> tuple[Fault, ...]:
    message = gettext_noop("This column is not used.")
    unused = [name for place, name in enumerate(table.header) if place not in places.values()]
    return tuple(table.fault(message, row=table.header_row, column=name) for name in unused)


def _unit(table: Table, row: TableRow, places: dict[str, int]) -> Wanted:
    cells = {
        field: normalize("NFC", " ".join(text(row.cells[place]).split())) for field, place in places.items()
    }
    blame = _Blame(table, row, places)
    for field, cell in cells.items():
        if len(cell) > LENGTHS.get(field, 200):
            blame(
                gettext_noop("More than %(limit)s characters. Shorten it."),
                field,
                limit=LENGTHS.get(field, 200),
            )
        if not cell.isprintable():
            blame(gettext_noop("There are characters in it that cannot be shown. Write it anew."), field)
    uuid = _uuid(cells.get("uuid", ""), blame)
    name, uuid = _apart(cells["name"], uuid)
    if not name:
        blame(gettext_noop("The unit has no name. Write one, or remove the row."), "name")
    first_day, last_day = (_day(cells.get(field, ""), field, blame) for field in ("first_day", "last_day"))
    if first_day and last_day and last_day < first_day:
        blame(gettext_noop("“%(unit)s” would end before it begins. Change the day."), "last_day", unit=name)
    titles = tuple((kind, cells[field]) for field, kind in _TITLES.items() if cells.get(field))
    return Wanted(
        name=name,
        uuid=uuid,
        row=row.number,
        kind=cells.get("kind", ""),
        above=cells.get("above", ""),
        group=cells.get("group", ""),
        first_day=first_day,
        last_day=last_day,
        titles=titles,
        says=_SAYS & frozenset(places),
    )


class _Blame:
    def __init__(self, table: Table, row: TableRow, places: dict[str, int]) -> None:
        self.table, self.row, self.places = table, row, places

    def __call__(self, message: str, field: str, **facts: object) -> None:
        column = self.table.header[self.places[field]]
        raise _Unusable(self.table.fault(message, row=self.row.number, column=column, **facts))


def _uuid(written: str, blame: _Blame) -> UUID | None:
    try:
        return UUID(written) if written else None
    except ValueError:
        message = gettext_noop("“%(text)s” is no uuid. Copy the whole uuid, or empty the cell.")
        blame(message, "uuid", text=written[:60])
    return None


def _day(written: str, field: str, blame: _Blame) -> date | None:
    try:
        return day_in(written)
    except ValueError:
        message = gettext_noop("“%(text)s” is no date. Write it as 2018-09-01 or 1.9.2018.")
        blame(message, field, text=written[:60])
    return None


def _apart(name: str, uuid: UUID | None) -> tuple[str, UUID | None]:
    """Some registers print the uuid behind the name: “Kantine - 6f1c…”. Name and uuid, each for itself."""
    found = _TRAILING.fullmatch(name)
    if found is None or uuid not in {None, UUID(found["uuid"])}:
        return name, uuid
    return found["name"], UUID(found["uuid"])
