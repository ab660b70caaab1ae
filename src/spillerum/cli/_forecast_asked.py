"""Which year, and as seen from the end of which month."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from spillerum.calendar.period import Frequency, NotAPeriod, Period
from spillerum.cli._forecast_budget import NOT_A_YEAR, year_of
from spillerum.cli._forecast_year import Asked
from spillerum.exchange.faults import BadFile, Fault, gettext_noop
from spillerum.money.sentences import year_name
from spillerum.money.verdict import Materiality

if TYPE_CHECKING:
    from spillerum.cli._forecast_book import Book

_MONTHS = 12
_DAY = timedelta(days=1)
OUTSIDE = gettext_noop(
    "%(at)s is not in %(year)s (%(first)s to %(last)s). Choose another --at, or another --year."
)
NOTHING_YET = gettext_noop(
    "The amounts end in %(newest)s, before %(year)s begins (%(first)s). Choose an earlier --year."
)
NOT_AT = gettext_noop(
    "“%(text)s” does not end with a month. Write the last month that is known, such as 2018-09."
)
BEFORE = gettext_noop(
    "The amounts begin in %(first)s, so nothing can be said at %(at)s. Choose a later month."
)


def asked_of(given: dict[str, Any], book: Book) -> Asked:
    """Raises BadFile."""
    first_month = given["first_month"]
    at = None if given["at"] is None else _at(given["at"])
    year = _year(given["year"])
    if year is None:
        year = _begins_in(at or book.whole, first_month)
    start = Period(Frequency.MONTH, year * _MONTHS + first_month - 1)
    last = start + (_MONTHS - 1)
    facts = {"year": year_name(year, first_month), "first": start, "last": last}
    if at is None:
        at = min(book.whole, last)
        if at < start:
            raise BadFile(Fault(NOTHING_YET, "--year", facts=facts | {"newest": at}))
    if not start <= at <= last:
        raise BadFile(Fault(OUTSIDE, "--at", facts=facts | {"at": at}))
    if at.ordinal < min(book.told):
        first = Period(Frequency.MONTH, min(book.told))
        raise BadFile(Fault(BEFORE, "--at", facts={"first": first, "at": at}))
    return Asked(year, start, at, first_month, _materiality(given), given["by"] == "measure", given["total"])


def _begins_in(at: Period, first_month: int) -> int:
    return (at.ordinal - first_month + 1) // _MONTHS


def _year(written: str | None) -> int | None:
    if written is None:
        return None
    if (found := year_of(written)) is None:
        raise BadFile(Fault(NOT_A_YEAR, "--year", facts={"text": written[:60]}))
    return found


def _at(written: str) -> Period:
    """The last month of a period; of a day, only the last of its month."""
    try:
        period = Period.parse(written)
    except NotAPeriod:
        period = None
    if period is None or (period.last_day + _DAY).day != 1:
        raise BadFile(Fault(NOT_AT, "--at", facts={"text": written[:60]}))
    return Period.containing(period.last_day, Frequency.MONTH)


def _materiality(given: dict[str, Any]) -> Materiality:
    usual = Materiality()
    absolute, relative = given["absolute"], given["relative"]
    return Materiality(
        usual.absolute if absolute is None else absolute,
        usual.relative if relative is None else relative,
        given["sure"],
        said=absolute is not None or relative is not None,
    )
