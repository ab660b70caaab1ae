"""A file of budget lines to rows: an account, or a unit and a group; a year, an amount, perhaps a kind, a day and a reason."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext

from spillerum.exchange.faults import BadFile
from spillerum.figures.errors import UnusableFile
from spillerum.figures.naming import folded
from spillerum.money.intake import unread
from spillerum.money.intake.cells import Cells, Wrong
from spillerum.money.intake.columns import BUDGETS, places
from spillerum.money.intake.table import read_rows
from spillerum.money.models import BudgetLine
from spillerum.money.reasons import MoneyReason

if TYPE_CHECKING:
    from spillerum.exchange.table import Table, TableRow
    from spillerum.figures.models import Source, UnreadRow

Kind = BudgetLine.Kind
_KINDS = {
    Kind.ORIGINAL: ("", "original", "oprindelig", "oprindeligt", "oprindeligt budget", "vedtaget"),
    Kind.SUPPLEMENTARY: ("supplementary", "supplementary grant", "tillægsbevilling", "tillæg"),
    Kind.TRANSFER: ("transfer", "omplacering", "omflytning"),
    Kind.CARRIED: ("carried", "carried over", "overførsel", "overført"),
    Kind.CORRECTION: ("correction", "rettelse", "korrektion"),
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words}


class BudgetRow(NamedTuple):
    """One line of a budget, as the file says it. Either `account` or `unit` and `group`."""

    row: int
    reference: str
    year: int
    account: tuple[str, str]  # the string and the cost centre
    unit: str
    group: str
    kind: str
    day: date
    amount: int  # øre
    reason: str
    frame: str


@dataclass(frozen=True, slots=True)
class BudgetRead:
    rows: list[BudgetRow]
    unread: list[UnreadRow]  # not saved, without their delivery
    sheet: str = ""


def read_budget(_source: Source, filename: str, content: bytes) -> BudgetRead:
    """Raises UnusableFile when it is no table of budget lines, or no line of it has a year."""
    try:
        table = read_rows(filename, content)
        where = places(
            table,
            BUDGETS,
            ("account", "unit"),
            ("account", "group"),
            ("year", "day"),
            ("amount", "amount_ore"),
        )
    except BadFile as wrong:
        raise UnusableFile.said_by(wrong) from wrong
    cells = Cells(table, where)
    read = BudgetRead([], [unread.of_fault(table, fault) for fault in table.faults], table.sheet)
    seen: Counter[str] = Counter()
    for row in table.rows:
        _take(table, cells, row, read, seen)
    if table.rows and all(one.reason == MoneyReason.NO_YEAR for one in read.unread) and not read.rows:
        said = gettext("%(file)s: no line has a year. Write the year of the budget in a column “year”.")
        raise UnusableFile(said % {"file": filename})
    return read


def _take(table: Table, cells: Cells, row: TableRow, read: BudgetRead, seen: Counter[str]) -> None:
    reference = cells.text(row, "reference")
    try:
        read.rows.append(_line(cells, row, reference, seen))
    except Wrong as wrong:
        read.unread.append(unread.of_cells(table, cells, row, wrong, reference, _year(cells, row)))


def _year(cells: Cells, row: TableRow) -> int | None:
    """The year of a line that cannot be taken in, as far as it can be read."""
    with suppress(Wrong):
        day = cells.day(row)
        return cells.year(row) or (day.year if day else None)
    return None


def _line(cells: Cells, row: TableRow, reference: str, seen: Counter[str]) -> BudgetRow:
    cells.must_be_crowns(row)
    amount, day = cells.amount(row), cells.day(row)
    year = cells.year(row) or (day.year if day else None)
    if year is None:
        raise Wrong(MoneyReason.NO_YEAR, "")
    account, unit, group = _target(cells, row)
    kind = _KIND_OF.get(cells.text(row, "kind").casefold())
    if kind is None:
        raise Wrong(MoneyReason.NOT_A_KIND, "")
    line = BudgetRow(
        row.number, reference, year, account, unit, group, kind.value, day or date(year, 1, 1), amount,
        cells.text(row, "reason")[:400], cells.text(row, "frame"),
    )  # fmt: skip
    return line if reference else line._replace(reference=_own(line, seen))


def _target(cells: Cells, row: TableRow) -> tuple[tuple[str, str], str, str]:
    account, centre = cells.text(row, "account")[:120], cells.text(row, "cost_centre")[:120]
    unit, group = cells.text(row, "unit")[:120], cells.text(row, "group")[:120]
    if account and not group:
        return (account, centre or unit), "", ""
    if account and group:
        raise Wrong(MoneyReason.NOT_BOTH, "")
    if not (unit and group):
        raise Wrong(MoneyReason.NO_ACCOUNT, "")
    return ("", ""), unit, group


def _own(line: BudgetRow, seen: Counter[str]) -> str:
    """A line without a reference is known by what it is for, whatever its capitals: the n-th of its kind and day."""
    whose = (*line.account, folded(line.unit), folded(line.group))
    name = "|".join((*whose, line.kind, line.day.isoformat()))
    seen[name] += 1
    return f"#{seen[name]} {name}"[:200]
