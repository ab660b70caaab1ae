"""Which years are followed, from which month, and until when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Max

from spillerum.calendar.period import Frequency, Period
from spillerum.calendar.workdays import COPENHAGEN, add_working_days
from spillerum.figures.models import Delivery, Source
from spillerum.money.models import FinancialYear

if TYPE_CHECKING:
    from datetime import datetime

SETTLES_IN = 5  # working days after a month's end: until then its postings are still coming
CLOSES = (3, 31)  # month and day in the next year, where nobody has said when the books close


def closing_day(year: int) -> date:
    """The last day on which something may go into the year's books."""
    said = FinancialYear.objects.filter(year=year).values_list("closes_on", flat=True).first()
    return said or date(year + 1, *CLOSES)


def due(at: datetime) -> list[tuple[int, Period]]:
    """Each year that is open, with the newest of its months that is settled and whose postings have come."""
    day = at.astimezone(COPENHAGEN).date()
    newest = newest_month(at)
    if newest is None:
        return []
    return [
        (year, min(newest, last_month(year)))
        for year in (day.year - 1, day.year)
        if newest >= first_month(year) and day <= closing_day(year)
    ]


def newest_month(at: datetime) -> Period | None:
    """The newest month that ended some working days ago, and after whose end postings have come."""
    sources = Source.objects.filter(layout=Source.Layout.POSTINGS)
    came = Delivery.objects.filter(source__in=sources, arrived__lte=at).aggregate(newest=Max("arrived"))
    if came["newest"] is None:
        return None
    day, fresh = at.astimezone(COPENHAGEN).date(), came["newest"].astimezone(COPENHAGEN).date()
    month = Period.containing(day, Frequency.MONTH)
    while not (settled_on(month) <= day and month.last_day < fresh):
        month += -1
    return month


def settled_on(month: Period) -> date:
    return add_working_days(month.last_day, SETTLES_IN)


def first_month(year: int) -> Period:
    return Period(Frequency.MONTH, year * 12)


def last_month(year: int) -> Period:
    return first_month(year) + 11
