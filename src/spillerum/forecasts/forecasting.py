"""The forecast over the books that are known: read, judge, and keep what was said in one transaction.

Reading and judging hold no lock. Keeping takes its turn and looks first whether somebody has kept a newer forecast
meanwhile; so of two at once each matter is opened once, and one that dies leaves nothing behind.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db.models import Max

from spillerum.calendar.now import now
from spillerum.figures.models import Delivery, Source
from spillerum.forecasts.books import ORE, read
from spillerum.forecasts.due import due
from spillerum.forecasts.following import take_in
from spillerum.forecasts.judging import judge
from spillerum.forecasts.laying import laid_in
from spillerum.forecasts.models import Commitment, Forecast, Outlook
from spillerum.matters.turns import turn
from spillerum.money.models import BudgetLine, Placing

if TYPE_CHECKING:
    from datetime import datetime

    from spillerum.calendar.period import Period
    from spillerum.forecasts.books import Books
    from spillerum.forecasts.judging import Bag, Judged
    from spillerum.forecasts.laying import LaidOf

AT_ONCE = 5_000  # rows made together
Since = dict[tuple[int, "int | None", bool], tuple[str, "datetime"]]
"""Unit, account group, with all below: what it was sure of, and since when."""


def forecast_money(*, at: datetime | None = None, opening: bool = True) -> list[Forecast]:
    """Say how every open year will end, from the books as known at `at`, and keep it: one forecast a year.

    With `opening` off nobody is asked: for the time before the house moved in. Safe to run twice: the same books say the
    same, and no matter is opened again.
    """
    at = at or now()
    return [made for year, month in due(at) if (made := _forecast(year, month, at, opening=opening))]


def forecast_is_due(at: datetime) -> bool:
    """A month has settled, or something has become known, since the last forecasts."""
    return any(_is_due(year, month, at) for year, month in due(at))


def newest_made(year: int) -> Forecast | None:
    return Forecast.objects.filter(year=year).order_by("-made", "-pk").first()


def _is_due(year: int, month: Period, at: datetime) -> bool:
    last = newest_made(year)
    if last is None:
        return True
    if last.at < month and not _was_empty(year, month, last):
        return True
    news = _news(at)
    return news is not None and news > last.known


def _was_empty(year: int, month: Period, last: Forecast) -> bool:
    """Whether the last forecast looked for the month already, and nobody had a posting in it."""
    return any(month <= reached for reached in (looked for of, looked in due(last.known) if of == year))


def _news(at: datetime) -> datetime | None:
    """When something the forecast stands on became known for the last time."""
    money = Source.objects.filter(layout__in=[Source.Layout.POSTINGS, Source.Layout.BUDGET])
    moments = [
        Delivery.objects.filter(source__in=money, arrived__lte=at).aggregate(when=Max("arrived")),
        BudgetLine.objects.filter(known__lte=at).aggregate(when=Max("known")),
        Placing.objects.filter(known__lte=at).aggregate(when=Max("known")),
        Commitment.objects.filter(known__lte=at).aggregate(when=Max("known")),
        Commitment.objects.filter(withdrawn__lte=at).aggregate(when=Max("withdrawn")),
    ]
    return max((one["when"] for one in moments if one["when"] is not None), default=None)


def _forecast(year: int, month: Period, at: datetime, *, opening: bool) -> Forecast | None:
    while True:
        before = newest_made(year)
        if before is not None and before.made > at:
            return None  # somebody with newer books was faster: theirs stands
        books = read(year, month, at)
        if books is None:
            return None
        judged, laid = judge(books), laid_in(books, at)
        with turn("forecast"):
            if newest_made(year) == before:
                return _keep(books, judged, laid, before, at, opening=opening)


def _keep(
    books: Books, judged: Judged, laid: LaidOf, before: Forecast | None, at: datetime, *, opening: bool
) -> Forecast:
    gaps = [str(gap) for gap in books.gaps]
    run = Forecast.objects.create(year=books.year, at=books.at, made=at, known=at, gaps=gaps)
    since = _since(before)
    Outlook.objects.filter(forecast__year=run.year, forecast__at=run.at).delete()
    for start in range(0, len(judged.bags), AT_ONCE):
        rows = [_row(run, bag, since, laid) for bag in judged.bags[start : start + AT_ONCE]]
        Outlook.objects.bulk_create(rows, batch_size=500)
    if opening:
        own = {bag.unit: _sure_since(run, bag, since) for bag in judged.bags if _is_own_whole(bag)}
        take_in(run, judged, books, {unit: when for unit, when in own.items() if when is not None}, laid)
    return run


def _is_own_whole(bag: Bag) -> bool:
    return bag.group is None and not bag.below


def _since(before: Forecast | None) -> Since:
    """What the last forecast was sure of, and since when."""
    if before is None:
        return {}
    rows = before.outlooks.filter(since__isnull=False)
    return {
        (unit, group, below): (says, when)
        for unit, group, below, says, when in rows.values_list("unit", "group", "below", "says", "since")
        if when is not None
    }


def _sure_since(run: Forecast, bag: Bag, since: Since) -> datetime | None:
    if not bag.end.needs_attention:
        return None
    says, when = since.get((bag.unit, bag.group, bag.below), ("", run.known))
    return when if says == bag.end.verdict.value else run.known


def _row(run: Forecast, bag: Bag, since: Since, laid: LaidOf) -> Outlook:
    end, outlook = bag.end, bag.outlook
    planned = bag.chances(bag.ore.planned / ORE) if bag.ore.planned else None
    row = Outlook(
        forecast=run, unit_id=bag.unit, group_id=bag.group, below=bag.below, says=end.verdict.value,
        p_over=end.p_over, p_under=end.p_under, **asdict(bag.ore),
        own_over=bag.own_over, own_under=bag.own_under, since=_sure_since(run, bag, since),
        siblings=end.siblings, alike=end.alike, quiet=end.quiet,
        laid=laid.get((bag.unit, bag.below), []) if bag.group is None else [],
    )  # fmt: skip
    if planned is not None:
        row.planned_over, row.planned_under = planned
    if outlook is not None:
        for name in ("total", "low80", "high80", "low90", "high90"):
            setattr(row, name, round(getattr(outlook, name) * ORE))
        row.years, row.thin = outlook.years, outlook.thin
    return row
