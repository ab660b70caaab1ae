"""From the books, as they were known, to what the analysis takes: each unit's months by account group."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Q

from spillerum.analysis.yearend.spending import Spending
from spillerum.calendar.period import Frequency, Period
from spillerum.forecasts.due import first_month
from spillerum.forecasts.models import Commitment
from spillerum.money.queries import budget_of, spent_in_years
from spillerum.money.queries.known import day_of, tree_then
from spillerum.organisation.models import Unit
from spillerum.organisation.queries import groups_on

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from spillerum.analysis.series import Bools
    from spillerum.money.queries import Months
    from spillerum.money.queries.spending import Key
    from spillerum.money.tree import Tree

_NOTHING = [0] * 12
HISTORY = 7  # years before the one in question that are read
ORE = 100.0  # in a krone


@dataclass
class Known:
    """What people have said of a bag, in øre: what is on its way, what came once, what a plan promises."""

    committed: dict[Period, int] = field(default_factory=lambda: defaultdict(int))
    once: dict[Period, int] = field(default_factory=lambda: defaultdict(int))
    planned: int = 0


@dataclass(frozen=True)
class Told:
    """The months in which anybody has a posting: mask, from the first of them to the last."""

    first: Period
    mask: Bools

    @property
    def last(self) -> Period:
        return self.first + (len(self.mask) - 1)

    def gaps(self, begins: Period) -> tuple[Period, ...]:
        """Those without, from that month on."""
        missing = (self.first + int(n) for n in np.flatnonzero(~self.mask))
        return tuple(month for month in missing if month >= begins)


@dataclass(frozen=True)
class Books:
    """All bags of a year as they were known. Amounts are øre, but for `series` which is kroner.

    spent: in the year's months up to `at`. series: of the bags that have had a posting. known: by unit and group, None
    the whole bag. beside: unit to the unit it is judged among. gaps: months of the year without anybody's postings.
    """

    year: int
    at: Period
    tree: Tree
    budgets: Mapping[Key, int]
    spent: Mapping[Key, int]
    series: Mapping[Key, Spending]
    known: Mapping[tuple[int, int | None], Known]
    beside: Mapping[int, int]
    gaps: tuple[Period, ...]


def read(year: int, at: Period, known: datetime | None, *, before: int = HISTORY) -> Books | None:
    """Twelve queries. The month is the newest up to `at` in which anybody's postings have come; None when there is none."""
    tree = tree_then(known)
    years = spent_in_years(None, year - before, year, known, tree=tree)
    told = _told(years, first_month(year), at)
    if told is None:
        return None
    beside = {unit: group.pk for unit, group in groups_on(day_of(known)).items()}
    said = _said(year, told.last, known, tree)
    begun = dict(Unit.objects.filter(first_day__isnull=False).values_list("pk", "first_day"))
    series = {
        key: one
        for key, months in years.items()
        if (one := _spending(key, months, told, begun.get(key[0]), beside, said.get(key)))
    }
    budgets = budget_of(None, year, known, tree=tree)
    return Books(
        year, told.last, tree, {key: budget.total for key, budget in budgets.items()},
        {key: sum(months.get(year, [])[: told.last.season + 1]) for key, months in years.items()},
        series, said, beside, told.gaps(first_month(year)),
    )  # fmt: skip


def _told(years: Mapping[Key, Mapping[int, Months]], begins: Period, at: Period) -> Told | None:
    """The months of which anybody has a posting, up to `at`; None when there are none from `begins` on."""
    if not years:
        return None
    base = min(min(of) for of in years.values())
    there = np.zeros((at.first_day.year - base + 1, 12), dtype=np.bool_)
    for of in years.values():
        for year, months in of.items():
            there[year - base] |= np.array(months) != 0
    mask = there.ravel()[: at - first_month(base) + 1]
    found = np.flatnonzero(mask)
    if not len(found) or first_month(base) + int(found[-1]) < begins:
        return None
    first, last = int(found[0]), int(found[-1])
    return Told(first_month(base) + first, mask[first : last + 1])


def _spending(
    key: Key,
    years: Mapping[int, Months],
    told: Told,
    begun: date | None,
    beside: Mapping[int, int],
    said: Known | None,
) -> Spending | None:
    """From the first month it could have had postings; nothing in a month that others have postings of is nought.

    None of what begins after the last of those months.
    """
    first = _first(years, told, begun)
    if first > told.last:
        return None
    ore = [years.get(year, _NOTHING) for year in range(first.first_day.year, told.last.first_day.year + 1)]
    whole = np.concatenate(ore)[first.season :][: told.last - first + 1]
    values = np.where(told.mask[first - told.first :], whole / ORE, np.nan)
    known = said or Known()
    unit, group = key
    return Spending(
        str(unit), first, values, group=f"{beside.get(unit, '')}:{group}",
        commitments={month: ore / ORE for month, ore in known.committed.items()},
        one_offs={month: ore / ORE for month, ore in known.once.items()},
    )  # fmt: skip


def _first(years: Mapping[int, Months], told: Told, begun: date | None) -> Period:
    """January of its first year of postings, or later: when the books or the unit begin, but not after its first posting."""
    earliest = min(years)
    posted = first_month(earliest) + next((n for n, ore in enumerate(years[earliest]) if ore), 0)
    start = max(first_month(earliest), told.first)
    if begun is not None:
        start = max(start, Period.containing(begun, Frequency.MONTH))
    return min(start, posted)


def _said(year: int, at: Period, known: datetime | None, tree: Tree) -> dict[tuple[int, int | None], Known]:
    """What counts of what was said by then; of months that have been, only what came once."""
    rows = Commitment.objects.filter(year__lte=year)
    if known is None:
        rows = rows.filter(withdrawn__isnull=True)
    else:
        rows = rows.filter(Q(withdrawn__isnull=True) | Q(withdrawn__gt=known), known__lte=known)
    found: dict[tuple[int, int | None], Known] = defaultdict(Known)
    for unit, group, kind, of, month, ore in rows.values_list(
        "unit", "group", "kind", "year", "month", "amount"
    ):
        bag, when = found[tree.carrier[unit], group], first_month(of) + (month - 1)
        if when <= at:
            if kind == Commitment.Kind.ONE_OFF:
                bag.once[when] += ore
        elif kind == Commitment.Kind.PLANNED:
            bag.planned += ore
        else:
            bag.committed[when] += ore
    return dict(found)
