"""Budget lines of a delivery: only what differs from what was known becomes new rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from spillerum.calendar.period import Frequency, Period
from spillerum.figures.naming import folded
from spillerum.money.intake.accounts import account_ids, units_by_name
from spillerum.money.intake.settling import Told, settle
from spillerum.money.intake.two_times import Known, Taken, Writing, closed_years
from spillerum.money.intake.unread import label, of_row
from spillerum.money.models import AccountGroup, BudgetLine, Frame
from spillerum.money.reasons import MoneyReason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from spillerum.figures.models import Delivery, UnreadRow
    from spillerum.money.intake.budgets import BudgetRead, BudgetRow

Key = tuple[int, str]
"""The year and the reference."""
_CONTENT = ("account", "unit", "group", "kind", "amount", "day", "reason", "frame")
_FIELDS = ("source", "delivery", "year", "reference", *_CONTENT)


def keep_budget(delivery: Delivery, read: BudgetRead) -> int:
    """Everything that follows from a file of budget lines. Returns how many rows somebody should look at."""
    taken = take_in(delivery, read.rows, sheet=read.sheet, known=delivery.arrived)
    taken.unread[:0] = read.unread
    newest = max((Period(Frequency.YEAR, row.year) for row in read.rows), default=None)
    told = [Told(row.reference, row.year, _whose(row)) for row in read.rows]
    return settle(delivery, taken, told, newest=newest)


def take_in(
    delivery: Delivery, rows: Iterable[BudgetRow], *, sheet: str, known: datetime, only_new: bool = False
) -> Taken:
    """Add what the rows tell that was not known (or, `only_new`, only references not known at all).

    Runs in the transaction of the deed that asks.
    """
    taken = Taken()
    kept = _once(rows, taken, sheet)
    targets = _targets(list(kept.values()), known)
    frames = _Frames()
    before = _before(delivery.source_id, {year for year, _ in kept})
    closed, writing = closed_years(known), Writing(BudgetLine.objects, _FIELDS, known)
    for key, row in kept.items():
        frame = frames.called(row.frame, row.year)
        content = (*targets[key], row.kind, row.amount, row.day, row.reason, frame)
        old = before.get(key)
        if old is not None and (only_new or old.content == content):
            taken.good += 1
        elif row.frame and frame is None:
            taken.unread.append(_unread(sheet, row, MoneyReason.NO_SUCH_FRAME))
        elif row.year in closed:
            taken.unread.append(_unread(sheet, row, MoneyReason.CLOSED_YEAR))
        else:
            taken.good += 1
            taken.new += old is None
            taken.corrections += old is not None
            writing.add((delivery.source_id, delivery.pk, row.year, row.reference, *content), instead_of=old)
    writing.write()
    return taken


def _once(rows: Iterable[BudgetRow], taken: Taken, sheet: str) -> dict[Key, BudgetRow]:
    kept: dict[Key, BudgetRow] = {}
    for row in rows:
        if kept.setdefault((row.year, row.reference), row) is not row:
            taken.unread.append(_unread(sheet, row, MoneyReason.REFERENCE_TWICE))
    return kept


class _Target(NamedTuple):
    account: int | None = None
    unit: int | None = None
    group: int | None = None


def _targets(rows: Sequence[BudgetRow], known: datetime) -> dict[Key, _Target]:
    """A unit or a group nobody here knows is kept as an account of that name, to be placed by a person."""
    units = units_by_name() if any(row.unit for row in rows) else {}
    groups = _groups()
    accounts = {}
    found: dict[Key, _Target] = {}
    for row in rows:
        unit, group = units.get(folded(row.unit)), groups.get(folded(row.group))
        if row.unit and unit is not None and group is not None:
            found[row.year, row.reference] = _Target(unit=unit, group=group)
        else:
            accounts[row.year, row.reference] = (row.group, row.unit) if row.unit else row.account
    ids = account_ids(set(accounts.values()), known=known)
    return found | {key: _Target(account=ids[pair]) for key, pair in accounts.items()}


def _groups() -> dict[str, int]:
    """By Danish and English name and by key; a key goes before a name."""
    rows = list(AccountGroup.objects.values_list("pk", "key", "name_en", "name_da"))
    names = {folded(name): pk for pk, _, *both in rows for name in both}
    return names | {folded(key): pk for pk, key, _, _ in rows}


class _Frames:
    def __init__(self) -> None:
        self._rows: list[Frame] | None = None

    def called(self, name: str, year: int) -> int | None:
        if not name:
            return None
        if self._rows is None:
            self._rows = list(Frame.objects.order_by("first_year"))
        found = [
            frame.pk
            for frame in self._rows
            if folded(frame.name) == folded(name)
            and frame.first_year <= year
            and (frame.last_year is None or year <= frame.last_year)
        ]
        return found[-1] if found else None


def _before(source: int, years: Iterable[int]) -> dict[Key, Known]:
    counting = BudgetLine.objects.filter(source=source, year__in=set(years), replaced__isnull=True)
    rows = counting.values_list("year", "reference", "pk", "known", *_CONTENT)
    return {(year, reference): Known(pk, moment, tuple(c)) for year, reference, pk, moment, *c in rows}


def _whose(row: BudgetRow) -> str:
    return label(row.account if row.account[0] else (row.unit, row.group))


def _unread(sheet: str, row: BudgetRow, reason: MoneyReason) -> UnreadRow:
    return of_row(
        sheet,
        row.row,
        reason.value,
        account=_whose(row),
        identity=row.reference,
        day=str(row.year),
        amount=f"{row.amount / 100:.2f}".replace(".", ","),
    )
