"""What a unit's measures say together: each seen alone, seen against the others, and seen as one.

A single measure that departs is clearer when what the unit's other measures foretell is taken off (their departures
clipped, so that a closure seen in all of them stays visible); a whole unit that departs is clearer as one departure,
the same per cent in each, weighed by their scatter (generalised least squares). Each is seen in the period alone
and in longer windows. The probabilities are combined by Cauchy's rule, which holds whatever their dependence
(Liu & Xie 2020, J. Am. Stat. Assoc. 115: 393-402).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.tails import SMALLEST, two_sided

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Bools, Floats, Ints
    from spillerum.analysis.windows import Window

ALONE, AGAINST, AS_ONE = 0.35, 0.25, 0.40
CLIP_AGAINST, CLIP_AS_ONE, CLIP_RECORD = 1.5, 2.5, 1.7
UNREMARKABLE = 0.95  # a part nearer to 1 than this says no more: it must not outweigh the others
_SHRINK = 50.0
_LEAST = 0.1  # of the eigenvalues of what measures have in common
_FIRST = 60  # pairs seen before measures are believed to move together


def together(
    grid: Grid, history: NDArray[np.floating], windows: Sequence[Window], scale: Floats, lightness: Floats
) -> tuple[Floats, Ints]:
    """(S, C), (S, C): probabilities, and over how many periods each is clearest.

    history: (S, T) standardised departures; windows, scale, lightness: along the last C columns of it. Each column uses only
    correlations from the columns before it.
    """
    sums, best = np.zeros(scale.shape), np.full(scale.shape, np.inf)
    clearest = np.ones(scale.shape, dtype=np.int64)
    families = list(_families(grid, history, scale.shape[1]))
    for window in windows:
        said = np.full(scale.shape, np.nan)
        for rows, correlation in families:
            here = _said(window.z, windows[0].z, scale, lightness, rows, correlation)
            said[rows[rows >= 0]] = here[rows >= 0]
        word = np.where(np.isfinite(said), said, 0.0)
        sums += window.weight * word
        # A longer window must be clearer by as much as its word weighs less.
        p = np.where(np.isfinite(said), _probability(said), 1.0) / window.weight
        better = p < best
        best, clearest = np.where(better, p, best), np.where(better, window.periods, clearest)
    p = np.maximum(_probability(sums), SMALLEST)
    return np.where(np.isfinite(windows[0].z), p, np.nan), clearest


def _families(
    grid: Grid, history: NDArray[np.floating], columns: int
) -> Iterator[tuple[Ints, Floats | None]]:
    """Units of one group by measure (U, M), and (C, M, M) their measures' correlations; all single measures at once."""
    alone: list[int] = []
    for family in grid.families:
        units: dict[int, dict[str, int]] = defaultdict(dict)
        for row in family[family >= 0]:
            units[int(grid.unit_of[row])][grid.series[row].measure] = int(row)
        measures = list(dict.fromkeys(name for unit in units.values() for name in unit))
        if len(measures) < 2:
            alone += [row for unit in units.values() for row in unit.values()]
            continue
        rows = np.array(
            [[unit.get(name, -1) for name in measures] for unit in units.values()], dtype=np.int64
        )
        yield rows, _correlations(history, rows, columns)
    if alone:
        yield np.array(alone, dtype=np.int64)[:, None], None


def _correlations(history: NDArray[np.floating], rows: Ints, columns: int) -> Floats:
    """Never below nought: measures of one unit that go against each other are no reason to doubt both."""
    now = np.where((rows >= 0)[..., None], history[rows], np.nan)
    known = np.isfinite(now)
    clipped = np.where(known, np.clip(now, -CLIP_RECORD, CLIP_RECORD), 0.0).transpose(2, 1, 0)  # T, M, U
    seen = known.transpose(2, 1, 0).astype(np.float64)
    every = [
        np.cumsum(part, axis=0)
        for part in (
            clipped @ clipped.transpose(0, 2, 1),
            clipped**2 @ seen.transpose(0, 2, 1),
            seen @ seen.transpose(0, 2, 1),
        )
    ]
    first = history.shape[1] - columns
    nothing = np.zeros((1, *every[0].shape[1:]))
    products, squares, pairs = (np.concatenate([nothing, part])[first:-1] for part in every)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = products / np.sqrt(squares * squares.transpose(0, 2, 1)) * pairs / (pairs + _SHRINK)
    found = np.where(pairs >= _FIRST, np.clip(np.nan_to_num(found), 0.0, 0.9), 0.0)
    places = np.arange(found.shape[1])
    found[:, places, places] = 1.0
    # Pairs that are each right need not be right together: shrunk until they are.
    least = np.linalg.eigvalsh(found)[:, :1, None]
    alone = np.eye(len(places))
    shrunk = alone + (found - alone) * (1 - _LEAST) / np.maximum(1 - least, 1 - _LEAST)
    return np.asarray(np.where(least < _LEAST, shrunk, found))


def _said(
    z: Floats, newest: Floats, scale: Floats, lightness: Floats, rows: Ints, correlation: Floats | None
) -> Floats:
    """(U, M, C): the weighed cotangents of the parts' probabilities; NaN where z has no departure.

    A measure that is there (in `newest`) but shows nothing over the window speaks for nothing having happened.
    """
    now = np.where((rows >= 0)[..., None], z[rows], np.nan)
    light = lightness[rows]
    if correlation is None:
        return np.where(np.isfinite(now), _cotangent(two_sided(now, light)), np.nan)
    now, light = now.transpose(0, 2, 1), light.transpose(0, 2, 1)  # U, C, M
    told = np.isfinite(now)
    known = np.isfinite(np.where((rows >= 0)[..., None], newest[rows], np.nan)).transpose(0, 2, 1)
    alone = np.where(told, now, 0.0)
    covariance, precision = _by_pattern(correlation, known)
    deviation = np.where(known, scale[rows].transpose(0, 2, 1), 1.0)
    parts = (
        (ALONE, alone),
        (AGAINST, _against(alone, precision)),
        (AS_ONE, _as_one(alone, known, deviation, covariance, precision)),
    )
    sums = sum(weight * _cotangent(two_sided(part, light)) for weight, part in parts)
    several = known.sum(axis=-1, keepdims=True) > 1
    said = np.where(several, sums, _cotangent(two_sided(alone, light)))
    return np.where(told, said, np.nan).transpose(0, 2, 1)


def _by_pattern(correlation: Floats, known: Bools) -> tuple[Floats, Floats]:
    """(U, C, M, M) twice, or (C, M, M) where none is missing: correlations of what is there (else ones), and their inverse."""
    if known.all():
        return correlation, np.asarray(np.linalg.inv(correlation), dtype=np.float64)
    units, columns, measures = known.shape
    column = np.broadcast_to(np.arange(columns)[None, :, None], (units, columns, 1))
    keys = np.concatenate([column, known], axis=-1).reshape(-1, measures + 1)
    patterns, of = np.unique(keys, axis=0, return_inverse=True)
    here = patterns[:, 1:].astype(bool)
    some = correlation[patterns[:, 0]] * (here[:, :, None] & here[:, None, :])
    places = np.arange(measures)
    some[:, places, places] = 1.0
    of = of.reshape(units, columns)
    return some[of], np.linalg.inv(some)[of]


def _against(alone: Floats, precision: Floats) -> Floats:
    """What is left of each measure when the unit's others have had their say."""
    places = np.arange(alone.shape[-1])
    own = precision[..., places, places]
    others = np.clip(alone, -CLIP_AGAINST, CLIP_AGAINST)
    foretold = -((precision @ others[..., None])[..., 0] - own * others) / own
    return np.asarray((alone - foretold) * np.sqrt(own))


def _as_one(alone: Floats, known: Bools, deviation: Floats, covariance: Floats, precision: Floats) -> Floats:
    """The unit's measures as one departure, seen from each: the others clipped, and only where they agree with it."""
    steady = known / deviation
    steady = steady / np.maximum(steady.max(axis=-1, keepdims=True), 1e-300)
    weights = np.maximum((precision @ steady[..., None])[..., 0], 0.0)
    others = weights * np.clip(alone, -CLIP_AS_ONE, CLIP_AS_ONE)
    total = weights * alone + others.sum(axis=-1, keepdims=True) - others
    variance = ((covariance @ weights[..., None])[..., 0] * weights).sum(axis=-1, keepdims=True)
    agrees = np.sign(total) == np.sign(alone)
    return np.where(agrees, total / np.sqrt(np.maximum(variance, 1e-300)), 0.0)


def _cotangent(p: Floats) -> Floats:
    return np.asarray(1 / np.tan(np.pi * np.clip(p, SMALLEST, UNREMARKABLE)))


def _probability(cotangent: Floats) -> Floats:
    return np.asarray(np.arctan2(1.0, cotangent) / np.pi)
