"""A table as it stood in a file: header, rows with their numbers, and the rows that could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field

from spillerum.exchange.faults import BadFile, Fault, gettext_noop

Cell = str | float
"""Text as written; a number only where the file itself knows it is one (Excel, Parquet)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a stranger's file we are willing to read."""

    megabytes: int = 50
    unpacked_megabytes: int = 400
    rows: int = 3_000_000
    columns: int = 4_000
    cells: int = 20_000_000
    cell_characters: int = 5_000


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class TableRow:
    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` have exactly as many cells as `header`; `faults` are the rows left out."""

    file: str
    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    sheet: str = ""
    decimal_comma: bool = False
    header_row: int = 1
    faults: tuple[Fault, ...] = field(default=())

    def fault(self, message: str, *, row: int | None = None, column: str = "", **facts: object) -> Fault:
        return Fault(message, self.file, row=row, column=column, sheet=self.sheet, facts=facts)


def text(cell: Cell) -> str:
    """The cell as a person would have typed it: 2018.0 is 2018."""
    if isinstance(cell, str):
        return cell.strip()
    return str(int(cell)) if cell.is_integer() else repr(cell)


def named(cell: Cell) -> str:
    """The cell as a name: no space but one between its words."""
    return " ".join(text(cell).split())


def checked(table: Table) -> Table:
    """Drop columns with neither name nor content; refuse names given twice and content without a name."""
    filled = [
        bool(name) or any(text(row.cells[i]) for row in table.rows) for i, name in enumerate(table.header)
    ]
    if not all(filled):
        keep = [i for i, used in enumerate(filled) if used]
        rows = tuple(TableRow(row.number, tuple(row.cells[i] for i in keep)) for row in table.rows)
        table = Table(
            table.file,
            tuple(table.header[i] for i in keep),
            rows,
            table.sheet,
            table.decimal_comma,
            table.header_row,
            table.faults,
        )
    if faults := _header_faults(table):
        raise BadFile(*faults)
    return table


def _header_faults(table: Table) -> list[Fault]:
    faults = []
    seen: set[str] = set()
    for place, name in enumerate(table.header, start=1):
        if not name:
            message = gettext_noop(
                "Column number %(place)s has figures but no name. Give it a name or empty it."
            )
            faults.append(table.fault(message, row=table.header_row, place=place))
        elif name.casefold() in seen:
            message = gettext_noop("There are two columns of this name. Rename or remove one of them.")
            faults.append(table.fault(message, row=table.header_row, column=name))
        seen.add(name.casefold())
    return faults
