"""A period: a day, week, month, quarter or year, counted so that periods of one frequency can be subtracted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class CalendarError(Exception):
    """What every error of this room is."""


class NotAPeriod(CalendarError):
    """The text names no period."""


class Frequency(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def a_year(self) -> int:
        """Periods in a (season's) year; days count a week as their season."""
        return {"day": 7, "week": 52, "month": 12, "quarter": 4, "year": 1}[self.value]


_MONDAY = date(1, 1, 1).toordinal()  # 1 January of year 1 is a Monday in the proleptic calendar
_SHAPES = (
    (Frequency.DAY, re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")),
    (Frequency.WEEK, re.compile(r"(\d{4})-?[Ww](\d{1,2})")),
    (Frequency.QUARTER, re.compile(r"(\d{4})-?[QqKk]([1-4])")),
    (Frequency.MONTH, re.compile(r"(\d{4})[-/]?[Mm]?(\d{1,2})")),
    (Frequency.YEAR, re.compile(r"(\d{4})")),
)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """`frequency` and `ordinal`: the number of the period since year 0 (months, quarters, years) or year 1 (days, weeks)."""

    frequency: Frequency
    ordinal: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `2018-09`, `2018-9`, `2018-W05`, `2018-Q3` (or `2018K3`), `2018-09-01` or `2018`. Raises NotAPeriod."""
        text = text.strip()
        for frequency, shape in _SHAPES:
            if found := shape.fullmatch(text):
                return _from_numbers(frequency, [int(n) for n in found.groups()], text)
        raise NotAPeriod(f"“{text}” is not a period such as 2018-09, 2018-W05, 2018-Q3, 2018-09-01 or 2018.")

    @classmethod
    def containing(cls, day: date, frequency: Frequency) -> Period:
        match frequency:
            case Frequency.DAY:
                return cls(frequency, day.toordinal())
            case Frequency.WEEK:
                return cls(frequency, (day.toordinal() - _MONDAY) // 7)
            case Frequency.MONTH:
                return cls(frequency, day.year * 12 + day.month - 1)
            case Frequency.QUARTER:
                return cls(frequency, day.year * 4 + (day.month - 1) // 3)
            case Frequency.YEAR:
                return cls(frequency, day.year)

    @property
    def first_day(self) -> date:
        n = self.ordinal
        match self.frequency:
            case Frequency.DAY:
                return date.fromordinal(n)
            case Frequency.WEEK:
                return date.fromordinal(n * 7 + _MONDAY)
            case Frequency.MONTH:
                return date(n // 12, n % 12 + 1, 1)
            case Frequency.QUARTER:
                return date(n // 4, n % 4 * 3 + 1, 1)
            case Frequency.YEAR:
                return date(n, 1, 1)

    @property
    def last_day(self) -> date:
        return (self + 1).first_day - timedelta(days=1)

    @property
    def season(self) -> int:
        """Its place in the season's year: 0..11 for months, 0..6 (Monday first) for days, 0..51 for weeks, 0 for years."""
        if self.frequency is Frequency.WEEK:
            return min(self.first_day.isocalendar().week, 52) - 1
        if self.frequency is Frequency.DAY:
            return self.first_day.weekday()
        return self.ordinal % self.frequency.a_year

    def __hash__(self) -> int:
        """Figures are kept by period in very large dictionaries: the number alone is enough, and fast."""
        return self.ordinal

    def __add__(self, periods: int) -> Period:
        return Period(self.frequency, self.ordinal + periods)

    def __sub__(self, other: Period) -> int:
        """How many periods lie between; both must be of one frequency."""
        if self.frequency is not other.frequency:
            raise NotAPeriod(f"{self} and {other} are not of one frequency.")
        return self.ordinal - other.ordinal

    def __str__(self) -> str:
        day = self.first_day
        match self.frequency:
            case Frequency.DAY:
                return day.isoformat()
            case Frequency.WEEK:
                iso = day.isocalendar()
                return f"{iso.year}-W{iso.week:02d}"
            case Frequency.MONTH:
                return f"{day.year:04d}-{day.month:02d}"
            case Frequency.QUARTER:
                return f"{day.year:04d}-Q{day.month // 3 + 1}"
            case Frequency.YEAR:
                return f"{day.year:04d}"


def _from_numbers(frequency: Frequency, numbers: list[int], text: str) -> Period:
    try:
        match frequency:
            case Frequency.DAY:
                day = date(*numbers)
            case Frequency.WEEK:
                day = date.fromisocalendar(numbers[0], numbers[1], 1)
            case Frequency.MONTH:
                day = date(numbers[0], numbers[1], 1)
            case Frequency.QUARTER:
                day = date(numbers[0], numbers[1] * 3 - 2, 1)
            case Frequency.YEAR:
                day = date(numbers[0], 1, 1)
    except ValueError as wrong:
        raise NotAPeriod(f"“{text}” is not a date in the calendar.") from wrong
    return Period.containing(day, frequency)
