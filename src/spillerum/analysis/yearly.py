"""A season learnt from a series' own earlier years, for what has no siblings to borrow a season from.

All figures before a period are folded into years counted back from it, and split into a year's level and a
season's offset by polishing the table's rows and columns in turn (Tukey 1977), with far points drawn in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.robust import spread

if TYPE_CHECKING:
    from spillerum.analysis.series import Floats

_ROUNDS = 4
_FAR = 2.5  # in standard deviations
_SHRINK = 0.3  # years


def seasonal(x: Floats, seasons: int) -> Floats:
    """(G, T): the season's offset at each column, from the columns before it only; 0 before a whole year is known.

    Counting the years back from each period leaves a steady trend as the same offset at all times, which is a level.
    """
    out = np.zeros_like(x)
    if seasons < 2:
        return out
    for t in range(seasons, x.shape[1]):
        out[:, t] = _offset(x[:, :t], seasons)
    return out


def _offset(before: Floats, seasons: int) -> Floats:
    rows, periods = before.shape
    years = -(-periods // seasons)
    table = np.full((rows, years * seasons), np.nan)
    table[:, years * seasons - periods :] = before
    table = table.reshape(rows, years, seasons)
    known = np.isfinite(table)
    y = np.where(known, table, 0.0)
    level, season = np.zeros((rows, years, 1)), np.zeros((rows, 1, seasons))
    for turn in range(_ROUNDS):
        drawn = y if turn == 0 else level + season + _drawn_in(y - level - season, known)
        level = _mean(drawn - season, known, axis=2)
        season = _mean(drawn - level, known, axis=1)
        season -= season.mean(axis=2, keepdims=True)
    count = known[:, :, 0].sum(axis=1)  # the first of each year back: the same season as the period itself
    return np.asarray(season[:, 0, 0] * count / (count + _SHRINK))


def _drawn_in(residual: Floats, known: Floats) -> Floats:
    limit = _FAR * spread(np.where(known, residual, np.nan).reshape(len(residual), -1))
    limit = np.where(np.isfinite(limit), limit, np.inf)
    return np.clip(residual, -limit[:, None, None], limit[:, None, None])


def _mean(values: Floats, known: Floats, axis: int) -> Floats:
    count = known.sum(axis=axis, keepdims=True)
    return np.asarray(np.where(known, values, 0.0).sum(axis=axis, keepdims=True) / np.maximum(count, 1))
