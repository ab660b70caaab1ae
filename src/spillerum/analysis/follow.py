"""Follows many series through time, each period judged from what came before it and its siblings' same period.

On the measure's scale (log for counts) a figure is level + own season + what the siblings share + noise.
The level is a Cauchy-weighted mean of the last figures, the newest weighing most, so that one odd period
does not drag it; the season is the unit's own deviation from its siblings', shrunk; the noise is the
series' own long spread shrunk to its siblings', plus its recent unrest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.common import shared
from spillerum.analysis.grid import gathered
from spillerum.analysis.robust import spread, weighted_median
from spillerum.analysis.temper import Record

if TYPE_CHECKING:
    from spillerum.analysis.grid import Grid
from spillerum.analysis.series import Bools, Floats

LEVEL = 16  # figures the level is made of
PACES = (
    0.4,
    0.6,
    0.8,
    0.92,
)  # how fast older ones lose weight: several paces, the best in the past weigh most
TRUST, FADING = 0.7, 0.97  # how much a pace's record weighs, and how fast the record fades
CAUCHY = 2.0  # in standard deviations
SEASON = 10.0  # years of siblings' season that weigh against the unit's own
SPREAD = 12.0  # figures of siblings' spread that weigh against the unit's own
RECENT = 8  # figures that tell of recent unrest
UNREST = 0.3  # its weight
MEMORY = 60  # figures the spread is made of
ENOUGH = 6  # departures before anything is judged
ZERO = 7.0  # a count of nought is odd when at least this many were expected (Poisson: p < .001)


@dataclass(slots=True)
class Track:
    """Everything that was found on the way, (S, T): on the measure's own scale, NaN where there is none."""

    base: Floats
    level: Floats
    common: Floats
    scale: Floats
    z: Floats
    closed: Bools
    repeated: Bools
    factor: Floats
    factor_error: Floats
    lightness: Floats
    history: Floats


@dataclass(slots=True)
class _State:
    levels: Floats
    season_sum: Floats
    season_count: Floats
    departures: Floats
    record: Record
    errors: Floats
    paces: tuple[float, ...]
    count: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.count = np.zeros(len(self.levels))


def follow(grid: Grid, x: Floats, *, season: float = SEASON, paces: tuple[float, ...] = PACES) -> Track:
    """x: (S, T) values on the measures' scales (`measured.forward`); season: how strongly seasons are shrunk, in years."""
    rows, periods = x.shape
    empty = lambda *shape: np.full(shape, np.nan)  # noqa: E731  a shape with nothing in it yet
    track = Track(
        *(empty(rows, periods) for _ in range(5)),
        np.zeros((rows, periods), bool), np.zeros((rows, periods), bool),
        *(empty(len(grid.siblings), periods) for _ in range(2)), np.zeros((rows, periods)), np.zeros((rows, periods)),
    )  # fmt: skip
    state = _State(
        empty(rows, LEVEL), np.zeros((rows, grid.seasons)), np.zeros((rows, grid.seasons)),
        empty(rows, MEMORY), Record.empty(len(grid.families)), np.zeros((rows, len(paces))),
        paces,
    )  # fmt: skip
    for t in range(periods):
        _forget(state, grid.starts == t)
        _step(grid, x, t, season, state, track)
    return track


def _forget(state: _State, rows: Bools) -> None:
    state.levels[rows] = np.nan
    state.count[rows] = 0


def _step(grid: Grid, x: Floats, t: int, shrink: float, state: _State, track: Track) -> None:
    month = grid.season[t]
    own = state.season_sum[:, month] / (state.season_count[:, month] + shrink)
    scale = _scale(grid, state)
    levels = _levels(state.levels, scale, state.paces)
    level = _blend(levels, state.errors)
    base = np.where(np.isfinite(level), level, x[:, t]) + np.where(np.isfinite(level), own, 0.0)
    base[~np.isfinite(level)] = np.nan
    track.closed[:, t] = _closed(grid, t, base)
    track.repeated[:, t] = _repeated(grid, t)
    now = np.where(track.closed[:, t] | track.repeated[:, t], np.nan, x[:, t])
    found = shared(gathered(now - base, grid.siblings), gathered(scale, grid.siblings))
    common, error, unrest = (_back(part, grid) for part in (found.without, found.error, found.unrest))
    r = now - base - common
    total = np.sqrt(np.maximum((scale * unrest) ** 2, _least(grid, base, t)) + error**2)
    width = state.record.width()[grid.family_of]
    z = np.where(state.count >= ENOUGH, r / total * width, np.nan)
    track.lightness[:, t] = state.record.lightness()[grid.family_of]
    state.record.add(z / width, grid.family_of)
    total = total / width
    track.level[:, t] = level
    track.base[:, t], track.common[:, t], track.scale[:, t], track.z[:, t] = base, common, total, z
    track.factor[:, t], track.factor_error[:, t] = found.factor, found.factor_error
    track.history[:, t] = state.count
    _compare(state, now - common - own, levels, scale)
    _learn(state, now - common - own, r, own, scale, month)


def _least(grid: Grid, base: Floats, t: int) -> Floats:
    """No count varies less than Poisson's."""
    with np.errstate(over="ignore", invalid="ignore"):
        expected = np.exp(base) * grid.exposure[:, t]
    return np.where(grid.counts & np.isfinite(expected), 1 / np.maximum(expected, 0.5), 0.0)


def _scale(grid: Grid, state: _State) -> Floats:
    have = np.isfinite(state.departures).sum(axis=1)
    own = spread(state.departures)
    pool = _back(_pool(gathered(np.where(have >= ENOUGH, own, np.nan), grid.siblings)), grid)
    pool = np.where(np.isfinite(pool), pool, 0.2)
    own = np.where(np.isfinite(own), own, pool)
    recent = spread(state.departures[:, :RECENT])
    recent = np.where(have >= RECENT, recent, own)
    long = (have * own**2 + SPREAD * pool**2) / (have + SPREAD)
    return np.sqrt(long + UNREST * recent**2)


def _pool(members: Floats) -> Floats:
    return np.repeat(weighted_median(members, np.isfinite(members) * 1.0)[:, None], members.shape[1], axis=1)


def _levels(levels: Floats, scale: Floats, paces: tuple[float, ...]) -> Floats:
    """(S, K): the level as each of the paces of forgetting sees it."""
    known = np.isfinite(levels)
    filled = np.where(known, levels, 0.0)
    found = np.empty((len(levels), len(paces)))
    for k, pace in enumerate(paces):
        weights = np.where(known, pace ** np.arange(LEVEL), 0.0)
        level = weighted_median(levels, weights)
        for _ in range(3):
            with np.errstate(invalid="ignore"):
                w = weights / (1 + ((filled - level[:, None]) / (CAUCHY * scale[:, None])) ** 2)
            total = np.nansum(w, axis=1)
            level = np.where(total > 0, np.nansum(w * filled, axis=1) / np.where(total > 0, total, 1), np.nan)
        found[:, k] = level
    return found


def _blend(levels: Floats, errors: Floats) -> Floats:
    """The paces weighed by how well each has foretold this series (Raftery, Karny & Ettler 2010, with forgetting)."""
    weights = np.exp(-TRUST * (errors - errors.min(axis=1, keepdims=True)))
    return np.asarray((levels * weights).sum(axis=1) / weights.sum(axis=1))


def _compare(state: _State, adjusted: Floats, levels: Floats, scale: Floats) -> None:
    missed = np.minimum(np.abs(adjusted[:, None] - levels) / scale[:, None], 3.0)
    state.errors[:] = np.where(np.isfinite(missed), FADING * state.errors + missed, state.errors)


def _closed(grid: Grid, t: int, base: Floats) -> Bools:
    """Nought in one measure and nought or nothing in the unit's others, where more was expected, and not all siblings."""
    value = grid.values[:, t]
    with np.errstate(over="ignore", invalid="ignore"):
        odd = grid.counts & (value == 0) & (np.exp(base) * grid.exposure[:, t] > ZERO)
    shut = odd | ~np.isfinite(value) | ~np.isfinite(base)
    whole = _back_units((gathered(shut * 1.0, grid.units) != 0).all(axis=1) | False, grid)
    open_before = np.isfinite(base)
    sums = gathered((odd & open_before) * 1.0, grid.siblings)
    known = gathered((open_before & np.isfinite(value)) * 1.0, grid.siblings)
    most = np.nansum(sums, axis=1) > np.nansum(known, axis=1) / 2
    widespread = most & (np.nansum(known, axis=1) >= 3)
    return odd & whole & ~widespread[grid.group_of]


def _back_units(found: Bools, grid: Grid) -> Bools:
    return found[grid.unit_of]


def _repeated(grid: Grid, t: int) -> Bools:
    """The same figure as last month, within a quarter: a quarter's figure spread over its months says nothing new."""
    if grid.seasons != 12 or t == 0 or (grid.season[t] % 3) == 0:
        return np.zeros(len(grid.series), bool)
    return (grid.values[:, t] == grid.values[:, t - 1]) & (grid.values[:, t] >= 20)


def _back(part: Floats, grid: Grid) -> Floats:
    """(groups, width) back to (S,)."""
    out = np.empty(len(grid.series))
    used = grid.siblings >= 0
    out[grid.siblings[used]] = part[used]
    return out


def _learn(state: _State, adjusted: Floats, r: Floats, own: Floats, scale: Floats, month: int) -> None:
    new = np.isfinite(adjusted)
    start = new & ~np.isfinite(r)  # the first figure of a series has no departure
    state.levels[new] = np.column_stack([adjusted[new], state.levels[new, :-1]])
    learnt = np.isfinite(r)
    state.departures[learnt] = np.column_stack([r[learnt], state.departures[learnt, :-1]])
    kept = own + np.clip(r, -2 * scale, 2 * scale)
    state.season_sum[learnt, month] += kept[learnt]
    state.season_count[learnt, month] += 1
    state.count[learnt | start] += 1
