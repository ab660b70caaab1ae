"""Totals: a series that in nearly all periods is to the last digit the sum of its siblings, or of some of them, and then
is not. Which siblings is found by least squares, whose coefficients then are nought or one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.faults.fault import Fault, FaultKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Bools, Floats, Ints

TIMES, SHARE = 8, 0.8  # so often, and in such a share of the periods, the sum must have been right
PARTS = 2  # at least
_LARGE = 0.45  # of all the others together: smaller is no total worth looking for
_ROUNDS, _WORST = 4, 0.1  # rounds in which the worst tenth of the periods is left out
_FINE = 1e-9  # of a typical sum: what arithmetic itself may leave
_NEAR = 0.05  # from nought or one


def sums(grid: Grid, since: int) -> Iterator[Fault]:
    """Every period from column `since` on in which a total is not the sum of its parts."""
    for members in grid.siblings:
        rows = members[members >= 0]
        if len(rows) <= PARTS:
            continue
        values = grid.values[rows]
        size = np.nansum(np.abs(values), axis=1)
        total = int(np.argmax(size))
        if size[total] < _LARGE * (size.sum() - size[total]):
            continue
        others = np.delete(np.arange(len(rows)), total)
        fine = _FINE * size[total] / grid.periods
        parts = _parts(values, total, others, float(fine))
        if parts is not None:
            yield from _wrong(grid, rows, total, parts, since, float(fine))


def _parts(values: Floats, total: int, others: Ints, fine: float) -> Ints | None:
    if _holds(values, total, others, fine):
        return others
    whole = np.isfinite(values).all(axis=0)
    y, x = values[total, whole], values[np.ix_(others, whole)].T
    for _ in range(_ROUNDS):
        if len(y) < len(others) + 2:
            return None
        coefficients = np.linalg.lstsq(x, y, rcond=None)[0]
        chosen = np.abs(coefficients - 1) < _NEAR
        if (chosen | (np.abs(coefficients) < _NEAR)).all():
            parts = others[chosen]
            return parts if len(parts) >= PARTS and _holds(values, total, parts, fine) else None
        off = np.abs(y - x @ coefficients)
        keep = off <= np.quantile(off, 1 - _WORST)
        if keep.all():
            return None
        y, x = y[keep], x[keep]
    return None


def _holds(values: Floats, total: int, parts: Ints, fine: float) -> bool:
    right, told = _right(values, total, parts, fine)
    return bool(right.sum() >= TIMES and right.sum() >= SHARE * told.sum())


def _right(values: Floats, total: int, parts: Ints, fine: float) -> tuple[Bools, Bools]:
    """(T,): where the sum is right, and where there is anything to compare."""
    there = np.isfinite(values[parts])
    told = np.isfinite(values[total]) & there.any(axis=0)
    away = np.abs(values[total] - np.where(there, values[parts], 0.0).sum(axis=0))
    return np.asarray(told & (away <= fine)), np.asarray(told)


def _wrong(grid: Grid, rows: Ints, total: int, parts: Ints, since: int, fine: float) -> Iterator[Fault]:
    values = grid.values[rows]
    right, told = _right(values, total, parts, fine)
    usually = np.isfinite(values[parts][:, right]).mean(axis=1) > 1 - _WORST
    one = grid.series[int(rows[total])]
    for t in np.flatnonzero(told & ~right):
        if t < since or not np.isfinite(values[parts[usually], t]).all():
            continue  # a part that is missing explains it
        value, meant = float(values[total, t]), float(np.nansum(values[parts, t]))
        same = [int(part) for part in parts if abs(abs(value - meant) - abs(values[part, t])) <= fine]
        other = grid.series[int(rows[same[0]])].unit if len(same) == 1 else None
        times = int(right.sum())
        yield Fault(
            FaultKind.TOTAL, one.unit, one.measure, one.group, (grid.first + int(t),), (value,),
            float(times), (float(f"{meant:.12g}"),), other=other, times=times,
        )  # fmt: skip
