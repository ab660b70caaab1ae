"""XmR charts and the four rules of the NHS's *Making Data Count*: a second, familiar view of one series.

Limits are the mean ± 2.66 mean moving ranges (Wheeler & Chambers 1992, *Understanding Statistical Process Control*),
moving ranges of at least 3.267 times their mean left out once (Nelson 1982, *J. Quality Technology* 14: 172-173).
The chart knows of no season, no siblings and no trend: what it calls a signal may be any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from spillerum.analysis.series import Good

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.analysis.series import Bools, Floats

REACH = 2.66  # mean moving ranges from mean to limit: 3 / 1.128
SCREEN = 3.267  # mean moving ranges: the upper limit of the moving ranges themselves
RUN = 7  # points to one side, or rising or falling
NEAR = 2 / 3  # of the way to the limit


class Rule(StrEnum):
    """In the order they are tried: a point is told by the first that holds."""

    OUTSIDE = "outside"  # the point lies outside the limits
    TREND = "trend"  # it is one of seven in a row that rise, or fall
    NEAR = "near"  # it is one of two of three beyond two thirds of the way to a limit, all three to that side
    SIDE = "side"  # it is one of seven in a row to one side of the mean


class Assurance(StrEnum):
    """Whether ordinary variation keeps the series on the good side of a target."""

    PASS = "pass"  # noqa: S105 -- not a password
    FAIL = "fail"
    INCONSISTENT = "inconsistent"


@dataclass(frozen=True, slots=True)
class Signal:
    rule: Rule
    up: bool  # above the mean, or rising


@dataclass(frozen=True, slots=True)
class Xmr:
    """(n,) each, in the unit of the values; limits are NaN where nothing could be reckoned. Signals: None is none."""

    mean: Floats
    lower: Floats
    upper: Floats
    signals: tuple[Signal | None, ...]


def xmr(
    values: Floats, *, fix_after: int | None = None, screen: bool = True, rebase: Sequence[int] = ()
) -> Xmr:
    """The chart of `values`: (n,), NaN missing (left out: what stands on both sides of a gap are neighbours).

    fix_after: the limits are learnt from so many figures, and stand. rebase: indices at which the chart starts
    anew, with limits and rules of its own.
    """
    mean, lower, upper = np.full((3, len(values)), np.nan)
    signals: list[Signal | None] = [None] * len(values)
    cuts = sorted({0, *(cut for cut in rebase if 0 < cut < len(values)), len(values)})
    for start, end in pairwise(cuts):
        known = start + np.flatnonzero(np.isfinite(values[start:end]))
        if len(known) < 2:
            continue
        part = values[known]
        mid, reach = centre(part[:fix_after], screen=screen)
        mean[start:end], lower[start:end], upper[start:end] = mid, mid - reach, mid + reach
        for at, signal in zip(known, _signals(part, mid, reach), strict=True):
            signals[at] = signal
    return Xmr(mean, lower, upper, tuple(signals))


def centre(values: Floats, *, screen: bool = True) -> tuple[float, float]:
    """The mean, and how far from it the limits lie. values: (n,), at least two, none missing."""
    ranges = np.abs(np.diff(values))
    if screen and ranges.any():
        ranges = ranges[ranges < SCREEN * ranges.mean()]
    return float(values.mean()), REACH * float(ranges.mean())


def assurance(chart: Xmr, target: float, good: Good) -> Assurance:
    """The target against the last limits."""
    better, worse = chart.lower[-1] > target, chart.upper[-1] < target
    if good is Good.DOWN:
        better, worse = worse, better
    return Assurance.PASS if better else Assurance.FAIL if worse else Assurance.INCONSISTENT


def rising(values: Floats) -> Bools:
    """(n,): whether each point is the last of seven that rise, each above the one before."""
    return complete(np.concatenate([[False], np.diff(values) > 0]), RUN - 1)


def complete(so: Bools, width: int) -> Bools:
    """(n,): whether each point is the last of `width` that all are so."""
    if len(so) < width:
        return np.zeros(len(so), dtype=np.bool_)
    whole = sliding_window_view(so, width).all(axis=1)
    return np.concatenate([np.zeros(width - 1, dtype=np.bool_), whole])


def back(last: Bools, width: int) -> Bools:
    """(n,): whether each point is one of the `width` that end where `last` is true."""
    return np.convolve(last[::-1], np.ones(width))[: len(last)][::-1] > 0


def near_three(near: Bools, side: Floats) -> Bools:
    """(n,): one of three to one side, of which two or all are near a limit. side: -1, 0 or 1."""
    if len(near) < 3:
        return np.zeros(len(near), dtype=np.bool_)
    many = sliding_window_view(near, 3).sum(axis=1) >= 2
    alike = np.abs(sliding_window_view(side, 3).sum(axis=1)) == 3
    return back(np.concatenate([[False, False], many & alike]), 3)


def _signals(values: Floats, mean: float, reach: float) -> list[Signal | None]:
    away = values - mean
    side = np.sign(away)
    outside = np.abs(away) > reach
    near = ~outside & (np.abs(away) > NEAR * reach)
    up, down = back(rising(values), RUN), back(rising(-values), RUN)
    climbs = np.where(up & down, np.append(np.diff(values) > 0, [False]), up)  # at a turn: the way it goes on
    one_side = back(complete(side > 0, RUN) | complete(side < 0, RUN), RUN)
    told = (
        (Rule.OUTSIDE, outside, side > 0),
        (Rule.TREND, up | down, climbs),
        (Rule.NEAR, near_three(near, side) & near, side > 0),
        (Rule.SIDE, one_side, side > 0),
    )
    return [
        next((Signal(rule, bool(high[n])) for rule, holds, high in told if holds[n]), None)
        for n in range(len(values))
    ]
