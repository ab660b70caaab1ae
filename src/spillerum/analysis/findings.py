"""What is off: within the budget of false alarms, a discovery, material, and for how long.

A departure is held on to: see `hold`. It is told once it is a discovery, and from then on until it is over. Which are
discoveries depends on all groups: `find` gives the candidates of some, and `told` chooses among those of all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from spillerum.analysis import hold
from spillerum.analysis.discovery import chosen_among, in_families
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
    """What a departure must be to be told. `alpha` (S, C) the budget's threshold from the track's first column on; `lasting`
    (S,) in periods.

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


@dataclass(frozen=True, slots=True)
class Candidates:
    """Departures that are told if they are discoveries, each in a column judged (counted from the first) and at a step of the
    walk up to it: their rows, families, and the rate at which each is one within its family (N,).

    simes: (columns, steps, F) the families' p.
    """

    row: Ints
    column: Ints
    step: Ints
    family: Ints
    rate: Floats
    simes: Floats


def find(
    track: Track, said: Said, material: Material, demands: Demands, columns: Sequence[int]
) -> tuple[Found, Candidates]:
    """Each column by itself, walking up to it from as far back as what is held can reach.

    `reported` is what may be: see `told`.
    """
    every = [_walked(track, said, material, demands, t) for t in columns]
    p, away, scale, likely, lasted, reported = (
        np.stack([getattr(one.last, name) for one in every], axis=1)
        for name in ("p", "away", "scale", "likely", "lasted", "off")
    )
    found = Found(p, away, scale, likely, lasted, reported, columns[0])
    return found, _candidates(every, demands.families, len(p))


def told(found: Found, parts: Sequence[tuple[Ints, Candidates]], rate: float) -> Found:
    """found: of all parts; parts: the rows of each part in it, and its candidates. Those reported that are discoveries."""
    simes = np.concatenate([some.simes for _, some in parts], axis=2)
    which = [[chosen_among(step, rate) for step in column] for column in simes]
    chosen = np.array([[families for families, _ in column] for column in which])
    inside = np.array([[limit for _, limit in column] for column in which])
    discoveries = np.zeros(found.p.shape, dtype=np.bool_)
    before = 0
    for rows, some in parts:
        looked_into = chosen[some.column, some.step, before + some.family]
        here = looked_into & (some.rate <= inside[some.column, some.step])
        discoveries[rows[some.row[here]], some.column[here]] = True
        before += some.simes.shape[2]
    return replace(found, reported=found.reported & discoveries)


@dataclass(frozen=True, slots=True)
class _Step:
    """Along (S,): what one step of a walk found. fresh: it is off by what is new; goes_on: it has been off."""

    p: Floats
    away: Floats
    scale: Floats
    likely: Floats
    lasted: Ints
    off: Bools
    fresh: Bools
    goes_on: Bools


@dataclass(frozen=True, slots=True)
class _Walk:
    """The last step, and of all of them: `simes` (steps, F), and what is fresh and has gone on to the last: a step, rows and
    the rates at which they are discoveries."""

    last: _Step
    simes: Floats
    fresh: list[tuple[int, Ints, Floats]]


def _walked(track: Track, said: Said, material: Material, demands: Demands, until: int) -> _Walk:
    held = hold.Held.none(len(said.p))
    first = max(until - demands.walk, track.first)
    steps = [_step(track, said, material, demands, held, t) for t in range(first, until + 1)]
    simes = np.full((demands.walk + 1, len(demands.families)), np.nan)
    fresh = []
    still = steps[-1].off
    for back, step in enumerate(reversed(steps)):
        place = demands.walk - back
        simes[place], rates = in_families(step.p, demands.families)
        rows = np.flatnonzero(step.fresh & still)
        fresh.append((place, rows, rates[rows]))
        still = still & step.goes_on
    return _Walk(steps[-1], simes, fresh)


def _candidates(every: Sequence[_Walk], families: Ints, rows: int) -> Candidates:
    found = [(column, *one) for column, walk in enumerate(every) for one in walk.fresh if len(one[1])]
    row = np.concatenate([np.zeros(0, np.int64), *(one[2] for one in found)])
    column, step = (
        np.repeat(np.array([one[n] for one in found], np.int64), [len(one[2]) for one in found])
        for n in (0, 1)
    )
    rate = np.concatenate([np.zeros(0), *(one[3] for one in found)])
    family = np.zeros(rows, np.int64)
    there = families >= 0
    family[families[there]] = np.nonzero(there)[0]
    return Candidates(row, column, step, family[row], rate, np.stack([walk.simes for walk in every]))


def _step(track: Track, said: Said, material: Material, demands: Demands, held: hold.Held, t: int) -> _Step:
    now, p, alpha = track.at(t), said.p[:, t - track.first].copy(), demands.alpha[:, t - track.first]
    judged = np.isfinite(p)
    # Neither for ever, nor beyond a level that a person has accepted.
    hold.release(held, (held.began >= 0) & ((held.began <= t - demands.held) | (now.history < ENOUGH)))
    from_before = hold.departure(track, held, t)
    goes_on, since_then, returned = _kept(from_before, now, material, alpha, held, judged, t)
    p[returned] = np.maximum(p[returned], from_before.p[returned])

    # What has been away and is nearer to where it was is compared with that, whatever the level has followed it to.
    away, error, began = _newest(track, said, t)
    away, error = np.where(returned, from_before.far, away), np.where(returned, from_before.error, error)
    began = np.where(returned, t, began)
    likely = material(away, error, t, judged & (p <= alpha))
    fresh = likely >= demands.sure
    begins = fresh & ~goes_on
    hold.take(held, track, began, np.sign(away), begins, anew=~returned)
    off = goes_on | begins
    held.lasted = np.where(begins, t - began + 1, np.where(goes_on, held.lasted + 1, 0))
    far = np.where(goes_on, from_before.far, np.where(begins, away, now.left))
    deviation = np.where(goes_on, from_before.error, now.scale)
    sure = np.where(off, np.where(goes_on, since_then, likely), np.nan)
    lasted = held.lasted.astype(np.int64)
    return _Step(p, far, deviation, sure, lasted, off & (lasted >= demands.lasting), fresh, goes_on)


def _kept(
    from_before: hold.Away,
    now: Track,
    material: Material,
    alpha: Floats,
    held: hold.Held,
    judged: Bools,
    t: int,
) -> tuple[Bools, Floats, Bools]:
    """Along (S,), of what is held: what goes on, how likely that is material, and what is back where it came from."""
    kept = judged & (held.began >= 0)
    still = kept & (from_before.p <= alpha)
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
