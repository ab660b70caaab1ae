"""Has a series settled on a new level, since when, and by how much: a single change point with honest intervals.

The posterior of one change point in location (Chernoff & Zacks 1964, *Ann. Math. Statist.* 35: 999-1018; Smith 1975,
*Biometrika* 62: 407-416), with Student's t for the noise, so that a single odd period is no change, and the two levels
and the width of the noise integrated out (Laplace's method; a grid). Where neighbours resemble each other the evidence
counts for less: the likelihood is tempered by (1 - r) / (1 + r), r the autocorrelation of what is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from spillerum.analysis.series import Bools, Floats

BEFORE = 12  # figures there must be of the old level
LASTED = 6  # and of the new: fewer may be a wave
YOUNGEST = 2  # figures of the new level at the youngest date that is weighed
SURE = 0.95  # probability that there was a change at all
MATERIAL = 0.90  # and that it is as large as asked for
SHARE = 0.90  # of the posterior that the intervals hold
DEGREES = 4.0  # of the noise's tails, as in `tails`
WIDE = 4.0  # standard deviations: how large a change is expected to be, beforehand
WIDTHS = np.exp(np.linspace(-0.7, 0.7, 7))  # of the noise, as multiples of the scale that is given
_STEPS = 12
_HALVINGS = 40  # of the range a quantile lies in
_NEWEST = 3  # figures that must still be nearer the new level than the old


@dataclass(frozen=True, slots=True)
class Settled:
    """Columns: the change began at `at`, with 90 % between `early` and `late` (the first of the new level).

    `size`, `low`, `high`: by how much, on the scale of x, with its 90 % interval. `lasted`: figures since `at`.
    `sure`: the probability that there was a change.
    """

    at: int
    early: int
    late: int
    size: float
    low: float
    high: float
    lasted: int
    sure: float


def settled(x: Floats, scale: Floats, *, least: Floats) -> list[Settled | None]:
    """x, scale: (S, T), what is left without season and what siblings share, and its standard deviation; NaN missing.

    least: (S,) what is material, on the scale of x. None where there is no change, where it is not material,
    too young, or not steady.
    """
    return [_one(x[row], scale[row], float(least[row])) for row in range(len(x))]


def _one(x: Floats, scale: Floats, least: float) -> Settled | None:
    seen = np.flatnonzero(np.isfinite(x) & (scale > 0))
    if len(seen) < BEFORE + LASTED:
        return None
    y, sd = x[seen], scale[seen]
    found = _posterior(y, sd)
    if found.sure < SURE:
        return None
    place = int(np.searchsorted(found.dates.cumsum(), 0.5))
    held = np.flatnonzero(_densest(found.dates))
    size, low, high = found.size(0.5, 0.5 - SHARE / 2, 0.5 + SHARE / 2)
    smaller = found.below(np.array([least if size > 0 else -least]))[0]
    material = 1 - smaller if size > 0 else smaller
    begins = BEFORE + place
    undated = held[0] == 0  # it may have begun before there is enough to compare with
    young = len(y) - begins < LASTED or found.dates[: len(y) - LASTED - BEFORE + 1].sum() < SHARE
    if undated or young or low * high <= 0 or material < MATERIAL:
        return None
    if not _steady(y, sd, begins, BEFORE + int(held[-1]), size):
        return None
    at, early, late = (int(seen[BEFORE + n]) for n in (place, int(held[0]), int(held[-1])))
    return Settled(at, early, late, size, low, high, len(y) - begins, found.sure)


@dataclass(frozen=True, slots=True)
class _Posterior:
    """dates: (K,) of the candidates. weight, mean, sd: (K, W) of the change's size, for each date and width."""

    dates: Floats
    sure: float
    weight: Floats
    mean: Floats
    sd: Floats

    def below(self, sizes: Floats) -> Floats:
        """The probability of a smaller size than each."""
        z = (sizes[:, None, None] - self.mean) / self.sd
        return np.asarray((self.weight * _normal(z)).sum(axis=(1, 2)))

    def size(self, *parts: float) -> list[float]:
        """Quantiles of the size."""
        low = np.full(len(parts), (self.mean - 8 * self.sd).min())
        high = np.full(len(parts), (self.mean + 8 * self.sd).max())
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            above = self.below(middle) < parts
            low, high = np.where(above, middle, low), np.where(above, high, middle)
        return [float(one) for one in (low + high) / 2]


def _posterior(y: Floats, sd: Floats) -> _Posterior:
    n = len(y)
    after = np.arange(n)[None, :] >= np.arange(BEFORE, n - YOUNGEST + 1)[:, None]
    s = sd[None, :] * WIDTHS[:, None] / np.sqrt(DEGREES / (DEGREES - 2))  # (W, n)
    tempered = _tempered(y, sd, after)
    ones = np.ones((1, n), bool)
    none = _levels(y, s, ones)
    old, new = _levels(y, s, ~after), _levels(y, s, after)
    expected = WIDE * float(np.median(sd))
    d = new.at - old.at
    prior = -0.5 * (np.log(WIDTHS) / 0.35) ** 2
    log_none = tempered * none.fit + _laplace(none, tempered) + prior
    log_some = (
        tempered * (old.fit + new.fit) + _laplace(old, tempered) + _laplace(new, tempered) + prior
        - 0.5 * (d / expected) ** 2 - np.log(expected * np.sqrt(2 * np.pi))
    )  # fmt: skip
    top = max(float(log_none.max()), float(log_some.max()))
    weight, rest = np.exp(log_some - top), float(np.exp(log_none - top).sum())
    some = float(weight.sum()) / len(after)  # every date is as likely beforehand
    weight /= weight.sum()
    error = np.sqrt((1 / old.information + 1 / new.information) / tempered)
    return _Posterior(weight.sum(axis=1), some / (some + rest), weight, d, error)


@dataclass(frozen=True, slots=True)
class _Levels:
    """(K, W): the likeliest level of the figures taken, the log-likelihood there, and the information about it."""

    at: Floats
    fit: Floats
    information: Floats


def _levels(y: Floats, s: Floats, taken: Bools) -> _Levels:
    """taken: (K, n); s: (W, n)."""
    at = _medians(y, taken)[:, None].repeat(len(s), axis=1)
    for _ in range(_STEPS):
        r = (y - at[:, :, None]) / s
        w = taken[:, None, :] * (DEGREES + 1) / (DEGREES + r**2) / s**2
        at = (w * y).sum(axis=2) / w.sum(axis=2)
    r = (y - at[:, :, None]) / s
    fit = -(taken[:, None, :] * ((DEGREES + 1) / 2 * np.log1p(r**2 / DEGREES) + np.log(s))).sum(axis=2)
    return _Levels(at, fit, (taken[:, None, :] / s**2).sum(axis=2) * (DEGREES + 1) / (DEGREES + 3))


def _medians(y: Floats, taken: Bools) -> Floats:
    """(K,): of the figures taken in each row."""
    ordered, half = np.sort(np.where(taken, y, np.inf), axis=1), taken.sum(axis=1)
    row = np.arange(len(taken))
    return np.asarray((ordered[row, (half - 1) // 2] + ordered[row, half // 2]) / 2)


def _laplace(levels: _Levels, tempered: float) -> Floats:
    return 0.5 * np.log(2 * np.pi / (tempered * levels.information))


def _tempered(y: Floats, sd: Floats, after: Bools) -> float:
    """How much of the likelihood counts, by what the best date leaves over."""
    s = sd[None, :] / np.sqrt(DEGREES / (DEGREES - 2))
    old, new = _levels(y, s, ~after), _levels(y, s, after)
    best = int(np.argmax((old.fit + new.fit)[:, 0]))
    left = (y - np.where(after[best], new.at[best, 0], old.at[best, 0])) / sd
    left = np.clip(left, -3, 3)
    alike = float((left[1:] * left[:-1]).sum() / (left**2).sum()) if left.any() else 0.0
    alike = min(max(alike + 1 / len(y), 0.0), 0.8)  # the estimate lies too low by about as much
    return (1 - alike) / (1 + alike)


def _densest(dates: Floats) -> Bools:
    """The fewest dates that hold their share of the posterior."""
    order = np.argsort(-dates, kind="stable")
    enough = int(np.searchsorted(dates[order].cumsum(), SHARE)) + 1
    held = np.zeros(len(dates), bool)
    held[order[:enough]] = True
    return held


def _steady(y: Floats, sd: Floats, begins: int, surely: int, size: float) -> bool:
    """Neither on its way back nor still on its way: no slope worth half the change, and the newest are there."""
    level = float(np.median(y[begins:]))
    if abs(float(np.median(y[-_NEWEST:])) - level) > abs(size) / 2:
        return False
    since = y[surely:]
    t = np.arange(len(since)) - (len(since) - 1) / 2
    slope = float((t * since).sum() / (t**2).sum())
    error = float(np.median(sd)) / np.sqrt((t**2).sum())
    return abs(slope) <= 2 * error or abs(slope) * len(since) <= abs(size) / 2


def _normal(z: Floats) -> Floats:
    """The normal distribution function, to 1e-7 (Abramowitz & Stegun 1964, 26.2.17)."""
    t = 1 / (1 + 0.2316419 * np.abs(z))
    series = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    upper = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) * series
    return np.asarray(np.where(z > 0, 1 - upper, upper))
