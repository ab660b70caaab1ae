"""The year's total of every unit, from its first months: `year_end`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.yearend.outlook import Thin, outlook
from spillerum.analysis.yearend.spending import MONTHS, TwiceNamed, by_month
from spillerum.calendar.period import Frequency, Period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.analysis.series import Floats
    from spillerum.analysis.yearend.outlook import Outlook
    from spillerum.analysis.yearend.spending import Spending


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
    known = min(max(at - start + 1, 0), MONTHS)
    return [_of(one, year, at, start, known, draws, seed) for one in series]


def _once(series: Sequence[Spending]) -> None:
    seen: set[tuple[str, str]] = set()
    for one in series:
        if (one.unit, one.group) in seen:
            raise TwiceNamed(f"“{one.unit}” has two series in the group “{one.group}”; add them up first.")
        seen.add((one.unit, one.group))


def _of(one: Spending, year: int, at: Period, start: Period, known: int, draws: int, seed: int) -> Outlook:
    months = _years(one, start, at)
    spent = float(np.nansum(months[-1]))
    committed = sum(
        v for period, v in one.commitments.items() if max(at, start + -1) < period < start + MONTHS
    )
    past = months[:-1][np.isfinite(months[:-1]).all(axis=1)]
    rest = past[:, known:].sum(axis=1)
    if known == MONTHS:
        return outlook(
            np.full(draws, spent),
            unit=one.unit,
            group=one.group,
            year=year,
            at=at,
            spent=spent,
            years=len(past),
        )
    usual = float(np.median(rest[-3:])) if len(rest) else spent / max(known, 1) * (MONTHS - known)
    width = max(float(np.std(rest)) if len(rest) > 2 else 0.0, 0.15 * abs(usual))
    thin = (Thin.NO_HISTORY if not np.isfinite(months[:-1]).any() else Thin.SHORT, Thin.ONE_YEAR, Thin.NO)[
        min(len(past), 2)
    ]
    noise = np.random.default_rng(seed).standard_normal(draws)
    return outlook(
        spent + committed + usual + width * noise,
        unit=one.unit, group=one.group, year=year, at=at, spent=spent, years=len(past), thin=str(thin),
    )  # fmt: skip


def _years(one: Spending, start: Period, at: Period) -> Floats:
    """(years, 12), the year asked for last; NaN for what is missing or later than `at`."""
    before = max(-(-(start - one.first) // MONTHS), 0)
    months = np.full((before + 1) * MONTHS, np.nan)
    begin = start + -before * MONTHS
    for place, value in enumerate(one.values):
        period = one.first + place
        if begin <= period <= at and period < start + MONTHS:
            months[period - begin] = value - (one.one_offs.get(period, 0.0) if period < start else 0.0)
    return months.reshape(-1, MONTHS)
