"""Numbers, dates and periods as a reader would write them: 1.234,5 and 5. oktober 2018, or 1,234.5 and 5 October 2018."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent

from spillerum.calendar.period import Frequency
from spillerum.calendar.workdays import COPENHAGEN

if TYPE_CHECKING:
    from datetime import date

    from spillerum.calendar.period import Period

REMEMBERED: Final = 20_000  # a page writes the same numbers several times, and writing one takes long
NONE: Final = "–"  # what stands where there is no figure
_LOCALES: Final = {"da": "da_DK", "en": "en_GB"}
_SHAPES: Final = {
    "da": {
        "day": "d. MMMM y",
        "short": "d. MMMM",
        "month": "MMMM y",
        "short_month": "MMM y",
        "clock": "HH.mm",
    },
    "en": {"day": "d MMMM y", "short": "d MMMM", "month": "MMMM y", "short_month": "MMM y", "clock": "HH:mm"},
}


@lru_cache(maxsize=REMEMBERED)
def number(value: float | Decimal | None, language: str = "da", decimals: int | None = None) -> str:
    """With the language's separators. Without `decimals`: none from 100 up, else at most two that say something."""
    if value is None:
        return NONE
    exact = Decimal(str(value))
    if decimals is None:
        decimals = 0 if abs(exact) >= 100 or exact == int(exact) else 2
        shape = "#,##0" if decimals == 0 else "#,##0.##"
    else:
        shape = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(round(exact, decimals), shape, locale=_LOCALES[language]))


def percent(share: float | None, language: str = "da") -> str:
    """0.124 is 12 % (Danish) or 12% (English)."""
    return (
        NONE
        if share is None
        else str(
            format_percent(share, "#,##0 %" if language == "da" else "#,##0%", locale=_LOCALES[language])
        )
    )


def day(value: date | datetime | None, language: str = "da") -> str:
    """5. oktober 2018, in Copenhagen."""
    return _dated(value, "day", language)


def short_day(value: date | datetime | None, language: str = "da") -> str:
    """5. oktober, in Copenhagen."""
    return _dated(value, "short", language)


def clock(value: datetime | None, language: str = "da") -> str:
    """02.10, in Copenhagen."""
    if value is None:
        return NONE
    return str(format_time(_here(value), _SHAPES[language]["clock"], locale=_LOCALES[language]))


@lru_cache(maxsize=REMEMBERED)
def period(value: Period | None, language: str = "da", *, short: bool = False) -> str:
    """September 2018, 3. kvartal 2018, uge 36, 2018, or the day or year itself; `short` for axes: sep. 2018, 3. kv. 2018."""
    if value is None:
        return NONE
    first = value.first_day
    match value.frequency:
        case Frequency.MONTH:
            return _dated(first, "short_month" if short else "month", language)
        case Frequency.QUARTER:
            quarter = first.month // 3 + 1
            if language == "da":
                return f"{quarter}. {'kv.' if short else 'kvartal'} {first.year}"
            return f"Q{quarter} {first.year}"
        case Frequency.WEEK:
            iso = first.isocalendar()
            return f"{'uge' if language == 'da' else 'week'} {iso.week}, {iso.year}"
        case Frequency.DAY:
            return day(first, language)
        case Frequency.YEAR:
            return str(first.year)


def _dated(value: date | datetime | None, shape: str, language: str) -> str:
    if value is None:
        return NONE
    if isinstance(value, datetime):
        value = _here(value).date()
    return str(format_date(value, _SHAPES[language][shape], locale=_LOCALES[language]))


def _here(value: datetime) -> datetime:
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(COPENHAGEN)
