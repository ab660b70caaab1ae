"""Cells of the books: days, years, months of the accounts and amounts, each read once however often it stands there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from spillerum.exchange.amounts import amount_mark, ore
from spillerum.exchange.days import day
from spillerum.exchange.numbers import Mark
from spillerum.exchange.table import text
from spillerum.money.reasons import MoneyReason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from spillerum.exchange.table import Cell, Table, TableRow

T = TypeVar("T")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTH = re.compile(r"(?:((?:19|20)\d\d)[-./ ]?)?0{0,2}(\d|1[0-6])")
_MONTH_FIRST = re.compile(r"0{0,2}(\d|1[0-6])[-./ ]((?:19|20)\d\d)")
_CROWNS = frozenset({"", "dkk", "kr", "kr.", "danske kroner"})


class Wrong(Exception):
    """The row cannot be taken in. Never leaves the intake."""

    def __init__(self, reason: MoneyReason, column: str) -> None:
        self.reason, self.column = reason, column
        super().__init__(reason)


class Period(NamedTuple):
    """A month of the accounts; the year is None where the cell names only the month."""

    year: int | None
    month: int


class Cells:
    """The cells of one table, by the places of its columns."""

    def __init__(self, table: Table, where: Mapping[str, int]) -> None:
        self.where, self.header = where, table.header
        self.in_ore = "amount" not in where
        self._amount_at = where.get("amount", where.get("amount_ore", -1))
        default = Mark.COMMA if table.decimal_comma else Mark.POINT
        self.mark = amount_mark((row.cells[self._amount_at] for row in table.rows), default)
        self._days: dict[Cell, date | None] = {}
        self._amounts: dict[Cell, int | None] = {}

    def text(self, row: TableRow, column: str) -> str:
        place = self.where.get(column)
        return "" if place is None else text(row.cells[place])

    def amount(self, row: TableRow) -> int:
        """In øre. Raises Wrong."""
        found = self._once(self._amounts, row.cells[self._amount_at], self._ore, MoneyReason.NOT_AN_AMOUNT)
        if found is None:
            raise Wrong(MoneyReason.NO_AMOUNT, self.header[self._amount_at])
        return found

    def day(self, row: TableRow) -> date | None:
        """Raises Wrong."""
        place = self.where.get("day")
        return None if place is None else self._once(self._days, row.cells[place], day, MoneyReason.NOT_A_DAY)

    def year(self, row: TableRow) -> int | None:
        """Raises Wrong."""
        if not (written := self.text(row, "year")):
            return None
        if not _YEAR.fullmatch(written):
            raise Wrong(MoneyReason.NOT_A_YEAR, self._named("year"))
        return int(written)

    def period(self, row: TableRow) -> Period | None:
        """The month of the accounts. 0 is what was brought in, 13 to 16 the supplementary period. Raises Wrong."""
        if not (written := self.text(row, "month")):
            return None
        if found := _MONTH.fullmatch(written):
            year, month = found.groups()
        elif found := _MONTH_FIRST.fullmatch(written):
            month, year = found.groups()
        else:
            raise Wrong(MoneyReason.NOT_A_MONTH, self._named("month"))
        return Period(int(year) if year else None, min(max(int(month), 1), 12))

    def must_be_crowns(self, row: TableRow) -> None:
        """Raises Wrong."""
        if "currency" in self.where and self.text(row, "currency").casefold() not in _CROWNS:
            raise Wrong(MoneyReason.OTHER_CURRENCY, self._named("currency"))

    def _ore(self, cell: Cell) -> int | None:
        return ore(cell, self.mark, given_in_ore=self.in_ore)

    def _once(self, read: dict[Cell, T], cell: Cell, reading: Callable[[Cell], T], reason: MoneyReason) -> T:
        if cell not in read:
            try:
                read[cell] = reading(cell)
            except ValueError:
                column = "day" if reason is MoneyReason.NOT_A_DAY else "amount"
                raise Wrong(reason, self._named(column)) from None
        return read[cell]

    def _named(self, column: str) -> str:
        place = self.where.get(column, self._amount_at)
        return self.header[place]
