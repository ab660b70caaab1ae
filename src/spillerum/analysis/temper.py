"""How wide and how heavy-tailed a group's departures have really been: its own record corrects the probabilities.

The middle of all earlier standardised departures of a group says how wide the noise is, the ninetieth
percentile against the middle how heavy its tails are. Both are far inside what true deviations can reach,
so no deviation, however large, makes the next one look usual.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from spillerum.analysis.series import Floats, Ints

STEP, STEPS = 0.04, 200
MEDIAN = 0.7407  # of |t| with 4 degrees of freedom
HEAVY, LIGHT = 2.878, 2.439  # 90th percentile over median, for the same two
LIGHTEST = 0.75  # even normal noise has a scale that had to be estimated
USUAL = 0.54  # median to begin with: the scale is cautious by as much
WEIGHT = 150.0  # departures that this beginning counts for


@dataclass(slots=True)
class Record:
    """(G, STEPS) how often each size of departure has been seen."""

    seen: Floats

    @classmethod
    def empty(cls, groups: int) -> Record:
        return cls(np.zeros((groups, STEPS)))

    def add(self, z: Floats, group_of: Ints) -> None:
        """z: (S,), NaN where nothing was judged."""
        known = np.isfinite(z)
        size = np.minimum((np.abs(z[known]) / STEP).astype(np.int64), STEPS - 1)
        np.add.at(self.seen, (group_of[known], size), 1.0)

    def width(self) -> Floats:
        """(G,): by how much the departures are to be multiplied."""
        n = self.seen.sum(axis=1)
        middle = (n * self._quantile(0.5) + WEIGHT * USUAL) / (n + WEIGHT)
        return np.asarray(np.clip(MEDIAN / middle, 0.6, 2.5))

    def lightness(self) -> Floats:
        """(G,): 0 for tails as heavy as Student's t with 4 degrees of freedom, 1 for normal ones."""
        n = self.seen.sum(axis=1)
        ratio = self._quantile(0.9) / np.maximum(self._quantile(0.5), STEP)
        return np.asarray(
            LIGHTEST * np.clip((HEAVY - ratio) / (HEAVY - LIGHT), 0.0, 1.0) * n / (n + 2 * WEIGHT)
        )

    def _quantile(self, share: float) -> Floats:
        reached = np.cumsum(self.seen, axis=1)
        wanted = share * reached[:, -1:]
        place = np.argmax(reached >= wanted, axis=1)
        rows = np.arange(len(place))
        before = np.where(place > 0, reached[rows, np.maximum(place - 1, 0)], 0.0)
        inside = np.maximum(self.seen[rows, place], 1.0)
        return np.asarray((place + (wanted[:, 0] - before) / inside) * STEP)
