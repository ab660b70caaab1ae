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
EXACT = 4_000_000
"""Pairs of siblings compared one by one; with more (large groups) the unit's own pull is taken off the mean instead."""
_CALM = 8.0  # siblings' worth of belief that a period is as calm as any
_ROUNDS = 2


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
    s = np.where(seen, scale, 1.0)
    # No unit, however steady it looks, may outvote the rest.
    typical = np.nan_to_num(weighted_median(s, seen.astype(np.float64)), nan=1.0)[..., None]
    weights = np.where(seen, 1 / (s**2 + typical**2), 0.0)
    centre, pull = _mean(departures, s, weights)
    judged = seen.sum(axis=-1)
    enough = judged >= FEW
    pairs = seen.size * seen.shape[-1]
    without, error = _without(departures, s, weights) if pairs <= EXACT else _less(departures, s, pull)
    z = np.abs(np.where(seen, departures - centre[..., None], np.nan)) / s
    calm = np.fmax(weighted_median(z, seen.astype(np.float64)) / 0.6745, 1.0)
    unrest = np.sqrt((_CALM + judged * calm**2) / (_CALM + judged))
    use = (enough[..., None]) & np.isfinite(without)
    return Shared(
        np.where(use, without, 0.0),
        np.where(use, error, 0.0),
        np.where(enough, unrest, 1.0)[..., None] * np.ones_like(s),
        np.where(enough, centre, np.nan),
    )


def _mean(d: Floats, s: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Along the last axis: the mean, and how much each pulled at it."""
    centre = np.nan_to_num(weighted_median(d, weights))
    known = np.where(weights > 0, d, 0.0)
    pull = weights
    for _ in range(_ROUNDS):
        pull = weights * shares((known - centre[..., None]) / s)
        total = pull.sum(axis=-1)
        centre = np.where(total > 0, (pull * known).sum(axis=-1) / np.where(total > 0, total, 1.0), 0.0)
    return centre, pull


def _without(d: Floats, s: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """(groups, members): the mean and its error from all the others, exactly: nothing of the unit itself is in it."""
    size = d.shape[-1]
    others = np.broadcast_to(weights[..., None, :], (*d.shape, size)) * ~np.eye(size, dtype=np.bool_)
    every = np.broadcast_to(d[..., None, :], others.shape)
    scale = np.broadcast_to(s[..., None, :], others.shape)
    centre, pull = _mean(every, scale, others)
    return _with_error(centre, (pull**2 * scale**2).sum(axis=-1), pull.sum(axis=-1))


def _less(d: Floats, s: Floats, pull: Floats) -> tuple[Floats, Floats]:
    """The same from the group's mean with the unit's own pull taken off; nearly exact, and linear in the members."""
    known = np.where(pull > 0, d, 0.0)
    rest = pull.sum(axis=-1, keepdims=True) - pull
    squares = (pull**2 * s**2).sum(axis=-1, keepdims=True) - pull**2 * s**2
    sums = (pull * known).sum(axis=-1, keepdims=True) - pull * known
    return _with_error(np.divide(sums, rest, out=np.full_like(rest, np.nan), where=rest > 0), squares, rest)


def _with_error(centre: Floats, squares: Floats, total: Floats) -> tuple[Floats, Floats]:
    some = total > 0
    error = np.divide(np.sqrt(squares), total, out=np.full_like(total, np.nan), where=some)
    return np.where(some, centre, np.nan), error
