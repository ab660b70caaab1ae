"""Tables of money to rows: a line a month, a line a payment, or a column a month; and every fault of a table at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spillerum.calendar.period import Frequency
from spillerum.cli._forecast_columns import SPENDING, currency, places
from spillerum.cli._forecast_days import Days, month_of
from spillerum.exchange.faults import BadFile, gettext_noop
from spillerum.exchange.figures import FORMULA, NO_NAME, NOT_A_NUMBER, OTHER_FREQUENCY
from spillerum.exchange.numbers import Mark, decimal_mark, number
from spillerum.exchange.table import named, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spillerum.calendar.period import Period
    from spillerum.exchange.faults import Fault
    from spillerum.exchange.table import Cell, Table, TableRow

NOT_A_DAY = gettext_noop("“%(text)s” is no month or day. Write it like 2018-09, 2018-09-15 or 15.09.2018.")
NOT_BY_MONTH = gettext_noop(
    "“%(text)s” is not a month. A year's end is forecast from months or single payments."
)

NO_MONTHS = gettext_noop("No column is a month such as 2018-09. In a wide file each column is a month.")
_FINE = (Frequency.MONTH, Frequency.DAY)
NAMELESS = "(blank)"  # payments that name no unit, as a spreadsheet's summary calls them
_CURRENCY = re.compile(r"£|€|\$|\bkr\b\.?|\bDKK\b|\bGBP\b|\bEUR\b", re.IGNORECASE)
_GIVEN_BACK = re.compile(r"\(\s*([0-9][^()]*?)\s*\)|([0-9].*[0-9]|[0-9])\s*[-−]")


@dataclass(frozen=True, slots=True)
class Amount:
    """One row. `value` None: the cell was blank. `day`: of a payment; None for a whole month's amount."""

    row: int
    column: str
    unit: str
    measure: str
    group: str
    month: Period
    value: float | None
    day: Period | None = None


@dataclass(frozen=True, slots=True)
class Amounts:
    """A file's rows and faults. payments: rows of one unit and month are added up."""

    table: Table
    rows: tuple[Amount, ...]
    faults: tuple[Fault, ...]
    payments: bool
    currency: str


def read_amounts(table: Table, given: Mapping[str, str], *, payments: bool) -> Amounts:
    """Columns unit, period or day, value, perhaps measure and group, in any order. Raises BadFile."""
    where = places(table, SPENDING, given)
    when = where["period"] if "period" in where else where["day"]
    cells, column = Cells(table), table.header[where["value"]]
    written = [text(row.cells[when]) for row in table.rows]
    days = Days(written)
    told = [period for cell in dict.fromkeys(written) if (period := days.read(cell)) is not None]
    by_day = _by_day(told, named_so="day" in where)
    payments = payments or by_day or "day" in where
    of_month = {cell: _month(days.read(cell)) for cell in dict.fromkeys(written)}
    mark = cells.mark(where["value"])
    rows = []
    for row, cell in zip(table.rows, written, strict=True):
        known = len(cells.faults)
        unit = cells.name(row, where["unit"], otherwise=NAMELESS if payments else "")
        period = cells.period(row, when, days.read(cell), told[0] if told else None)
        value = cells.number(row, where["value"], mark)
        month = of_month[cell]
        if period is None or len(cells.faults) > known or month is None:
            continue
        measure, group = (
            named(row.cells[where[name]]) if name in where else "" for name in ("measure", "group")
        )
        day = period if by_day else None
        rows.append(Amount(row.number, column, unit, measure, group, month, value, day))
    return Amounts(table, tuple(rows), tuple(cells.faults), payments, currency(column))


def _month(period: Period | None) -> Period | None:
    return None if period is None else month_of(period)


def _by_day(told: Sequence[Period], *, named_so: bool) -> bool:
    """A file in which every date is the first of a month speaks of months, unless its column is called a day."""
    if not told or any(period.frequency is not Frequency.DAY for period in told):
        return False
    return named_so or any(period.first_day.day != 1 for period in told)


def read_months(table: Table, measure: str) -> Amounts:
    """First column the unit, then one column a month. Raises BadFile when the header holds no months."""
    cells = Cells(table)
    days = Days(table.header[1:])
    months = [month_of(period) if (period := days.read(name)) else None for name in table.header[1:]]
    if not any(months):
        raise BadFile(table.fault(NO_MONTHS, row=table.header_row))
    for name, month in zip(table.header[1:], months, strict=True):
        if month is None:
            message = NOT_A_DAY if days.read(name) is None else NOT_BY_MONTH
            cells.faults.append(table.fault(message, row=table.header_row, column=name, text=name[:60]))
    mark = cells.mark(*range(1, len(table.header)))
    rows = []
    for row in table.rows:
        unit = cells.name(row, 0)
        for place, month in enumerate(months, start=1):
            if month is not None and unit:
                value = cells.number(row, place, mark)
                rows.append(Amount(row.number, table.header[place], unit, measure, "", month, value))
    return Amounts(table, tuple(rows), tuple(cells.faults), payments=False, currency="")


class Cells:
    """Reads one table's cells and collects what is wrong with them."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.faults = list(table.faults)
        self._names: dict[Cell, str] = {}

    def mark(self, *places: int) -> Mark:
        """The decimal mark of the columns together."""
        default = Mark.COMMA if self.table.decimal_comma else Mark.POINT
        return decimal_mark((money(row.cells[place]) for row in self.table.rows for place in places), default)

    def name(self, row: TableRow, place: int, *, otherwise: str = "") -> str:
        """otherwise: what a cell without a name is called; without it, such a cell is a fault."""
        written = row.cells[place]
        if (name := self._names.get(written)) is None:
            name = self._names[written] = named(written)
        if not name and not otherwise:
            self.wrong(NO_NAME, row, place)
        return name or otherwise

    def number(self, row: TableRow, place: int, mark: Mark) -> float | None:
        try:
            return number(money(row.cells[place]), mark)
        except ValueError:
            found = text(row.cells[place])
            self.wrong(FORMULA if found.startswith("=") else NOT_A_NUMBER, row, place, text=found[:60])
            return None

    def period(self, row: TableRow, place: int, period: Period | None, first: Period | None) -> Period | None:
        """The period, if it is a month or a day as the column's first is."""
        if period is not None and first is not None and period.frequency is first.frequency in _FINE:
            return period
        found = text(row.cells[place])[:60]
        if period is None or first is None:
            self.wrong(NOT_A_DAY, row, place, text=found)
        elif period.frequency not in _FINE:
            self.wrong(NOT_BY_MONTH, row, place, text=found)
        elif first.frequency in _FINE:
            self.wrong(OTHER_FREQUENCY, row, place, text=found, first=first)
        else:
            return period
        return None

    def wrong(self, message: str, row: TableRow, place: int, **facts: object) -> None:
        column = self.table.header[place]
        self.faults.append(self.table.fault(message, row=row.number, column=column, **facts))


def money(cell: Cell) -> Cell:
    """Without the currency, and with a minus for (1.234) and 1.234-, as ledgers write what is given back."""
    if not isinstance(cell, str):
        return cell
    plain = _CURRENCY.sub("", cell).strip()
    if found := _GIVEN_BACK.fullmatch(plain):
        return f"-{found[1] or found[2]}"
    return plain
