"""What all siblings share in one period: a robust mean of their departures, for each unit without itself.

Weighted Huber mean around the weighted median (Huber 1964). Leave-one-out and residual tests after
Grigg, Spiegelhalter & Jones 2009, J. R. Statist. Soc. A 172(1): 49-66.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.robust import shares, weighted_median

if TYPE_CHECKING:
    from spillerum.analysis.series import Floats

FEW = 3
"""With fewer siblings than this (the unit itself included) nothing is called common."""
_PRIOR = 8.0


@dataclass(frozen=True, slots=True)
class Shared:
    """Along (groups, members): `without`, `error`: the factor seen from each unit, and its standard error.

    `unrest`: how much more than usual the siblings scatter this period (1 as usual). Along (groups,):
    `factor`, `factor_error`, `judged` (how many took part).
    """

    without: Floats
    error: Floats
    unrest: Floats
    factor: Floats
    factor_error: Floats
    judged: Floats


def shared(departures: Floats, scale: Floats) -> Shared:
    """departures, scale: (groups, members); NaN for no figure."""
    seen = np.isfinite(departures)
    d, s = np.where(seen, departures, 0.0), np.where(seen, scale, 1.0)
    # No unit, however steady it looks, may outvote the rest.
    typical = np.where(seen.any(-1), _median(scale, seen), 1.0)[..., None]
    weights = np.where(seen, 1 / (s**2 + typical**2), 0.0)
    centre = np.nan_to_num(weighted_median(departures, weights))
    for _ in range(2):
        pull = weights * shares(np.where(seen, (d - centre[..., None]) / s, np.nan))
        total = pull.sum(-1)
        centre = np.where(total > 0, (pull * d).sum(-1) / np.where(total > 0, total, 1), 0.0)
    rest = total[..., None] - pull
    with np.errstate(invalid="ignore", divide="ignore"):
        without = ((pull * d).sum(-1)[..., None] - pull * d) / rest
        squares = (pull**2 * s**2).sum(-1)
        error = np.sqrt(squares[..., None] - pull**2 * s**2) / rest
        factor_error = np.sqrt(squares) / total
    judged = seen.sum(-1)
    enough = (judged >= FEW)[..., None] & (rest > 0)
    z = np.where(seen, (d - centre[..., None]) / s, np.nan)
    calm = np.clip(_median(np.abs(z), seen) / 0.6745, 1.0, None)
    unrest = np.sqrt((_PRIOR + judged * calm**2) / (_PRIOR + judged))
    return Shared(
        np.where(enough, without, 0.0),
        np.where(enough, error, 0.0),
        np.where(judged >= FEW, unrest, 1.0)[..., None] * np.ones_like(d),
        np.where(judged >= FEW, centre, np.nan),
        factor_error,
        judged.astype(float),
    )


def _median(values: Floats, seen: Floats) -> Floats:
    found = weighted_median(values, seen.astype(float))
    return np.where(np.isfinite(found), found, 1.0)
