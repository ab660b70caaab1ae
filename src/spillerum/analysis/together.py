"""What a unit's measures say together: each seen alone, seen against the others, and seen as one.

A single measure that departs is clearer when what the unit's other measures foretell is taken off (their departures
clipped, so that a closure seen in all of them stays visible); a whole unit that departs is clearer as one departure,
the same per cent in each, weighed by their scatter (generalised least squares). That is one question a unit, not one a
measure: its answer belongs to the measure that departs most, and costs the others nothing. Each is seen in the period
alone or in longer windows. The probabilities are combined by Cauchy's rule, which holds whatever their dependence
(Liu & Xie 2020, J. Am. Stat. Assoc. 115: 393-402).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.tails import SMALLEST, two_sided

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Bools, Floats, Ints
    from spillerum.analysis.windows import Window

    Family = tuple[Ints, Floats | None]

CLIP_AGAINST, CLIP_RECORD = 1.5, 1.7
UNREMARKABLE = 0.95  # a part nearer to 1 than this says no more: it must not outweigh the others
_SHRINK = 50.0
_LEAST = 0.1  # of the eigenvalues of what measures have in common
_CELLS = 120_000  # of covariances at once
_BITS = 32  # of a pattern looked at together
_FIRST = 60  # pairs seen before measures are believed to move together


def together(
    grid: Grid, history: NDArray[np.floating], windows: Sequence[Window], scale: Floats, lightness: Floats
) -> tuple[Floats, Ints]:
    """(S, C), (S, C): probabilities, and over how many periods each is clearest.

    history: (S, T) standardised departures; windows, scale, lightness: along the last C columns of it. Each column uses only
    correlations from the columns before it.
    """
    every = [np.full(scale.shape, np.nan) for _ in windows]
    for batch in _batches(list(_families(grid, history, scale.shape[1])), scale.shape[1]):
        units = _Units.of(batch, windows[0].z, scale, lightness)
        for window, said in zip(windows, every, strict=True):
            said[units.rows[units.here]] = _said(window, units)[units.here]
    sums, best = np.zeros(scale.shape), np.full(scale.shape, np.inf)
    clearest = np.ones(scale.shape, dtype=np.int64)
    for window, said in zip(windows, every, strict=True):
        word = np.where(np.isfinite(said), said, 0.0)
        sums += window.weights.total * word
        # A longer window must be clearer by as much as its word weighs less.
        p = np.where(np.isfinite(said), _probability(said), 1.0) / window.weights.total
        better = p < best
        best, clearest = np.where(better, p, best), np.where(better, window.periods, clearest)
    p = np.maximum(_probability(sums), SMALLEST)
    return np.where(np.isfinite(windows[0].z), p, np.nan), clearest


def _families(grid: Grid, history: NDArray[np.floating], columns: int) -> Iterator[Family]:
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


def _batches(families: list[Family], columns: int) -> Iterator[list[Family]]:
    """Families of as many measures together, as many as fit a processor's cache."""
    by_measures: dict[int, list[Family]] = defaultdict(list)
    for family in families:
        by_measures[family[0].shape[1]].append(family)
    for measures, alike in by_measures.items():
        batch: list[Family] = []
        cells = 0
        for family in alike:
            batch.append(family)
            cells += len(family[0]) * columns * measures**2
            if cells >= _CELLS:
                yield batch
                batch, cells = [], 0
        if batch:
            yield batch


@dataclass(frozen=True, slots=True)
class _Units:
    """Units of as many measures, of any group: (U, M) or (U, C, M), `covariance` and `precision` (…, C, M, M), None of one.

    known: where there is a figure, whether it shows anything over a longer window or not.
    """

    rows: Ints
    here: Bools
    known: Bools
    deviation: Floats
    lightness: Floats
    covariance: Floats | None
    precision: Floats | None

    @classmethod
    def of(cls, batch: list[Family], newest: Floats, scale: Floats, lightness: Floats) -> _Units:
        rows = np.concatenate([family for family, _ in batch])
        here = rows >= 0
        correlations = [correlation for _, correlation in batch if correlation is not None]
        known = np.isfinite(_turned(newest, rows)) & here[:, None, :]
        deviation = np.where(known, _turned(scale, rows), 1.0)
        covariance = precision = None
        if correlations:
            family_of = np.repeat(np.arange(len(batch)), [len(family) for family, _ in batch])
            covariance, precision = _by_pattern(np.stack(correlations), family_of, known)
        return cls(rows, here, known, deviation, _turned(lightness, rows), covariance, precision)


def _turned(part: Floats, rows: Ints) -> Floats:
    """(S, C) to (U, C, M)."""
    return part[rows].transpose(0, 2, 1)


def _said(window: Window, units: _Units) -> Floats:
    """(U, M, C): the weighed cotangents of the parts' probabilities; NaN where z has no departure.

    A measure that is there but shows nothing over the window speaks for nothing having happened.
    """
    now = np.where(units.here[:, None, :], _turned(window.z, units.rows), np.nan)
    told = np.isfinite(now)
    alone = np.where(told, now, 0.0)

    def word(part: Floats) -> Floats:
        return _cotangent(two_sided(part, units.lightness))

    said = word(alone)
    if units.covariance is not None and units.precision is not None:
        weights = window.weights
        sums = weights.alone * said
        if weights.against:
            sums += weights.against * word(_against(alone, units.precision))
        if weights.as_one:
            size = np.abs(alone)
            loudest = size >= size.max(axis=-1, keepdims=True)
            as_one = _as_one(alone, units.known, units.deviation, units.covariance, units.precision)
            sums += weights.as_one * np.where(loudest, word(as_one), 0.0)
        several = units.known.sum(axis=-1, keepdims=True) > 1
        said = np.where(several, sums / weights.total, said)
    return np.where(told, said, np.nan).transpose(0, 2, 1)


def _by_pattern(correlations: Floats, family_of: Ints, known: Bools) -> tuple[Floats, Floats]:
    """(U, C, M, M) twice: correlations (from (F, C, M, M)) of the measures that are there (else ones), and their inverse.

    Many units have the same measures there in a period, mostly all: each such pattern is worked out once.
    """
    units, columns, measures = known.shape
    of = family_of[:, None] * columns + np.arange(columns)
    first = of = np.broadcast_to(of, (units, columns)).reshape(-1)
    for begin in range(0, measures, _BITS):
        some = known[..., begin : begin + _BITS].reshape(len(of), -1)
        key = (of << some.shape[1]) | (some @ (1 << np.arange(some.shape[1])))
        _, which, of = np.unique(key, return_index=True, return_inverse=True)
    here = known.reshape(-1, measures)[which]
    some = correlations.reshape(-1, measures, measures)[first[which]] * (here[:, :, None] & here[:, None, :])
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
    """The unit's measures as one departure; nought for those that go against it."""
    steady = known / deviation
    steady = steady / np.maximum(steady.max(axis=-1, keepdims=True), 1e-300)
    weights = np.maximum((precision @ steady[..., None])[..., 0], 0.0)
    total = (weights * alone).sum(axis=-1, keepdims=True)
    variance = ((covariance @ weights[..., None])[..., 0] * weights).sum(axis=-1, keepdims=True)
    return np.where(np.sign(total) == np.sign(alone), total / np.sqrt(np.maximum(variance, 1e-300)), 0.0)


def _cotangent(p: Floats) -> Floats:
    return np.asarray(1 / np.tan(np.pi * np.clip(p, SMALLEST, UNREMARKABLE)))


def _probability(cotangent: Floats) -> Floats:
    return np.asarray(np.arctan2(1.0, cotangent) / np.pi)
