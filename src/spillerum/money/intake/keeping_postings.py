"""Postings of a delivery into the books: only what differs from what was known becomes new rows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from spillerum.calendar.period import Frequency, Period
from spillerum.calendar.workdays import COPENHAGEN
from spillerum.money.intake.accounts import account_ids, chunks
from spillerum.money.intake.settling import Told, settle
from spillerum.money.intake.two_times import Known, Taken, Writing, closed_years
from spillerum.money.intake.unread import label, of_row, when
from spillerum.money.models import Posting
from spillerum.money.reasons import MoneyReason

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from spillerum.figures.models import Delivery, UnreadRow
    from spillerum.money.intake.postings import PostingRow, PostingsRead

Key = tuple[int, str]
"""The year of the accounts and the number."""
_CONTENT = ("account", "month", "day", "amount", "text")
_FIELDS = ("source", "delivery", "year", "number", *_CONTENT)


def keep_postings(delivery: Delivery, read: PostingsRead) -> int:
    """Everything that follows from a file of postings. Returns how many rows somebody should look at."""
    taken = take_in(delivery, read.rows, sheet=read.sheet, known=delivery.arrived)
    taken.unread[:0] = read.unread
    told = [Told(row.number, row.year, label(row.account)) for row in read.rows]
    return settle(delivery, taken, told, newest=_newest(delivery, read.rows))


def take_in(
    delivery: Delivery,
    rows: Iterable[PostingRow],
    *,
    sheet: str,
    known: datetime,
    only_new: bool = False,
) -> Taken:
    """Add what the rows tell that was not known (or, `only_new`, only numbers not known at all).

    Runs in the transaction of the deed that asks.
    """
    taken = Taken()
    kept = _once(rows, taken, sheet, known)
    accounts = account_ids({row.account for row in kept.values()}, known=known)
    before = _before(delivery.source_id, kept)
    closed, writing = closed_years(known), Writing(Posting.objects, _FIELDS, known)
    for key, row in kept.items():
        old = before.get(key)
        content = (accounts[row.account], row.month, row.day, row.amount, row.text)
        if old is not None and (only_new or old.content == content):
            taken.good += 1
            continue
        if row.year in closed:
            taken.unread.append(_unread(sheet, row, MoneyReason.CLOSED_YEAR))
            continue
        taken.good += 1
        taken.new += old is None
        taken.corrections += old is not None
        writing.add((delivery.source_id, delivery.pk, row.year, row.number, *content), instead_of=old)
    writing.write()
    return taken


def _once(rows: Iterable[PostingRow], taken: Taken, sheet: str, known: datetime) -> dict[Key, PostingRow]:
    """Each number once a year; the first counts."""
    kept: dict[Key, PostingRow] = {}
    last_year = known.year + 1
    for row in rows:
        if row.day.year > last_year:
            taken.unread.append(_unread(sheet, row, MoneyReason.FAR_OFF))
        elif kept.setdefault((row.year, row.number), row) is not row:
            taken.unread.append(_unread(sheet, row, MoneyReason.NUMBER_TWICE))
    return kept


def _before(source: int, keys: Iterable[Key]) -> dict[Key, Known]:
    """What counts now of these numbers."""
    numbers: dict[int, list[str]] = {}
    for year, number in keys:
        numbers.setdefault(year, []).append(number)
    counting = Posting.objects.filter(source=source, replaced__isnull=True)
    found: dict[Key, Known] = {}
    for year, some in numbers.items():
        for part in chunks(some):
            rows = counting.filter(year=year, number__in=part).values_list("number", "pk", "known", *_CONTENT)
            found |= {(year, number): Known(pk, moment, tuple(c)) for number, pk, moment, *c in rows}
    return found


def _newest(delivery: Delivery, rows: Iterable[PostingRow]) -> Period:
    """The newest day told of that is over; a night without postings tells of the day before it."""
    arrived: date = delivery.arrived.astimezone(COPENHAGEN).date()
    days = [row.day for row in rows if row.day <= arrived]
    return Period.containing(max(days, default=arrived - timedelta(days=1)), Frequency.DAY)


def _unread(sheet: str, row: PostingRow, reason: MoneyReason) -> UnreadRow:
    return of_row(
        sheet,
        row.row,
        reason.value,
        account=label(row.account),
        identity=row.number,
        day=when(row.year, row.day.isoformat()),
        amount=f"{row.amount / 100:.2f}".replace(".", ","),
    )
