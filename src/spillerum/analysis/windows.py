"""Evidence that adds up: the last two and three periods as one, from the level before them, and a slow drift.

A small change that lasts is clearer over three periods than in any one; a single wild figure must not pass for
one, so earlier figures count for no more than the newest, which must go along. A drift is seen as a
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

DRIFT = 12  # periods
GOES_ALONG = 0.7  # standard deviations: what the newest figure must show of it
WANDER = 0.15  # how much the level may wander in a period, in the figures' variances
_BOUND, _BOUNDED = 1.0, 0.516  # of a drift's steps, and the variance of a normal one so bounded
_TOGETHER = 1.3  # neighbouring steps are not quite independent


@dataclass(frozen=True, slots=True)
class Weights:
    """Of a measure alone, against what its unit's others foretell, and of the unit's measures as one (see `together`)."""

    alone: float
    against: float
    as_one: float

    @property
    def total(self) -> float:
        return self.alone + self.against + self.as_one


NEWEST = Weights(0.24, 0.42, 0.08)
LASTING = {2: Weights(0.0, 0.0, 0.08), 3: Weights(0.0, 0.0, 0.15)}
DRIFTING = Weights(0.03, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Window:
    """`periods` it looks back over (1: the period alone), `weights` of what it says, `z` (S, C) standardised departures."""

    periods: int
    weights: Weights
    z: Floats


def windows(track: Track) -> list[Window]:
    """The period alone, then longer ones; a window that reaches before the track is NaN."""
    return [
        Window(1, NEWEST, track.z),
        *(Window(length, weights, _lasting(track, length)) for length, weights in LASTING.items()),
        Window(DRIFT, DRIFTING, _drifting(track)),
    ]


def _lasting(track: Track, length: int) -> Floats:
    out = np.full(track.z.shape, np.nan)
    columns = track.z.shape[1] - length + 1
    if columns < 1:
        return out
    total, before = np.zeros((len(out), columns)), track.level[:, :columns]
    most = np.abs(track.z[:, length - 1 :])
    for step in range(length):
        part = slice(step, step + columns)
        away = track.left[:, part] + track.level[:, part] - before
        size = straightened(away, track.power[:, part]) / track.scale[:, part]
        # What is off only by where the level was then, and not from where it has come since, is on its way back.
        size = np.where(np.sign(track.left[:, part]) == np.sign(size), size, 0.0)
        total += size if step == length - 1 else np.clip(size, -most, most)
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
