"""Robust location and scale along the last axis, with NaN for missing. Huber 1964; Hampel 1974 (MAD)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from spillerum.analysis.series import Floats

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


def spread(values: Floats) -> Floats:
    """Standard deviation by the median absolute value (the values are residuals: their centre is nought); NaN if none."""
    size = np.abs(values)
    have = np.isfinite(size).sum(axis=-1)
    ranked = np.sort(np.where(np.isfinite(size), size, np.inf), axis=-1)
    low = np.take_along_axis(ranked, np.maximum((have - 1) // 2, 0)[..., None], -1)[..., 0]
    high = np.take_along_axis(ranked, np.minimum(have // 2, ranked.shape[-1] - 1)[..., None], -1)[..., 0]
    return np.where(
        have > 0, _TO_SIGMA * (np.where(have > 0, low, 0) + np.where(have > 0, high, 0)) / 2, np.nan
    )


def shares(z: Floats) -> Floats:
    """Huber weights of standardised residuals: 1 inside, falling outside; 0 for NaN."""
    with np.errstate(invalid="ignore", divide="ignore"):
        weights = np.minimum(1.0, HUBER / np.abs(z))
    return np.where(np.isfinite(z), np.where(z == 0, 1.0, weights), 0.0)
