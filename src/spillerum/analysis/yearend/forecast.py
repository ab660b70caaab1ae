"""The year's total of every unit, from its first months: `year_end`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.yearend import correction, misses
from spillerum.analysis.yearend.origin import look, turnover
from spillerum.analysis.yearend.outlook import Thin, outlook
from spillerum.analysis.yearend.panel import panel
from spillerum.analysis.yearend.past import before
from spillerum.analysis.yearend.spending import MONTHS, TwiceNamed, by_month
from spillerum.analysis.yearend.worlds import drawn, ranks
from spillerum.calendar.period import Frequency, Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spillerum.analysis.series import Floats, Ints
    from spillerum.analysis.yearend.misses import Misses
    from spillerum.analysis.yearend.origin import Portfolio
    from spillerum.analysis.yearend.outlook import Outlook
    from spillerum.analysis.yearend.panel import Panel
    from spillerum.analysis.yearend.spending import Spending

_TEACH = 2000  # units learnt from, spread over all sizes
_AT_ONCE = 1000  # units forecast together, for memory
_SHORT_WIDTH = 1.5  # less than a year known: wider by that much


@dataclass(frozen=True, slots=True)
class _Learnt:
    portfolio: Portfolio | None
    coefficients: Floats
    misses: Misses
    years: int


def year_end(
    series: Sequence[Spending], *, year: int, at: Period, first_month: int = 1, draws: int = 1000, seed: int = 0
) -> list[Outlook]:  # fmt: skip
    """What the financial year's total will be for each series, in the order given, as seen at the end of the month `at`.

    Only figures up to `at` are used, of all series. `year` is the calendar year in which the financial year begins with
    month `first_month` (1 in Denmark, 4 in England). After the year's last month the total is what was spent.
    Raises NotMonths when `at` is no month, TwiceNamed when a unit and group stand twice.
    """
    by_month(at, "“at”")
    _once(series)
    start = Period(Frequency.MONTH, year * MONTHS + first_month - 1)
    laid = panel(series, start, at)
    if not len(series):
        return []
    learnt = _learn(laid, _numbers([one.group for one in series]))
    found: list[Outlook] = []
    for low in range(0, len(series), _AT_ONCE):
        some = slice(low, low + _AT_ONCE)
        totals = _totals(series[some], laid.part(some), learnt, draws, seed)
        found.extend(_outlooks(series[some], laid.part(some), totals, learnt, (year, at, start)))
    return found


def _once(series: Sequence[Spending]) -> None:
    seen: set[tuple[str, str]] = set()
    for one in series:
        if (one.unit, one.group) in seen:
            raise TwiceNamed(f"“{one.unit}” has two series in the group “{one.group}”; add them up first.")
        seen.add((one.unit, one.group))


def _numbers(names: Sequence[str]) -> Ints:
    return np.unique(np.array(names, dtype=str), return_inverse=True)[1]


def _learn(laid: Panel, groups: Ints) -> _Learnt:
    """What the portfolio teaches; of a large one, units of all sizes."""
    chosen = _teachers(laid)
    teachers = laid.part(chosen)
    if laid.known == MONTHS:
        return _Learnt(None, correction.PRIOR, misses.learnt([], [], groups, np.ones(1), MONTHS), 0)
    past = before(teachers, teachers.year, teachers.known)
    years = sorted({one.seen.year for one in past if one.counts.any()})
    coefficients = {
        y: correction.learnt([one for one in past if one.seen.year < y])
        for y in {one.seen.year for one in past}
    }
    ((now, portfolio),) = look(teachers, teachers.year, [teachers.known])
    _, spread = misses.scales(now, correction.PRIOR)
    curves = misses.learnt(
        past, [coefficients[one.seen.year] for one in past], groups[chosen], spread, teachers.known
    )
    return _Learnt(portfolio, correction.learnt(past), curves, len(years))


def _teachers(laid: Panel) -> Ints:
    number = len(laid.months)
    flat = laid.months.reshape(number, -1)
    order = np.lexsort((np.nan_to_num(flat).sum(axis=1), turnover(flat)))
    return np.sort(order[:: max(number // _TEACH, 1)])


def _totals(some: Sequence[Spending], laid: Panel, learnt: _Learnt, draws: int, seed: int) -> Floats:
    """(units, draws)."""
    if laid.known == MONTHS:
        return np.broadcast_to(laid.spent[:, None], (len(some), draws)).copy()
    ((seen, _),) = look(laid, laid.year, [laid.known], learnt.portfolio)
    curves = misses.quantiles(learnt.misses, seen, learnt.coefficients)
    middle = curves[:, [misses.POINTS // 2]]
    curves = middle + np.where(_whole_years(laid) > 0, 1.0, _SHORT_WIDTH)[:, None] * (curves - middle)
    levels = ranks([(one.unit, one.group) for one in some], learnt.misses, draws, seed)
    rest = drawn(curves, levels, seen.stopped) * seen.lives[:, None]
    return np.asarray(laid.spent[:, None] + laid.sign[:, None] * rest)


def _whole_years(laid: Panel) -> Ints:
    return np.asarray(np.isfinite(laid.months[:, :-1]).all(axis=2).sum(axis=1))


def _outlooks(
    some: Sequence[Spending], laid: Panel, totals: Floats, learnt: _Learnt, when: tuple[int, Period, Period]
) -> Iterator[Outlook]:
    year, at, start = when
    years = _whole_years(laid)
    any_before = np.asarray(np.isfinite(laid.months[:, :-1]).any(axis=(1, 2)))
    for row, one in enumerate(some):
        committed = sum(
            amount
            for period, amount in one.commitments.items()
            if max(at, start + -1) < period < start + MONTHS
        )
        yield outlook(
            totals[row] + committed, unit=one.unit, group=one.group, year=year, at=at,
            spent=float(laid.spent[row]), years=int(years[row]),
            thin=_thin(int(years[row]), bool(any_before[row]), learnt.years, laid.known),
        )  # fmt: skip


def _thin(years: int, earlier: bool, learnt: int, known: int) -> str:  # noqa: FBT001 -- a fact, not a switch
    if known == MONTHS:
        return str(Thin.NO)
    if not years:
        return str(Thin.SHORT if earlier else Thin.NO_HISTORY)
    if years == 1:
        return str(Thin.ONE_YEAR)
    return str(Thin.NO if learnt else Thin.FEW_YEARS)
