"""What a count alone is explained by: its level, a trend, waves of the year and the week, days off that move.

Weak beliefs keep each effect near nought until the figures say otherwise; so there is a trend only where one is
warranted, and a short series has no wild season.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from spillerum.calendar.period import Frequency
from spillerum.calendar.workdays import is_working_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from spillerum.analysis.series import Floats, Ints
    from spillerum.calendar.period import Period

YEAR = {Frequency.DAY: 365.25, Frequency.WEEK: 365.25 / 7, Frequency.MONTH: 12.0, Frequency.QUARTER: 4.0}
GAP = {Frequency.DAY: 91, Frequency.WEEK: 26, Frequency.MONTH: 6, Frequency.QUARTER: 2}
NEEDED = {Frequency.DAY: 250, Frequency.WEEK: 52, Frequency.MONTH: 24, Frequency.QUARTER: 8}
EVERY = {Frequency.DAY: 7, Frequency.WEEK: 4, Frequency.MONTH: 1, Frequency.QUARTER: 1}
WAVES, WEEKDAYS = 2, 3  # a year, a week
MIDDLE = 3.0  # years from the start that the trend is told from, for the arithmetic's sake
# Precisions (1 / variance) of what is believed of an effect, on the logarithm: a level may be anything, a trend about
# 18 % a year, an effect of season or days off anything up to a factor of four or so.
LEVEL, TREND, SEASON, DAYS_OFF = 1e-6, 30.0, 0.5, 0.5
SCHOOL_WEEKS = (7, 8, 42)  # winter (one week or the other, as the municipality decides) and autumn


@dataclass(frozen=True, slots=True)
class Design:
    """`columns` (T, p): level, trend, then the rest, with their `prior` precisions (p,). `weekday` (T,): 0 but for days.

    A period is judged from what came `gap` before it, if there are `needed` figures; the fit is made anew at every
    `every`th period, counted from `first` so that it is the same whichever periods are asked for.
    """

    columns: Floats
    prior: Floats
    weekday: Ints
    gap: int
    needed: int
    every: int
    first: int


def design(first: Period, periods: int) -> Design:
    """For the periods from `first` on, by the Danish calendar. Years have no season and cannot be judged so."""
    frequency = first.frequency
    days = [(first + t).first_day for t in range(periods)]
    middle = np.array([day.toordinal() for day in days], dtype=np.float64)
    angle = (
        middle / 365.25
        if frequency in {Frequency.DAY, Frequency.WEEK}
        else (first.ordinal + np.arange(periods)) / YEAR[frequency]
    )
    parts = [waves(angle, WAVES)]
    weekday = np.zeros(periods, dtype=np.int64)
    if frequency is Frequency.DAY:
        weekday = np.array([day.weekday() for day in days], dtype=np.int64)
        parts += [waves(weekday / 7, WEEKDAYS), _days_off(days)]
    elif frequency is Frequency.WEEK:
        parts += [_weeks(days)]
    columns, prior = laid(np.arange(periods) / YEAR[frequency], np.column_stack(parts))
    return Design(columns, prior, weekday, GAP[frequency], NEEDED[frequency], EVERY[frequency], first.ordinal)


def without_calendar(periods: int, year: float, *, gap: int, needed: int, every: int = 1) -> Design:
    """For made-up figures: years of exactly so many periods, and no days off."""
    t = np.arange(periods)
    columns, prior = laid(t / year, waves(t / year, WAVES))
    return Design(columns, prior, np.zeros(periods, dtype=np.int64), gap, needed, every, 0)


def waves(angle: Floats, many: int) -> Floats:
    """(T, 2 * many): cosines and sines of angle (T,), in whole turns, and of its multiples."""
    turns = 2 * np.pi * angle[:, None] * np.arange(1, many + 1)
    return np.hstack([np.cos(turns), np.sin(turns)])


def laid(years: Floats, rest: Floats) -> tuple[Floats, Floats]:
    columns = np.column_stack([np.ones(len(years)), years - MIDDLE, rest])
    season = [SEASON] * rest.shape[1]
    return columns, np.array([LEVEL, TREND, *season])


def _days_off(days: Sequence[date]) -> Floats:
    """(T, 2): a Monday to Friday on which nobody works, and the day after one."""
    off = np.array([_is_off(day) for day in days])
    after = np.array([_is_off(day - timedelta(days=1)) for day in days])
    return np.column_stack([off, after & ~off]).astype(np.float64)


def _weeks(days: Sequence[date]) -> Floats:
    """(T, 1 + holiday weeks): the share of Monday to Friday off, and whether schools are closed that week."""
    off = [sum(_is_off(day + timedelta(days=n)) for n in range(5)) / 5 for day in days]
    week = np.array([day.isocalendar().week for day in days])
    return np.column_stack([off, week[:, None] == np.array(SCHOOL_WEEKS)])


def _is_off(day: date) -> bool:
    return day.weekday() < 5 and not is_working_day(day)
