"""Robust location and scale along the last axis, with NaN for missing. Huber 1964; Hampel 1974 (MAD)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from spillerum.analysis.series import Floats, Ints

HUBER = 1.5
_TO_SIGMA = 1.4826


def weighted_median(values: Floats, weights: Floats) -> Floats:
    """Lower weighted median; NaN where all weights are nought. Values may be NaN where the weight is nought."""
    used = np.isfinite(values) & (weights > 0)
    x = np.where(used, values, np.inf)
    order = np.argsort(x, axis=-1)
    ranked = np.take_along_axis(x, order, -1)
    reached = np.cumsum(np.take_along_axis(np.where(used, weights, 0.0), order, -1), axis=-1)
    half = np.argmax(reached >= reached[..., -1:] / 2, axis=-1)
    found = np.take_along_axis(ranked, half[..., None], -1)[..., 0]
    return np.where(np.isfinite(found), found, np.nan)


def median(values: Floats, *, enough: int = 1) -> Floats:
    """The median of those that are there; NaN where they are fewer than `enough`."""
    ranked = np.sort(values, axis=-1)  # NaN goes last
    have = np.isfinite(values).sum(axis=-1)
    return np.where(have >= enough, (_at(ranked, (have - 1) // 2) + _at(ranked, have // 2)) / 2, np.nan)


def spread(values: Floats) -> Floats:
    """Standard deviation by the median absolute value (the values are residuals: their centre is nought); NaN if none."""
    return _TO_SIGMA * median(np.abs(values))


def medians_without(values: Floats) -> tuple[Floats, Ints]:
    """(…, W) to (…, 3), (…, W): the three medians there can be when one is left out, and which of them is each one's.

    Leaving out one above, at, or below the middle gives one of three medians; a missing one counts as at the middle.
    """
    ranked = np.sort(values, axis=-1)
    have = np.isfinite(values).sum(axis=-1)
    low, high = np.maximum(have - 2, 0) // 2, np.maximum(have - 1, 0) // 2  # of the others, in their order
    first, second, third = _at(ranked, low), _at(ranked, high), _at(ranked, high + 1)
    after = _at(ranked, low + 1)
    medians = np.stack([(after + third) / 2, (first + third) / 2, (first + second) / 2], axis=-1)
    with np.errstate(invalid="ignore"):
        which = np.where(values <= first[..., None], 0, np.where(values <= second[..., None], 1, 2))
    return medians, np.where(np.isfinite(values), which, 1)


def _at(ranked: Floats, place: Ints) -> Floats:
    width = ranked.shape[-1]
    first = np.arange(ranked.size // width).reshape(place.shape) * width
    return np.asarray(ranked.reshape(-1)[first + np.clip(place, 0, width - 1)])


def shares(z: Floats) -> Floats:
    """Huber weights of standardised residuals: 1 inside, falling outside; 0 for NaN."""
    size = np.abs(z)
    with np.errstate(invalid="ignore"):
        weights = HUBER / np.maximum(size, HUBER)
    return np.where(np.isfinite(z), weights, 0.0)
