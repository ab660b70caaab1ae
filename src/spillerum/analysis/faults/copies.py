"""Figures that stand again: in the next period, a year later, or as a quarter's figure in each of its three months.

That two honest figures are equal to the last digit is improbable when figures are large and scatter: about the density
of the scatter times the step between figures. Where a series or its measure has shown more equal figures than that
(rents, places, staff), its own record counts. What is found in a row is multiplied.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.faults.fault import Fault, FaultKind
from spillerum.analysis.faults.usual import density

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spillerum.analysis.faults.usual import Usual
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Bools, Floats, Ints

CHANCE = 1e-4  # a coincidence rarer than this is named
QUARTERS = 8  # back, in which a quarter divided by three is looked for
BELIEF = 2.0  # coincidences that weigh against the measure's record


@dataclass(frozen=True, slots=True)
class _Equals:
    """(S, T): which figures are equal to the one `lag` before, and how probable that was by coincidence."""

    lag: int
    equal: Bools
    chance: Floats


def copies(grid: Grid, usual: Usual, since: int) -> Iterator[Fault]:
    """Every copy that is complete in column `since` or later."""
    chance = _coincidence(grid, usual)
    next_one = _equals(grid, chance, 1)
    thirds, phase = _thirds(grid, next_one.equal)
    yield from _divided(grid, next_one, thirds, phase, since)
    spread = thirds | _shifted(thirds)  # the second and third month of a quarter divided by three
    apart = _Equals(1, next_one.equal & ~spread, next_one.chance)
    yield from _runs(grid, usual, apart, spread, since)
    if grid.seasons > 1:
        year = _equals(grid, chance, grid.seasons)
        told = np.where(
            spread, 1.0, year.chance
        )  # what follows from the quarter's first month is no evidence
        yield from _runs(grid, usual, _Equals(grid.seasons, year.equal, told), spread, since)


def _coincidence(grid: Grid, usual: Usual) -> Floats:
    """(S, T): the probability of just this figure where about as much was expected; 1 where nothing is known."""
    per = np.abs(grid.values / grid.exposure / usual.bend[:, None])
    step = usual.grain[:, None] / grid.exposure / usual.bend[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        poisson = np.where(grid.counts[:, None], 1 / np.sqrt(np.abs(grid.values)), 0.0)
        wide = np.arcsinh(per + step / 2) - np.arcsinh(np.maximum(per - step / 2, 0.0))
        chance = float(density(np.zeros(()))) / np.hypot(usual.sd, poisson) * wide
    return np.where(np.isfinite(chance) & (grid.values != 0), np.minimum(chance, 1.0), 1.0)


def _equals(grid: Grid, chance: Floats, lag: int) -> _Equals:
    equal = np.zeros(grid.values.shape, dtype=np.bool_)
    equal[:, lag:] = (grid.values[:, lag:] == grid.values[:, :-lag]) & (grid.values[:, lag:] != 0)
    return _Equals(lag, equal, chance)


def _thirds(grid: Grid, equal: Bools) -> tuple[Bools, Ints]:
    """(S, T): the last month of three equal ones; and (S,): in which month of the calendar's quarters the series' own end.

    A quarter need not be the calendar's: Newcastle's libraries have had August to October.
    """
    found, phase = np.zeros_like(equal), np.zeros(len(equal), dtype=np.int64)
    if grid.seasons == 12:
        found[:, 2:] = equal[:, 2:] & equal[:, 1:-1]
        ends = np.stack([found[:, grid.season % 3 == n].sum(axis=1) for n in range(3)], axis=1)
        phase = np.argmax(ends, axis=1)
        found &= (grid.season % 3)[None, :] == phase[:, None]
    return found, phase


def _shifted(cells: Bools) -> Bools:
    moved = np.zeros_like(cells)
    moved[:, :-1] = cells[:, 1:]
    return moved


def _divided(grid: Grid, next_one: _Equals, thirds: Bools, phase: Ints, since: int) -> Iterator[Fault]:
    for row in np.flatnonzero(thirds[:, since:].any(axis=1)):
        ends = np.flatnonzero(thirds[row])
        begins = np.flatnonzero((grid.season - phase[row]) % 3 == 1)
        begins = begins[begins > 0]
        both = np.isfinite(grid.values[row, begins]) & np.isfinite(grid.values[row, begins - 1])
        sticky = float(next_one.equal[row, begins].sum()) / (float(both.sum()) + 1)
        fresh = [int(t) for t in ends if t >= since]
        counted = [int(t) for t in ends if fresh[-1] - 3 * QUARTERS < t <= fresh[-1]]
        log = math.log10(math.comb(QUARTERS, len(counted)))
        for t in counted:
            log += sum(math.log10(max(float(next_one.chance[row, m]), sticky, 1e-12)) for m in (t - 1, t))
        if log <= math.log10(CHANCE):
            cells = [t - back for t in fresh for back in (2, 1, 0)]
            yield _fault(FaultKind.THIRDS, grid, int(row), cells, log, times=len(counted))


def _runs(grid: Grid, usual: Usual, equals: _Equals, spread: Bools, since: int) -> Iterator[Fault]:
    """Runs of equal figures that are too improbable together."""
    ratio = _record(grid, equals)
    logs = np.where(equals.equal, np.log10(np.maximum(equals.chance, 1e-12)), 0.0)
    total, hit = np.zeros(len(logs)), np.zeros(len(logs), dtype=np.bool_)
    for t in range(grid.periods):
        total = (total + logs[:, t]) * equals.equal[:, t]
        hit |= (t >= since - 1) & (total <= math.log10(CHANCE))
    for row in np.flatnonzero(hit):
        for first, last in _stretches(equals.equal[row]):
            # Two equal months may become a quarter divided by three: they wait for the third.
            told = last + (equals.lag == 1 and grid.seasons == 12 and first == last)
            if not since <= told < grid.periods:
                continue
            often = max(
                _often(grid, int(row), equals.lag, first), _seen(grid, usual, int(row), first - equals.lag)
            )
            if equals.lag > 1:
                often = max(often, _often(grid, int(row), 1, first, but=spread[row]))
            log = sum(
                math.log10(max(min(float(equals.chance[row, t]) * ratio[row], 1.0), often, 1e-12))
                for t in range(first, last + 1)
            )
            if log <= math.log10(CHANCE):
                cells = list(range(first, last + 1))
                like = grid.first + (first - equals.lag)
                yield _fault(FaultKind.COPIED, grid, int(row), cells, log, like=like)


def _often(grid: Grid, row: int, lag: int, until: int, but: Bools | None = None) -> float:
    """How often the series' own figures were equal to the one `lag` before, until then."""
    now, then = grid.values[row, lag:until], grid.values[row, : max(until - lag, 0)]
    equal, pairs = now == then, np.isfinite(now) & np.isfinite(then)
    if but is not None:
        equal, pairs = equal & ~but[lag:until], pairs & ~but[lag:until]
    return float(equal.sum()) / (float(pairs.sum()) + 1)


def _seen(grid: Grid, usual: Usual, row: int, at: int) -> float:
    """How often the figure that was copied had stood there before: some come again and again, such as a fixed price."""
    before = grid.values[row, max(at - 2 * grid.seasons, 0) : at]
    same = np.abs(before - grid.values[row, at]) <= usual.grain[row] * 1.001
    return float(same.sum()) / (float(np.isfinite(before).sum()) + 1)


def _record(grid: Grid, equals: _Equals) -> Floats:
    """(S,): how many times more coincidences the measure's other series show than were to be expected; at least 1."""
    seen = equals.chance < 1.0
    counted = (equals.equal & seen).sum(axis=1).astype(np.float64)
    expected = np.where(seen, equals.chance, 0.0).sum(axis=1)
    names = {name: number for number, name in enumerate(dict.fromkeys(one.measure for one in grid.series))}
    of = np.array([names[one.measure] for one in grid.series])
    others = np.bincount(of, counted)[of] - counted
    foreseen = np.bincount(of, expected)[of] - expected
    return np.asarray(np.maximum((others + BELIEF) / (foreseen + BELIEF), 1.0))


def _stretches(cells: Bools) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], cells, [False]]).astype(np.int8)))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _fault(kind: FaultKind, grid: Grid, row: int, cells: list[int], log: float, **more: object) -> Fault:
    one = grid.series[row]
    return Fault(
        kind, one.unit, one.measure, one.group, tuple(grid.first + t for t in cells),
        tuple(float(grid.values[row, t]) for t in cells), 10.0 ** min(-log, 300.0), **more,  # type: ignore[arg-type]
    )  # fmt: skip
