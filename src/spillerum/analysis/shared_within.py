"""What the others of a unit's subgroup share is none of its own: the narrowest group explains it.

Seen from a unit, the others of its subgroup either share something or nothing (a spike at nought and a normal slab:
Mitchell & Beauchamp 1988, J. Am. Stat. Assoc. 83: 1023-1032), so a few quiet neighbours cost the unit's own test nothing.
Of its subgroups the one with most evidence explains it. Nothing of a unit is in what it is judged by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.common import FEW
from spillerum.analysis.noise import straightened
from spillerum.analysis.subgroups import ENOUGH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spillerum.analysis.common import Shared
    from spillerum.analysis.follow import Track
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Bools, Floats, Ints

OTHERS = ENOUGH - 1  # of a subgroup with figures, before a unit is judged by them
BELIEF = 0.05  # before anything is seen, that a subgroup shares something this period
SIZE = 3.0  # of a unit's deviations: how large what a subgroup shares is, when it does
_CERTAIN = 700.0  # logarithm of odds, as far as a float goes


def along(values: Floats, members: Ints) -> Floats:
    """(S, T) to (groups, T, width), NaN where there is no member."""
    return np.where((members >= 0)[:, None, :], values.T[:, members].transpose(1, 0, 2), np.nan)


def in_force(grid: Grid, away: Floats) -> Bools:
    """(K, T): subgroups with enough figures to show anything, and enough beside them to be told from the whole."""
    here = np.isfinite(along(away, grid.subgroups.members)).sum(axis=-1)
    every = np.isfinite(along(away, grid.siblings)).sum(axis=-1)[grid.subgroups.group_of]
    return np.asarray((here >= ENOUGH) & (every - here >= FEW))


def take_off(grid: Grid, track: Track, here: Shared, away: Floats, scale: Floats) -> None:
    """Change the track. away, scale: (S, T) departures from the units' own levels; here: what is `shared` of them."""
    members = grid.subgroups.members
    seen = np.isfinite(along(away, members))
    others = seen.sum(axis=-1, keepdims=True) - seen
    size = along(scale, members)
    force = in_force(grid, away)[..., None]
    told = np.where(force & (others >= OTHERS), here.without - along(track.common, members), np.nan)
    error, slab = (here.error * here.unrest) ** 2, (SIZE * size) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        evidence = (np.log(error / (error + slab)) + told**2 * (1 / error - 1 / (error + slab))) / 2
    best = np.full(away.shape, -np.inf)
    found = np.zeros((3, *away.shape))
    for rows, part, place in _by_turn(members):
        mine = evidence[part, :, place]
        better = mine > best[rows]  # never where it is not known
        best[rows] = np.where(better, mine, best[rows])
        parts = (told[part, :, place], error[part, :, place], slab[part, :, place])
        found[:, rows] = np.where(better, np.stack(parts), found[:, rows])
    told, error, slab = found
    sure = 1 / (1 + np.exp(-np.clip(best, -_CERTAIN, _CERTAIN)) * (1 - BELIEF) / BELIEF)
    kept = np.where(np.isfinite(best), slab / np.maximum(error + slab, 1e-300), 0.0)
    shift = sure * kept * told
    variance = sure * kept * error + sure * (1 - sure) * (kept * told) ** 2
    wide = np.sqrt(track.scale**2 + variance)
    track.left -= shift
    track.common += shift
    track.scale[:] = wide
    track.z[:] = straightened(track.left, track.power) / wide


def _by_turn(members: Ints) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Every unit's first subgroup, then its second: rows of units, subgroups, and places in them."""
    part, place = np.nonzero(members >= 0)
    rows = members[part, place]
    order = np.argsort(rows, kind="stable")
    ranked = rows[order]
    turn = np.empty_like(order)
    turn[order] = np.arange(len(rows)) - np.searchsorted(ranked, ranked)
    for one in range(int(turn.max(initial=-1)) + 1):
        now = turn == one
        yield rows[now], part[now], place[now]
