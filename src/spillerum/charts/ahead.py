"""What is expected of the rest of a year: from what is spent, to the year's end."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import floor, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MONTHS = 12


@dataclass(frozen=True)
class Ahead:
    """The year's total: expected, and the ends of its intervals of 80 and 90 %. In øre."""

    total: float
    low80: float
    high80: float
    low90: float
    high90: float


@dataclass(frozen=True)
class Step:
    """The year's total so far, `months` (0 to 12) into the year."""

    months: float
    low90: float
    low80: float
    middle: float
    high80: float
    high90: float

    def times(self, factor: float) -> Step:
        return Step(
            self.months,
            *(factor * v for v in (self.low90, self.low80, self.middle, self.high80, self.high90)),
        )


def steps(ahead: Ahead, *, months: float, spent: float, laid: Sequence[float]) -> list[Step]:
    """From now (`months` into the year, `spent`) by month to the year's end. laid: (12,) how a year lies over its months.

    Only the end is a forecast: the way there follows the months laid out, and the band widens with the root of time,
    as that of a sum of independent errors does.
    """
    if months >= MONTHS:
        return []
    ends = [months, *(float(n) for n in range(floor(months) + 1, MONTHS + 1))]
    wide = [sqrt((end - months) / (MONTHS - months)) for end in ends]
    return [_step(ahead, spent, *one) for one in zip(ends, _way(laid, ends), wide, strict=True)]


def cumulated(laid: Sequence[float], months: float) -> float:
    """Of what is laid out, so much lies in the first `months`; a month's share lies evenly over its days."""
    whole = min(floor(months), MONTHS)
    sums = [0.0, *accumulate(laid)]
    return sums[whole] + (laid[whole] * (months - whole) if whole < MONTHS else 0.0)


def _way(laid: Sequence[float], ends: Sequence[float]) -> list[float]:
    """0 to 1; evenly where the rest of what is laid out goes both ways, or is nothing."""
    sums = [cumulated(laid, end) for end in ends] if laid else [0.0]
    rest = sums[-1] - sums[0]
    moves = [after - before for before, after in pairwise(sums)]
    if rest == 0 or any(move * rest < 0 for move in moves):
        return [(end - ends[0]) / (MONTHS - ends[0]) for end in ends]
    return [(one - sums[0]) / rest for one in sums]


def _step(ahead: Ahead, spent: float, end: float, done: float, wide: float) -> Step:
    middle = spent + (ahead.total - spent) * done
    ends = (ahead.low90, ahead.low80, ahead.total, ahead.high80, ahead.high90)
    low90, low80, _, high80, high90 = (middle + (one - ahead.total) * wide for one in ends)
    return Step(end, low90, low80, middle, high80, high90)
