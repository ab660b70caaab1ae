"""Evidence that adds up: the last two and three periods as one, from the level before them, and a slow drift.

A small change that lasts is clearer over three periods than in any one; a single wild figure must not pass for
one, so earlier figures count for no more than STEADY, and the newest must go along. A drift is seen as a
sum of bounded departures that keep to one side although the level follows them (a moving-sum form of Page's
1954 cumulative sum, Biometrika 41: 100-115). All become departures of the same currency as a period's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.noise import straightened

if TYPE_CHECKING:
    from spillerum.analysis.follow import Track
    from spillerum.analysis.series import Floats

LENGTHS = (2, 3)
DRIFT = 12  # periods
STEADY = 1.5  # standard deviations: an earlier figure counts for no more
GOES_ALONG = 0.7  # standard deviations: what the newest figure must show of it
WANDER = 0.4  # how much the level may wander in a period, in the figures' variances
_BOUND, _BOUNDED = 1.0, 0.516  # of a drift's steps, and the variance of a normal one so bounded
_TOGETHER = 1.3  # neighbouring steps are not quite independent


@dataclass(frozen=True, slots=True)
class Window:
    """`periods` it looks back over (1: the period alone), `weight` of its word, `z` (S, C) standardised departures."""

    periods: int
    weight: float
    z: Floats


def windows(track: Track) -> list[Window]:
    """The period alone, then longer ones; a window that reaches before the track is NaN."""
    return [
        Window(1, 0.75, track.z),
        *(Window(length, 0.10, _lasting(track, length)) for length in LENGTHS),
        Window(DRIFT, 0.05, _drifting(track)),
    ]


def _lasting(track: Track, length: int) -> Floats:
    out = np.full(track.z.shape, np.nan)
    columns = track.z.shape[1] - length + 1
    if columns < 1:
        return out
    total, before = np.zeros((len(out), columns)), track.level[:, :columns]
    for step in range(length):
        part = slice(step, step + columns)
        away = track.left[:, part] + track.level[:, part] - before
        size = straightened(away, track.power[:, part]) / track.scale[:, part]
        total += size if step == length - 1 else np.clip(size, -STEADY, STEADY)
    out[:, length - 1 :] = total / np.sqrt(length * (1 + WANDER * (length - 1)))
    return _supported(out, track.z)


def _drifting(track: Track) -> Floats:
    seen = np.isfinite(track.z)
    steps = np.where(seen, np.clip(track.z, -_BOUND, _BOUND), 0.0)
    out = np.full(track.z.shape, np.nan)
    for k in range(DRIFT - 1, track.z.shape[1]):
        part = slice(k - DRIFT + 1, k + 1)
        total = steps[:, part].sum(axis=1) / np.sqrt(DRIFT * _BOUNDED * _TOGETHER)
        out[:, k] = np.where(seen[:, part].all(axis=1), total, np.nan)
    return _supported(out, track.z)


def _supported(out: Floats, newest: Floats) -> Floats:
    along = (np.abs(newest) >= GOES_ALONG) & (np.sign(newest) == np.sign(out))
    return np.where(along, out, np.nan)
