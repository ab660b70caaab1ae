"""Rows of money to months of every unit: payments added up, and what is no money told from what is no figure."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from spillerum.cli._forecast_book import Book
from spillerum.cli._forecast_tables import NAMELESS, read_amounts, read_months
from spillerum.cli._gathered import parted
from spillerum.exchange.faults import BadFile, Fault, gettext_noop
from spillerum.exchange.reading import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from spillerum.cli._files import File
    from spillerum.cli._forecast_tables import Amount, Amounts

TWICE = gettext_noop(
    "%(unit)s, %(month)s already stands in %(file)s, row %(first)s. Keep one, or say --payments if the rows are to be added up."
)
NOTHING = gettext_noop("There is not a single amount in it. Send a file with amounts.")


def read_book(
    files: Sequence[File], *, wide: Sequence[str] | None, sheet: str | None, columns: Mapping[str, str], payments: bool
) -> Book:  # fmt: skip
    """All files as one. `wide`: the measure of each file, or None when they are tidy. Raises BadFile with every fault."""
    if wide is None and all(_is_parquet(file.source) for file in files):
        from spillerum.cli._forecast_parquet import read_parquet  # noqa: PLC0415  Arrow takes half a second to load
        from spillerum.exchange.columns import Odd  # noqa: PLC0415  as above

        with suppress(Odd):
            return _with_figures(
                read_parquet([file.source for file in files], columns, payments=payments), files
            )
    book = Book()
    faults: list[Fault] = []
    first: dict[tuple[str, str, int], tuple[str, Amount]] = {}
    for place, file in enumerate(files):
        try:
            table = read_table(file.source, file.name, sheet=sheet)
            if wide is None:
                read = read_amounts(table, columns, payments=payments)
            else:
                read = read_months(table, wide[min(place, len(wide) - 1)] if wide else "")
        except BadFile as wrong:
            faults += wrong.faults
            continue
        faults += [*read.faults, *_entered(book, read, first)]
    if faults:
        raise BadFile(*faults)
    return _with_figures(book, files)


def _is_parquet(source: Path | bytes) -> bool:
    """By its first bytes: a CSV is not to wait for Arrow to load."""
    if isinstance(source, bytes):
        return source.startswith(b"PAR1")
    try:
        with source.open("rb") as opened:
            return opened.read(4) == b"PAR1"
    except OSError:
        return False


def _with_figures(book: Book, files: Sequence[File]) -> Book:
    if not any(value is not None for line in book.lines.values() for value in line.values()):
        raise BadFile(Fault(NOTHING, ", ".join(file.name for file in files)))
    return book


def _entered(book: Book, read: Amounts, first: dict[tuple[str, str, int], tuple[str, Amount]]) -> list[Fault]:
    """The rows, put into the book; a month's amount given twice is a fault at its second place."""
    faults = []
    for row in read.rows:
        unit = book.spelt.setdefault(row.unit.casefold(), row.unit)
        line, month = book.lines[unit, row.measure], row.month.ordinal
        book.told.add(month)
        if row.group:
            book.groups[unit] = parted(row.group)[0]
        if row.day is not None and (book.newest_day is None or row.day > book.newest_day):
            book.newest_day = row.day
        if read.payments:
            book.without_amount += row.value is None
            book.without_unit += unit is NAMELESS
            line[month] = (line.get(month) or 0.0) + (row.value or 0.0)
            continue
        file, before = first.setdefault((unit, row.measure, month), (read.table.file, row))
        if before is row:
            line[month] = row.value
        else:
            faults.append(_twice(read, row, file, before))
    book.currency = book.currency or read.currency
    return faults


def _twice(read: Amounts, row: Amount, file: str, before: Amount) -> Fault:
    unit = f"{row.unit}, {row.measure}" if row.measure else row.unit
    facts = {"unit": unit, "month": row.month, "file": file, "first": before.row}
    return Fault(TWICE, read.table.file, row.row, row.column, read.table.sheet, facts)
