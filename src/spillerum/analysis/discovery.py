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
    simes, adjusted = in_families(p, families)
    chosen, inside = chosen_among(simes, rate)
    out = np.zeros(len(p), dtype=np.bool_)
    for family in np.flatnonzero(chosen):
        rows = families[family][families[family] >= 0]
        out[rows] = adjusted[rows] <= inside
    return out


def in_families(p: Floats, families: Ints) -> tuple[Floats, Floats]:
    """(F,), (S,): Simes' p of each family, NaN where nothing is tested; and the rate at which each becomes a discovery within
    its family (Benjamini and Hochberg's adjusted p), infinite where it is not tested."""
    cells = np.where(families >= 0, p[families], np.nan)
    tested = np.isfinite(cells)
    count = tested.sum(axis=1, keepdims=True)
    filled = np.where(tested, cells, np.inf)
    order = np.argsort(filled, axis=1)
    rates = np.take_along_axis(filled, order, 1) * np.maximum(count, 1) / np.arange(1, cells.shape[1] + 1)
    rates = np.minimum.accumulate(rates[:, ::-1], axis=1)[:, ::-1]
    adjusted = np.full(len(p), np.inf)
    rows = np.take_along_axis(families, order, 1)
    there = rows >= 0
    adjusted[rows[there]] = rates[there]
    return np.where(count[:, 0] > 0, rates[:, 0], np.nan), adjusted


def chosen_among(simes: Floats, rate: float) -> tuple[Bools, float]:
    """(F,): the families to look into, and the rate of discoveries within them."""
    chosen = discovered(simes, rate)
    return chosen, rate * float(chosen.sum()) / max(int(np.isfinite(simes).sum()), 1)


def discovered(p: Floats, rate: float) -> Bools:
    """Along the last axis: the largest set of which at most `rate` is expected to be false. NaN is never in it."""
    tested = np.isfinite(p)
    filled = np.where(tested, p, np.inf)
    ranked = np.sort(filled, axis=-1)
    count = tested.sum(axis=-1, keepdims=True)
    line = rate * np.arange(1, p.shape[-1] + 1) / np.maximum(count, 1)
    below = ranked <= line
    last = np.where(below.any(-1), p.shape[-1] - 1 - np.argmax(below[..., ::-1], axis=-1), -1)[..., None]
    limit = np.where(last >= 0, np.take_along_axis(ranked, np.maximum(last, 0), -1), -1.0)
    return np.asarray(tested & (filled <= limit))
