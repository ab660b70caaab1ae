"""A large grid in parts that fit a processor's cache. Groups and units are never parted."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Ints

SERIES = 4000  # in a block, about
FEWEST = 1000  # that are worth a block of their own


def parted(grid: Grid, workers: int = 1) -> list[Ints]:
    """Series numbers of each block, families that share a unit together; as many for one worker as for another."""
    limit = _limit(len(grid.series), workers)
    lead = np.arange(len(grid.families))

    def head(family: int) -> int:
        while lead[family] != family:
            lead[family] = lead[lead[family]]
            family = int(lead[family])
        return family

    across = np.where(grid.units >= 0, grid.family_of[grid.units], grid.family_of[grid.units[:, :1]])
    for families in across[(across != across[:, :1]).any(axis=1)]:
        for family in families[1:]:
            lead[head(int(family))] = head(int(families[0]))
    of = np.array([head(family) for family in range(len(lead))])[grid.family_of]
    sizes = np.bincount(of, minlength=len(lead))
    # Alike beside alike: a block's arrays are as wide as its widest group.
    wide = np.zeros(len(lead), dtype=np.int64)
    np.maximum.at(wide, of, (grid.siblings >= 0).sum(axis=1)[grid.group_of])
    number, block, filled, width = np.zeros(len(lead), dtype=np.int64), 0, 0, 0
    for family in sorted(np.flatnonzero(sizes).tolist(), key=lambda family: (wide[family], family)):
        if filled and (filled + sizes[family] > limit or wide[family] > 2 * width):
            block, filled = block + 1, 0
        width = wide[family] if filled == 0 else width
        number[family] = block
        filled += int(sizes[family])
    of_series = number[of]
    order = np.argsort(of_series, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(of_series[order])) + 1)


def _limit(series: int, workers: int) -> int:
    if series <= min(FEWEST, SERIES):
        return SERIES
    rounds = math.ceil(series / (SERIES * workers))
    return max(math.ceil(series / (rounds * workers)), min(FEWEST, SERIES))


def cut(grid: Grid, rows: Ints) -> tuple[Ints, Grid]:
    """The numbers of these series' sibling groups, and the series (rows of the grid) as a grid of their own."""
    if len(rows) == len(grid.series):
        return np.arange(len(grid.siblings)), grid
    place = np.full(len(grid.series), -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))

    def part(members: Ints, of: Ints) -> tuple[Ints, Ints, Ints]:
        kept, new = np.unique(of[rows], return_inverse=True)
        some = members[kept]
        some = some[:, : int((some >= 0).sum(axis=1).max())]
        return kept, np.where(some >= 0, place[some], -1), new

    groups, siblings, group_of = part(grid.siblings, grid.group_of)
    _, units, unit_of = part(grid.units, grid.unit_of)
    _, families, family_of = part(grid.families, grid.family_of)
    return groups, replace(
        grid, series=tuple(grid.series[row] for row in rows), values=np.asfortranarray(grid.values[rows]),
        exposure=np.asfortranarray(grid.exposure[rows]), kinds=tuple(grid.kinds[row] for row in rows), counts=grid.counts[rows],
        siblings=siblings, groups=tuple(grid.groups[group] for group in groups), group_of=group_of, units=units,
        unit_of=unit_of, families=families, family_of=family_of, starts=grid.starts[rows], anew=grid.anew[rows],
        bends=grid.bends[rows], subgroups=grid.subgroups.cut(place, groups),
    )  # fmt: skip
