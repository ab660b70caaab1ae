"""What all siblings share in one period: a robust mean of their departures, for each unit without itself.

One step of Huber's estimator from the median (Huber 1964; Bickel 1975, J. Am. Stat. Assoc. 70: 428-434), taken for
each of the three medians that leaving one unit out can give, so that nothing of a unit is in what it is judged by.
Leave-one-out and residual tests after Grigg, Spiegelhalter & Jones 2009, J. R. Statist. Soc. A 172(1): 49-66.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.robust import median, medians_without, shares

if TYPE_CHECKING:
    from spillerum.analysis.series import Floats

FEW = 3
"""With fewer siblings than this (the unit itself included) nothing is called common."""
_CALM = 8.0  # siblings' worth of belief that a period is as calm as any
_NORMAL = 0.6745  # median of |Z|


@dataclass(frozen=True, slots=True)
class Shared:
    """Along (groups, members): `without`, `error`: the factor seen from each unit, and its standard error;
    `unrest`: how much more than usual the siblings scatter this period (1: as usual). Along (groups,): `factor`."""

    without: Floats
    error: Floats
    unrest: Floats
    factor: Floats


def shared(departures: Floats, scale: Floats) -> Shared:
    """departures, scale: (groups, members); NaN for no figure."""
    seen = np.isfinite(departures)
    judged = seen.sum(axis=-1)
    s = np.where(seen, scale, 1.0)
    # No unit, however steady it looks, may outvote the rest.
    typical = np.nan_to_num(median(np.where(seen, scale, np.nan)), nan=1.0)[..., None]
    known, weights = np.where(seen, departures, 0.0), np.where(seen, 1 / (s**2 + typical**2), 0.0)
    centres, which = medians_without(departures)
    without, error, unrest = (np.zeros(s.shape) for _ in range(3))
    for one in range(centres.shape[-1]):
        centre = np.nan_to_num(centres[..., one])[..., None]
        z = np.where(seen, (departures - centre) / s, np.nan)
        pull = weights * shares(z)
        rest = pull.sum(axis=-1, keepdims=True) - pull
        some = np.maximum(rest, 1e-300)
        mean = ((pull * known).sum(axis=-1, keepdims=True) - pull * known) / some
        squares = (pull * s) ** 2
        off = np.sqrt(np.maximum(squares.sum(axis=-1, keepdims=True) - squares, 0.0)) / some
        calm, place = medians_without(np.abs(z))
        calm = np.fmax(np.take_along_axis(calm, place, -1) / _NORMAL, 1.0)
        mine = which == one
        without, error, unrest = (
            np.where(mine, new, old) for new, old in ((mean, without), (off, error), (calm, unrest))
        )
    others = np.maximum(judged[..., None] - seen, 0)
    unrest = np.sqrt((_CALM + others * unrest**2) / (_CALM + others))
    enough = (judged >= FEW)[..., None]
    centre = np.nan_to_num(median(departures))[..., None]
    pull = weights * shares(np.where(seen, (departures - centre) / s, np.nan))
    factor = (pull * known).sum(axis=-1) / np.maximum(pull.sum(axis=-1), 1e-300)
    return Shared(
        np.where(enough, without, 0.0),
        np.where(enough, error, 0.0),
        np.where(enough & np.isfinite(unrest), unrest, 1.0),
        np.where(enough[..., 0], factor, np.nan),
    )
