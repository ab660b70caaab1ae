"""The budgets of one year from a file: unit, budget, perhaps measure and year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spillerum.cli._forecast_columns import BUDGET, places
from spillerum.cli._forecast_tables import Cells
from spillerum.exchange.faults import BadFile, gettext_noop
from spillerum.exchange.reading import read_table
from spillerum.exchange.table import named, text

if TYPE_CHECKING:
    from pathlib import Path

    from spillerum.cli._forecast_book import Key
    from spillerum.exchange.table import Table, TableRow

NOT_A_YEAR = gettext_noop(
    "“%(text)s” is not a year. Write it like 2019, or 2019/20 for one that begins in 2019."
)
NO_YEAR = gettext_noop("The budget names no year, while others in the file do. Write which year it is for.")
OTHER_YEARS = gettext_noop(
    "There is no budget for %(year)s in it, only for %(found)s. Choose another --year, or another file."
)
TWICE = gettext_noop("%(unit)s already has a budget (%(year)s) in row %(first)s. Keep one, or add them up.")
EMPTY = gettext_noop("There is not a single budget in it. Send a file with budgets.")
_YEAR = re.compile(r"(\d{4})(?:\s*[/–-]\s*(\d{2}|\d{4}))?")


@dataclass(slots=True)
class Budgets:
    """of: of each unit, measure ("" where the file has none) and year (None where the file names none)."""

    of: dict[tuple[Key, int | None], float]
    table: Table
    measured: bool

    @property
    def dated(self) -> bool:
        return any(year is not None for _key, year in self.of)

    def in_year(self, year: int) -> dict[Key, float]:
        """Raises BadFile when there is none."""
        found = {key: amount for (key, its), amount in self.of.items() if its in {year, None}}
        if not found:
            years = ", ".join(str(one) for one in sorted({its for _key, its in self.of if its is not None}))
            raise BadFile(self.table.fault(OTHER_YEARS, year=year, found=years))
        return found


def year_of(written: str) -> int | None:
    """2019 of “2019”, “2019/20” and “2019-2020”; None when it is no year."""
    found = _YEAR.fullmatch(written.strip())
    if found is None:
        return None
    year = int(found[1])
    return year if found[2] is None or int(found[2][-2:]) == (year + 1) % 100 else None


def read_budgets(file: Path) -> Budgets:
    """Raises BadFile with every fault."""
    table = read_table(file, str(file))
    where = places(table, BUDGET, {})
    cells = Cells(table)
    mark = cells.mark(where["value"])
    found: dict[tuple[Key, int | None], float] = {}
    rows: dict[tuple[str, str, int | None], int] = {}  # capitals do not make another unit
    for row in table.rows:
        known = len(cells.faults)
        unit = cells.name(row, where["unit"])
        measure = named(row.cells[where["measure"]]) if "measure" in where else ""
        year = _year(cells, row, where["year"]) if "year" in where else None
        amount = cells.number(row, where["value"], mark)
        if len(cells.faults) > known or amount is None:
            continue
        if (before := rows.setdefault((unit.casefold(), measure, year), row.number)) == row.number:
            found[(unit, measure), year] = amount
        else:
            cells.wrong(
                TWICE, row, where["value"], unit=f"{unit}, {measure}" if measure else unit,
                year=year or table.header[where["value"]], first=before,
            )  # fmt: skip
    if cells.faults:
        raise BadFile(*cells.faults)
    if not found:
        raise BadFile(table.fault(EMPTY))
    return Budgets(found, table, "measure" in where)


def _year(cells: Cells, row: TableRow, place: int) -> int | None:
    written = text(row.cells[place])
    found = year_of(written)
    if found is None:
        cells.wrong(NOT_A_YEAR if written else NO_YEAR, row, place, text=written[:60])
    return found
