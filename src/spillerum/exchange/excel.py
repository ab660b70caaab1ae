"""Excel (.xlsx) to a table. Formulas are read as the values last computed; nothing is run.

Before the file is opened it is unpacked to nowhere and counted: a lying directory, a zip bomb and a
lone cell in the far corner (which would make a dense sheet of gigabytes) are refused.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

import python_calamine as calamine

from spillerum.exchange.faults import BadFile, Fault, gettext_noop
from spillerum.exchange.table import Table, TableRow, checked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spillerum.exchange.table import Cell, Limits

# Begins with plain letters, so that hundreds of megabytes are searched in a blink.
_PLACE = re.compile(rb"""r=(?<=\sr=)["']([A-Z]{1,3})([0-9]{1,7})["']""")
_CHUNK = 1 << 20
_NOT_EXCEL = gettext_noop(
    "The Excel file is damaged or not .xlsx. Open it and save it again as .xlsx or CSV."
)


def read_excel(data: bytes, file: str, limits: Limits, sheet: str | None = None) -> Table:
    """The sheet of that name, else the first with anything in it."""
    _refuse_bombs(data, file, limits)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (calamine.CalamineError, ValueError, OSError) as wrong:
        raise BadFile(Fault(_NOT_EXCEL, file)) from wrong
    if sheet is not None and sheet not in book.sheet_names:
        message = gettext_noop("There is no sheet “%(sheet)s”. There are: %(names)s.")
        raise BadFile(Fault(message, file, facts={"sheet": sheet, "names": ", ".join(book.sheet_names)}))
    for name in [sheet] if sheet is not None else book.sheet_names:
        if (table := _table(book, name, file)) is not None:
            return checked(table)
    raise BadFile(Fault(gettext_noop("The file is empty. Send one with a header line and figures."), file))


def _table(book: calamine.CalamineWorkbook, sheet: str, file: str) -> Table | None:
    try:
        cells = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (calamine.CalamineError, ValueError) as wrong:
        raise BadFile(Fault(_NOT_EXCEL, file, sheet=sheet)) from wrong
    filled = [(n, row) for n, row in enumerate(cells, start=1) if any(cell not in {"", None} for cell in row)]
    if not filled:
        return None
    number, header = filled[0]
    rows = tuple(TableRow(n, tuple(_cell(cell) for cell in row)) for n, row in filled[1:])
    names = tuple(_name(cell) for cell in header)
    return Table(file, names, rows, sheet=sheet, header_row=number)


def _name(cell: object) -> str:
    found = _cell(cell)
    return found.strip() if isinstance(found, str) else f"{found:g}"


def _cell(cell: object) -> Cell:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return float(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)


def _refuse_bombs(data: bytes, file: str, limits: Limits) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError) as wrong:
        raise BadFile(Fault(_NOT_EXCEL, file)) from wrong
    if "xl/workbook.xml" not in names:
        message = gettext_noop(
            "This is a packed file, not an Excel file. Unpack it and send the CSV or .xlsx inside."
        )
        raise BadFile(Fault(message, file))
    left = limits.unpacked_megabytes << 20
    for member in archive.infolist():
        left -= _unpacked(data, member, left, file, limits)


def _unpacked(data: bytes, member: zipfile.ZipInfo, left: int, file: str, limits: Limits) -> int:
    """How many bytes the member really unpacks to, whatever the directory says; refused over `left`."""
    packed = memoryview(data)[_start(data, member, file) :][: member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        pieces = iter([bytes(packed)])
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        pieces = _inflated(packed)
    else:
        raise BadFile(Fault(_NOT_EXCEL, file))
    total, tail, column, row = 0, b"", 0, 0
    is_sheet = member.filename.startswith("xl/worksheets/")
    try:
        for piece in pieces:
            total += len(piece)
            if total > left:
                message = gettext_noop(
                    "The file unpacks to more than %(limit)s MB. Send a smaller one, or CSV."
                )
                raise BadFile(Fault(message, file, facts={"limit": limits.unpacked_megabytes}))
            if is_sheet:
                for letters, digits in _PLACE.findall(tail + piece):
                    column, row = max(column, _column(letters)), max(row, int(digits))
                tail = piece[-24:]
    except zlib.error as wrong:
        raise BadFile(Fault(_NOT_EXCEL, file)) from wrong
    if column > limits.columns or row > limits.rows or column * row > limits.cells:
        message = gettext_noop(
            "The sheet reaches to row %(row)s and column number %(column)s. Delete what is out there."
        )
        raise BadFile(Fault(message, file, sheet=member.filename, facts={"row": row, "column": column}))
    return total


def _start(data: bytes, member: zipfile.ZipInfo, file: str) -> int:
    """Where the member's bytes begin: after its own header, whose two lengths stand at 26 and 28."""
    try:
        name, extra = struct.unpack_from("<HH", data, member.header_offset + 26)
    except struct.error as wrong:
        raise BadFile(Fault(_NOT_EXCEL, file)) from wrong
    return int(member.header_offset + 30 + name + extra)


def _inflated(packed: memoryview) -> Iterator[bytes]:
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = packed
    while rest and not engine.eof:
        yield engine.decompress(rest, _CHUNK)
        rest = engine.unconsumed_tail


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
