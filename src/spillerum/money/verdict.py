"""What is said of one year's end against its budget: pure, the same for a plain file and for the application."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from spillerum.analysis.yearend.outlook import Thin, chance_over
from spillerum.analysis.yearend.spending import MONTHS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.analysis.yearend.outlook import Outlook
    from spillerum.calendar.period import Period


class Verdict(StrEnum):
    QUIET = "quiet"  # within the budget, give or take what matters, as far as can be known
    OVER = "over"
    UNDER = "under"
    NO_BUDGET = "no_budget"  # a forecast, and nothing to hold it against
    TOO_SHORT = "too_short"  # no earlier year: it cannot be called quiet
    MISSING = "missing"  # a month, or every figure, is not there: it cannot be called quiet
    CLOSED = "closed"  # the unit has ended; what it spent in the year stands


_JUDGED = frozenset({Verdict.QUIET, Verdict.OVER, Verdict.UNDER})
_NO_YEAR = frozenset({str(Thin.NO_HISTORY), str(Thin.SHORT)})


@dataclass(frozen=True, slots=True)
class Materiality:
    """A departure matters when it is more than `absolute` (in the money of the figures) and `relative` of the budget.

    sure: how probable it must be. said: whether somebody has chosen them; else they are the defaults.
    """

    absolute: float = 10_000.0
    relative: float = 0.05
    sure: float = 0.9
    said: bool = False


@dataclass(frozen=True, slots=True)
class YearEnd:
    """One unit's year against its budget; amounts in the money of the figures, None where nothing can be said.

    unit: None for all together. low80 … high90: of the total. gaps: months of the year without a figure. committed: known
    and still to come. siblings: judged others of the group; alike, quiet: how many of them have the same verdict, or none.
    """

    unit: str | None
    verdict: Verdict
    year: int
    at: Period
    first_month: int = 1
    measure: str = ""
    group: str = ""
    spent: float | None = None
    budget: float | None = None
    total: float | None = None
    low80: float | None = None
    high80: float | None = None
    low90: float | None = None
    high90: float | None = None
    p_over: float | None = None
    p_under: float | None = None
    years: int = 0
    thin: str = ""
    gaps: tuple[Period, ...] = ()
    committed: float = 0.0
    last: Period | None = None
    siblings: int = 0
    alike: int = 0
    quiet: int = 0
    materiality: Materiality = Materiality()

    @property
    def ended(self) -> bool:
        """Whether the year's last month has been."""
        return self.at.ordinal - (self.year * MONTHS + self.first_month - 1) >= MONTHS - 1

    @property
    def whole(self) -> bool:
        """Whether every month of the year is known; otherwise part of the total is an estimate."""
        return self.ended and not self.gaps

    @property
    def needs_attention(self) -> bool:
        return self.verdict in {Verdict.OVER, Verdict.UNDER}


def year_end_of(
    outlook: Outlook,
    budget: float | None,
    materiality: Materiality,
    *,
    unit: str | None,
    first_month: int = 1,
    gaps: tuple[Period, ...] = (),
) -> YearEnd:
    """The outlook held against the budget."""
    over = under = None
    if budget is not None:
        over, under = chance_over(
            outlook, budget, absolute=materiality.absolute, relative=materiality.relative
        )
    return YearEnd(
        unit, _verdict(over, under, materiality.sure, thin=outlook.thin, gaps=bool(gaps)),
        outlook.year, outlook.at, first_month, spent=outlook.spent, budget=budget, total=outlook.total,
        low80=outlook.low80, high80=outlook.high80, low90=outlook.low90, high90=outlook.high90,
        p_over=over, p_under=under, years=outlook.years, thin=outlook.thin, gaps=gaps, materiality=materiality,
    )  # fmt: skip


def _verdict(over: float | None, under: float | None, sure: float, *, thin: str, gaps: bool) -> Verdict:
    if over is None or under is None:
        return Verdict.NO_BUDGET
    if over >= sure:
        return Verdict.OVER
    if gaps:  # also of what looks like too little: the missing month may hold it
        return Verdict.MISSING
    if under >= sure:
        return Verdict.UNDER
    return Verdict.TOO_SHORT if thin in _NO_YEAR else Verdict.QUIET


def beside_one_another(found: Sequence[YearEnd]) -> list[YearEnd]:
    """Each with how many of its group's others are judged, how many have its verdict, and how many are quiet."""
    verdicts: dict[tuple[str, str], Counter[Verdict]] = defaultdict(Counter)
    for one in found:
        if one.unit is not None and one.verdict in _JUDGED:
            verdicts[one.group, one.measure][one.verdict] += 1
    return [_beside(one, verdicts[one.group, one.measure]) for one in found]


def _beside(one: YearEnd, verdicts: Counter[Verdict]) -> YearEnd:
    if one.unit is None or one.verdict not in _JUDGED:
        return one
    quiet = verdicts[Verdict.QUIET] - (one.verdict is Verdict.QUIET)
    return replace(one, siblings=verdicts.total() - 1, alike=verdicts[one.verdict] - 1, quiet=quiet)
