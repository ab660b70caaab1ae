"""Tables of figures to typed rows: tidy (a line a figure) and wide (a line a unit, a column a period)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spillerum.calendar.period import Frequency, NotAPeriod, Period
from spillerum.exchange.faults import BadFile, gettext_noop
from spillerum.exchange.numbers import Mark, decimal_mark, number
from spillerum.exchange.table import named, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spillerum.exchange.faults import Fault
    from spillerum.exchange.table import Cell, Table, TableRow

COLUMNS = {
    "unit": ("unit", "enhed"),
    "measure": ("measure", "måltal"),
    "period": ("period", "periode"),
    "value": ("value", "værdi"),
    "group": ("group", "gruppe"),
    "exposure": ("exposure", "grundlag"),
}
REQUIRED = ("unit", "measure", "period", "value")
NOT_A_NUMBER = gettext_noop(
    "“%(text)s” is not a number here. Write it as the rest of the column is written, or leave it empty."
)
NOT_A_PERIOD = gettext_noop(
    "“%(text)s” is not a period. Write it like 2018-09, 2018-W05, 2018-Q3, 2018-09-01 or 2018."
)
OTHER_FREQUENCY = gettext_noop(
    "“%(text)s” is another kind of period than %(first)s. Keep to one kind in a file."
)
FORMULA = gettext_noop("“%(text)s” is a formula, and formulas are not run. Write the value itself.")
NO_NAME = gettext_noop("The cell is empty. Every figure needs a name here.")
TWICE = gettext_noop(
    "%(unit)s, %(measure)s, %(period)s already stands in row %(first)s (%(place)s). Keep one."
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a file. `value` None: the cell was blank, the figure is missing (never zero)."""

    file: str
    row: int
    column: str
    unit: str
    measure: str
    period: Period
    value: float | None
    group: str = ""
    exposure: float | None = None
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read, and what could not with its reason."""

    figures: tuple[Figure, ...]
    faults: tuple[Fault, ...]


def read_tidy(table: Table) -> Reading:
    """Columns unit, measure, period, value, perhaps group and exposure, in any order. Raises BadFile."""
    where = places(table)
    cells = _Cells(table, (row.cells[where["period"]] for row in table.rows))
    marks = {
        name: decimal_mark((row.cells[where[name]] for row in table.rows), _default(table))
        for name in ("value", "exposure")
        if name in where
    }
    figures = []
    for row in table.rows:
        known = len(cells.faults)
        unit, measure = (cells.name(row, where[name]) for name in ("unit", "measure"))
        period = cells.period(row.number, table.header[where["period"]], row.cells[where["period"]])
        amounts = {name: cells.number(row, where[name], mark) for name, mark in marks.items()}
        if period is None or len(cells.faults) > known:
            continue
        group = named(row.cells[where["group"]]) if "group" in where else ""
        column = table.header[where["value"]]
        value, exposure = amounts["value"], amounts.get("exposure")
        figures.append(
            Figure(table.file, row.number, column, unit, measure, period, value, group, exposure, table.sheet)
        )
    return _once(table, figures, cells.faults)


def read_wide(table: Table, measure: str) -> Reading:
    """First column the unit, then one column a period. Raises BadFile when the header holds no periods."""
    header = table.header
    cells = _Cells(table, header[1:])
    columns = [cells.period(table.header_row, name, name) for name in header[1:]]
    if not any(columns):
        message = gettext_noop(
            "No column is a period such as 2018-09. In a wide file each column is a period."
        )
        raise BadFile(table.fault(message, row=table.header_row))
    mark = decimal_mark((cell for row in table.rows for cell in row.cells[1:]), _default(table))
    figures = []
    for row in table.rows:
        unit = cells.name(row, 0)
        for place, period in enumerate(columns, start=1):
            known = len(cells.faults)
            value = cells.number(row, place, mark)
            if unit and period is not None and len(cells.faults) == known:
                figures.append(
                    Figure(
                        table.file, row.number, header[place], unit, measure, period, value, sheet=table.sheet
                    )
                )
    return _once(table, figures, cells.faults)


class _Cells:
    """Reads one table's cells and collects what is wrong with them."""

    def __init__(self, table: Table, periods: Iterable[Cell]) -> None:
        self.table = table
        self.faults = list(table.faults)
        self._read: dict[str, Period | None] = {}
        found = [period for cell in periods if (period := self._parsed(text(cell))) is not None]
        days = bool(found) and all(period.frequency is Frequency.DAY for period in found)
        # A file in which every date is the first of a month speaks of months.
        self._monthly = days and all(period.first_day.day == 1 for period in found)
        self._frequency = found[0].frequency if found else Frequency.MONTH
        self._first = found[0] if found else ""

    def name(self, row: TableRow, place: int) -> str:
        name = named(row.cells[place])
        if not name:
            self._wrong(NO_NAME, row.number, place)
        return name

    def number(self, row: TableRow, place: int, mark: Mark) -> float | None:
        try:
            return number(row.cells[place], mark)
        except ValueError:
            found = text(row.cells[place])
            self._wrong(FORMULA if found.startswith("=") else NOT_A_NUMBER, row.number, place, found)
            return None

    def period(self, row: int, column: str, cell: Cell) -> Period | None:
        found = text(cell)
        period = self._parsed(found)
        if period is None:
            self.faults.append(self.table.fault(NOT_A_PERIOD, row=row, column=column, text=found[:60]))
        elif period.frequency is not self._frequency:
            facts = {"text": found[:60], "first": self._first}
            self.faults.append(self.table.fault(OTHER_FREQUENCY, row=row, column=column, **facts))
        elif self._monthly:
            return Period.containing(period.first_day, Frequency.MONTH)
        else:
            return period
        return None

    def _parsed(self, found: str) -> Period | None:
        if found not in self._read:
            try:
                self._read[found] = Period.parse(found)
            except NotAPeriod:
                self._read[found] = None
        return self._read[found]

    def _wrong(self, message: str, row: int, place: int, found: str = "") -> None:
        column = self.table.header[place]
        self.faults.append(self.table.fault(message, row=row, column=column, text=found[:60]))


def places(table: Table) -> dict[str, int]:
    """The place of each column that is known in the table's header. Raises BadFile."""
    names = {name.casefold(): place for place, name in enumerate(table.header)}
    found = {
        column: next(names[name] for name in aliases if name in names)
        for column, aliases in COLUMNS.items()
        if any(name in names for name in aliases)
    }
    lacking = [column for column in REQUIRED if column not in found]
    if lacking:
        message = gettext_noop(
            "The column %(lacking)s is missing; found: %(found)s. Name the columns unit, measure, "
            "period and value, or say that the file is wide (a column a period)."
        )
        facts = {"lacking": ", ".join(lacking), "found": ", ".join(table.header[:12])}
        raise BadFile(table.fault(message, row=table.header_row, **facts))
    return found


def _default(table: Table) -> Mark:
    return Mark.COMMA if table.decimal_comma else Mark.POINT


def _once(table: Table, figures: list[Figure], faults: list[Fault]) -> Reading:
    """A figure given twice is a fault at its second place, whatever it says there."""
    kept: dict[tuple[str, str, Period], Figure] = {}
    for figure in figures:
        first = kept.setdefault((figure.unit, figure.measure, figure.period), figure)
        if first is not figure:
            facts = {
                "unit": figure.unit,
                "measure": figure.measure,
                "period": figure.period,
                "first": first.row,
                "place": first.column,
            }
            faults.append(table.fault(TWICE, row=figure.row, column=figure.column, **facts))
    return Reading(tuple(kept.values()), tuple(sorted(faults, key=lambda fault: fault.row or 0)))
