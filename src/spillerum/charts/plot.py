"""What is drawn, and where a period and a value lie in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.calendar.period import Period


@dataclass(frozen=True)
class Point:
    """One period. `value` None: missing. `told` is what a pointer held over it reads."""

    period: Period
    value: float | None
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    off: bool = False
    told: str = ""


@dataclass(frozen=True)
class Note:
    """Something dated: an event, or (`answer`) what somebody said. It stands at the period it falls in."""

    period: Period
    text: str
    answer: bool = False


@dataclass(frozen=True)
class Plot:
    points: Sequence[Point]
    levels: Sequence[float]
    left: float
    right: float
    top: float
    bottom: float

    def x(self, n: float) -> float:
        return self.left + (self.right - self.left) * (n + 0.5) / len(self.points)

    def y(self, value: float) -> float:
        low, high = self.levels[0], self.levels[-1]
        share = (min(max(value, low), high) - low) / (high - low)
        return self.bottom - (self.bottom - self.top) * share
