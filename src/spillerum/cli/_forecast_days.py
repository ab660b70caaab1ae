"""When a payment or a month's amount is from, however it is written: 2024-03, 15.03.2024, 15 Mar 2024, Mar-24."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from spillerum.calendar.period import Frequency, NotAPeriod, Period

if TYPE_CHECKING:
    from collections.abc import Iterable

_TIME = re.compile(r"[ T]\d{1,2}[:.]\d{2}.*$")
_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})|(\d{4})(\d{2})(\d{2})")
_MONTH_OF = re.compile(r"0?(\d{1,2})[./-](\d{4})")
_NAMED = re.compile(r"(?:(\d{1,2})\.?[ -]+)?([a-zæøå]{3,9})\.?[ -]+(\d{4}|\d{2})")
_MONTHS = ("jan", "feb", "mar", "apr", "ma", "jun", "jul", "aug", "sep", "o", "nov", "dec")
_MAY, _OCTOBER = frozenset({"may", "maj"}), frozenset({"oct", "okt"})


class Days:
    """Reads one column. Whether 03/04 is the third of April is decided for all of it: the day is first unless it cannot be."""

    def __init__(self, cells: Iterable[str]) -> None:
        numbers = [found for cell in cells if (found := _NUMBERS.fullmatch(_bare(cell)))]
        firsts = max((int(one[1]) for one in numbers), default=0)
        seconds = max((int(one[3]) for one in numbers), default=0)
        self._month_first = seconds > 12 >= firsts
        self._read: dict[str, Period | None] = {}

    def read(self, cell: str) -> Period | None:
        """None when it is no period."""
        if cell not in self._read:
            self._read[cell] = self._parsed(_bare(cell))
        return self._read[cell]

    def _parsed(self, cell: str) -> Period | None:
        with suppress(NotAPeriod):
            return Period.parse(cell)
        with suppress(NotAPeriod):
            return Period.parse(self._as_we_write(cell))
        return None

    def _as_we_write(self, cell: str) -> str:
        if found := _NUMBERS.fullmatch(cell):
            day, month = (found[3], found[1]) if self._month_first else (found[1], found[3])
            return f"{_year(found[4])}-{month}-{day}"
        if found := _YEAR_FIRST.fullmatch(cell):
            return "-".join(part for part in found.groups() if part)
        if found := _MONTH_OF.fullmatch(cell):
            return f"{found[2]}-{found[1]}"
        if (found := _NAMED.fullmatch(cell.casefold())) and (month := _month(found[2])):
            return "-".join([_year(found[3]), str(month), *([found[1]] if found[1] else [])])
        return cell


def _bare(cell: str) -> str:
    return _TIME.sub("", cell.strip())


def _year(written: str) -> str:
    return written if len(written) == 4 else f"20{written}"


def _month(name: str) -> int:
    """Danish or English, short or whole; 0 when it is none."""
    short = name[:3]
    if short in _MAY:
        return 5
    if short in _OCTOBER:
        return 10
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def month_of(period: Period) -> Period | None:
    """The month that a month or a day lies in; None of what is longer, or a week."""
    if period.frequency is Frequency.MONTH:
        return period
    if period.frequency is Frequency.DAY:
        return Period.containing(period.first_day, Frequency.MONTH)
    return None
