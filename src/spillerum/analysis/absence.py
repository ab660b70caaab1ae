"""What is no observation: a closed unit's nought, and a quarter's figure standing again in its second and third month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from spillerum.analysis.grid import gathered

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Bools, Floats

ODD = 7.0  # a count of nought is odd when at least this many were expected (Poisson: p < .001)
SPREAD = 20.0  # a count from this size on is no coincidence when it comes twice
FEW = 3
LATELY = 24  # months in which a series that tells quarters has told one


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


def repeated(grid: Grid) -> Bools:
    """(S, T): the same figure as last month, and no more than the third such: a quarter told three times says one thing."""
    again, third = _again(grid)
    return np.asarray(again & ~_earlier(third, 1))


def paired(grid: Grid) -> Bools:
    """(S, T): of those repeated, the second month alike in a series that has not lately told a third.

    It says nothing new either. But it may be chance, so it is seen from where it stands itself: no figure chooses what
    it is held against.
    """
    again, third = _again(grid)
    told = np.cumsum(third, axis=1)
    lately = _earlier(told, 1) > _earlier(told, 1 + LATELY)
    return np.asarray(again & ~_earlier(third, 1) & ~third & ~lately)


def _again(grid: Grid) -> tuple[Bools, Bools]:
    """(S, T): the same as the month before; and the same as the two months before."""
    values = grid.values
    again = np.zeros(values.shape, dtype=np.bool_)
    if grid.seasons == 12:
        size = np.abs(values)
        telling = np.where(grid.counts[:, None], size >= SPREAD, size > 0)
        again[:, 1:] = (values[:, 1:] == values[:, :-1]) & telling[:, 1:]
    return again, again & _earlier(again, 1)


def _earlier(line: NDArray[Any], periods: int) -> NDArray[Any]:
    """(S, T): as it was so many periods ago; nought or False before there was anything."""
    out = np.zeros_like(line)
    out[:, periods:] = line[:, : max(line.shape[1] - periods, 0)]
    return out
