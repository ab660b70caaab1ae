"""A source's file to figures and to rows that cannot be read, with what is needed to mend them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from spillerum.exchange.faults import BadFile
from spillerum.exchange.figures import COLUMNS, read_tidy, read_wide
from spillerum.exchange.reading import read_table
from spillerum.exchange.table import text
from spillerum.figures.errors import UnusableFile
from spillerum.figures.models import Source, UnreadRow
from spillerum.figures.reasons import of_fault

if TYPE_CHECKING:
    from spillerum.exchange.faults import Fault
    from spillerum.exchange.figures import Figure, Reading
    from spillerum.exchange.table import Table, TableRow

MOST_UNREAD = 2000
"""A file with more rows than this that cannot be read is hardly the right file; it is refused as a whole."""


@dataclass(frozen=True, slots=True)
class FileRead:
    figures: tuple[Figure, ...]
    unread: tuple[UnreadRow, ...]  # not saved, without their delivery


def read_file(source: Source, filename: str, content: bytes) -> FileRead:
    """Read as the source's layout says. Raises UnusableFile with every fault in a sentence."""
    try:
        table = read_table(content, filename)
        reading = _read(source, table)
    except BadFile as wrong:
        raise UnusableFile.said_by(wrong) from wrong
    if not reading.faults and all(figure.value is None for figure in reading.figures):
        message = gettext("%(file)s: there are no figures in it. Send a file with at least one.")
        raise UnusableFile(message % {"file": filename})
    refuse_too_many(filename, [fault.sentence(gettext) for fault in reading.faults])
    rows = {row.number: row for row in table.rows}
    return FileRead(
        reading.figures,
        tuple(_unread(source, table, rows.get(fault.row or 0), fault) for fault in reading.faults),
    )


def refuse_too_many(filename: str, sentences: list[str]) -> None:
    if len(sentences) > MOST_UNREAD:
        first = gettext(
            "%(file)s: %(count)s rows cannot be read, so nothing was taken in. Is it the right file?"
        )
        raise UnusableFile(first % {"file": filename, "count": len(sentences)}, *sentences[:10])


def _read(source: Source, table: Table) -> Reading:
    if source.layout == Source.Layout.WIDE:
        assert source.measure is not None  # noqa: S101 -- the constraint wide_source_names_its_measure
        return read_wide(table, source.measure.key)
    return read_tidy(table)


def _unread(source: Source, table: Table, row: TableRow | None, fault: Fault) -> UnreadRow:
    wide = source.layout == Source.Layout.WIDE
    named = _wide_names(source, table, row, fault) if wide else _tidy_names(table, row)
    value = named.pop("value_text", "") or str(fault.facts.get("line", ""))
    return UnreadRow(
        sheet=table.sheet[:100],
        row=fault.row or 0,
        column=fault.column[:100],
        value_text=value[:200],
        reason=of_fault(fault),
        **named,
    )


def _wide_names(source: Source, table: Table, row: TableRow | None, fault: Fault) -> dict[str, str]:
    assert source.measure is not None  # noqa: S101 -- as above
    names = {"measure_key": source.measure.key, "period_text": fault.column[:40]}
    if row is not None and fault.column in table.header:
        names["unit_name"] = _name(row, 0)[:200]
        names["value_text"] = text(row.cells[table.header.index(fault.column)])
    return names


def _tidy_names(table: Table, row: TableRow | None) -> dict[str, str]:
    if row is None:
        return {}
    places = {name.casefold(): place for place, name in enumerate(table.header)}
    found = {
        column: next((_name(row, places[name]) for name in COLUMNS[column] if name in places), "")
        for column in ("unit", "measure", "period", "value")
    }
    return {
        "unit_name": found["unit"][:200],
        "measure_key": found["measure"][:120],
        "period_text": found["period"][:40],
        "value_text": found["value"],
    }


def _name(row: TableRow, place: int) -> str:
    return " ".join(text(row.cells[place]).split())
