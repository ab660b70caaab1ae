"""Counts of weeks and days without siblings to lean on: judged by a seasonal baseline where that foretells them better.

With siblings, what they share takes up season, calendar and weather; without them a series has only its own past, and
a wandering level learns a weekly season slowly. Where a series wanders much, the level foretells it better, and stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.common import FEW
from spillerum.analysis.measured import HALF
from spillerum.analysis.seasonal_counts import judge
from spillerum.analysis.seasons import design
from spillerum.analysis.tails import SMALLEST
from spillerum.calendar.period import Frequency

if TYPE_CHECKING:
    from spillerum.analysis.follow import Track
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.seasonal_counts import Baseline
    from spillerum.analysis.series import Bools, Floats, Ints

FADING, MISSED = 0.98, 3.0  # how fast the record of both fades; no miss counts for more standard deviations
COMPARED = 26  # periods before the record decides
PLAIN = (
    0.5  # standard deviations: nearer than this the baseline's own scale is used, so that it is never nought
)


def take_over(grid: Grid, track: Track, x: Floats) -> Floats:
    """(S, T) two-sided probabilities of the last one to three periods where the baseline judges, else NaN.

    There it writes its own base, level, scale and z into `track`, on the measures' scales; x: (S, T) as in `follow`.
    """
    p = np.full(x.shape, np.nan)
    rows = _alone(grid)
    if len(rows) == 0:
        return p
    values, exposure = grid.values[rows], grid.exposure[rows]
    found = _judged(grid, rows)
    base = np.log((found.expected + HALF) / exposure)
    deviation = np.sqrt(found.dispersion * found.expected + found.expected**2 * found.uncertainty)
    spread = deviation / (found.expected + HALF)
    with np.errstate(over="ignore"):
        theirs = np.maximum(np.exp(track.base[rows] + track.common[rows]) * exposure - HALF, 0.0)
    taken = np.isfinite(found.upper[0]) & np.isfinite(track.z[rows])
    taken &= _better(values, found.expected, theirs, deviation)
    left = x[rows] - base
    z = np.sign(left) * _z(np.maximum(found.alone(), SMALLEST))
    clear = (np.abs(z) >= PLAIN) & (left != 0)
    scale = np.where(clear, left / np.where(clear, z, 1.0), spread)
    level = np.log(np.exp(found.level) + HALF / exposure)
    for part, new in (
        (track.base, base), (track.level, level), (track.common, np.zeros_like(base)),
        (track.scale, scale), (track.z, left / scale), (track.lightness, np.zeros_like(base)),
    ):  # fmt: skip
        part[rows] = np.where(taken, new, part[rows])
    p[rows] = np.where(taken, np.maximum(found.scan(), SMALLEST), np.nan)
    return p


def _judged(grid: Grid, rows: Ints) -> Baseline:
    """Every period of these rows; from an accepted level on, only by what has come since."""
    plan, columns = design(grid.first, grid.periods), range(grid.periods)
    values, exposure = grid.values[rows], grid.exposure[rows]
    found = judge(values, exposure, plan, columns, precision=np.float64)
    anew = np.flatnonzero(grid.starts[rows] > 0)
    if len(anew) == 0:
        return found
    since = np.arange(grid.periods) >= grid.starts[rows[anew], None]
    later = judge(np.where(since, values[anew], np.nan), exposure[anew], plan, columns, precision=np.float64)
    for field in ("expected", "level", "dispersion", "uncertainty", "upper"):
        whole, part = getattr(found, field), getattr(later, field)
        whole[..., anew, :] = np.where(since, part, whole[..., anew, :])
    return found


def _alone(grid: Grid) -> Ints:
    """Rows of counts by week or day with fewer siblings than can have anything in common."""
    if grid.first.frequency not in {Frequency.DAY, Frequency.WEEK}:
        return np.zeros(0, dtype=np.int64)
    many = (grid.siblings >= 0).sum(axis=1)[grid.group_of]
    return np.flatnonzero(grid.counts & (many < FEW))


def _better(value: Floats, mine: Floats, theirs: Floats, deviation: Floats) -> Bools:
    """(S, T): whether what the baseline expected has missed by less than what the level did, in the periods before each."""
    with np.errstate(invalid="ignore"):
        missed, level_missed = (
            np.minimum(((value - one) / deviation) ** 2, MISSED**2) for one in (mine, theirs)
        )
    less = level_missed - missed
    both = np.isfinite(less)
    record, count = np.zeros((2, len(value)))
    out = np.zeros(value.shape, dtype=np.bool_)
    for t in range(value.shape[1]):
        out[:, t] = (count >= COMPARED) & (record > 0)
        record = np.where(both[:, t], FADING * record + less[:, t], record)
        count += both[:, t]
    return out


def _z(p: Floats) -> Floats:
    """The size of which p is `tails.two_sided` without lightness: with u = z / sqrt(4 + z^2), u^3 - 3 u + 2 = 2 p."""
    u = 2 * np.cos((np.arccos(p - 1) + 4 * np.pi) / 3)
    return np.asarray(2 * u / np.sqrt(1 - u**2))
