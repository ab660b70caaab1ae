"""A year's money as a curve: the budget laid out over the months, what is spent, and where it is expected to end."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from spillerum.calendar.period import Frequency, Period
from spillerum.charts.ahead import MONTHS, steps
from spillerum.charts.curve import drawn
from spillerum.charts.money import Scale
from spillerum.charts.svg import described

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from spillerum.charts.ahead import Ahead, Step


@dataclass(frozen=True)
class Spent:
    """All spent in the year up to and with `day`, in øre; less than nought where it is income, or credit notes came first."""

    day: date
    ore: int


@dataclass(frozen=True)
class BudgetChange:
    """The year's budget became another: `ore` more (or less) from `day`. `text` says what it was."""

    day: date
    ore: int
    text: str


@dataclass(frozen=True)
class Names:
    """What the lines are called, in the page's language."""

    budget: str
    spent: str
    expected: str
    plan: str = ""


@dataclass(frozen=True)
class BudgetRow:
    """A month in the table behind: all sums from the year's beginning to the month's end, in øre; None: not known, not shown."""

    period: Period
    budget: int | None
    spent: int | None
    expected: float | None
    plan: float | None


@dataclass(frozen=True)
class BudgetPicture:
    """One year of one place. `key` is unique on the page; `title` and `description` say what is seen to who cannot see it.

    first: the year's first month. budget: (12,) øre by month with all changes in, or empty. spent: oldest first, by day or
    by month; empty while nothing is. until: the last day known; none: that of the last spent. ahead: as things go;
    plan: with the plan. laid: (12,) how the rest is expected to fall; as the budget where empty. past: earlier years,
    (12,) øre by month each.
    """

    key: str
    title: str
    description: str
    names: Names
    first: Period
    budget: Sequence[int] = ()
    spent: Sequence[Spent] = ()
    until: date | None = None
    ahead: Ahead | None = None
    plan: Ahead | None = None
    changes: Sequence[BudgetChange] = ()
    laid: Sequence[float] = ()
    past: Sequence[Sequence[int]] = ()
    currency: str = "kr."
    told: Sequence[str] = field(default=())

    def wide(self, language: str) -> str:
        return self._drawn(language, "w", (720, 300), "chart chart-wide")

    def narrow(self, language: str) -> str:
        """For a telephone: letters keep their size, the plot gives way."""
        return self._drawn(language, "n", (350, 280), "chart chart-narrow")

    @property
    def now(self) -> tuple[float, int]:
        """(months into the year, spent): where the curve has come to."""
        days = [one.day for one in self.spent[-1:]] + ([self.until] if self.until else [])
        return max(map(self.months, days), default=0.0), self.spent[-1].ore if self.spent else 0

    @property
    def original(self) -> int:
        """The year's budget before its changes."""
        return sum(self.budget) - sum(change.ore for change in self.changes)

    def months(self, day: date) -> float:
        """How many months into the year the day ends, 0 to 12: what is booked after the year belongs to its end."""
        gone = (
            Period.containing(day, Frequency.MONTH)
            - self.first
            + day.day / monthrange(day.year, day.month)[1]
        )
        return min(max(gone, 0.0), float(MONTHS))

    def steps(self, ahead: Ahead | None) -> list[Step]:
        """The way from now to the year's end."""
        months, spent = self.now
        return steps(ahead, months=months, spent=spent, laid=self.laid or self.budget) if ahead else []

    def scale(self, language: str) -> Scale:
        ends = [abs(one.total) for one in (self.ahead, self.plan) if one]
        largest = max([0.0, *ends, abs(sum(self.budget)), *(abs(one.ore) for one in self.spent)])
        return Scale.of(largest, language, self.currency)

    @property
    def rows(self) -> list[BudgetRow]:
        """The table behind, oldest first."""
        budget = list(accumulate(self.budget))
        ways = (
            [(step.months, step.middle) for step in self.steps(one)[1:]] for one in (self.ahead, self.plan)
        )
        expected, plan = map(dict, ways)
        return [
            BudgetRow(
                self.first + n,
                budget[n] if budget else None,
                self._spent_in(n),
                expected.get(n + 1.0),
                plan.get(n + 1.0),
            )
            for n in range(MONTHS)
        ]

    def _spent_in(self, month: int) -> int | None:
        """At the month's end, or so far; none when the month has not begun."""
        reached, _ = self.now
        if reached <= month:
            return None
        return next((one.ore for one in reversed(self.spent) if self.months(one.day) <= month + 1), 0)

    def _drawn(self, language: str, suffix: str, size: tuple[int, int], css_class: str) -> str:
        marks = drawn(self, language, size, pointer=suffix == "w")
        said = {"key": f"{self.key}-{suffix}", "title": self.title, "description": self.description}
        return described(*marks, **said, size=size, css_class=css_class)
