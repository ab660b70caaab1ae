"""How much a series scatters: its own long record shrunk to its siblings', plus its recent unrest; never below Poisson.

Both records are kept as bounded variances, renewed figure by figure (Gelper, Fried & Croux 2010, J. Forecast. 29: 285-300).
A count's scatter has a part that chance alone makes; that part grows when less is expected, and is skew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.grid import gathered, scattered
from spillerum.analysis.robust import median

if TYPE_CHECKING:
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Floats

MEMORY = 60.0  # departures the long record remembers
FIRST = 3.0  # departures that the beginning counts for
ENOUGH = 6  # departures before a series' own scatter counts
SIBLINGS = 12.0  # departures that the siblings' scatter counts for
FLAT = 0.5  # squared sizes' worth of belief that size is nothing to scatter
STEEPEST = -1.0  # Poisson's: variance on the logarithm is one over the mean
RECENT, UNREST = 8.0, 0.35  # departures that tell of unrest, and its weight
UNKNOWN = 0.2
_MEDIAN, _STEEP = (
    0.4549,
    0.2143,
)  # of the square of a normal: its median, and the density of its logarithm there
CHANCE = 2.5  # over-dispersion of counts: the variance that chance makes, over the mean
SKEW = 0.5  # the power that makes such counts symmetric; between a square root and Anscombe's 2/3
WILD = 3.0  # standard deviations at which a departure counts half
_LEAST = 1e-12
_FAR = 3.0
_ODD = 3.0  # logarithms: a variance farther from the siblings' (a constant's) says nothing of size
_STRAIGHT = 1e-6


@dataclass(slots=True)
class Scatter:
    """Along (S,): variances on the scale, and how many departures they were learnt from."""

    long: Floats
    recent: Floats
    count: Floats

    @classmethod
    def none(cls, rows: int) -> Scatter:
        return cls(np.full(rows, UNKNOWN**2), np.full(rows, UNKNOWN**2), np.zeros(rows))

    def scale(self, grid: Grid, level: Floats) -> Floats:
        """(S,) standard deviation where as much is expected as usual; level: (S,) on the scale."""
        known = self.count >= ENOUGH
        pool = self._pool(grid, np.where(known, level, np.nan))
        pool = np.where(np.isfinite(pool), pool, UNKNOWN**2)
        own = np.where(known, self.long, pool)
        have = np.minimum(self.count, MEMORY)
        long = (have * own + SIBLINGS * pool) / (have + SIBLINGS)
        return np.sqrt(long + UNREST * np.where(known, self.recent, own))

    def _pool(self, grid: Grid, level: Floats) -> Floats:
        """(S,) the variance that siblings of this size have: small units scatter more, by as much as the siblings show."""
        size = gathered(np.where(grid.counts, level, level * 0), grid.siblings)
        seen = np.isfinite(size)
        have = np.maximum(seen.sum(axis=1, keepdims=True), 1)
        logs = np.where(seen, np.log(gathered(self.long, grid.siblings)), np.nan)
        typical = np.nan_to_num(median(logs))[:, None]
        logs = np.where(seen, np.clip(logs, typical - _ODD, typical + _ODD), 0.0)
        size = np.where(seen, size, 0.0)
        apart = np.where(seen, size - size.sum(axis=1, keepdims=True) / have, 0.0)
        slope = (apart * logs).sum(axis=1, keepdims=True) / ((apart**2).sum(axis=1, keepdims=True) + FLAT)
        along = np.clip(slope, STEEPEST, 0.0) * apart
        middle = median(np.where(seen, logs - along, np.nan))[:, None]
        return np.exp(scattered(middle + along, grid))

    def learn(self, departures: Floats, scale: Floats) -> None:
        """departures: (S,), NaN where nothing was judged; scale: (S,) what they were believed to scatter by."""
        new = np.isfinite(departures)
        squares = np.where(new, departures, 0.0) ** 2
        told = new / (1 + (squares / (WILD * scale) ** 2) ** 2)
        self.long = _renewed(self.long, squares, told / np.minimum(self.count + FIRST, MEMORY))
        self.recent = _renewed(self.recent, squares, new / np.minimum(self.count + FIRST, RECENT))
        self.count = self.count + new


def _renewed(variance: Floats, squares: Floats, share: Floats) -> Floats:
    """A running median of squares, as a variance: up or down by as much whatever the size of what came."""
    above = squares > _MEDIAN * variance
    return np.maximum(variance * np.exp(share / _STEEP * (above - 0.5)), _LEAST)


@dataclass(frozen=True, slots=True)
class Chance:
    """(S,): the share of each count's scatter that chance makes where as much is expected as usual; 0 for the rest."""

    share: Floats

    def times(self, away: Floats) -> Floats:
        """By how much the scatter is to be multiplied where the logarithm of what is expected is `away` from usual."""
        more = np.exp(np.clip(np.nan_to_num(-away), -_FAR, _FAR))
        return np.sqrt(1 - self.share + self.share * more)

    @property
    def power(self) -> Floats:
        return SKEW * self.share


def chance(grid: Grid, usual: Floats, scale: Floats, t: int) -> Chance:
    """usual: (S,) the level on the scale; scale: (S,) the scatter there."""
    with np.errstate(invalid="ignore", over="ignore"):
        mean = np.exp(np.minimum(usual, 50.0)) * grid.exposure[:, t]
        share = np.clip(CHANCE / (mean * scale**2), 0.0, 1.0)
    return Chance(np.where(grid.counts & np.isfinite(share), share, 0.0))


def least(grid: Grid, base: Floats, t: int) -> Floats:
    """(S,) variance on the scale that no count goes below: Poisson's. base: (S,) what is expected, on the scale."""
    with np.errstate(over="ignore", invalid="ignore"):
        expected = np.exp(base) * grid.exposure[:, t]
    return np.where(grid.counts & np.isfinite(expected), 1 / np.maximum(expected, 0.5), 0.0)


def straightened(departures: Floats, power: Floats) -> Floats:
    """A logarithm of value over expected as a departure with no skew: the Box-Cox transform of the ratio."""
    bends = power > _STRAIGHT
    bend = np.where(bends, power, 1.0)
    return np.where(bends, np.expm1(np.clip(bend * departures, -30, 30)) / bend, departures)


def curved(departures: Floats, power: Floats) -> Floats:
    """The inverse of `straightened`; as far down as a ratio goes."""
    bends = power > _STRAIGHT
    bend = np.where(bends, power, 1.0)
    return np.where(bends, np.log1p(np.maximum(bend * departures, -1 + 1e-9)) / bend, departures)
