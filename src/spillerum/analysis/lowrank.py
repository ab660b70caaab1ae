"""What some siblings share beyond what all do: the branches by the shops, those with many children, one district.

The siblings' past departures from what all share have a few common directions, if any. Those that stand out from
noise (beyond the edge of Marchenko & Pastur 1967) are kept, with their sizes shrunk as a spiked covariance asks
(Donoho, Gavish & Johnstone 2018, Ann. Statist. 46: 1742-1778), and each unit is foretold from the others' same period.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.grid import gathered, scattered
from spillerum.analysis.robust import medians_without

if TYPE_CHECKING:
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Floats

RANK = 3
MEMORY = 48  # periods
FIRST = 24  # departures before a unit takes part
RENEWED = 12  # periods between two looks for directions
EDGE = 1.1  # times the largest that noise alone gives, on the average
FAR = 2.5  # standard deviations: no departure counts for more
MEMBERS = 5  # siblings before there is anything to share beyond what all do
_OWN = 0.2  # of a unit's variance that is its own, at least


@dataclass(slots=True)
class Directions:
    """`past` (MEMORY, S) standardised departures from what all share, a row a period; `loadings` (G, W, RANK)."""

    past: Floats
    loadings: Floats
    sizes: Floats
    periods: int = 0

    @classmethod
    def none(cls, grid: Grid) -> Directions:
        groups, width = grid.siblings.shape
        return cls(
            np.full((MEMORY, len(grid.series)), np.nan),
            np.zeros((groups, width, RANK)),
            np.ones((groups, width)),
        )

    def foretell(self, grid: Grid, away: Floats, scale: Floats) -> Floats:
        """(S,): what the others' same period foretells of each one's departure, over its scale; away, scale: (S,)."""
        if not self.loadings.any():
            return np.zeros(len(away))
        here = gathered(away, grid.siblings)
        seen = np.isfinite(here)
        unit = np.where(seen, gathered(scale, grid.siblings) * self.sizes, 1.0)
        # What the others depart by is counted from their median without the one foretold: nothing of it is in there.
        centres, which = medians_without(here)
        z = (here[..., None] - np.nan_to_num(centres)[:, None, :]) / unit[..., None]
        z = np.where(seen[..., None], np.clip(z, -FAR, FAR), 0.0)
        own = np.maximum(1 - (self.loadings**2).sum(axis=-1), _OWN)
        weighed = self.loadings * (seen / own)[..., None]
        each = weighed[..., :, None] * self.loadings[..., None, :]
        pull = weighed[..., :, None] * z[..., None, :]
        precision = np.eye(RANK) + each.sum(axis=1, keepdims=True) - each
        scores = _solved(precision, pull.sum(axis=1, keepdims=True) - pull)
        told = np.take_along_axis((self.loadings[..., None] * scores).sum(axis=-2), which[..., None], -1)[
            ..., 0
        ]
        return scattered(told * self.sizes, grid)

    def learn(self, grid: Grid, departures: Floats) -> None:
        self.past[self.periods % MEMORY] = np.clip(departures, -FAR, FAR)
        self.periods += 1
        if self.periods >= FIRST and self.periods % RENEWED == 0:
            self._look(grid)

    def _look(self, grid: Grid) -> None:
        past = np.where((grid.siblings >= 0)[..., None], self.past.T[grid.siblings], np.nan)
        seen = np.isfinite(past)
        count = seen.sum(axis=-1)
        part = (count >= FIRST) & ((count >= FIRST).sum(axis=1, keepdims=True) >= MEMBERS)
        past = np.where(seen & part[..., None], past, 0.0)
        sizes = np.sqrt((past**2).sum(axis=-1) / np.maximum(count, 1))
        self.sizes = np.where(sizes > 0, sizes, 1.0)
        past = past / self.sizes[..., None]
        periods = np.maximum(np.where(part, count, 0).max(axis=1), 1)[:, None]
        values, vectors = _largest(past, periods)
        ratio = part.sum(axis=1)[:, None] / periods
        stands_out = values > EDGE * (1 + np.sqrt(ratio)) ** 2
        sum_ = values + 1 - ratio
        true = (sum_ + np.sqrt(np.maximum(sum_**2 - 4 * values, 0.0))) / 2
        size = np.sqrt(np.where(stands_out, np.maximum(true - 1, 0.0), 0.0))
        self.loadings = vectors * size[:, None, :] * part[..., None]


def _solved(matrix: Floats, right: Floats) -> Floats:
    """(…, RANK, n): by cofactors, which for many small matrices (…, RANK, RANK) is many times as fast as by elimination."""
    rows = [[matrix[..., i, j] for j in range(RANK)] for i in range(RANK)]
    cofactors = [
        [
            rows[i - 2][j - 2] * rows[i - 1][j - 1] - rows[i - 2][j - 1] * rows[i - 1][j - 2]
            for j in range(RANK)
        ]
        for i in range(RANK)
    ]
    first = [rows[0][j] * cofactors[0][j] for j in range(RANK)]
    determinant = first[0] + first[1] + first[2]
    out = np.empty(right.shape)
    for j in range(RANK):
        parts = [cofactors[i][j][..., None] * right[..., i, :] for i in range(RANK)]
        out[..., j, :] = (parts[0] + parts[1] + parts[2]) / determinant[..., None]
    return out


def _largest(past: Floats, periods: Floats) -> tuple[Floats, Floats]:
    """(G, RANK), (G, W, RANK): the largest eigenvalues of the siblings' covariance, and their directions."""
    groups, width, memory = past.shape
    rank = min(RANK, width, memory)
    values, vectors = np.zeros((groups, RANK)), np.zeros((groups, width, RANK))
    if width <= memory:
        every, directions = np.linalg.eigh(past @ past.transpose(0, 2, 1) / periods[..., None])
        values[:, :rank], vectors[..., :rank] = every[:, ::-1][:, :rank], directions[..., ::-1][..., :rank]
        return values, vectors
    every, directions = np.linalg.eigh(past.transpose(0, 2, 1) @ past / periods[..., None])
    values[:, :rank] = every[:, ::-1][:, :rank]
    along = past @ directions[..., ::-1][..., :rank]
    length = np.sqrt((along**2).sum(axis=1, keepdims=True))
    vectors[..., :rank] = along / np.maximum(length, 1e-300)
    return values, vectors
