"""CSV to a table: the separator is found, never guessed per line, and a line that does not fit is named."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from spillerum.exchange.encoding import decode
from spillerum.exchange.faults import BadFile, Fault, gettext_noop
from spillerum.exchange.guard import bare
from spillerum.exchange.table import Table, TableRow, checked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spillerum.exchange.table import Limits

SEPARATORS = (";", ",", "\t", "|")
OTHER_SEPARATOR = gettext_noop(
    "This line is divided by “%(other)s”, the header by “%(separator)s”. Use one throughout."
)
OTHER_WIDTH = gettext_noop(
    "This line has %(found)s cells, the header %(expected)s. "
    "Add what is missing, or put quotation marks around a cell with “%(separator)s” in it."
)


def read_delimited(data: bytes, file: str, limits: Limits) -> Table:
    """Raises BadFile when there is no table; a row that does not fit becomes a fault of the table."""
    content = decode(data, file)
    _refuse_other_kinds(content, file)
    separator = _separator(content)
    lines = _lines(content, separator, file, limits)
    header_row, header = next(lines)
    rows, faults = [], []
    for number, cells in lines:
        fitted = _fitted(cells, len(header))
        if fitted is None:
            faults.append(_misfit(file, number, cells, header, separator))
        else:
            rows.append(TableRow(number, tuple(bare(cell) for cell in fitted)))
        if len(rows) > limits.rows:
            raise BadFile(
                Fault(
                    gettext_noop("More than %(limit)s rows. Divide the file."),
                    file,
                    facts={"limit": limits.rows},
                )
            )
    names = tuple(bare(name.strip()) for name in header)
    return checked(Table(file, names, tuple(rows), "", separator == ";", header_row, tuple(faults)))


def _refuse_other_kinds(content: str, file: str) -> None:
    if not content.strip(" \t\r\n;,"):
        raise BadFile(
            Fault(gettext_noop("The file is empty. Send one with a header line and figures."), file)
        )
    if content.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<?xml", "{", "%pdf")):
        message = gettext_noop(
            "This is not a table but a web page or another kind of document. Send CSV or .xlsx."
        )
        raise BadFile(Fault(message, file))


def _separator(content: str) -> str:
    header = next(line for line in content.splitlines() if line.strip())
    return max(SEPARATORS, key=lambda mark: _columns(header, mark))


def _columns(header: str, mark: str) -> int:
    """How many the mark divides the header into; one when what is left whole is longer than a cell may be."""
    try:
        return len(next(csv.reader([header], delimiter=mark)))
    except csv.Error:
        return 1


def _lines(content: str, separator: str, file: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(limits.cell_characters)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=separator, strict=True)
    before = 0
    try:
        for cells in reader:
            if len(cells) > limits.columns:
                raise BadFile(
                    Fault(
                        gettext_noop("More than %(limit)s columns. Divide the file."),
                        file,
                        facts={"limit": limits.columns},
                    )
                )
            if any(cell.strip() for cell in cells):
                yield before + 1, cells
            before = reader.line_num
    except csv.Error:
        message = gettext_noop(
            "A quotation mark is opened but not closed, or a cell has more than %(limit)s characters. "
            "Close or remove it."
        )
        raise BadFile(Fault(message, file, row=before + 1, facts={"limit": limits.cell_characters})) from None


def _fitted(cells: list[str], columns: int) -> list[str] | None:
    extra = cells[columns:]
    return cells[:columns] if len(cells) >= columns and not any(cell.strip() for cell in extra) else None


def _misfit(file: str, number: int, cells: list[str], header: list[str], separator: str) -> Fault:
    line = separator.join(cells)
    facts: dict[str, object] = {"separator": separator, "line": line[:200]}
    for other in SEPARATORS:
        if other != separator and line.count(other) == len(header) - 1:
            return Fault(OTHER_SEPARATOR, file, row=number, facts=facts | {"other": other})
    return Fault(OTHER_WIDTH, file, row=number, facts=facts | {"found": len(cells), "expected": len(header)})
