"""Series that stopped while the unit's other measures and the siblings' same measure go on.

A unit that is silent in everything is `closed`, and a source that is silent is late: those are told elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.faults.fault import Fault, FaultKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spillerum.analysis.grid import Grid

GONE = 3  # periods without a figure
ENOUGH = 6  # figures before
LONGER = 2  # times the longest hole there has been


def stops(grid: Grid) -> Iterator[Fault]:
    """What has stopped within the last year and is still silent in the last column."""
    there = np.isfinite(grid.values)
    last = np.where(there.any(axis=1), grid.periods - 1 - np.argmax(there[:, ::-1], axis=1), -1)
    silent = grid.periods - 1 - last
    within = max(grid.seasons, GONE) + GONE
    for row in np.flatnonzero((silent >= GONE) & (silent <= within) & (there.sum(axis=1) >= ENOUGH)):
        gap = slice(int(last[row]) + 1, grid.periods)
        need = max(GONE, LONGER * _longest_hole(np.flatnonzero(there[row])) + 1)
        others = [r for r in grid.units[grid.unit_of[row]] if r >= 0 and r != row]
        siblings = [
            r for r in grid.siblings[grid.group_of[row]] if r >= 0 and r != row and there[r, last[row]]
        ]
        if silent[row] < need or not others or not siblings:
            continue
        goes_on = there[others, -GONE:].any() and (there[siblings][:, gap].mean(axis=0) >= 0.5).all()
        if goes_on:
            one, periods = grid.series[row], int(silent[row])
            yield Fault(
                FaultKind.STOPPED, one.unit, one.measure, one.group, (grid.first + int(last[row]) + 1,), (),
                10.0 ** min(periods, 300), times=periods,
            )  # fmt: skip


def _longest_hole(places: np.ndarray[tuple[int], np.dtype[np.int64]]) -> int:
    return int(np.diff(places).max(initial=1)) - 1
