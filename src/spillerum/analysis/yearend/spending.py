"""What the year-end forecast takes: months of spending, and what people know of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spillerum.calendar.period import Frequency

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spillerum.analysis.series import Floats
    from spillerum.calendar.period import Period

MONTHS = 12


class YearEndError(Exception):
    """What every error of the year-end forecast is."""


class NotMonths(YearEndError):
    """Spending or a date that is not told by months."""


class TwiceNamed(YearEndError):
    """Two series of one unit and group."""


@dataclass(frozen=True, slots=True)
class Spending:
    """One unit's months (or a unit's months of one account group). `group`: siblings that learn from one another.

    first, values: a month, and (n,) amounts from it on, all in one currency; NaN missing, below nought for credit notes.
    commitments: amounts known to come on top, by month not yet spent (one-offs, planned effects).
    one_offs: the part of earlier months that comes once (grants, payments); counted as spent, never learnt from.
    """

    unit: str
    first: Period
    values: Floats
    group: str = ""
    commitments: Mapping[Period, float] = field(default_factory=dict)
    one_offs: Mapping[Period, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for period in (self.first, *self.commitments, *self.one_offs):
            by_month(period, f"the spending of “{self.unit}”")


def by_month(period: Period, what: str) -> None:
    """Raises NotMonths unless the period is a month."""
    if period.frequency is not Frequency.MONTH:
        raise NotMonths(
            f"{period} in {what} is no month; the year-end forecast takes months such as 2018-09."
        )
