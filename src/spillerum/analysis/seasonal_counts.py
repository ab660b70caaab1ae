"""A count judged from its own past alone: a robust seasonal baseline, exact tails, and sums over several periods.

After Farrington et al. 1996 (J. R. Statist. Soc. A 159: 547-563) and Noufaily et al. 2013 (Stat. Med. 32: 1206-1222),
with all history instead of a window, and the baseline's own uncertainty inside the tails. Sums over the last periods
make a lasting departure add up: a generalised likelihood-ratio CUSUM on a few windows (Lai 1995, J. R. Statist. Soc. B
57: 613-658). The windows' probabilities are combined by Cauchy's rule (Liu & Xie 2020, J. Am. Stat. Assoc. 115: 393-402).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from spillerum.analysis import quasi
from spillerum.analysis.negbin import above

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.analysis.calendar_design import Design
    from spillerum.analysis.series import Bools, Floats

SCAN = (1, 2, 3)  # periods added up
UNREMARKABLE = 0.95  # a probability nearer to 1 says no more: it must not outweigh the others
FIGURES, LEAST_LANES, MOST_LANES = 300_000, 64, 512  # fitted side by side, as they fit a processor's cache
WANDER = 0.02  # no level is quite what it was half a year ago: its standard deviation, in long sums only
STEEP = 20.0
WEEKS = 8  # before a weekday without anything is called closed


@dataclass(frozen=True, slots=True)
class Baseline:
    """Along (S, columns), NaN where nothing is judged.

    expected: the mean of the figure; level: the logarithm of its mean without season, for one unit of exposure;
    dispersion: variance over mean; uncertainty: variance of the logarithm of the mean, as estimated.
    upper (windows, S, columns): mid-p of the sum over the last periods being as large; the lower is one minus it.
    """

    expected: Floats
    level: Floats
    dispersion: Floats
    uncertainty: Floats
    upper: Floats
    windows: tuple[int, ...]

    def alone(self) -> Floats:
        """Two-sided mid-p of the figure itself."""
        return two_sided(self.upper[:1])

    def scan(self) -> Floats:
        """Two-sided, of the last one to three periods."""
        return two_sided(self.upper[np.isin(self.windows, SCAN)])

    def drift(self) -> Floats:
        """Two-sided, of longer sums: what has slid slowly."""
        return two_sided(self.upper[~np.isin(self.windows, SCAN)])


def two_sided(upper: Floats) -> Floats:
    """(S, C) from (windows, S, C): the likelier side, doubled."""
    return np.asarray(np.minimum(2 * np.minimum(combined(upper), combined(1 - upper)), 1.0))


def combined(p: Floats) -> Floats:
    """Cauchy's rule along the first axis, NaN left out; NaN where there is nothing."""
    if len(p) == 1:
        return np.asarray(p[0])
    known = np.isfinite(p)
    weight = 1 / np.tan(np.pi * np.clip(np.where(known, p, 0.5), 1e-300, UNREMARKABLE))
    many = known.sum(axis=0)
    mean = np.where(known, weight, 0.0).sum(axis=0) / np.maximum(many, 1)
    return np.where(many > 0, np.arctan2(1.0, mean) / np.pi, np.nan)


def drifting(gap: int) -> tuple[int, ...]:
    """The longer windows: as long as is not learnt from, half and a quarter of it."""
    return tuple(sorted({max(gap // part, SCAN[-1] + 1) for part in (4, 2, 1) if gap > SCAN[-1]}))


def judge(
    values: Floats,
    exposure: Floats,
    design: Design,
    columns: Sequence[int],
    windows: tuple[int, ...] = SCAN,
    precision: type[np.floating[Any]] = np.float32,
) -> Baseline:
    """Each column judged from those at least `design.gap` before it. values (counts), exposure: (S, T), NaN missing.

    windows: 1 first, none longer than the gap; `SCAN + drifting(design.gap)` for everything. precision: of the fit.
    """
    rows = len(values)
    parts = np.full((4, rows, len(columns)), np.nan)
    sums = np.full((3, len(windows), rows, len(columns)), np.nan)
    products = quasi.products(design.columns).astype(precision)
    lanes = int(np.clip(FIGURES // max(values.shape[1], 1), LEAST_LANES, MOST_LANES))
    blocks = _blocks(design, columns)
    for begin in range(0, rows, lanes):
        end = min(begin + lanes, rows)
        some = _Rows.of(values[begin:end], exposure[begin:end], design)
        start: quasi.Reals | None = None
        for stop, places in blocks:
            if not (some.known[:stop].sum(axis=0) >= design.needed).any():
                continue
            shut = some.shut(stop)
            fitted = some.fit(stop, shut, products, start)
            start = fitted.coefficients
            for place in places:
                found = some.judged(columns[place], stop, shut, fitted, windows)
                parts[:, begin:end, place], sums[:, :, begin:end, place] = found
    return Baseline(parts[0], parts[1], parts[2], parts[3], above(*sums), windows)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Some series, turned: values, known, offset (or (T, 1) where there is no exposure): (T, N)."""

    values: Floats
    known: Bools
    offset: Floats
    design: Design

    @classmethod
    def of(cls, values: Floats, exposure: Floats, design: Design) -> _Rows:
        exposed = np.where(exposure > 0, exposure, np.nan).T
        known = np.isfinite(values.T) & np.isfinite(exposed)
        offset = np.log(np.where(np.isfinite(exposed), exposed, 1.0))
        if (offset == 0).all():
            offset = offset[:, :1]
        return cls(np.where(known, np.maximum(values.T, 0.0), 0.0), known, offset, design)

    def shut(self, stop: int) -> Floats:
        """(weekdays, N): NaN, but a mean as good as nought on weekdays on which there has never been anything.

        They are closed then, and would make the series seem steadier than it is.
        """
        days = np.arange(self.design.weekday.max() + 1)
        at = (self.design.weekday[:stop] == days[:, None]).astype(np.float64)
        many, sums = at @ self.known[:stop], at @ self.values[:stop]
        closed = (sums == 0) & (many >= WEEKS) & (sums.sum(axis=0) > 0)
        return np.where(closed, quasi.HALF / np.maximum(many, 1.0), np.nan)

    def fit(self, stop: int, shut: Floats, products: quasi.Reals, start: quasi.Reals | None) -> quasi.Fit:
        one = products.dtype
        learnt = self.known[:stop] & np.isnan(shut[self.design.weekday[:stop]])
        return quasi.fit(
            self.values[:stop].astype(one), learnt.astype(one), self.offset[:stop].astype(one),
            self.design.columns[:stop].astype(one), self.design.prior.astype(one), products[:, :stop], start=start,
        )  # fmt: skip

    def judged(
        self, t: int, stop: int, shut: Floats, fitted: quasi.Fit, windows: tuple[int, ...]
    ) -> tuple[Floats, Floats]:
        """(4, N) as in `Baseline`, and (3, windows, N): the sum of each window, its mean and its variance."""
        last = slice(max(t + 1 - max(windows), 0), t + 1)
        x, known, y = self.design.columns[last], self.known[last], self.values[last]
        b, covariance = fitted.coefficients.astype(np.float64), fitted.covariance.astype(np.float64)
        dispersion = fitted.dispersion.astype(np.float64)
        closed = shut[self.design.weekday[last]]
        mean = np.exp(np.clip(x @ b + self.offset[last], -STEEP, STEEP))
        mean = np.where(np.isnan(closed), mean, closed)
        enough = self.known[:stop].sum(axis=0) >= self.design.needed
        sums = np.full((3, len(windows), len(enough)), np.nan)
        for number, window in enumerate(windows):
            if window <= t + 1:
                weights = np.where(known[-window:], mean[-window:], 0.0)
                total = weights.sum(axis=0)
                relative = _relative(x[-window:], weights, covariance) + WANDER**2 * (window > SCAN[-1])
                variance = dispersion * total + total**2 * relative
                sums[:, number] = np.where(
                    enough & known[-1], [y[-window:].sum(axis=0), total, variance], np.nan
                )
        level = x[-1, :2] @ b[:2]
        uncertainty = _relative(x[-1:], np.ones((1, len(enough))), covariance)
        return np.where(enough, [mean[-1], level, dispersion, uncertainty], np.nan), sums


def _relative(x: Floats, weights: Floats, covariance: Floats) -> Floats:
    """(N,): the variance of the logarithm of a sum of means. x: (w, p); weights: (w, N) the means; covariance: (p, p, N)."""
    middle = x.T @ (weights / np.maximum(weights.sum(axis=0), 1e-300))
    return np.asarray((middle * (covariance * middle).sum(axis=1)).sum(axis=0))


def _blocks(design: Design, columns: Sequence[int]) -> list[tuple[int, list[int]]]:
    """How many periods a fit learns from, and the places in `columns` that are judged by it."""
    found: dict[int, list[int]] = {}
    for place, t in enumerate(columns):
        fitted = t - (design.first + t) % design.every
        found.setdefault(max(fitted - design.gap, 0), []).append(place)
    return sorted(found.items())
