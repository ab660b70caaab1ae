"""Rows that could not be taken in, as figures keep them: with what they say and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spillerum.exchange.delimited import OTHER_SEPARATOR, OTHER_WIDTH
from spillerum.figures.models import UnreadRow
from spillerum.figures.reasons import Reason
from spillerum.money.intake.table import CUT_OFF
from spillerum.money.reasons import MoneyReason

if TYPE_CHECKING:
    from spillerum.exchange.faults import Fault
    from spillerum.exchange.table import Table, TableRow
    from spillerum.money.intake.cells import Cells, Wrong

_BY_MESSAGE = {
    OTHER_SEPARATOR: Reason.OTHER_SEPARATOR.value,
    OTHER_WIDTH: Reason.OTHER_WIDTH.value,
    CUT_OFF: MoneyReason.CUT_OFF.value,
}


def label(parts: tuple[str, ...]) -> str:
    """What a row is about, in one text."""
    return " · ".join(filter(None, parts))


def when(year: int | None, day: str) -> str:
    """The day, after the year of the accounts where that is another: numbers begin again with the year."""
    return day if year is None or str(year) in day else label((str(year), day))


def of_row(sheet: str, row: int, reason: str, *, column: str = "", **said: str) -> UnreadRow:
    """said: account, identity (the number or reference), day, amount, as they stand in the file."""
    return UnreadRow(
        sheet=sheet[:100],
        row=row,
        column=column[:100],
        unit_name=said.get("account", "")[:200],
        measure_key=said.get("identity", "")[:120],
        period_text=said.get("day", "")[:40],
        value_text=said.get("amount", "")[:200],
        reason=str(reason),
    )


def of_cells(
    table: Table, cells: Cells, row: TableRow, wrong: Wrong, identity: str, year: int | None
) -> UnreadRow:
    """year: of the accounts, where it can be read."""
    return of_row(
        table.sheet, row.number, wrong.reason.value, column=wrong.column,
        account=label(tuple(cells.text(row, column) for column in ("account", "cost_centre", "unit", "group"))),
        identity=identity,
        day=when(year, cells.text(row, "day")) or cells.text(row, "year"),
        amount=cells.text(row, "amount") or cells.text(row, "amount_ore"),
    )  # fmt: skip


def of_fault(table: Table, fault: Fault) -> UnreadRow:
    """A line that is no row of the table."""
    reason = _BY_MESSAGE.get(fault.message, Reason.OTHER.value)
    return of_row(
        table.sheet, fault.row or 0, reason, column=fault.column, amount=str(fault.facts.get("line", ""))
    )
