"""How many reports may be false: Benjamini & Hochberg 1995, in levels (first groups, then units within them)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from spillerum.analysis.series import Bools, Floats


def discovered(p: Floats, rate: float) -> Bools:
    """Along the last axis, NaN never: the largest set whose expected share of false ones is at most `rate`."""
    tested = np.isfinite(p)
    filled = np.where(tested, p, 2.0)
    ranked = np.sort(filled, axis=-1)
    count = tested.sum(axis=-1, keepdims=True)
    line = rate * np.arange(1, p.shape[-1] + 1) / np.maximum(count, 1)
    below = ranked <= line
    last = np.where(below.any(-1), p.shape[-1] - 1 - np.argmax(below[..., ::-1], axis=-1), -1)[..., None]
    limit = np.where(last >= 0, np.take_along_axis(ranked, np.maximum(last, 0), -1), -1.0)
    return tested & (filled <= limit)
