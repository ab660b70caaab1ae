"""One bag, or the sum of all under a unit, for one year: all that a page tells of it. Amounts are øre."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spillerum.calendar.now import today
from spillerum.calendar.period import Frequency, Period
from spillerum.forecasts.queries import outlook_of, year_end_of_row
from spillerum.money.models import AccountGroup
from spillerum.money.queries import budget_of, laid_out, spent_by_day, spent_by_month
from spillerum.money.queries.known import tree_then
from spillerum.money.sentences import reason
from spillerum.organisation.queries import groups_on

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from spillerum.forecasts.models import Outlook
    from spillerum.forecasts.queries import UnitYear
    from spillerum.money.queries import Budget, Laid, Line
    from spillerum.money.queries.spending import Key
    from spillerum.organisation.models import Unit

MONTHS = 12


@dataclass(frozen=True)
class Part:
    """An account group's part of the bag. laid: where one unit's own budget lies; a sum has none to bend."""

    group: AccountGroup
    original: int
    budget: int
    spent: int
    lines: tuple[Line, ...]
    outlook: Outlook | None = None
    laid: Laid | None = None

    @property
    def left(self) -> int:
        return self.budget - self.spent

    @property
    def changed(self) -> int:
        return self.budget - self.original


@dataclass(frozen=True)
class Purse:
    """A year of a unit's own bag (or, `below`, of all under it too)."""

    unit: Unit
    year: int
    below: bool
    parts: tuple[Part, ...]
    laid: tuple[int, ...]  # twelve, or none without a budget
    spent: Mapping[date, int]  # by day, in order; of a sum by month, on its last day or today
    said: UnitYear | None
    units: int  # with money in it

    @property
    def budget(self) -> int:
        return sum(part.budget for part in self.parts)

    @property
    def original(self) -> int:
        return sum(part.original for part in self.parts)

    @property
    def spent_so_far(self) -> int:
        return sum(self.spent.values())

    @property
    def newest(self) -> date | None:
        return max(self.spent, default=None)

    @property
    def whole(self) -> Outlook | None:
        return self.said.whole if self.said else None

    @property
    def room(self) -> tuple[int, int, int] | None:
        """Spillerum i kroner: what the budget leaves when the year has ended, and the ends of its interval of 80 %."""
        return self.whole.room(self.budget) if self.whole and self.laid else None

    @property
    def by_today(self) -> int | None:
        """What the budget lays out up to and with the newest posting; None without a budget or a posting this year."""
        if not self.laid or self.newest is None:
            return None
        return laid_by(self.laid, min(self.newest, today()), self.year)

    @property
    def sentence(self) -> str:
        if self.whole is None:
            return ""
        return reason(year_end_of_row(self.whole), this_year=self.year == today().year)


def laid_by(laid: tuple[int, ...], day: date, year: int) -> int:
    """Of twelve months, what lies up to the day: a month's share evenly over its days."""
    if day.year != year:
        return sum(laid) if day.year > year else 0
    within = laid[day.month - 1] * day.day / monthrange(day.year, day.month)[1]
    return sum(laid[: day.month - 1]) + round(within)


def purse_of(unit: Unit, year: int) -> Purse:
    """Nineteen queries at most, however large the sum."""
    tree = tree_then(None)
    units = tree.below(unit.pk)
    budgets = budget_of(units, year, tree=tree)
    months = spent_by_month(units, year, tree=tree)
    with_money = {of for of, _ in (*budgets, *months)}
    below = bool(with_money - {unit.pk})
    laid = laid_out(budgets, year, tree=tree, beside=_beside(units) if not below else {})
    days = {} if below else spent_by_day(unit.pk, year, tree=tree)
    said = outlook_of(unit, year, below=below)
    groups = AccountGroup.objects.in_bulk({group for _, group in (*budgets, *months)})
    outlooks = {row.group_id: row for row in said.groups} if said else {}
    parts = tuple(
        _part(group, budgets, months, outlooks.get(pk), None if below else laid.get((unit.pk, pk)))
        for pk, group in sorted(groups.items(), key=lambda item: (item[1].place, item[1].key))
    )
    whole = tuple(map(sum, zip(*(one.months for one in laid.values()), strict=True)))
    spent = _by_month(months, year) if below else _by_day(days)
    return Purse(unit, year, below, parts, whole, spent, said, len(with_money))


def _part(
    group: AccountGroup,
    budgets: Mapping[Key, Budget],
    months: Mapping[Key, list[int]],
    outlook: Outlook | None,
    laid: Laid | None,
) -> Part:
    own = [budget for (_, of), budget in budgets.items() if of == group.pk]
    return Part(
        group,
        original=sum(budget.original for budget in own),
        budget=sum(budget.total for budget in own),
        spent=sum(sum(ore) for (_, of), ore in months.items() if of == group.pk),
        lines=tuple(sorted((line for budget in own for line in budget.lines), key=lambda line: line.day)),
        outlook=outlook,
        laid=laid,
    )


def _beside(units: frozenset[int]) -> dict[int, list[int]]:
    """Each unit to those it is judged among. One query."""
    groups = groups_on(today())
    found: dict[int, list[int]] = {}
    for unit in units:
        group = groups.get(unit)
        found[unit] = [other for other, above in groups.items() if above == group] if group else []
    return found


def _by_day(days: Mapping[int, Mapping[date, int]]) -> dict[date, int]:
    found: dict[date, int] = {}
    for group in days.values():
        for day, ore in group.items():
            found[day] = found.get(day, 0) + ore
    return dict(sorted(found.items()))


def _by_month(months: Mapping[Key, list[int]], year: int) -> dict[date, int]:
    sums = [sum(ore) for ore in zip(*months.values(), strict=True)] if months else []
    last = max((n for n, ore in enumerate(sums) if ore), default=-1)
    found: dict[date, int] = {}
    for n in range(last + 1):
        day = Period(Frequency.MONTH, year * MONTHS + n).last_day
        if day.year == today().year:
            day = min(day, today())  # a month that is not over has been spent up to today
        found[day] = found.get(day, 0) + sums[n]
    return found
