"""How much a series scatters: its own long record shrunk to its siblings', plus its recent unrest; never below Poisson."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.grid import gathered, scattered
from spillerum.analysis.robust import spread, weighted_median

if TYPE_CHECKING:
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Floats

MEMORY = 60  # departures remembered
ENOUGH = 6  # departures before a series' own scatter counts
SIBLINGS = 12.0  # departures that the siblings' scatter counts for
RECENT, UNREST = 8, 0.3  # departures that tell of unrest, and its weight
UNKNOWN = 0.2


def scale(grid: Grid, departures: Floats) -> Floats:
    """(S,) standard deviation on the scale. departures: (S, MEMORY), the newest first, NaN for none."""
    have = np.isfinite(departures).sum(axis=1)
    own = spread(departures)
    members = gathered(np.where(have >= ENOUGH, own, np.nan), grid.siblings)
    middle = weighted_median(members, np.isfinite(members).astype(np.float64))
    pool = scattered(np.repeat(middle[:, None], members.shape[1], axis=1), grid)
    pool = np.where(np.isfinite(pool), pool, UNKNOWN)
    own = np.where(np.isfinite(own), own, pool)
    recent = np.where(have >= ENOUGH, spread(departures[:, :RECENT]), own)
    long = (have * own**2 + SIBLINGS * pool**2) / (have + SIBLINGS)
    return np.asarray(np.sqrt(long + UNREST * recent**2))


def least(grid: Grid, base: Floats, t: int) -> Floats:
    """(S,) variance on the scale that no count goes below: Poisson's. base: (S,) what is expected, on the scale."""
    with np.errstate(over="ignore", invalid="ignore"):
        expected = np.exp(base) * grid.exposure[:, t]
    return np.where(grid.counts & np.isfinite(expected), 1 / np.maximum(expected, 0.5), 0.0)
