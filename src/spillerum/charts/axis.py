"""Where an axis has its ticks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from spillerum.calendar import words
from spillerum.calendar.period import Frequency

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.calendar.period import Period

NOTHING = 1e-6  # a span below this is drawn as if all were 0


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round values from at or below `low` to at or above `high`, always with 0, some `about` of them."""
    low, high = min(low, 0.0), max(high, 0.0)
    if high - low < NOTHING:
        low, high = 0.0, 1.0
    span = high - low
    rough = span / about
    size = 10.0 ** math.floor(math.log10(rough))
    step = size * min((m for m in (1, 2, 2.5, 5, 10) if m * size >= rough * (1 - 1e-9)), default=10)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(n * step, 10) for n in range(first, max(last, first + 1) + 1)]


def turns_of_year(periods: Sequence[Period], most: int, language: str) -> list[tuple[int, str]]:
    """(index, label) of the periods an axis names: those that begin a year, thinned to `most`; else first and last."""
    starts = [
        (n, str(_year(period)))
        for n, period in enumerate(periods)
        if n == 0 or _year(period) != _year(periods[n - 1])
    ]
    if periods and periods[0].frequency is not Frequency.YEAR and not _begins_year(periods[0]):
        starts = starts[1:]
    if len(starts) < 2 and len(periods) > 1:
        ends = (0, len(periods) - 1)
        return [(n, words.period(periods[n], language, short=True)) for n in ends]
    every = max(1, math.ceil(len(starts) / max(most, 1)))
    return starts[::every]


def _year(period: Period) -> int:
    """The year a period counts in: a week belongs to the year of its Thursday."""
    return (
        period.first_day.isocalendar().year if period.frequency is Frequency.WEEK else period.first_day.year
    )


def _begins_year(period: Period) -> bool:
    return _year(period) != _year(period + -1)
