"""The scale a measure is judged on: logarithms for counts, a signed logarithm for amounts, nearly straight for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.series import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Floats, Ints

HALF = 0.5
_FIRST = 6  # figures: as many as come before anything is judged, so no judged figure moves its own scale
_BEND = {
    Kind.AMOUNT: 0.25,
    Kind.RATE: 4.0,
    Kind.SCORE: 4.0,
}  # in typical values: where asinh turns logarithmic


def forward(grid: Grid) -> Floats:
    """(S, T): log((value + 1/2) / exposure) for counts, else asinh(value / exposure / bend), which allows negatives."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log((grid.values + HALF) / grid.exposure)
        signed = np.arcsinh(grid.values / grid.exposure / grid.bends[:, None])
    return np.where(grid.counts[:, None], logs, signed)


def back(grid: Grid, x: Floats, t: int, rows: Ints | None = None) -> Floats:
    """From the scale to the measure's own unit at column t; x: (S,), or along `rows` of the series."""
    some = slice(None) if rows is None else rows
    exposure = np.nan_to_num(grid.exposure[some, t], nan=1.0)
    with np.errstate(over="ignore"):
        counts = np.maximum(np.exp(np.minimum(x, 50.0)) * exposure - HALF, 0.0)
        signed = np.sinh(np.clip(x, -50.0, 50.0)) * exposure * grid.bends[some]
    return np.where(grid.counts[some], counts, signed)


def bends(values: Floats, exposure: Floats, kinds: Sequence[Kind]) -> Floats:
    """(S,): where the signed logarithm of each series turns from straight to logarithmic; 1 for counts."""
    found = np.ones(len(values))
    for row, kind in enumerate(kinds):
        if kind is not Kind.COUNT:
            per = values[row] / exposure[row]
            found[row] = _BEND[kind] * _typical(per[np.isfinite(per)])
    return found


def _typical(figures: Floats) -> float:
    """The middle of the first that are not nought, or the first such at all: it came when nothing but nought was expected."""
    early = np.abs(figures[:_FIRST])
    some = early[early > 0]
    return float(np.median(some) if len(some) else next((abs(one) for one in figures if one), 1.0))
