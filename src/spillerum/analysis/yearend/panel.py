"""All series side by side in financial years, and which of their months count as known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.yearend.spending import MONTHS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.analysis.series import Bools, Floats, Ints
    from spillerum.analysis.yearend.spending import Spending
    from spillerum.calendar.period import Period

HISTORY = 10  # years looked back
_REGULAR = 0.75  # of its months have something: a unit from which silence says something
_SILENT = 0.7  # of the regular units without anything: the ledger is silent, not they
_FEW = 3  # regular units needed to say so
_DENSE = 0.97  # of its months have something: a hole is a missing figure, not nought


@dataclass(frozen=True, slots=True)
class Panel:
    """months: (units, years, 12), the year asked for last, NaN for what is not known or not there.

    Each unit's sign is turned so that it spends (income is negative in the books). What comes once is left out.
    sign, spent, once: (units,): the sign; what the year's known months hold, and the part of it that comes once.
    known: months of the year that the ledger has told. behind: months before the year that it has not.
    """

    months: Floats
    sign: Floats
    spent: Floats
    once: Floats
    known: int
    behind: int

    @property
    def year(self) -> int:
        """The place of the year asked for."""
        return int(self.months.shape[1]) - 1

    def part(self, chosen: slice | Ints) -> Panel:
        return Panel(
            self.months[chosen], self.sign[chosen], self.spent[chosen], self.once[chosen], self.known, self.behind
        )  # fmt: skip


def panel(series: Sequence[Spending], start: Period, at: Period) -> Panel:
    """`start`: the first month of the year asked for; nothing later than `at` is taken."""
    years = min(max((_years_before(one.first, start) for one in series), default=0), HISTORY)
    begin = start + -years * MONTHS
    until = min(at - begin + 1, (years + 1) * MONTHS)
    given, once = _laid_out(series, begin, (years + 1) * MONTHS, until)
    until = _told(given, until)
    before = years * MONTHS
    months = _holes(given - once, until)
    sign = np.where(np.nansum(months[:, max(until - 2 * MONTHS, 0) :], axis=1) < 0, -1.0, 1.0)
    return Panel(
        (months * sign[:, None]).reshape(len(series), years + 1, MONTHS), sign,
        np.nansum(given[:, before:], axis=1), once[:, before:].sum(axis=1),
        known=max(until - before, 0), behind=max(before - until, 0),
    )  # fmt: skip


def _years_before(first: Period, start: Period) -> int:
    return max(-((first - start) // MONTHS), 0)


def _laid_out(series: Sequence[Spending], begin: Period, width: int, until: int) -> tuple[Floats, Floats]:
    """(units, width) what was spent, NaN where nothing is told; and the part of it that comes once."""
    given, once = np.full((len(series), width), np.nan), np.zeros((len(series), width))
    for row, one in enumerate(series):
        offset = one.first - begin
        low, high = max(offset, 0), min(offset + len(one.values), until)
        if low < high:
            given[row, low:high] = one.values[low - offset : high - offset]
        for period, amount in one.one_offs.items():
            if 0 <= period - begin < until:
                once[row, period - begin] += amount
    once[~np.isfinite(given)] = 0.0
    return given, once


def _told(given: Floats, until: int) -> int:
    """How many months the ledger has told: a last month without any figure has not come yet."""
    spoken = np.flatnonzero(np.isfinite(given[:, : max(until, 0)]).any(axis=0))
    return int(spoken[-1]) + 1 if len(spoken) else max(until, 0)


def _holes(values: Floats, until: int) -> Floats:
    """Nought where a unit had nothing to pay; NaN where the figure is missing, before it began and after `until`."""
    there = np.isfinite(values)
    paid = there & (values != 0)
    month = np.arange(values.shape[1])
    began = np.where(paid.any(axis=1), paid.argmax(axis=1), values.shape[1])
    last = np.where(paid.any(axis=1), values.shape[1] - 1 - paid[:, ::-1].argmax(axis=1), -1)
    lives = (month >= began[:, None]) & (month < until)
    active = lives & (month <= last[:, None])
    silent = _silent(active, paid)
    share = (paid & ~silent).sum(axis=1) / np.maximum((active & ~silent).sum(axis=1), 1)
    late = (month > last[:, None]) & (month == until - 1)  # only the newest month can be late
    missing = ~there & (share >= _DENSE)[:, None] & ((month < last[:, None]) | late)
    return np.where(lives & ~missing & ~silent, np.where(there, values, 0.0), np.nan)


def _silent(active: Bools, paid: Bools) -> Bools:
    """(months,): almost all regular units are without anything, though they go on later: nobody has told."""
    silent = np.zeros(active.shape[1], dtype=bool)
    for _ in range(2):  # who is regular is judged again without the silent months
        counted = (active & ~silent).sum(axis=1)
        regular = ((paid & ~silent).sum(axis=1) >= _REGULAR * counted) & (counted >= MONTHS)
        of = active[regular].sum(axis=0)
        silent = (of >= _FEW) & ((active & ~paid)[regular].sum(axis=0) >= _SILENT * of)
    return silent
