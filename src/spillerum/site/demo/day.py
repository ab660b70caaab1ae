"""What day it is in the demo, and going on from there."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.conf import settings

from spillerum.calendar.now import pinned
from spillerum.calendar.period import Frequency, Period
from spillerum.calendar.workdays import COPENHAGEN
from spillerum.figures.models import Source
from spillerum.figures.services import receive
from spillerum.matters.turns import turn
from spillerum.site.demo.money.files import BUDGETS, POSTINGS, money_arrivals
from spillerum.site.demo.newcastle import arrivals, last_day
from spillerum.site.models import DemoDay
from spillerum.site.night import run_night

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from spillerum.site.demo.newcastle import Arrival

START = date(2018, 9, 1)
BREAKFAST = time(8)  # when the demo's day is looked at


def demo_now() -> datetime | None:
    """The demo's time; None outside the demo or before it is built."""
    if not settings.DEMO:
        return None
    return DemoDay.objects.order_by("pk").values_list("now", flat=True).first()


def on_the_demos_day(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Within every request it is the demo's day."""

    def answer(request: HttpRequest) -> HttpResponse:
        moment = demo_now()
        if moment is None:
            return get_response(request)
        with pinned(moment):
            return get_response(request)

    return answer


def next_day(moment: datetime) -> date:
    """The first of next month, or the last day there is."""
    day = moment.astimezone(COPENHAGEN).date()
    first = (Period.containing(day, Frequency.MONTH) + 1).first_day
    return first if day < last_day() else day


def step(*, today: date) -> date:
    """Go from this day to the first of next month: figures arrive, the clock runs. The same step twice is one step."""
    with turn("demo"):
        row = DemoDay.objects.get()
        before = row.now.astimezone(COPENHAGEN).date()
        target = next_day(row.now)
        if before != today or target == before:
            return before
        live_through(before, target)
        row.now = breakfast(target)
        row.save()
    return target


def live_through(after: date, until: date) -> None:
    """Every day on which something arrives, and the last one: its deliveries, then its night.

    Nights to which only money has come leave the scan out: there is nothing new for it to look at.
    """
    by_moment: dict[datetime, list[Arrival]] = {}
    for arrival in (*arrivals(after, until), *money_arrivals(after, until)):
        by_moment.setdefault(arrival.at, []).append(arrival)
    for moment in sorted({*by_moment, at_one(until)}):
        came = by_moment.get(moment, [])
        take_in(came)
        only_money = bool(came) and {arrival.source for arrival in came} <= {BUDGETS, POSTINGS}
        with pinned(moment.replace(hour=2, minute=10)):
            run_night(scan=not only_money)


def take_in(some: list[Arrival]) -> None:
    sources = {
        source.measure.key if source.measure else source.name: source
        for source in Source.objects.select_related("measure")
    }
    for arrival in some:
        with pinned(arrival.at):
            receive(
                source=sources[arrival.source],
                filename=arrival.filename,
                content=arrival.content,
                arrived=arrival.at,
            )


def at_one(day: date) -> datetime:
    return datetime.combine(day, time(1), COPENHAGEN)


def breakfast(day: date) -> datetime:
    return datetime.combine(day, BREAKFAST, COPENHAGEN)
