"""What each group and subgroup shares in each period: the fewest groups' causes that explain it.

A wider group is judged from its narrower ones: what it shares is the median of what they do and of what was expected of
it, and a subgroup far from that has no say. A subgroup is judged on what it has beyond the next wider.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.common import shared
from spillerum.analysis.robust import median, shares, spread, weighted_median
from spillerum.analysis.shared_within import along, in_force, take_off
from spillerum.analysis.yearly import seasonal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.analysis.follow import Track
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Bools, Floats, Ints
    from spillerum.analysis.subgroups import Subgroups

_RECENT = 8  # periods whose median a wider group's level is
_RECORD = 24  # periods that say how far a subgroup usually is from the wider
_KNOWN = 12  # of them with figures, at least
_FAR = 2.0  # deviations: a subgroup farther from the wider has less of a say
_OFF = 3.0  # deviations: a unit farther from its subgroup says nothing of its level
_SETTLING = 6  # periods more, while its own level settles


@dataclass(frozen=True, slots=True)
class Causes:
    """Of the sibling groups and then the subgroups (G + K, T): `factor`, what its units share, from their levels; `beyond`,
    what of it is its own: for a subgroup less the wider's, and from a level that does not follow it; `season`, that of
    `beyond`."""

    factor: Floats
    beyond: Floats
    season: Floats

    @classmethod
    def of(cls, grid: Grid, factor: Floats, beyond: Floats) -> Causes:
        return cls(factor, beyond, seasonal(beyond, grid.seasons))

    @classmethod
    def joined(cls, subgroups: Subgroups, parts: Sequence[tuple[Ints, Causes]]) -> Causes:
        """One of those of the blocks, each with the numbers of its sibling groups; `subgroups`: of all of them."""
        width = sum(len(groups) for groups, _ in parts)
        order = np.argsort(np.concatenate([numbers_of(subgroups, groups, width) for groups, _ in parts]))
        factor, beyond, season = (
            np.concatenate([getattr(one, name) for _, one in parts])[order]
            for name in ("factor", "beyond", "season")
        )
        return cls(factor, beyond, season)


def numbers_of(subgroups: Subgroups, groups: Ints, width: int) -> Ints:
    """Where the causes of some sibling groups stand among those of all `width` of them and their subgroups."""
    return np.concatenate([groups, width + np.flatnonzero(np.isin(subgroups.group_of, groups))])


def causes_of(grid: Grid) -> list[Ints]:
    """The series numbers of each sibling group, and then of each subgroup."""
    return [members[members >= 0] for every in (grid.siblings, grid.subgroups.members) for members in every]


def causes(grid: Grid, track: Track) -> Causes:
    """track: of all periods. What subgroups share is taken off its units."""
    if not len(grid.subgroups):
        return Causes.of(grid, track.factor, track.factor)
    away = track.left + track.common
    # The scale of the period before: this period's own figures are not in it.
    scale = np.concatenate([track.scale[:, :1], track.scale[:, :-1]], axis=1)
    parts = grid.subgroups
    here = shared(along(away, parts.members), along(scale, parts.members))
    force = in_force(grid, away)
    above = _above(parts, force)
    wide, own = _factors(grid, track, away, scale, np.where(force, here.factor, np.nan), above)
    wider = np.where(above >= 0, np.take_along_axis(own, above, 0), wide[parts.group_of])
    beyond = own - wider + _levels(grid, away, scale, track.level, own)
    take_off(grid, track, here, away, scale)
    return Causes.of(grid, np.concatenate([wide, own]), np.concatenate([wide, beyond]))


def _above(parts: Subgroups, force: Bools) -> Ints:
    """(K, T): the narrowest subgroup in force that holds each, -1 where that is the sibling group itself."""
    out = np.full(force.shape, -1, dtype=np.int64)
    for node in np.flatnonzero(parts.above >= 0).tolist():  # the wider first
        above = parts.above[node]
        out[node] = np.where(force[above], above, out[above])
    return out


def _factors(
    grid: Grid, track: Track, away: Floats, scale: Floats, own: Floats, above: Ints
) -> tuple[Floats, Floats]:
    """(G, T), (K, T): each group's and subgroup's factor, those of groups with groups in them judged from these.

    own: (K, T) each subgroup's as its units alone have it, NaN where it is not in force; above: see `_above`.
    """
    parts = grid.subgroups
    wide, own = track.factor.copy(), own.copy()
    groups = np.unique(parts.group_of)
    expected = np.full_like(wide, np.nan)
    season = seasonal(wide[groups], grid.seasons)
    expected[groups] = season + _before(wide[groups] - season, _RECENT)
    for group in groups.tolist():
        within = np.flatnonzero(parts.group_of == group)
        rows = grid.siblings[group][grid.siblings[group] >= 0]
        here = np.where(above[within] < 0, own[within], np.nan)
        wide[group] = _judged_from(
            wide[group], expected[group], rows, parts.members[within], here, away, scale
        )
    for node in np.unique(above[above >= 0]).tolist():  # the wider first
        wider = np.where(
            above[node] >= 0, own[above[node], np.arange(own.shape[1])], wide[parts.group_of[node]]
        )
        within = np.flatnonzero((above == node).any(axis=1))
        rows = parts.members[node][parts.members[node] >= 0]
        here = np.where(above[within] == node, own[within], np.nan)
        own[node] = _judged_from(own[node], wider, rows, parts.members[within], here, away, scale)
    return wide, own


def _judged_from(
    factor: Floats,
    expected: Floats,
    rows: Ints,
    members: Ints,
    own: Floats,
    away: Floats,
    scale: Floats,
) -> Floats:
    """(T,): the factor of the units `rows`, the more so without those of the subgroups in it (`members`, their factors `own`,
    NaN where they are not in force) that stand apart."""
    here = away[rows].T
    deviation = np.where(np.isfinite(here), scale[rows].T, np.nan)
    force = np.isfinite(own)[:, :, None]
    inside = (members[:, :, None] == rows).any(axis=1)[:, None, :] & force & np.isfinite(here)
    rest = shared(np.where(inside.any(axis=0), np.nan, here), deviation).factor
    middle = _simplest(np.vstack([own, rest]) - expected) + expected
    apart = own - middle
    chance = _chance(deviation, inside)
    record = np.nan_to_num(_usual(apart))
    far = np.abs(apart) / np.fmax(chance, record)
    say = np.where(np.isfinite(far), (_FAR / np.maximum(far, _FAR)) ** 4, 1.0)
    weight = np.where(inside, say[:, :, None], 1.0).min(axis=0)  # (T, rows)
    centre = weighted_median(here, weight)[:, None]
    known = np.nan_to_num(deviation, nan=1.0)
    typical = np.nan_to_num(median(deviation), nan=1.0)[:, None]
    pull = weight * shares((here - centre) / known) / (known**2 + typical**2)
    total = pull.sum(axis=1)
    anew = (pull * np.nan_to_num(here)).sum(axis=1) / np.maximum(total, 1e-300)
    return np.where((say < 1).any(axis=0) & (total > 0) & np.isfinite(factor), anew, factor)


def _simplest(departures: Floats) -> Floats:
    """(P, T) to (T,): their median with one more that is nought; of two in the middle the nearer to nought."""
    ranked = np.sort(np.vstack([departures, np.zeros((1, departures.shape[1]))]), axis=0)
    have = np.isfinite(ranked).sum(axis=0)
    low, high = (np.take_along_axis(ranked, place[None], 0)[0] for place in ((have - 1) // 2, have // 2))
    return np.asarray(np.where(np.abs(low) < np.abs(high), low, high))


def _chance(deviation: Floats, inside: Bools) -> Floats:
    """(subgroups, T): how far chance alone brings the mean of a subgroup's units; inside: (subgroups, T, rows)."""
    typical = median(np.where(inside, deviation, np.nan))
    return np.asarray(typical / np.sqrt(np.maximum(inside.sum(axis=-1), 1)))


def _windows(x: Floats, periods: int) -> Floats:
    """(…, T) to (…, T, periods): those before each period, NaN where there is none."""
    before = np.concatenate([np.full((*x.shape[:-1], periods), np.nan), x[..., :-1]], axis=-1)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(before, periods, axis=-1))


def _before(x: Floats, periods: int) -> Floats:
    return median(_windows(x, periods))


def _usual(apart: Floats) -> Floats:
    """(subgroups, T): how far each has been from the wider, NaN where too little is known."""
    past = _windows(apart, _RECORD)
    return np.asarray(np.where(np.isfinite(past).sum(axis=-1) >= _KNOWN, spread(past), np.nan))


def _levels(grid: Grid, away: Floats, scale: Floats, level: Floats, own: Floats) -> Floats:
    """(K, T): how far the levels of each subgroup's units have gone since the beginning.

    What a subgroup goes on sharing becomes its units' level, and must not seem to be over. A unit that is off by
    itself says nothing of it until its own level has settled.
    """
    moved = np.diff(level, axis=1, prepend=level[:, :1])
    members = grid.subgroups.members
    moved = along(np.where(grid.anew, np.nan, moved), members)
    off = np.abs(along(away, members) - own[..., None]) > _OFF * along(scale, members)
    lately = _windows(off.transpose(0, 2, 1).astype(np.float64), _SETTLING) > 0
    told = np.isfinite(moved) & ~np.any(lately, axis=-1).swapaxes(1, 2)
    mean = np.where(told, moved, 0.0).sum(axis=-1) / np.maximum(told.sum(axis=-1), 1)
    return np.asarray(np.cumsum(mean, axis=1))
