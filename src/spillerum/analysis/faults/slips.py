"""Slips of the pen: digits that changed places, and a factor ten, hundred or thousand.

Two explanations of a figure far from what was expected are weighed against each other (Bayes factor: Jeffreys 1961;
Kass & Raftery 1995, JASA 90: 773-795): that something happened, which may be anything, and that a figure as expected
was written down wrongly, which leaves few possibilities. Typical slips: Damerau 1964, Commun. ACM 7: 171-176.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.faults.fault import NAMED, Fault, FaultKind
from spillerum.analysis.faults.usual import MEMORY, SIBLINGS, density, multiples, season
from spillerum.analysis.robust import spread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spillerum.analysis.faults.usual import Usual
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Bools, Floats

FAR, LEAST_AWAY, FAR_FACTOR = (
    4.0,
    0.25,
    6.0,
)  # standard deviations, and on the scale: nearer than that nothing is looked at
CLOSE = 2.0  # standard deviations: what was meant must be as expected
AGREE = 3.0  # standard deviations: another measure so far off to the same side says that something happened
UP, DOWN = 0.02, 0.2  # how often something really happens: units close, but seldom do ten times their work
WIDTH = 0.5  # how far it then goes (Cauchy, on the scale)
POWERS = {
    1: 0.35,
    -1: 0.35,
    2: 0.1,
    -2: 0.1,
    3: 0.05,
    -3: 0.05,
}  # of ten, and how a wrong factor is spread over them
LEAST_TOGETHER = 0.05  # standard deviation of what all share
DIGITS = 3  # as many a figure has in which two may have changed places
MOST = 0.5
_TEN = math.log(10)


def slips(grid: Grid, usual: Usual, since: int) -> Iterator[Fault]:
    """Every cell from column `since` on that is better explained as written down wrongly."""
    together = _of_groups(grid, usual, since)
    for fault, _ in together:
        yield fault
    done = {(group, t) for _, (group, t) in together}
    z = usual.z
    with np.errstate(invalid="ignore"):
        far = (np.abs(z) > FAR) & (np.abs(usual.x - usual.mean) > LEAST_AWAY) & (grid.values != 0)
    far[:, :since] = False
    far &= ~_others_agree(grid, z)
    for row, t in np.argwhere(far):
        if (int(grid.group_of[row]), int(t)) not in done:
            yield from _cell(grid, usual, int(row), int(t))


def _cell(grid: Grid, usual: Usual, row: int, t: int) -> Iterator[Fault]:
    value = float(grid.values[row, t])
    one = grid.series[row]
    ordinary = _ordinary(usual, row, t)
    best: tuple[float, FaultKind, float] | None = None
    for kind, meant, weight in (*_factors(grid, usual, row, t), *_swaps(value)):
        odds = weight * _chance(grid, usual, row, t, meant) / ordinary
        if odds >= NAMED and (best is None or odds > best[0]):
            best = odds, kind, meant
    if best is not None:
        odds, kind, meant = best
        yield Fault(kind, one.unit, one.measure, one.group, (grid.first + t,), (value,), odds, (meant,))


def _factors(grid: Grid, usual: Usual, row: int, t: int) -> Iterator[tuple[FaultKind, float, float]]:
    """What was meant, and how much a factor counts for.

    A figure that was multiplied ends in noughts, which few others do; a digit too many at the end may be any.
    """
    value, grain = float(grid.values[row, t]), float(usual.grain[row])
    if abs(usual.x[row, t] - usual.mean[row, t]) < FAR_FACTOR * usual.sd[row, t]:
        return
    for power, share in POWERS.items():
        factor, meant, weight = 10.0**power, value / 10.0**power, share
        if power < -1 and grid.counts[row]:
            continue  # nobody counts in thousands at one unit alone
        if power > 0 and multiples(np.array([value]), grain * factor)[0]:
            before = grid.values[row, :t]
            before = before[np.isfinite(before) & (before != 0)]
            round_ones = int(multiples(before, grain * factor).sum())
            weight *= min((len(before) + factor) / (round_ones + 1), factor)
        elif power > 1:
            continue
        elif power == 1:
            meant = math.trunc(value / factor / grain) * grain
        yield FaultKind.FACTOR, _tidy(meant), weight


def _swaps(value: float) -> Iterator[tuple[FaultKind, float, float]]:
    digits = f"{abs(value):.6f}".rstrip("0").rstrip(".")
    if sum(map(str.isdigit, digits)) < DIGITS:
        return
    pairs = [
        n
        for n in range(len(digits) - 1)
        if digits[n].isdigit() and digits[n + 1].isdigit() and digits[n] != digits[n + 1]
    ]
    for n in pairs:
        meant = digits[:n] + digits[n + 1] + digits[n] + digits[n + 2 :]
        if meant[0] != "0":
            number = math.copysign(float(meant), value)
            yield FaultKind.SWAPPED, number, abs(value / number) / (len(digits) - 1)


def _chance(grid: Grid, usual: Usual, row: int, t: int, meant: float) -> float:
    """How likely what was meant was; nought when it is not as expected."""
    x = math.asinh(meant / float(grid.exposure[row, t]) / float(usual.bend[row]))
    sd = float(usual.sd[row, t])
    z = (x - float(usual.mean[row, t])) / sd
    return float(density(np.array(z))) / sd if abs(z) <= CLOSE else 0.0


def _ordinary(usual: Usual, row: int, t: int) -> float:
    """How likely it is that something happened here: more so where much the same has happened before."""
    away = float(usual.x[row, t] - usual.mean[row, t])
    past = usual.x[row, :t] - usual.mean[row, :t]
    past = past[np.isfinite(past)]
    before = float((np.abs(past - away) < WIDTH).sum()) / (len(past) + 1) / (2 * WIDTH)
    return before + _either(away, float(usual.sd[row, t]))


def _either(away: float, sd: float) -> float:
    """Density of an honest figure so far away: nothing happened, or something did."""
    happens = UP if away > 0 else DOWN
    happened = WIDTH / math.pi / (WIDTH**2 + away**2)
    return (1 - happens) * float(density(np.array(away / sd))) / sd + happens * happened


def _others_agree(grid: Grid, z: Floats) -> Bools:
    """(S, T): another of the unit's measures is off to the same side, so something happened there."""
    with np.errstate(invalid="ignore"):
        side = np.where(np.abs(z) > AGREE, np.sign(z), 0.0)
    sides = np.nan_to_num(np.where((grid.units >= 0)[..., None], side[grid.units], 0.0))
    up, down = (sides > 0).sum(axis=1)[grid.unit_of], (sides < 0).sum(axis=1)[grid.unit_of]
    return np.asarray(((side > 0) & (up > 1)) | ((side < 0) & (down > 1)))


def _of_groups(grid: Grid, usual: Usual, since: int) -> list[tuple[Fault, tuple[int, int]]]:
    """Where all of a group are the same factor off at once: the file is in thousands, or was."""
    found = []
    for t in range(max(since, 1), grid.periods):
        past = range(max(t - MEMORY // 2, 0), t)
        left = [usual.shared[:, n] - season(usual.shared, n, grid.seasons) for n in past]
        sd = np.fmax(spread(np.array(left).T), LEAST_TOGETHER)
        away = usual.shared[:, t] - season(usual.shared, t, grid.seasons)
        for group in np.flatnonzero(np.abs(away) > _TEN - 0.5):
            power = round(float(away[group]) / _TEN)
            meant = float(away[group]) - power * _TEN
            if power not in POWERS or not abs(meant) <= CLOSE * sd[group]:
                continue
            rows = [int(row) for row in grid.siblings[group] if row >= 0 and np.isfinite(grid.values[row, t])]
            if not _sums_agree(grid, usual, rows, t, power):
                continue
            odds = float(density(np.array(meant / sd[group]))) / float(sd[group]) / len(POWERS)
            odds /= _either(float(away[group]), float(sd[group]))
            if odds >= NAMED and len(rows) >= SIBLINGS:
                found.append((_whole(grid, rows, t, power, odds), (int(group), t)))
    return found


def _sums_agree(grid: Grid, usual: Usual, rows: list[int], t: int, power: int) -> bool:
    """Whether the group's sum is off by the factor too (in a reorganisation it is not), and its digits may be: counts
    that were multiplied end in noughts, and what was divided has decimals."""
    values, step = grid.values[rows, t], usual.grain[rows] * 10.0 ** max(power, 0)
    whole = multiples(values, step)
    if power < 0 and ((values != 0) & ~whole).mean() <= MOST:
        return False
    if power > 0 and grid.counts[rows[0]] and whole.mean() <= MOST:
        return False
    group = grid.group_of[rows[0]]
    level = np.sinh(usual.mean[rows, t] - usual.shared[group, t]) * usual.bend[rows] * grid.exposure[rows, t]
    sums = float(np.nansum(grid.values[rows, t])) / max(abs(float(np.nansum(level))), 1e-9)
    return sums > 0 and abs(math.log(sums) - power * _TEN) < WIDTH


def _whole(grid: Grid, rows: list[int], t: int, power: int, odds: float) -> Fault:
    values = tuple(float(grid.values[row, t]) for row in rows)
    one = grid.series[rows[0]]
    sums = float(np.sum(values))
    likely = (_tidy(sums / 10.0**power),)
    return Fault(FaultKind.FACTOR, None, one.measure, one.group, (grid.first + t,), (sums,), odds, likely)


def _tidy(value: float) -> float:
    return float(f"{value:.12g}")
