"""A file to a table, also when it was cut in the middle: the last line is said, and the others go in."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from spillerum.exchange.delimited import OTHER_WIDTH
from spillerum.exchange.faults import BadFile, gettext_noop
from spillerum.exchange.reading import read_table
from spillerum.exchange.table import text

if TYPE_CHECKING:
    from spillerum.exchange.table import Table, TableRow

CUT_OFF = gettext_noop("The file ends in the middle of this line. Send it again: the rest is missing.")
_NOT_TEXT = (b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0")  # cut, these cannot be read at all
_DECIMALS = re.compile(r"[.,](\d*)[-)]?$")
_ENOUGH = 3  # lines that agree on how many decimals an amount has


def read_rows(filename: str, content: bytes) -> Table:
    """The table; a last line that stops short is among its faults. Raises BadFile."""
    if content.startswith(_NOT_TEXT) or content.endswith((b"\n", b"\n\0", b"\r")):
        return read_table(content, filename)
    try:
        table = read_table(content, filename)
    except BadFile:
        return _without_the_last_line(filename, content)
    if (
        table.faults
        and table.faults[-1].message == OTHER_WIDTH
        and _is_last(table, table.faults[-1].row or 0)
    ):
        cut = replace(table.faults[-1], message=CUT_OFF)
        return replace(table, faults=(*table.faults[:-1], cut))
    return _cut(table) if table.rows and _stops_short(table) else table


def _without_the_last_line(filename: str, content: bytes) -> Table:
    """It cannot be read as it is: a quotation mark or a letter may have been cut in two. Raises BadFile."""
    whole, mark, rest = content.rpartition(b"\n")
    table = read_table(whole + mark, filename)
    row = whole.count(b"\n") + 2
    line = rest.decode("utf-8", errors="ignore")
    return replace(table, faults=(*table.faults, table.fault(CUT_OFF, row=row, line=line[:200])))


def _cut(table: Table) -> Table:
    last = table.rows[-1]
    line = ";".join(text(cell) for cell in last.cells)
    cut = table.fault(CUT_OFF, row=last.number, line=line[:200])
    return replace(table, rows=table.rows[:-1], faults=(*table.faults, cut))


def _stops_short(table: Table) -> bool:
    """The last cell is an amount with other decimals than all those above it: 1.234,5 where they say 1.234,50."""
    *others, last = table.rows
    known = {_decimals(row) for row in others}
    return len(others) >= _ENOUGH and len(known) == 1 and _decimals(last) not in {-1, *known}


def _decimals(row: TableRow) -> int:
    cell = text(row.cells[-1])
    if not cell[:1].isdigit() and not cell[1:2].isdigit():
        return -1
    found = _DECIMALS.search(cell)
    return len(found[1]) if found else 0


def _is_last(table: Table, row: int) -> bool:
    return not table.rows or row > table.rows[-1].number
