"""What a unit's measures say together: each seen alone, seen against the others, and seen as one.

A single measure that departs is clearer when the unit's other measures are taken off (their departures
clipped, so that a closure seen in all of them stays visible); a whole unit that departs is clearer when they
are added up. The three probabilities are combined by Cauchy's rule, which holds whatever their dependence
(Liu & Xie 2020, J. Am. Stat. Assoc. 115: 393-402).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.tails import SMALLEST, two_sided

if TYPE_CHECKING:
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Bools, Floats, Ints

ALONE, AGAINST, AS_ONE = 0.35, 0.25, 0.40
CLIP_AGAINST, CLIP_AS_ONE, CLIP_RECORD = 1.5, 2.0, 2.5
UNREMARKABLE = 0.95  # a part nearer to 1 than this says no more: it must not outweigh the others
_SHRINK = 50.0
_FIRST = 60  # pairs seen before measures are believed to move together


def together(grid: Grid, z: Floats, lightness: Floats) -> Floats:
    """(S, T) probabilities of departures z (S, T); each column uses only correlations from the columns before it."""
    p = two_sided(z, lightness)
    rows = _by_measure(grid)
    if rows.shape[1] < 2:
        return p
    products = np.zeros((rows.shape[1], rows.shape[1]))
    squares, pairs = products.copy(), products.copy()
    for t in range(z.shape[1]):
        now = np.where(rows >= 0, z[rows, t], np.nan)
        known = np.isfinite(now)
        several = known & (known.sum(axis=1, keepdims=True) > 1)
        if several.any() and pairs.max() >= _FIRST:
            found = _combined(now, known, _correlation(products, squares, pairs), lightness[rows, t])
            p[rows[several], t] = found[several]
        clipped = np.where(known, np.clip(now, -CLIP_RECORD, CLIP_RECORD), 0.0)
        products += clipped.T @ clipped
        squares += (clipped**2).T @ known
        pairs += known.T.astype(float) @ known
    return p


def _by_measure(grid: Grid) -> Ints:
    measures = {name: place for place, name in enumerate(dict.fromkeys(one.measure for one in grid.series))}
    rows = np.full((len(grid.units), len(measures)), -1, dtype=np.int64)
    for row, one in enumerate(grid.series):
        rows[grid.unit_of[row], measures[one.measure]] = row
    return rows


def _correlation(products: Floats, squares: Floats, pairs: Floats) -> Floats:
    """Never below nought: measures of one unit that go against each other are no reason to doubt both."""
    with np.errstate(invalid="ignore", divide="ignore"):
        found = products / np.sqrt(squares * squares.T) * pairs / (pairs + _SHRINK)
    found = np.clip(np.nan_to_num(found), 0.0, 0.9)
    np.fill_diagonal(found, 1.0)
    return found


def _combined(now: Floats, known: Bools, correlation: Floats, lightness: Floats) -> Floats:
    """now, known, lightness: (U, M)."""
    alone = np.where(known, now, 0.0)
    parts = (
        (ALONE, two_sided(alone, lightness)),
        (AGAINST, two_sided(_against(alone, known, correlation), lightness)),
        (AS_ONE, two_sided(_as_one(alone, known, correlation), lightness)),
    )
    sums = sum(weight / np.tan(np.pi * np.clip(p, SMALLEST, UNREMARKABLE)) for weight, p in parts)
    return np.maximum(np.arctan2(1.0, sums) / np.pi, SMALLEST)


def _against(alone: Floats, known: Bools, correlation: Floats) -> Floats:
    """What is left of each measure when the unit's others have had their say; as it stands where one is missing."""
    out = alone.copy()
    whole = known.all(axis=1)
    others = np.clip(alone, -CLIP_AGAINST, CLIP_AGAINST)
    for m in range(alone.shape[1]):
        rest = np.arange(alone.shape[1]) != m
        slope = np.linalg.solve(correlation[np.ix_(rest, rest)], correlation[rest, m])
        left = max(1 - float(slope @ correlation[rest, m]), 0.1)
        out[whole, m] = (alone[whole, m] - others[whole][:, rest] @ slope) / np.sqrt(left)
    return out


def _as_one(alone: Floats, known: Bools, correlation: Floats) -> Floats:
    """The sum of the unit's measures, seen from each: the others clipped, and counted only where they agree with it."""
    others = np.clip(alone, -CLIP_AS_ONE, CLIP_AS_ONE)
    total = alone + others.sum(axis=1, keepdims=True) - others
    variance = np.einsum("um,mk,uk->u", known * 1.0, correlation, known * 1.0)[:, None]
    agrees = np.sign(total) == np.sign(alone)
    return np.where(agrees, total / np.sqrt(np.maximum(variance, 1.0)), 0.0)
