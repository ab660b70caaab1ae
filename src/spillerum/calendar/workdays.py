"""Danish working days: no Saturdays, Sundays or public holidays.

Constitution Day and 24 and 31 December are days off in Danish municipalities too.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


@cache
def _days_off(year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415 -- a third of a second, and a scan of a file counts no working days

    closed = {date(year, 6, 5), date(year, 12, 24), date(year, 12, 31)}
    return frozenset(holidays.country_holidays("DK", years=year)) | closed


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _days_off(day.year)


def add_working_days(day: date, days: int) -> date:
    """The `days`-th working day after `day` (which itself does not count)."""
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


def working_days_after(moment: datetime, days: int) -> datetime:
    """The end (midnight in Copenhagen) of the `days`-th working day after the moment's day."""
    last = add_working_days(moment.astimezone(COPENHAGEN).date(), days)
    return datetime.combine(last + timedelta(days=1), time(), COPENHAGEN)


def end_of(day: date) -> datetime:
    """Midnight in Copenhagen after the day: a promise until a date is kept all that day."""
    return datetime.combine(day + timedelta(days=1), time(), COPENHAGEN)
