"""A file of postings to rows: columns number, account, day and amount, perhaps more, in any order."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from spillerum.exchange.faults import BadFile
from spillerum.figures.errors import UnusableFile
from spillerum.money.intake import unread
from spillerum.money.intake.cells import Cells, Wrong
from spillerum.money.intake.columns import POSTINGS, places
from spillerum.money.intake.table import read_rows
from spillerum.money.reasons import MoneyReason

if TYPE_CHECKING:
    from datetime import date

    from spillerum.exchange.table import Table, TableRow
    from spillerum.figures.models import Source, UnreadRow
    from spillerum.money.intake.cells import Period

_YEARS = 1  # the day and the year of the accounts lie at most so far from one another
_HALF = 6  # months
LONGEST = {"number": 80, "account": 120, "cost_centre": 120, "text": 200}


class PostingRow(NamedTuple):
    """One line of the books, as the file says it."""

    row: int
    number: str
    account: tuple[str, str]  # the string and the cost centre
    year: int
    month: int
    day: date
    amount: int  # øre
    text: str


@dataclass(frozen=True, slots=True)
class PostingsRead:
    rows: list[PostingRow]
    unread: list[UnreadRow]  # not saved, without their delivery
    sheet: str = ""


def read_postings(_source: Source, filename: str, content: bytes) -> PostingsRead:
    """Raises UnusableFile when it is no table of postings. A header alone is a night without postings."""
    try:
        table = read_rows(filename, content)
        where = places(table, POSTINGS, ("number",), ("account",), ("day",), ("amount", "amount_ore"))
    except BadFile as wrong:
        raise UnusableFile.said_by(wrong) from wrong
    cells = Cells(table, where)
    read = PostingsRead([], [unread.of_fault(table, fault) for fault in table.faults], table.sheet)
    for row in table.rows:
        _take(table, cells, row, read)
    return read


def _take(table: Table, cells: Cells, row: TableRow, read: PostingsRead) -> None:
    number = _number(cells, row)
    try:
        read.rows.append(_posting(cells, row, number))
    except Wrong as wrong:
        read.unread.append(unread.of_cells(table, cells, row, wrong, number, _year(cells, row)))


def _year(cells: Cells, row: TableRow) -> int | None:
    """The year of the accounts of a row that cannot be taken in, as far as it can be read."""
    with suppress(Wrong):
        day = cells.day(row)
        return cells.year(row) if day is None else _of_the_accounts(cells, row, day)[0]
    return None


def _posting(cells: Cells, row: TableRow, number: str) -> PostingRow:
    account = cells.text(row, "account")[: LONGEST["account"]]
    cells.must_be_crowns(row)
    amount, day = cells.amount(row), cells.day(row)
    if not account:
        raise Wrong(MoneyReason.NO_ACCOUNT, "")
    if not number:
        raise Wrong(MoneyReason.NO_NUMBER, "")
    if day is None:
        raise Wrong(MoneyReason.NOT_A_DAY, "")
    year, month = _of_the_accounts(cells, row, day)
    centre = cells.text(row, "cost_centre")[: LONGEST["cost_centre"]]
    text = cells.text(row, "text")[: LONGEST["text"]]
    return PostingRow(row.number, number, (account, centre), year, month, day, amount, text)


def _number(cells: Cells, row: TableRow) -> str:
    number, line = cells.text(row, "number"), cells.text(row, "line")
    return (f"{number}/{line}" if number and line else number)[: LONGEST["number"]]


def _of_the_accounts(cells: Cells, row: TableRow, day: date) -> tuple[int, int]:
    """The year and month it counts in: those of its day, unless the file names others.

    A period without a year is the one nearest to the day: 12 (or 13) in January is the old year's.
    """
    period, named = cells.period(row), cells.year(row)
    year = named or (_year_of(period, day) if period else day.year)
    if abs(year - day.year) > _YEARS:
        raise Wrong(MoneyReason.FAR_OFF, "")
    if period is not None:
        return year, period.month
    return year, day.month if year == day.year else 12 if day.year > year else 1


def _year_of(period: Period, day: date) -> int:
    away = period.month - day.month
    return period.year or day.year - (away > _HALF) + (away < -_HALF)
