"""What is off: within the budget of false alarms, a discovery, material, and for how long.

A departure is held on to: see `hold`. It is told once it is a discovery, and from then on until it is over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis import hold
from spillerum.analysis.discovery import in_levels
from spillerum.analysis.series import Bools, Floats

if TYPE_CHECKING:
    from spillerum.analysis.follow import Track
    from spillerum.analysis.series import Ints

Material = Callable[[Floats, int, Bools], Bools]
"""Of departures (S,) on the scale at a column: which of those asked for are material."""


@dataclass(frozen=True, slots=True)
class Demands:
    """What a departure must be to be told. Along (S,): `alpha` the budget's threshold, `lasting` in periods.

    rate: the share of false discoveries. families (F, width): rows that share it, -1 padded. held: periods at most.
    """

    alpha: Floats
    rate: float
    lasting: Ints
    held: int
    families: Ints


@dataclass(frozen=True, slots=True)
class Found:
    """(S, T). `p`: this period's departure, given what is held; `away`, `scale`: the departure and its deviation,
    from the level before it began; `lasted`: periods in a row; `reported`."""

    p: Floats
    away: Floats
    scale: Floats
    lasted: Ints
    reported: Bools


def find(track: Track, p: Floats, material: Material, demands: Demands) -> Found:
    """Walk through time; what is held in one period is compared in the next. p: (S, T), NaN not judged."""
    rows, periods = p.shape
    found = Found(
        p.copy(), track.z * track.scale, track.scale.copy(),
        np.zeros((rows, periods), dtype=np.int64), np.zeros((rows, periods), bool),
    )  # fmt: skip
    held, told = hold.Held.none(rows), np.zeros(rows, bool)
    for t in range(periods):
        _step(track, material, demands, held, told, found, t)
    return found


def _step(
    track: Track, material: Material, demands: Demands, held: hold.Held, told: Bools, found: Found, t: int
) -> None:
    p = found.p[:, t]
    judged = np.isfinite(p)
    hold.release(held, (held.began >= 0) & (held.began <= t - demands.held))
    kept = judged & (held.began >= 0)
    away, error = hold.departure(track, held, t)
    still = kept & (hold.probability(away, error) <= demands.alpha)
    goes_on = material(away, t, still & ~held.back & (np.sign(away) == held.sign))
    # Back where it came from is no news, however far from where it has been meanwhile.
    returned = kept & ~still
    held.back |= returned
    p[returned] = np.maximum(p[returned], hold.probability(away, error)[returned])
    fresh = material(found.away[:, t], t, judged & (p <= demands.alpha))
    begins = fresh & ~goes_on
    hold.take(held, track, t, begins)
    told &= goes_on
    off = goes_on | begins
    told |= off & fresh & in_levels(p, demands.families, demands.rate)
    held.lasted = np.where(off, held.lasted + 1, 0)
    found.away[goes_on, t], found.scale[goes_on, t] = away[goes_on], error[goes_on]
    found.lasted[:, t] = held.lasted
    found.reported[:, t] = told & off & (held.lasted >= demands.lasting)
