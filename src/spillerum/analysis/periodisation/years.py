"""Earlier years as shares of their totals, and how far one course of a year lies from another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.yearend.spending import MONTHS
from spillerum.calendar.period import Frequency, Period

if TYPE_CHECKING:
    from spillerum.analysis.series import Floats
    from spillerum.analysis.yearend.spending import Spending

SOLID = (
    0.5  # of what moved in a year, its total must be: else credit notes made it, and its shares say nothing
)
ENOUGH = 6  # months that place a year not known wholly

TWELFTHS = np.full(MONTHS, 1 / MONTHS)
TWELFTHS.flags.writeable = False


class PeriodisationError(Exception):
    """What every error of the periodisation is."""


class NotShares(PeriodisationError):
    """Not twelve numbers, or shares that do not sum to one."""


class BendTooLarge(PeriodisationError):
    """The months given leave the other months less than nothing, or none to take the rest."""


def by_year(spending: Spending, *, years: int, year: int, first_month: int = 1) -> Floats:
    """(years, 12): the financial years before `year`, the newest last; NaN for months unknown, one-offs taken out."""
    begin = Period(Frequency.MONTH, (year - years) * MONTHS + first_month - 1)
    found = np.full(years * MONTHS, np.nan)
    ahead = spending.first - begin
    told = spending.values[max(-ahead, 0) : max(found.size - ahead, 0)]
    found[max(ahead, 0) : max(ahead, 0) + len(told)] = told
    for month, amount in spending.one_offs.items():
        if 0 <= (n := month - begin) < found.size:
            found[n] -= amount
    return found.reshape(years, MONTHS)


def shares_of(years: Floats) -> Floats:
    """(…, 12) amounts to shares of each year's total; NaN throughout for years not whole, and for those credit notes made."""
    return _over(years, years.sum(axis=-1, keepdims=True), np.abs(years).sum(axis=-1, keepdims=True))


def shares_of_parts(years: Floats, usual: Floats) -> Floats:
    """The same for years known in six months or more: their totals are taken to be what `usual` (12,) makes of these.

    Months unknown stay NaN.
    """
    known = np.isfinite(years)
    covered = np.where(known, usual, 0.0).sum(axis=-1, keepdims=True)
    fit = (known.sum(axis=-1, keepdims=True) >= ENOUGH) & (covered > 0)
    covered = np.where(fit, covered, np.nan)
    moved = np.nansum(np.abs(years), axis=-1, keepdims=True) / covered
    return _over(years, np.nansum(years, axis=-1, keepdims=True) / covered, moved)


def _over(years: Floats, total: Floats, moved: Floats) -> Floats:
    solid = (np.abs(total) >= SOLID * moved) & (moved > 0)
    return np.asarray(years / np.where(solid, total, np.nan))


def distance(one: Floats, other: Floats) -> Floats:
    """(…, 12), (…, 12) to (…): the mean over the months of how far the two, cumulated, lie apart, in shares of the year."""
    return np.asarray(np.abs(np.cumsum(one - other, axis=-1)).mean(axis=-1))
