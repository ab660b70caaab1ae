"""Totals drawn jointly: draw i of every unit is of the same world, in which what is common hits all.

A Gaussian copula with one factor for all and one a group; the shares of variance are the correlations of earlier years'
errors. Each unit's draws are its own quantiles, evenly spaced and put in the copula's order, so that few draws suffice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.analysis.series import Floats
    from spillerum.analysis.yearend.misses import Misses


def ranks(names: Sequence[tuple[str, str]], misses: Misses, draws: int, seed: int) -> Floats:
    """(units, draws): the level of each draw among the unit's own. names: (unit, group)."""
    everyone = _noise(draws, seed, "everyone")
    groups = {group: _noise(draws, seed, "group", group) for _, group in names}
    own = np.sqrt(1 - misses.within)
    joint = np.sqrt(misses.shared) * everyone
    scores = np.stack([
        joint + np.sqrt(misses.within - misses.shared) * groups[group] + own * _noise(draws, seed, unit, group)
        for unit, group in names
    ])  # fmt: skip
    places = np.empty(scores.shape)
    np.put_along_axis(places, np.argsort(scores, axis=1), np.arange(draws)[None] + 0.5, axis=1)
    return np.asarray(places / draws)


def _noise(draws: int, seed: int, *names: str) -> Floats:
    """By name: neither the order of the units nor who else is there changes a unit's own luck."""
    return np.random.default_rng([seed, *(crc32(name.encode()) for name in names)]).standard_normal(draws)


def drawn(curves: Floats, levels: Floats, stopped: Floats) -> Floats:
    """(units, points), (units, draws), (units,) to (units, draws): the curve at each level; nought if it has stopped.

    Of a unit that has stopped the rest is nought: the lowest draws, in as many worlds as that is probable.
    """
    goes_on = 1 - stopped[:, None]
    inside = np.clip((levels - stopped[:, None]) / np.maximum(goes_on, 1e-9), 0.0, 1.0)
    points = curves.shape[1]
    place = np.clip(inside * points - 0.5, 0.0, points - 1.0)
    low = np.minimum(place.astype(np.int64), points - 2)
    share = place - low
    value = np.take_along_axis(curves, low, 1) * (1 - share) + np.take_along_axis(curves, low + 1, 1) * share
    return np.asarray(np.where(levels < stopped[:, None], np.minimum(value, 0.0), value))
