"""The four methods Danish municipalities use, and a learnt one: `periodised`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.periodisation.learnt import learnt
from spillerum.analysis.periodisation.years import TWELFTHS, NotShares, by_year, shares_of
from spillerum.analysis.yearend.spending import MONTHS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.analysis.series import Floats
    from spillerum.analysis.yearend.spending import Spending

SEVERAL = 3  # years whose shares are averaged
REMEMBERED = 8  # years the learnt method looks back


class Method(StrEnum):
    TWELFTHS = "twelfths"
    LAST_YEAR = "last_year"
    SEVERAL_YEARS = "years"
    PLAN = "plan"
    LEARNT = "learnt"


class Why(StrEnum):
    """Why twelfths are used instead of the method asked for; empty when they are not."""

    NONE = ""
    NO_YEAR = "no_year"  # none of the years asked for is known wholly
    CANCELLED = "cancelled"  # the totals are nought, or credit notes nearly so: a share of them says nothing
    NO_PLAN = "no_plan"  # there is no plan, or its months sum to nought


@dataclass(frozen=True, slots=True)
class Periodisation:
    """shares: (12,), from the financial year's first month, summing to one; a month may be negative.

    method: asked for. used: the same, or twelfths, and then `why` says why. years: whole years of the unit's own it is made from.
    """

    shares: Floats
    method: Method
    used: Method
    why: Why = Why.NONE
    years: int = 0


def periodised(
    series: Sequence[Spending], *, method: Method, year: int, first_month: int = 1, plan: Sequence[float] | None = None
) -> list[Periodisation]:  # fmt: skip
    """For each series, in the order given, how its financial year `year` lies over the months; earlier years only are used.

    plan: twelve amounts or shares, for Method.PLAN; they count by their share of their sum. The learnt method lets series
    of one `group` learn from one another. Raises NotShares when the plan is not twelve numbers.
    """
    match method:
        case Method.TWELFTHS:
            return [_twelfths(method) for _ in series]
        case Method.PLAN:
            planned = _planned(plan)
            return [planned for _ in series]
        case Method.LEARNT:
            return _learnt(series, year, first_month)
        case Method.LAST_YEAR | Method.SEVERAL_YEARS:
            years = 1 if method is Method.LAST_YEAR else SEVERAL
            each = (by_year(one, years=years, year=year, first_month=first_month) for one in series)
            return [_average(amounts, method) for amounts in each]


def _twelfths(method: Method, why: Why = Why.NONE) -> Periodisation:
    return Periodisation(TWELFTHS, method, Method.TWELFTHS, why)


def _planned(plan: Sequence[float] | None) -> Periodisation:
    if plan is None:
        return _twelfths(Method.PLAN, Why.NO_PLAN)
    months = np.asarray(plan, dtype=np.float64)
    if months.shape != (MONTHS,) or not np.isfinite(months).all():
        raise NotShares(f"A plan needs twelve numbers, one for each month; this one has {len(plan)}.")
    total = months.sum()
    if abs(total) <= 1e-9 * np.abs(months).sum():
        return _twelfths(Method.PLAN, Why.NO_PLAN)
    return Periodisation(months / total, Method.PLAN, Method.PLAN)


def _average(years: Floats, method: Method) -> Periodisation:
    """Each year counts the same, whatever it cost."""
    shares = shares_of(years)
    used = shares[np.isfinite(shares).all(axis=1)]
    if len(used):
        mean = used.mean(axis=0)
        return Periodisation(mean / mean.sum(), method, method, years=len(used))
    return _nothing(years, method)


def _nothing(years: Floats, method: Method) -> Periodisation:
    return _twelfths(method, Why.CANCELLED if np.isfinite(years).all(axis=-1).any() else Why.NO_YEAR)


def _learnt(series: Sequence[Spending], year: int, first_month: int) -> list[Periodisation]:
    groups: dict[str, list[int]] = {}
    for place, one in enumerate(series):
        groups.setdefault(one.group, []).append(place)
    found: dict[int, Periodisation] = {}
    for places in groups.values():
        each = (by_year(series[n], years=REMEMBERED, year=year, first_month=first_month) for n in places)
        amounts = np.stack(list(each))
        shares = learnt(amounts)
        if shares is None:
            found |= dict.fromkeys(places, _nothing(amounts, Method.LEARNT))
            continue
        whole = np.isfinite(shares_of(amounts)).all(axis=2).sum(axis=1)
        for n, own, years in zip(places, shares, whole, strict=True):
            found[n] = Periodisation(own, Method.LEARNT, Method.LEARNT, years=int(years))
    return [found[n] for n in range(len(series))]
