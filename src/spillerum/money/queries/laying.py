"""How budgets lie over the year's months: by the account group's method, or as the unit's leader has bent it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.periodisation import Change, Method, corrected, periodised
from spillerum.analysis.yearend.spending import MONTHS, Spending
from spillerum.calendar.period import Frequency, Period
from spillerum.money.models import AccountGroup, Bend
from spillerum.money.queries.known import as_known
from spillerum.money.queries.spending import spent_in_years

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from spillerum.analysis.periodisation import Periodisation
    from spillerum.money.queries.budgets import Budget
    from spillerum.money.queries.spending import Key, Months
    from spillerum.money.tree import Tree

HISTORY = 5  # years before the one in question that are learnt from
ORE = 100.0  # in a krone


@dataclass(frozen=True, slots=True)
class Laid:
    """A budget by month, in øre, with every change from its month on; and what it was laid by.

    shares: (12,) of the year. used: the method, or twelfths where `why` it could not be; empty where `bend` says how.
    """

    months: tuple[int, ...]
    shares: tuple[float, ...]
    used: str
    why: str = ""
    bend: Bend | None = None


def laid_out(
    budgets: Mapping[Key, Budget],
    year: int,
    known: datetime | None = None,
    *,
    tree: Tree,
    beside: Mapping[int, Collection[int]],
) -> dict[Key, Laid]:
    """Each budget over its months. beside: a unit to those it learns from. Four queries, however many budgets."""
    if not budgets:
        return {}
    shares = _shares(budgets, year, known, tree, beside)
    bends = {
        (bend.unit_id, bend.group_id): bend
        for bend in as_known(Bend.objects.filter(year=year).select_related("by"), known)
    }
    return {key: _laid(budget, shares[key], bends.get(key), year) for key, budget in budgets.items()}


def _laid(budget: Budget, one: Periodisation, bend: Bend | None, year: int) -> Laid:
    shares = one.shares if bend is None else np.array(bend.shares)
    changes: dict[int, int] = defaultdict(int)
    for line in budget.lines:
        bent = bend is not None and line.known <= bend.known  # the leader laid it out with the rest
        changes[0 if bent else _month(line.day, year)] += line.amount
    original = changes.pop(0, 0)
    months = corrected(original, shares, [Change(month, ore) for month, ore in sorted(changes.items())])
    if bend is not None:
        return Laid(months, tuple(shares), "", bend=bend)
    return Laid(months, tuple(shares), str(one.used), str(one.why))


def _month(day: date, year: int) -> int:
    """The year's month a change counts from; what was decided before the year, or after it, counts for all or the last."""
    return min(max((day.year - year) * MONTHS + day.month - 1, 0), MONTHS - 1)


def _shares(
    budgets: Mapping[Key, Budget],
    year: int,
    known: datetime | None,
    tree: Tree,
    beside: Mapping[int, Collection[int]],
) -> dict[Key, Periodisation]:
    units = {unit for unit, _ in budgets}
    near = units.union(*(beside.get(unit, ()) for unit in units))
    spent = spent_in_years(near, year - HISTORY, year - 1, known, tree=tree)
    found: dict[Key, Periodisation] = {}
    for group in AccountGroup.objects.filter(pk__in={group for _, group in budgets}):
        keys = [key for key in budgets if key[1] == group.pk]
        others = [key for key in spent if key[1] == group.pk and key not in budgets]
        series = [_spending(key, spent.get(key, {}), year) for key in [*keys, *others]]
        laid = periodised(series, method=Method(group.method), year=year, plan=group.plan or None)
        found |= dict(zip(keys, laid, strict=False))
    return found


def _spending(key: Key, years: Mapping[int, Months], year: int) -> Spending:
    """From its first year with postings to the year's eve; a month without any in a year with some is nought."""
    first = min(years, default=year - 1)
    values = np.zeros((year - first, MONTHS)) if years else np.full((1, MONTHS), np.nan)
    for one, months in years.items():
        values[one - first] = np.array(months) / ORE
    return Spending(str(key[0]), Period(Frequency.MONTH, first * MONTHS), values.ravel(), group=str(key[1]))
