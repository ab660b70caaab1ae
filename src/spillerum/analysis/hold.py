"""A departure is held on to: it is compared with the level from before it began, until it is back or nobody can tell.

The level may wander, so the older the comparison the wider: after h periods its variance has grown by
1 + h * WANDER. Once back, a series may move between the old level and the new without that being news.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.noise import straightened
from spillerum.analysis.tails import two_sided
from spillerum.calendar.period import Frequency

if TYPE_CHECKING:
    from spillerum.analysis.follow import Track
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Bools, Floats, Ints

WANDER = 0.15
_LONGEST = {Frequency.WEEK: 8, Frequency.DAY: 7}  # periods; of others a year, at least four


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


@dataclass(frozen=True, slots=True)
class Away:
    """Along (S,): a departure on the scale, its deviation, and its two-sided probability."""

    far: Floats
    error: Floats
    p: Floats


def departure(track: Track, held: Held, t: int) -> Away:
    """How far each series is at t from the level before it all began; NaN where none is held."""
    now = track.at(t)
    far = now.left + np.where(held.began >= 0, now.level - held.level, np.nan)
    error = held.scale * np.sqrt(1 + WANDER * np.maximum(t - held.began, 0))
    return Away(far, error, two_sided(straightened(far, now.power) / error))


def take(held: Held, track: Track, began: Ints, sign: Floats, rows: Bools, *, anew: Bools) -> None:
    """Begin to hold these series' departures, each from the column it began in; what is not `anew` keeps its old level."""
    numbers = np.flatnonzero(rows & anew)
    columns = began[numbers] - track.first
    held.level[numbers] = track.level[numbers, columns]
    held.scale[numbers] = track.scale[numbers, columns]
    held.began[rows], held.sign[rows] = began[rows], sign[rows]
    held.lasted[rows], held.back[rows] = 0, False


def release(held: Held, rows: Bools) -> None:
    held.began[rows] = -1
    held.lasted[rows] = 0
    held.back[rows] = False


def longest(grid: Grid) -> int:
    """After so many periods of its own the new level is what is usual, whatever was said of it."""
    return _LONGEST.get(grid.first.frequency, max(grid.seasons, 4))
