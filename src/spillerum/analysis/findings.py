"""What is off: within the budget of false alarms, a discovery, material, and for how long.

A departure is held on to: see `hold`. It is told once it is a discovery, and from then on until it is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from spillerum.analysis import hold
from spillerum.analysis.discovery import in_levels
from spillerum.analysis.follow import ENOUGH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.analysis.follow import Track
    from spillerum.analysis.series import Bools, Floats, Ints


class Material(Protocol):
    """How likely departures (S,) on the scale at column t, known to within `error`, are material; 0 where not asked."""

    def __call__(self, away: Floats, error: Floats, t: int, asked: Bools) -> Floats: ...


@dataclass(frozen=True, slots=True)
class Demands:
    """What a departure must be to be told. Along (S,): `alpha` the budget's threshold, `lasting` in periods.

    rate: the share of false discoveries. sure: how likely it must be that it is material. families (F, width): rows
    that share the rate, -1 padded. held: periods at most.
    """

    alpha: Floats
    rate: float
    sure: float
    lasting: Ints
    held: int
    families: Ints

    @property
    def walk(self) -> int:
        """Periods before the judged one from which what is held can matter."""
        return 2 * self.held


@dataclass(frozen=True, slots=True)
class Found:
    """(S, C), of the columns judged, `first` the first. `p`: this period's departure, given what is held; `away`, `scale`:
    the departure and its deviation, from the level before it began; `material`: how likely it is to be; `lasted`:
    periods in a row; `reported`."""

    p: Floats
    away: Floats
    scale: Floats
    material: Floats
    lasted: Ints
    reported: Bools
    first: int

    def at(self, t: int) -> Found:
        k = t - self.first
        return Found(
            self.p[:, k], self.away[:, k], self.scale[:, k], self.material[:, k], self.lasted[:, k], self.reported[:, k], t
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """(S, C) from the track's first column on: probabilities, NaN not judged, and over how many periods each is clearest."""

    p: Floats
    clearest: Ints


def find(track: Track, said: Said, material: Material, demands: Demands, columns: Sequence[int]) -> Found:
    """Each column by itself, walking up to it from as far back as what is held can reach."""
    every = [_walked(track, said, material, demands, t) for t in columns]
    p, away, scale, likely, lasted, reported = (np.stack(part, axis=1) for part in zip(*every, strict=True))
    return Found(p, away, scale, likely, lasted.astype(np.int64), reported.astype(bool), columns[0])


def _walked(
    track: Track, said: Said, material: Material, demands: Demands, until: int
) -> tuple[Floats, Floats, Floats, Floats, Ints, Bools]:
    rows = len(said.p)
    held, told = hold.Held.none(rows), np.zeros(rows, bool)
    for t in range(max(until - demands.walk, track.first), until):
        _step(track, said, material, demands, held, told, t)
    return _step(track, said, material, demands, held, told, until)


def _step(
    track: Track, said: Said, material: Material, demands: Demands, held: hold.Held, told: Bools, t: int
) -> tuple[Floats, Floats, Floats, Floats, Ints, Bools]:
    now, p = track.at(t), said.p[:, t - track.first].copy()
    judged = np.isfinite(p)
    # Neither for ever, nor beyond a level that a person has accepted.
    hold.release(held, (held.began >= 0) & ((held.began <= t - demands.held) | (now.history < ENOUGH)))
    from_before = hold.departure(track, held, t)
    goes_on, since_then, returned = _kept(from_before, now, material, demands, held, judged, t)
    p[returned] = np.maximum(p[returned], from_before.p[returned])

    # What has been away and is nearer to where it was is compared with that, whatever the level has followed it to.
    away, error, began = _newest(track, said, t)
    away, error = np.where(returned, from_before.far, away), np.where(returned, from_before.error, error)
    began = np.where(returned, t, began)
    likely = material(away, error, t, judged & (p <= demands.alpha))
    fresh = likely >= demands.sure
    begins = fresh & ~goes_on
    hold.take(held, track, began, np.sign(away), begins, anew=~returned)
    told &= goes_on
    off = goes_on | begins
    if fresh.any():
        told |= off & fresh & in_levels(p, demands.families, demands.rate)
    held.lasted = np.where(begins, t - began + 1, np.where(goes_on, held.lasted + 1, 0))
    far = np.where(goes_on, from_before.far, np.where(begins, away, now.left))
    deviation = np.where(goes_on, from_before.error, now.scale)
    sure = np.where(off, np.where(goes_on, since_then, likely), np.nan)
    return p, far, deviation, sure, held.lasted.copy(), told & off & (held.lasted >= demands.lasting)


def _kept(
    from_before: hold.Away,
    now: Track,
    material: Material,
    demands: Demands,
    held: hold.Held,
    judged: Bools,
    t: int,
) -> tuple[Bools, Floats, Bools]:
    """Along (S,), of what is held: what goes on, how likely that is material, and what is back where it came from."""
    kept = judged & (held.began >= 0)
    still = kept & (from_before.p <= demands.alpha)
    goes_on = still & ~held.back & (np.sign(from_before.far) == held.sign)
    likely = material(from_before.far, from_before.error, t, goes_on)
    goes_on &= likely >= 1 / 2
    # Back where it came from is no news, however far from where it has been meanwhile.
    held.began[kept & ~still & ~held.back] = t  # and so it is for as long again
    held.back |= kept & ~still
    nearer = 2 * np.abs(from_before.far) < np.abs(now.left)
    return goes_on, likely, kept & (~still | (~goes_on & nearer))


def _newest(track: Track, said: Said, t: int) -> tuple[Floats, Floats, Ints]:
    """Along (S,): the departure from the level before the clearest window, its deviation, and the column it began in."""
    k = t - track.first
    rows = np.arange(len(said.p))
    length = np.minimum(said.clearest[:, k], k + 1)
    start = k - length + 1
    away = track.left[:, k] + track.level[:, k] - track.level[rows, start]
    began = start + track.first
    # A window over which the newest does not point the same way is no beginning of it.
    astray = np.sign(away) != np.sign(track.left[:, k])
    away, began = np.where(astray, track.left[:, k], away), np.where(astray, t, began)
    return away, track.scale[:, k] / np.sqrt(np.where(astray, 1, length)), began
