"""Follows many series through time, each period judged from what came before it and its siblings' same period.

On the measure's scale (log for counts) a figure is level + own season + what all siblings share + what some share
+ noise. A period's figures are learnt from only after they have been judged.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis import absence, noise
from spillerum.analysis.common import shared
from spillerum.analysis.grid import gathered, scattered
from spillerum.analysis.level import FIGURES, PACES, compared, levels
from spillerum.analysis.lowrank import Directions
from spillerum.analysis.noise import Scatter
from spillerum.analysis.own_season import YEARS, Seasons

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Bools, Floats, Ints

ENOUGH = 6  # figures before anything is judged
FAR = 2.0  # standard deviations: no figure moves the season by more


@dataclass(slots=True)
class Track:
    """Everything found on the way, on the measure's own scale, NaN where there is none.

    Along (S, T): `base` = level + own season, `common` what the siblings say is shared, `left` the figure less both,
    `scale` the standard deviation of what is left, `z` what is left over it (straightened by `power`, see
    `noise.straightened`), `history` how many figures came before. Along (G, T): `factor`, what all of a group share.
    `first` is the grid's column that the first of these is.
    """

    base: Floats
    level: Floats
    common: Floats
    left: Floats
    scale: Floats
    z: Floats
    power: Floats
    history: Floats
    closed: Bools
    repeated: Bools
    factor: Floats
    first: int = 0

    @classmethod
    def blank(cls, grid: Grid) -> Track:
        shape = grid.values.shape
        # A period's column is written and read as a whole.
        lines = np.full((6, *shape[::-1]), np.nan).transpose(0, 2, 1)
        no = np.zeros((2, *shape[::-1]), dtype=np.bool_).transpose(0, 2, 1)
        factor = np.full((len(grid.siblings), grid.periods), np.nan)
        base, level, common, left, scale, z = lines
        power, history = np.zeros((2, *shape[::-1])).transpose(0, 2, 1)
        return cls(base, level, common, left, scale, z, power, history, no[0], no[1], factor)

    def since(self, first: int) -> Track:
        """Its columns from the grid's `first` on."""
        skip = first - self.first
        lines = {name: getattr(self, name)[:, skip:].copy() for name in _LINES}
        return Track(**lines, first=first)

    def of(self, rows: Ints) -> Track:
        """These rows of a track of series without siblings."""
        return Track(**{name: getattr(self, name)[rows] for name in _LINES}, first=self.first)

    def at(self, t: int) -> Track:
        """The grid's column t of it: along (S,) and (G,)."""
        lines = {name: getattr(self, name)[:, t - self.first] for name in _LINES}
        return Track(**lines, first=t)

    @classmethod
    def joined(cls, parts: Iterable[tuple[Ints, Ints, Track]]) -> Track:
        """One track of those of the blocks, each with the numbers of its series and of its sibling groups."""
        every = list(parts)
        if len(every) == 1:
            return every[0][2]
        of_rows = np.argsort(np.concatenate([rows for rows, _, _ in every]))
        of_groups = np.argsort(np.concatenate([groups for _, groups, _ in every]))
        lines = {name: np.concatenate([getattr(track, name) for _, _, track in every]) for name in _LINES}
        factor = lines.pop("factor")[of_groups]
        return cls(
            **{name: line[of_rows] for name, line in lines.items()}, factor=factor, first=every[0][2].first
        )


_LINES = tuple(part.name for part in fields(Track) if part.name != "first")


@dataclass(slots=True)
class _State:
    """What is remembered of each series. `last` (S, FIGURES), the newest first; `records` (S, K) of the paces; `factors`
    (G, seasons) what all shared when there last were enough to tell."""

    last: Floats
    records: Floats
    count: Floats
    scale: Floats
    scatter: Scatter
    seasons: Seasons
    directions: Directions
    factors: Floats


def follow(
    grid: Grid, x: Floats, *, years: tuple[float, ...] = YEARS, paces: tuple[float, ...] = PACES
) -> Track:
    """x: (S, T) values on the measures' scales (`measured.forward`); years: see `own_season`; paces: see `level`."""
    rows = len(x)
    track = Track.blank(grid)
    scatter, unknown = Scatter.none(rows), np.full(rows, np.nan)
    state = _State(
        np.full((FIGURES, rows), np.nan).T, np.zeros((len(paces), rows)).T, np.zeros(rows),
        scatter.scale(grid, unknown), scatter, Seasons.none(rows, grid.seasons, years), Directions.none(grid),
        np.full((len(grid.siblings), grid.seasons), np.nan),
    )  # fmt: skip
    track.repeated[:] = absence.repeated(grid)
    paired = absence.paired(grid)
    x = np.asfortranarray(x)
    for t in range(grid.periods):
        begin = grid.anew[:, t]  # a person has accepted a new level: the old one is forgotten
        if begin.any():
            state.last[begin], state.count[begin] = np.nan, 0
        _step(grid, x[:, t], t, state, track, paces, paired[:, t])
    return track


def _step(
    grid: Grid, x: Floats, t: int, state: _State, track: Track, paces: tuple[float, ...], paired: Bools
) -> None:
    """paired: (S,), seen like any other figure and not learnt from (`absence.paired`)."""
    season = int(grid.season[t])
    offsets, own = state.seasons.seen(season)
    seen, level = levels(state.last, state.scale, state.records, paces)
    base = level + own
    usual = state.scatter.scale(grid, level)
    chance = noise.chance(grid, level, usual, t)
    track.closed[:, t] = absence.closed(grid, t, base)
    now = np.where(track.closed[:, t] | (track.repeated[:, t] & ~paired), np.nan, x)

    scale = usual * chance.times(own)
    found = shared(gathered(now - base, grid.siblings), gathered(scale, grid.siblings))
    common, error, unrest = (scattered(part, grid) for part in (found.without, found.error, found.unrest))
    # Too few to tell what is common: what it was when there were enough, a year ago.
    few, before = ~np.isfinite(found.factor), state.factors[:, season].copy()
    state.factors[:, season] = np.where(few, before, found.factor)
    common = np.where((few & np.isfinite(before))[grid.group_of], before[grid.group_of], common)
    rest = (now - base - common) / scale
    common = common + np.nan_to_num(state.directions.foretell(grid, now - base, scale)) * scale
    state.directions.learn(grid, np.where(paired, np.nan, rest))

    times = chance.times(own + common)
    left, scale = now - base - common, usual * times
    straight = noise.straightened(left, chance.power)
    wide = np.sqrt(np.maximum((scale * unrest) ** 2, noise.least(grid, base + common, t)) + error**2)
    judged = state.count >= ENOUGH
    track.base[:, t], track.level[:, t], track.common[:, t], track.scale[:, t] = base, level, common, wide
    track.left[:, t], track.z[:, t] = (
        np.where(judged, left, np.nan),
        np.where(judged, straight / wide, np.nan),
    )
    track.power[:, t], track.history[:, t], track.factor[:, t] = chance.power, state.count, found.factor

    # What came first has no base, and begins as its own level.
    now = np.where(paired, np.nan, now)
    figure = now - common - own
    state.records = compared(state.records, figure, seen, scale)
    bounded = np.clip(np.where(paired, np.nan, left), -FAR * scale, FAR * scale)
    state.seasons.learn(grid, season, offsets, now - common - level, scale, own + bounded)
    state.scatter.learn(np.where(paired, np.nan, straight) / times, usual)
    state.scale = np.where(np.isfinite(scale), scale, usual)
    new = np.isfinite(figure)
    _push(state.last, figure, new)
    state.count += new


def _push(memory: Floats, newest: Floats, rows: Bools) -> None:
    memory[:, 1:] = np.where(rows[:, None], memory[:, :-1], memory[:, 1:])
    memory[:, 0] = np.where(rows, newest, memory[:, 0])
