"""A departure is held on to: it is compared with the level from before it began, until it is back or nobody can tell.

The level may wander, so the older the comparison the wider: after h periods its variance has grown by
1 + h * WANDER. Once back, a series may move between the old level and the new without that being news.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.tails import two_sided

if TYPE_CHECKING:
    from spillerum.analysis.follow import Track
    from spillerum.analysis.series import Bools, Floats, Ints

WANDER = 0.15


@dataclass(slots=True)
class Held:
    """Along (S,): what each series' open departure is compared with. `began` is -1 where there is none."""

    began: Ints
    level: Floats
    scale: Floats
    sign: Floats
    lasted: Ints
    back: Bools

    @classmethod
    def none(cls, rows: int) -> Held:
        blank = np.full(rows, np.nan)
        nought = np.zeros(rows, dtype=np.int64)
        return cls(nought - 1, blank.copy(), blank.copy(), blank.copy(), nought, np.zeros(rows, bool))


def departure(track: Track, held: Held, t: int) -> tuple[Floats, Floats]:
    """(S,), (S,): the departure at t from the level before it all began, and its deviation; NaN where none is held."""
    r = track.z[:, t] * track.scale[:, t]
    drift = np.where(held.began >= 0, track.level[:, t] - held.level, np.nan)
    return r + drift, held.scale * np.sqrt(1 + WANDER * np.maximum(t - held.began, 0))


def probability(away: Floats, error: Floats) -> Floats:
    """(S,): two-sided probability of being this far off; NaN where nothing is held."""
    return two_sided(away / error)


def take(held: Held, track: Track, t: int, rows: Bools) -> None:
    """Begin to hold these series' departures at column t."""
    held.began[rows] = t
    held.level[rows] = track.level[rows, t]
    held.scale[rows] = track.scale[rows, t]
    held.sign[rows] = np.sign(track.z[rows, t])
    held.lasted[rows] = 0
    held.back[rows] = False


def release(held: Held, rows: Bools) -> None:
    held.began[rows] = -1
    held.lasted[rows] = 0
    held.back[rows] = False
