"""What is said of one year's total, sums of several, and the chance of leaving a budget."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.yearend.spending import YearEndError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.analysis.series import Floats
    from spillerum.calendar.period import Period

LEVELS = (0.05, 0.10, 0.50, 0.90, 0.95)


class NotOneYear(YearEndError):
    """Outlooks of different years, dates or worlds cannot be added up."""


class Thin(StrEnum):
    """Why an outlook is uncertain beyond its interval; empty when it is not."""

    NO = ""
    NO_HISTORY = "no_history"  # nothing known of the unit before the year
    SHORT = "short"  # some months, no whole year
    ONE_YEAR = "one_year"  # one whole earlier year: its profile may be chance
    FEW_YEARS = "few_years"  # the portfolio has no earlier year to learn its errors from


@dataclass(frozen=True, slots=True)
class Outlook:
    """One unit's year as seen at the end of the month `at`.

    spent: known to be spent, in the year's months up to `at`. total: the year's total, median; low80 … high90: central
    intervals of 80 and 90 % of the total. draws: (D,) totals; draw i of every unit of one call belongs to the same world.
    years: whole earlier years known. thin: a `Thin`, "" when there is nothing to say.
    """

    unit: str
    year: int
    at: Period
    spent: float
    total: float
    low80: float
    high80: float
    low90: float
    high90: float
    draws: Floats
    years: int
    group: str = ""
    thin: str = ""


def summed(outlooks: Sequence[Outlook], name: str) -> Outlook:
    """The outlook of the units together: added up within each draw, never interval by interval.

    Raises NotOneYear when they are not of one year, one month and one call of `year_end` (or are none).
    """
    if len({(one.year, one.at, len(one.draws)) for one in outlooks}) != 1:
        raise NotOneYear(f"The sum “{name}” needs outlooks of one year, one month and one forecast.")
    first = outlooks[0]
    return outlook(
        np.sum([one.draws for one in outlooks], axis=0),
        unit=name, year=first.year, at=first.at, spent=sum(one.spent for one in outlooks),
        years=min(one.years for one in outlooks), thin=_thin_sum(outlooks),
    )  # fmt: skip


def _thin_sum(outlooks: Sequence[Outlook]) -> str:
    """Of what makes up more than a tenth of the sum's spread, the first reason there is."""
    widths = np.array([one.high90 - one.low90 for one in outlooks])
    weighty = widths**2 > 0.1 * float((widths**2).sum())
    return next((one.thin for one, heavy in zip(outlooks, weighty, strict=True) if heavy and one.thin), "")


def outlook(
    draws: Floats, *, unit: str, year: int, at: Period, spent: float, years: int, group: str = "", thin: str = ""
) -> Outlook:  # fmt: skip
    low90, low80, middle, high80, high90 = (float(q) for q in np.quantile(draws, LEVELS))
    return Outlook(
        unit, year, at, float(spent), middle, low80, high80, low90, high90, draws, years, group, thin
    )


def chance_over(
    outlook: Outlook, budget: float, *, absolute: float = 0.0, relative: float = 0.0
) -> tuple[float, float]:
    """The probabilities that the year ends above, and below, the budget by more than both demands.

    absolute: in the series' currency. relative: share of the budget's size. A budget may be nought or income (negative).
    """
    demand = max(absolute, relative * abs(budget))
    return float(np.mean(outlook.draws > budget + demand)), float(np.mean(outlook.draws < budget - demand))
