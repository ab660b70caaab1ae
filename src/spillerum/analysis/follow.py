"""Follows many series through time, each period judged from what came before it and its siblings' same period.

On the measure's scale (log for counts) a figure is level + own season + what the siblings share + noise.
The own season is the unit's deviation from its siblings' season, strongly shrunk. A period's figures are
learnt from only after they have been judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis import absence, noise
from spillerum.analysis.common import shared
from spillerum.analysis.grid import gathered, scattered
from spillerum.analysis.level import FIGURES, PACES, blended, compared, levels
from spillerum.analysis.temper import Record

if TYPE_CHECKING:
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Bools, Floats

SEASON = 10.0  # years of the siblings' season that weigh against the unit's own
ENOUGH = 6  # figures before anything is judged
FAR = 2.0  # standard deviations: no figure moves the season by more


@dataclass(slots=True)
class Track:
    """Everything found on the way, on the measure's own scale, NaN where there is none.

    Along (S, T): `base` = level + own season, `common` what the siblings say is shared, `scale` the standard
    deviation of what is left, `z` what is left over it, `lightness` of its tails, `history` how many figures
    came before. Along (G, T): `factor`, what all of a group share.
    """

    base: Floats
    level: Floats
    common: Floats
    scale: Floats
    z: Floats
    lightness: Floats
    history: Floats
    closed: Bools
    repeated: Bools
    factor: Floats


@dataclass(slots=True)
class _State:
    """What is remembered. Newest first in `last` (S, FIGURES) and `departures` (S, MEMORY)."""

    last: Floats
    departures: Floats
    season_sum: Floats
    season_count: Floats
    errors: Floats
    count: Floats
    record: Record


def follow(grid: Grid, x: Floats, *, season: float = SEASON, paces: tuple[float, ...] = PACES) -> Track:
    """x: (S, T) values on the measures' scales (`measured.forward`); season: how strongly seasons are shrunk, in years."""
    rows, periods = x.shape
    base, level, common, scale, z = np.full((5, rows, periods), np.nan)
    lightness, history = np.zeros((2, rows, periods))
    closed, repeated = np.zeros((2, rows, periods), dtype=np.bool_)
    factor = np.full((len(grid.siblings), periods), np.nan)
    track = Track(base, level, common, scale, z, lightness, history, closed, repeated, factor)
    state = _State(
        np.full((rows, FIGURES), np.nan), np.full((rows, noise.MEMORY), np.nan),
        np.zeros((rows, grid.seasons)), np.zeros((rows, grid.seasons)),
        np.zeros((rows, len(paces))), np.zeros(rows), Record.empty(len(grid.families)),
    )  # fmt: skip
    for t in range(periods):
        begin = grid.starts == t  # a person has accepted a new level: the old one is forgotten
        state.last[begin], state.count[begin] = np.nan, 0
        _step(grid, x, t, state, track, season, paces)
    return track


def _step(
    grid: Grid, x: Floats, t: int, state: _State, track: Track, shrink: float, paces: tuple[float, ...]
) -> None:
    season = grid.season[t]
    own = state.season_sum[:, season] / (state.season_count[:, season] + shrink)
    scale = noise.scale(grid, state.departures)
    seen = levels(state.last, scale, paces)
    level = blended(seen, state.errors)
    base = level + own
    track.closed[:, t], track.repeated[:, t] = absence.closed(grid, t, base), absence.repeated(grid, t)
    now = np.where(track.closed[:, t] | track.repeated[:, t], np.nan, x[:, t])
    found = shared(gathered(now - base, grid.siblings), gathered(scale, grid.siblings))
    common, error, unrest = (scattered(part, grid) for part in (found.without, found.error, found.unrest))
    left = now - base - common
    width = state.record.width()[grid.family_of]
    wide = np.sqrt(np.maximum((scale * unrest) ** 2, noise.least(grid, base, t)) + error**2) / width
    track.z[:, t] = np.where(state.count >= ENOUGH, left / wide, np.nan)
    track.base[:, t], track.level[:, t], track.common[:, t], track.scale[:, t] = base, level, common, wide
    track.lightness[:, t] = state.record.lightness()[grid.family_of]
    track.history[:, t], track.factor[:, t] = state.count, found.factor
    # What came first has no base, and begins as its own level.
    adjusted = now - common - own
    state.record.add(track.z[:, t] / width, grid.family_of)
    state.errors = compared(state.errors, adjusted, seen, scale)
    _learn(state, adjusted, left, own + np.clip(left, -FAR * scale, FAR * scale), season)


def _learn(state: _State, adjusted: Floats, left: Floats, seasonal: Floats, season: int) -> None:
    new, judged = np.isfinite(adjusted), np.isfinite(left)
    _push(state.last, adjusted, new)
    _push(state.departures, left, judged)
    state.season_sum[judged, season] += seasonal[judged]
    state.season_count[judged, season] += 1
    state.count[new] += 1


def _push(memory: Floats, newest: Floats, rows: Bools) -> None:
    memory[rows] = np.column_stack([newest[rows], memory[rows, :-1]])
