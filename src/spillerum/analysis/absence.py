"""What is no observation: a closed unit's nought, and a quarter's figure standing again in its second and third month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.grid import gathered

if TYPE_CHECKING:
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Bools, Floats

ODD = 7.0  # a count of nought is odd when at least this many were expected (Poisson: p < .001)
SPREAD = 20.0  # a count from this size on is no coincidence when it comes twice
FEW = 3
MONTHS = 3  # in a quarter, wherever quarters begin


def closed(grid: Grid, t: int, base: Floats) -> Bools:
    """(S,): nought here, nought or nothing in the unit's other measures, where more was expected; and not all siblings.

    base: (S,) what was expected, on the scale. When most siblings are at nought it is a common cause.
    """
    value = grid.values[:, t]
    with np.errstate(over="ignore", invalid="ignore"):
        odd = grid.counts & (value == 0) & (np.exp(base) * grid.exposure[:, t] > ODD)
    shut = odd | ~np.isfinite(value) | ~np.isfinite(base)
    whole = (gathered(shut.astype(np.float64), grid.units) != 0).all(axis=1)[grid.unit_of]
    known = np.isfinite(base) & np.isfinite(value)
    noughts = np.nansum(gathered((odd & known).astype(np.float64), grid.siblings), axis=1)
    judged = np.nansum(gathered(known.astype(np.float64), grid.siblings), axis=1)
    widespread = (noughts > judged / 2) & (judged >= FEW)
    unopened = grid.counts & (value == 0) & ~np.isfinite(base)  # it has never had anything but noughts
    return np.asarray((odd & whole & ~widespread[grid.group_of]) | unopened)


def repeated(grid: Grid, t: int) -> Bools:
    """(S,): the same figure as last month, and no more than the third such: a quarter told three times says one thing."""
    if grid.seasons != 12 or t == 0:
        return np.zeros(len(grid.series), dtype=np.bool_)
    values = grid.values
    size = np.abs(values[:, t])
    telling = np.where(grid.counts, size >= SPREAD, size > 0)
    again = (values[:, t] == values[:, t - 1]) & telling
    if t >= MONTHS:
        again &= ~(values[:, t - MONTHS : t] == values[:, t, None]).all(axis=1)
    return np.asarray(again)
