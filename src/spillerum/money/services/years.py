"""A year's books close and may be opened again: what waited for that goes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from spillerum.calendar.now import now
from spillerum.figures import keeping
from spillerum.figures.models import Delivery, Source, UnreadRow
from spillerum.money.access import MoneyPermission
from spillerum.money.errors import NotDefinable
from spillerum.money.intake import keeping_budgets, keeping_postings
from spillerum.money.intake.budgets import read_budget
from spillerum.money.intake.postings import read_postings
from spillerum.money.models import FinancialYear
from spillerum.money.reasons import MoneyReason
from spillerum.money.services.deed import deed, note_down

if TYPE_CHECKING:
    from datetime import date, datetime

    from spillerum.money.intake.two_times import Taken
    from spillerum.people.access import Viewer


def close_year(*, viewer: Viewer | None, year: int, on: date, at: datetime | None = None) -> FinancialYear:
    """The books of the year are open until and with that day. Raises NotDefinable."""
    if on.year < year:
        said = _("The books of %(year)s cannot close before the year begins.")
        raise NotDefinable(said % {"year": year})
    return _set(viewer, year, on, at or now())


def open_year(*, viewer: Viewer | None, year: int, at: datetime | None = None) -> FinancialYear:
    """The books of the year are open again: what came for it meanwhile goes in, known from now."""
    return _set(viewer, year, None, at or now())


def _set(viewer: Viewer | None, year: int, closes_on: date | None, at: datetime) -> FinancialYear:
    with deed(viewer, MoneyPermission.CLOSE):
        row, _new = FinancialYear.objects.get_or_create(year=year)
        if row.closes_on == closes_on:
            return row
        row.closes_on = closes_on
        row.save()
        said = "" if closes_on is None else closes_on.isoformat()
        note_down(f"year:{year}", "close_year" if closes_on else "open_year", viewer, at, note=said)
        _take_in_what_waited(at)
        return row


def _take_in_what_waited(at: datetime) -> None:
    """The newest word of each number counts; what belongs to a year that is still closed goes on waiting."""
    waiting = UnreadRow.objects.filter(
        reason=MoneyReason.CLOSED_YEAR, mended__isnull=True, waved_off__isnull=True
    )
    waiting = waiting.select_related("delivery").defer("delivery__content").order_by("-delivery_id", "pk")
    rows = list(waiting)
    newest: dict[tuple[int, str, str], UnreadRow] = {}
    for row in rows:
        newest.setdefault(_about(row), row)
    for pk in sorted({row.delivery_id for row in newest.values()}):
        mine = {row.row: row for row in newest.values() if row.delivery_id == pk}
        _take_again(Delivery.objects.select_related("source").get(pk=pk), mine, at)
    for row in rows:
        newer = newest[_about(row)]
        if newer is not row and newer.mended is not None:
            keeping.settle_row(row, mended=at)


def _about(row: UnreadRow) -> tuple[int, str, str]:
    """Of which number or reference it is the word: they begin again with the year."""
    return row.delivery.source_id, row.measure_key, row.period_text[:4]


def _take_again(delivery: Delivery, rows: dict[int, UnreadRow], at: datetime) -> None:
    keeping.lock(delivery.source)
    taken = _again(delivery, frozenset(rows), at)
    keeping.count_rows(delivery, good=taken.good, new=taken.new, corrections=taken.corrections, newest=None)
    left = {row.row for row in taken.unread}
    for number, row in rows.items():
        if number not in left:
            keeping.settle_row(row, mended=at)
            row.mended = at


def _again(delivery: Delivery, numbers: frozenset[int], at: datetime) -> Taken:
    about = (delivery.source, delivery.filename, bytes(delivery.content))
    if delivery.source.layout == Source.Layout.BUDGET:
        budget = read_budget(*about)
        lines = [row for row in budget.rows if row.row in numbers]
        return keeping_budgets.take_in(delivery, lines, sheet=budget.sheet, known=at)
    postings = read_postings(*about)
    rows = [row for row in postings.rows if row.row in numbers]
    return keeping_postings.take_in(delivery, rows, sheet=postings.sheet, known=at)
