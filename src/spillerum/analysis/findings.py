"""From probabilities to what is off: budget of false alarms, false discoveries, materiality, and how long it has lasted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis import hold
from spillerum.analysis.discovery import discovered
from spillerum.analysis.series import Bools, Floats

if TYPE_CHECKING:
    from spillerum.analysis.follow import Track
    from spillerum.analysis.series import Ints

Material = Callable[[Floats, int], Bools]
"""(S,) departures on the scale at a column: which are material."""


@dataclass(frozen=True, slots=True)
class Demands:
    """What a departure must be to be reported. Along (S,): `alpha` the budget's threshold, `lasting` in periods; `held` periods at most.

    `families` (F, width): which rows share one false-discovery rate, -1 padded.
    """

    alpha: Floats
    rate: float
    lasting: Ints
    held: int
    families: Ints


@dataclass(frozen=True, slots=True)
class Found:
    """(S, T): `p` of what was judged, against the level before an open departure began; `away` on the scale."""

    p: Floats
    away: Floats
    lasted: Ints
    reported: Bools


def find(track: Track, p_now: Floats, material: Material, demands: Demands) -> Found:
    """Walk through time; what is held in one period is compared in the next. p_now: (S, T), NaN not judged."""
    rows, periods = p_now.shape
    p, away = p_now.copy(), track.z * track.scale
    lasted = np.zeros((rows, periods), dtype=np.int64)
    reported = np.zeros((rows, periods), bool)
    held, told = hold.Held.none(rows), np.zeros(rows, bool)
    for t in range(periods):
        judged = np.isfinite(p_now[:, t])
        fresh = _discovered(p_now[:, t], demands) & (p_now[:, t] <= demands.alpha)
        hold.release(held, (held.began >= 0) & (held.began <= t - demands.held))
        told &= held.began >= 0
        still = judged & (held.began >= 0)
        p_held = hold.probability(track, held, t)
        away_held, _ = hold.departure(track, held, t)
        goes_on = (
            still & (p_held <= demands.alpha) & (np.sign(away_held) == held.sign) & material(away_held, t)
        )
        hold.release(held, still & ~goes_on)
        told[still & ~goes_on] = False
        begins = judged & ~goes_on & (p_now[:, t] <= demands.alpha) & material(away[:, t], t)
        hold.take(held, track, t, begins)
        told[begins] = False
        off = goes_on | begins
        held.lasted[off] += 1
        # A departure told of once is told of until it is over; a new one must be a discovery.
        told |= off & fresh & material(away[:, t], t)
        reported[:, t] = off & told & (held.lasted >= demands.lasting)
        shown = goes_on & told & (p_held < p_now[:, t])
        p[shown, t], away[goes_on, t] = p_held[shown], away_held[goes_on]
        lasted[:, t] = np.where(off, held.lasted, 0)
    return Found(p, away, lasted, reported)


def _discovered(p: Floats, demands: Demands) -> Bools:
    members = demands.families
    cells = np.where(members >= 0, p[members], np.nan)
    tested = np.isfinite(cells).sum(axis=1)
    ranked = np.sort(np.where(np.isfinite(cells), cells, np.inf), axis=1)
    simes = np.min(ranked * np.maximum(tested, 1)[:, None] / np.arange(1, cells.shape[1] + 1), axis=1)
    chosen = discovered(np.where(tested > 0, simes, np.nan), demands.rate)
    # Benjamini & Bogomolov 2014: within the families chosen, the rate shrinks by the share that was chosen.
    share = chosen.sum() / max(int((tested > 0).sum()), 1)
    inside = discovered(cells, demands.rate * share) & chosen[:, None]
    out = np.zeros(len(p), bool)
    out[members[(members >= 0) & inside]] = True
    return out
