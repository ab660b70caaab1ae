"""Counts of weeks and days without siblings to lean on: season, weekdays and days off by a baseline of their own past.

With siblings, what they share takes up season and calendar; without them a level that wanders learns a season slowly,
and days off not at all. So here the level is followed with the baseline's season taken off; and where a series does
not wander, the baseline judges it altogether, small counts and several periods together included. Which of the three
goes is decided by which has foretold the series better, from its past alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.absence import ODD
from spillerum.analysis.blocks import cut
from spillerum.analysis.calendar_design import design
from spillerum.analysis.common import FEW
from spillerum.analysis.follow import follow
from spillerum.analysis.measured import HALF
from spillerum.analysis.seasonal_counts import judge
from spillerum.analysis.tails import SMALLEST
from spillerum.calendar.period import Frequency

if TYPE_CHECKING:
    from spillerum.analysis.follow import Track
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.seasonal_counts import Baseline
    from spillerum.analysis.series import Bools, Floats, Ints

FADING, MISSED = 0.98, 3.0  # how fast a record fades; no miss counts for more standard deviations
COMPARED = 26  # periods before a record decides
PLAIN = (
    0.5  # standard deviations: nearer than this the baseline's own scale is used, so that it is never nought
)
NO_SEASON = (1e9,)  # the season has been taken off already


@dataclass(frozen=True, slots=True)
class _Told:
    """What one way of judging expects, on the measures' scales, (rows, T); `mean` in their own unit."""

    mean: Floats
    base: Floats
    level: Floats
    scale: Floats
    z: Floats
    power: Floats


def take_over(grid: Grid, track: Track, x: Floats) -> Floats:
    """(S, T) two-sided probabilities of the last one to three periods where the baseline judges alone, else NaN.

    Where the season is taken off or the baseline judges, `track` gets its base, level, scale and z instead,
    and is closed only where more than a few were expected. x: (S, T) as in `follow`.
    """
    p = np.full(x.shape, np.nan)
    rows = _alone(grid)
    if len(rows) == 0:
        return p
    values, exposure = grid.values[rows], grid.exposure[rows]
    found = _judged(grid, rows)
    level, base = (
        np.log((mean + HALF) / exposure) for mean in (np.exp(found.level) * exposure, found.expected)
    )
    followed = _followed(grid, rows, base - level)
    alone = _by_baseline(found, x[rows], base, level)
    with np.errstate(over="ignore"):
        before = np.exp(track.base[rows] + track.common[rows]) * exposure - HALF
    deviation = np.sqrt(found.dispersion * found.expected + found.expected**2 * found.uncertainty)
    seasonal = _better(values, followed.mean, before, deviation)
    steady = _better(values, alone.mean, before, deviation) & _better(
        values, alone.mean, followed.mean, deviation
    )
    for told, here in ((followed, seasonal & ~steady), (alone, steady)):
        taken = here & np.isfinite(told.z)
        _write(track, rows, told, taken, x[rows] - told.base)
        track.closed[rows] &= ~(taken & (told.mean <= ODD))
    p[rows] = np.where(steady & np.isfinite(alone.z), np.maximum(found.scan(), SMALLEST), np.nan)
    return p


def _alone(grid: Grid) -> Ints:
    """Rows of counts by week or day with fewer siblings than can have anything in common."""
    if grid.first.frequency not in {Frequency.DAY, Frequency.WEEK}:
        return np.zeros(0, dtype=np.int64)
    many = (grid.siblings >= 0).sum(axis=1)[grid.group_of]
    return np.flatnonzero(grid.counts & (many < FEW))


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


def _followed(grid: Grid, rows: Ints, season: Floats) -> _Told:
    """The wandering level, with the season as part of the exposure."""
    known = np.isfinite(season)
    season = np.where(known, season, 0.0)
    own = np.arange(len(rows))
    _, part = cut(grid, rows)
    exposure = part.exposure * np.exp(season)
    groups = tuple(part.groups[group] for group in part.group_of)
    part = replace(part, exposure=exposure, siblings=own[:, None], group_of=own, groups=groups)
    track = follow(part, np.log((part.values + HALF) / exposure), years=NO_SEASON)
    with np.errstate(over="ignore"):
        mean = np.exp(track.base) * exposure - HALF
    z = np.where(known, track.z, np.nan)
    return _Told(mean, track.base + season, track.level, track.scale, z, track.power)


def _by_baseline(found: Baseline, x: Floats, base: Floats, level: Floats) -> _Told:
    """z such that it says of the figure alone what the negative binomial says."""
    deviation = np.sqrt(found.dispersion * found.expected + found.expected**2 * found.uncertainty)
    left = x - base
    z = np.sign(left) * _z(np.maximum(found.alone(), SMALLEST))
    clear = (np.abs(z) >= PLAIN) & (left != 0)
    scale = np.where(clear, left / np.where(clear, z, 1.0), deviation / (found.expected + HALF))
    return _Told(found.expected, base, level, scale, left / scale, np.zeros_like(base))


def _write(track: Track, rows: Ints, told: _Told, taken: Bools, left: Floats) -> None:
    for part, new in (
        (track.base, told.base), (track.level, told.level), (track.common, np.zeros_like(told.base)),
        (track.left, left), (track.scale, told.scale), (track.z, told.z), (track.power, told.power),
    ):  # fmt: skip
        part[rows] = np.where(taken, new, part[rows])


def _better(value: Floats, mine: Floats, theirs: Floats, deviation: Floats) -> Bools:
    """(rows, T): whether one has missed by less than the other, in the periods before each."""
    with np.errstate(invalid="ignore", over="ignore"):
        missed, others = (np.minimum(((value - one) / deviation) ** 2, MISSED**2) for one in (mine, theirs))
    less = others - missed
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
