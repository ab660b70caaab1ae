"""What is wrong with a figure itself: what, where, what it probably should have been, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spillerum.calendar.period import Period

NAMED = 100.0  # times likelier as a fault than as a figure: from here on it is named
CERTAIN = 1000.0  # and from here on a slip of the pen is set aside until somebody has looked


class FaultKind(StrEnum):
    THIRDS = "thirds"  # a quarter's figure divided over its three months
    COPIED = "copied"  # the same figure as the period before, or as a year before
    SWAPPED = "swapped"  # two neighbouring digits have changed places
    FACTOR = "factor"  # ten, a hundred or a thousand times too much or too little
    TOTAL = "total"  # a sum that is not the sum of its parts
    STOPPED = "stopped"  # no more figures, while the unit's others and the siblings' go on
    RENAMED = "renamed"  # begins where another unit stopped
    MISSPELT = "misspelt"  # stands where another unit of nearly the same name has holes


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one series, or of a whole group at once.

    unit: None when the units of the group have it together. periods, values: the cells it is about, oldest first
    (for what stopped the first period without a figure, and no value). likely: what the figures would have been
    without the fault, in the same order, where that can be told. like: the first period it was copied from.
    other: another unit it has to do with. odds: how many times likelier the figures are with the fault than
    without. times: quarters divided by three in the last two years, or periods in which the sum was right.
    """

    kind: FaultKind
    unit: str | None
    measure: str
    group: str
    periods: tuple[Period, ...]
    values: tuple[float, ...]
    odds: float
    likely: tuple[float, ...] = ()
    like: Period | None = None
    other: str | None = None
    times: int = 0

    @property
    def certain(self) -> bool:
        """So sure that the figure is better left out until somebody has looked."""
        return self.kind in {FaultKind.SWAPPED, FaultKind.FACTOR} and self.odds >= CERTAIN
