"""What files of money hold: the months of each unit and measure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spillerum.calendar.period import Frequency, Period

if TYPE_CHECKING:
    from collections.abc import Iterable

Key = tuple[str, str]
"""Unit and measure."""
_WHOLE = 7  # days: a month in whose last week nothing was paid by anybody is not over yet


@dataclass(slots=True)
class Book:
    """What the files hold. lines: of each unit and measure, amounts by the month's ordinal, None where the cell was blank.

    spelt: the first spelling of each unit; capitals do not make another. told: months of which the files speak.
    """

    lines: dict[Key, dict[int, float | None]] = field(default_factory=lambda: defaultdict(dict))
    groups: dict[str, str] = field(default_factory=dict)
    spelt: dict[str, str] = field(default_factory=dict)
    told: set[int] = field(default_factory=set)
    newest_day: Period | None = None
    without_amount: int = 0
    without_unit: int = 0
    currency: str = ""

    @property
    def newest(self) -> Period:
        return Period(Frequency.MONTH, max(self.told))

    @property
    def whole(self) -> Period:
        """The newest month that is over: payments in its last week, or payments after it."""
        day = self.newest_day
        if day is not None and (self.newest.last_day - day.first_day).days >= _WHOLE and len(self.told) > 1:
            return self.newest + -1
        return self.newest

    def add_up(self, most: int) -> None:
        """Units of more measures than that become one line each: single accounts are too thin to be forecast."""
        of: dict[str, list[Key]] = defaultdict(list)
        for key in self.lines:
            of[key[0]].append(key)
        for unit, keys in of.items():
            if len(keys) > most:
                parts = [self.lines.pop(key) for key in keys]
                months = sorted({month for part in parts for month in part})
                self.lines[unit, ""] = {
                    month: _sum(part.get(month, 0.0) for part in parts) for month in months
                }


def _sum(values: Iterable[float | None]) -> float | None:
    """Missing when one of them is."""
    found = list(values)
    known = [value for value in found if value is not None]
    return sum(known) if len(known) == len(found) else None
