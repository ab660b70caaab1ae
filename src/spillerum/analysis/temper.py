"""How wide and how heavy-tailed a group's departures have really been: its own record corrects the probabilities.

The middle of all earlier standardised departures of a group says how wide the noise is, the ninetieth
percentile against the middle how heavy its tails are. Where many figures are true
deviations the ninetieth percentile is one of theirs; so the tails are also read with departures counting the
less the larger they are, and the lighter of the two readings holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from spillerum.analysis.series import Floats, Ints

STEP, STEPS = 0.04, 200
MEDIAN = 0.7407  # of |t| with 4 degrees of freedom
# 90th percentile over median, of |t| and of a normal with the same middle; and the same of departures so weighed
# that one of size FALL counts a quarter.
HEAVY, LIGHT = 2.878, 2.439
FALL, WEIGHED_HEAVY, WEIGHED_LIGHT = 2.5, 2.639, 2.4805
TRUST = 0.6  # how far the weighed ratio is believed: it tells the two less sharply apart
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
        middle = (n * _quantile(self.seen, 0.5) + WEIGHT * USUAL) / (n + WEIGHT)
        return np.asarray(np.clip(MEDIAN / middle, 0.6, 2.5))

    def lightness(self) -> Floats:
        """(G,): 0 for tails as heavy as Student's t with 4 degrees of freedom, 1 for normal ones."""
        n = self.seen.sum(axis=1)
        size = self.width()[:, None] * STEP * (np.arange(STEPS) + 0.5)
        weighed = self.seen / (1 + (size / FALL) ** 2) ** 2
        light = np.maximum(
            (HEAVY - _ratio(self.seen)) / (HEAVY - LIGHT),
            TRUST * (WEIGHED_HEAVY - _ratio(weighed)) / (WEIGHED_HEAVY - WEIGHED_LIGHT),
        )
        return np.asarray(LIGHTEST * np.clip(light, 0.0, 1.0) * n / (n + 2 * WEIGHT))


def _ratio(seen: Floats) -> Floats:
    return np.asarray(_quantile(seen, 0.9) / np.maximum(_quantile(seen, 0.5), STEP))


def _quantile(seen: Floats, share: float) -> Floats:
    """(G,): the size of departure that this share of a record (G, STEPS) is below."""
    reached = np.cumsum(seen, axis=1)
    wanted = share * reached[:, -1:]
    place = np.argmax(reached >= wanted, axis=1)
    rows = np.arange(len(place))
    before = np.where(place > 0, reached[rows, np.maximum(place - 1, 0)], 0.0)
    inside = np.where(seen[rows, place] > 0, seen[rows, place], 1.0)
    return np.asarray((place + (wanted[:, 0] - before) / inside) * STEP)
