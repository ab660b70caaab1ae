"""What was to be expected of each figure, roughly and cheaply: a year's median, what the siblings' same period says, and
how much the series has scattered (medians throughout: Hampel 1974). Only what came before, and the same period."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.robust import median, spread

if TYPE_CHECKING:
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Bools, Floats

YEAR = {12: 12, 4: 8, 52: 26, 7: 28}  # periods that tell the level, by periods a year; else six
MEMORY = 24  # departures that tell the scatter
ENOUGH = 6  # figures before anything is expected
SIBLINGS = 4  # so many, the unit itself included, tell what is shared
POOL = 6.0  # departures that the siblings' scatter counts for
UNKNOWN, LEAST = 0.2, 0.01
_NORMAL_MEDIAN = 0.6745  # of |N(0, 1)|
_FINEST, _COARSEST = 1e-6, 7  # step, and power of ten
_BEND = 0.25  # in typical values: where the scale of amounts, rates and scores turns logarithmic


@dataclass(frozen=True, slots=True)
class Usual:
    """Along (S, T), NaN where nothing is known: `x` the figures on a scale where a factor is a distance, `mean` and `sd`
    what was expected there. `bend` (S,): where each scale turns. `grain` (S,): the step between figures, such as 1 or 100.
    `shared` (G, T): what all of a group have in common against their levels."""

    x: Floats
    mean: Floats
    sd: Floats
    bend: Floats
    grain: Floats
    shared: Floats

    @property
    def z(self) -> Floats:
        return np.asarray((self.x - self.mean) / self.sd)


def usual(grid: Grid, since: int) -> Usual:
    """Expectations from column `since` on, and as far before it as the scatter needs."""
    x, bend = _scaled(grid)
    mean, sd, left = np.full((3, *x.shape), np.nan)
    shared = np.full((len(grid.siblings), grid.periods), np.nan)
    per = np.fmax(median(grid.exposure), 1e-9)
    window, memory = YEAR.get(grid.seasons, ENOUGH), 2 * YEAR.get(grid.seasons, MEMORY // 2)
    for t in range(max(since - memory, ENOUGH), grid.periods):
        level = median(x[:, max(t - window, 0) : t], enough=ENOUGH)
        together = _shared(grid, x[:, t] - level)
        shared[:, t] = together
        common = together[grid.group_of]
        own = season(left, t, grid.seasons)
        common = np.where(np.isfinite(common), common, own)
        mean[:, t] = level + common
        left[:, t] = x[:, t] - mean[:, t]
        if t >= since:
            scatter = _scatter(grid, left[:, max(t - memory, 0) : t])
            sd[:, t] = np.hypot(scatter, _least(grid, mean[:, t], bend * per)) * _unrest(
                grid, left[:, t] / scatter
            )
    return Usual(x, mean, sd, bend, _grain(grid.values), shared)


def season(left: Floats, t: int, seasons: int) -> Floats:
    """(S,): what the same time of earlier years departed from the level by, drawn towards nothing. left: (S, T)."""
    years = [left[:, t - back] for back in (seasons, 2 * seasons, 3 * seasons) if t - back >= 0]
    if seasons == 1 or not years:
        return np.zeros(len(left))
    known = np.isfinite(years)
    return np.asarray(np.where(known, years, 0.0).sum(axis=0) / (known.sum(axis=0) + 1.0))


def density(z: Floats) -> Floats:
    """Student's t with 4 degrees of freedom."""
    return np.asarray(0.375 * (1 + z**2 / 4) ** -2.5)


def multiples(values: Floats, step: Floats | float) -> Bools:
    """Which figures are whole steps; NaN and nought are not."""
    with np.errstate(invalid="ignore"):
        steps = np.abs(values) / step
        return np.asarray((steps > 0.5) & (np.abs(steps - np.rint(steps)) <= 1e-9 * np.maximum(steps, 1.0)))


def _scaled(grid: Grid) -> tuple[Floats, Floats]:
    per = grid.values / grid.exposure
    size = median(np.where(per == 0, np.nan, np.abs(per)))
    bend = np.where(grid.counts, 1 / np.fmax(median(grid.exposure), 1e-9), _BEND * size)
    bend = np.where(np.isfinite(bend) & (bend > 0), bend, 1.0)
    return np.arcsinh(per / bend[:, None]), bend


def _shared(grid: Grid, departures: Floats) -> Floats:
    """(G,): the siblings' median departure; NaN where they are few."""
    return median(np.where(grid.siblings >= 0, departures[grid.siblings], np.nan), enough=SIBLINGS)


def _scatter(grid: Grid, left: Floats) -> Floats:
    have = np.isfinite(left).sum(axis=1)
    own = spread(left)
    members = np.where(grid.siblings >= 0, np.where(have >= ENOUGH, own, np.nan)[grid.siblings], np.nan)
    pool = median(members)[grid.group_of]
    pool = np.where(np.isfinite(pool), pool, UNKNOWN)
    own = np.where(np.isfinite(own), own, pool)
    return np.asarray(np.fmax(np.sqrt((have * own**2 + POOL * pool**2) / (have + POOL)), LEAST))


def _unrest(grid: Grid, z: Floats) -> Floats:
    """(S,): how much more than usual the siblings scatter this period (a pandemic, a strike); at least 1."""
    calm = (
        median(np.where(grid.siblings >= 0, np.abs(z)[grid.siblings], np.nan), enough=SIBLINGS)
        / _NORMAL_MEDIAN
    )
    return np.fmax(calm, 1.0)[grid.group_of]


def _least(grid: Grid, mean: Floats, bend: Floats) -> Floats:
    """No count scatters less than Poisson's. bend: (S,) in the figures' own unit."""
    expected = np.sinh(np.minimum(mean, 50.0)) * bend
    return np.where(grid.counts, 1 / np.sqrt(np.fmax(expected, 1.0)), 0.0)


def _grain(values: Floats) -> Floats:
    """(S,): the largest power of ten that nearly all of a series' figures are multiples of."""
    newest = values[:, -2 * MEMORY :]
    silent = ~np.isfinite(newest).any(axis=1)
    if silent.any() and newest.shape != values.shape:
        grain = np.empty(len(values))
        grain[silent], grain[~silent] = _grain_of(values[silent]), _grain_of(newest[~silent])
        return grain
    return _grain_of(newest)


def _grain_of(newest: Floats) -> Floats:
    have = (np.isfinite(newest) & (newest != 0)).sum(axis=1)
    grain = np.full(len(newest), _FINEST)
    left = np.flatnonzero(have)
    for power in range(
        round(math.log10(_FINEST)) + 1, _COARSEST
    ):  # what is no multiple of ten is none of a hundred
        left = left[multiples(newest[left], 10.0**power).sum(axis=1) >= 0.95 * have[left]]
        grain[left] = 10.0**power
    return grain
