"""How many discoveries may be false: Benjamini & Hochberg 1995, in levels: first groups, then units within them.

Within the groups chosen the rate shrinks by the share that was chosen (Benjamini & Bogomolov 2014).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from spillerum.analysis.series import Bools, Floats, Ints


def in_levels(p: Floats, families: Ints, rate: float) -> Bools:
    """p: (S,), NaN not tested; families: (F, width) row numbers, -1 padded. Groups are chosen by Simes' p."""
    cells = np.where(families >= 0, p[families], np.nan)
    tested = np.isfinite(cells).sum(axis=1)
    ranked = np.sort(np.where(np.isfinite(cells), cells, 2.0), axis=1)
    simes = np.min(ranked * tested[:, None] / np.arange(1, cells.shape[1] + 1), axis=1)
    chosen = discovered(np.where(tested > 0, simes, np.nan), rate)
    share = chosen.sum() / max(int((tested > 0).sum()), 1)
    inside = discovered(cells, rate * share) & chosen[:, None]
    out = np.zeros(len(p), dtype=np.bool_)
    out[families[(families >= 0) & inside]] = True
    return out


def discovered(p: Floats, rate: float) -> Bools:
    """Along the last axis: the largest set of which at most `rate` is expected to be false. NaN is never in it."""
    tested = np.isfinite(p)
    filled = np.where(tested, p, 2.0)
    ranked = np.sort(filled, axis=-1)
    count = tested.sum(axis=-1, keepdims=True)
    line = rate * np.arange(1, p.shape[-1] + 1) / np.maximum(count, 1)
    below = ranked <= line
    last = np.where(below.any(-1), p.shape[-1] - 1 - np.argmax(below[..., ::-1], axis=-1), -1)[..., None]
    limit = np.where(last >= 0, np.take_along_axis(ranked, np.maximum(last, 0), -1), -1.0)
    return np.asarray(tested & (filled <= limit))
