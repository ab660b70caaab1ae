"""A departure is held on to: it is compared with the level from before it began, until it is back or nobody can tell.

The level may wander, so the older the comparison the wider: after h periods its variance has grown by 1 + h * WANDER.
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

    @classmethod
    def none(cls, rows: int) -> Held:
        blank = np.full(rows, np.nan)
        return cls(
            np.full(rows, -1), blank.copy(), blank.copy(), blank.copy(), np.zeros(rows, dtype=np.int64)
        )


def departure(track: Track, held: Held, t: int) -> tuple[Floats, Floats]:
    """(S,), (S,): today's departure from the level before it all began, and its standard deviation; NaN if none."""
    r = track.z[:, t] * track.scale[:, t]
    open_ = held.began >= 0
    drift = np.where(open_, track.level[:, t] - held.level, np.nan)
    return r + drift, held.scale * np.sqrt(1 + WANDER * np.maximum(t - held.began, 0))


def probability(track: Track, held: Held, t: int) -> Floats:
    """(S,): two-sided probability of still being this far off; NaN where nothing is held."""
    away, error = departure(track, held, t)
    return two_sided(away / error)


def take(held: Held, track: Track, t: int, rows: Bools) -> None:
    """Begin to hold these series' departures at column t."""
    held.began[rows] = t
    held.level[rows] = track.level[rows, t]
    held.scale[rows] = track.scale[rows, t]
    held.sign[rows] = np.sign(track.z[rows, t])
    held.lasted[rows] = 0


def release(held: Held, rows: Bools) -> None:
    held.began[rows] = -1
    held.lasted[rows] = 0
