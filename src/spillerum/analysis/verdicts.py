"""From evidence to judgements: which of the seven verdicts each figure gets, and the facts its sentence needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis import measured
from spillerum.analysis.judgement import Direction, Judgement, Verdict
from spillerum.analysis.tails import quantile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spillerum.analysis.findings import Found
    from spillerum.analysis.follow import Track
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Bools, Floats, Good, Ints, MeasureSettings

GONE = 3  # periods without any figure from a unit whose siblings report: it is closed, not late
_BAND = quantile(0.05)


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was found, for every series and group and every column of the grid."""

    grid: Grid
    track: Track
    local: Found
    factor: Track
    common: Found
    settings: tuple[MeasureSettings, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """One period, on the measures' own units; along (S,)."""

    t: int
    expected: Floats
    low: Floats
    high: Floats
    alone: Floats
    verdicts: list[Verdict | None]
    last: Ints
    siblings: Ints
    alike: Ints


def judgements(evidence: Evidence, columns: Iterable[int]) -> Iterator[Judgement]:
    """By period, then measure and group: the common cause first, then the units, by name."""
    grid = evidence.grid
    order = sorted(range(len(grid.groups)), key=lambda group: grid.groups[group])
    for t in columns:
        column = _column(evidence, t)
        for group in order:
            members = [int(row) for row in grid.siblings[group] if row >= 0]
            if evidence.common.reported[group, t]:
                yield _common(evidence, column, group, members)
            for row in sorted(members, key=lambda row: grid.series[row].unit):
                if (verdict := column.verdicts[row]) is not None:
                    yield _one(evidence, column, row, verdict)


def _column(evidence: Evidence, t: int) -> _Column:
    grid, track = evidence.grid, evidence.track
    x, sd = track.base[:, t] + track.common[:, t], evidence.local.scale[:, t]
    here = track.z[:, t] * track.scale[:, t]
    centre = x + here - evidence.local.away[:, t]  # for what has lasted: as it was before it began
    expected, low, high = (measured.back(grid, centre + side * _BAND * sd, t) for side in (0, -1, 1))
    seen = np.isfinite(grid.values[:, : t + 1])
    last = np.where(seen.any(axis=1), t - np.argmax(seen[:, ::-1], axis=1), -1)
    judged = np.isfinite(evidence.local.p[:, t])
    siblings = np.bincount(grid.group_of[judged], minlength=len(grid.groups))[grid.group_of] - judged
    sign = np.where(evidence.local.reported[:, t], np.sign(evidence.local.away[:, t]), 0)
    alike = np.array([
        sum(1 for other in grid.siblings[grid.group_of[row]] if other not in (row, -1) and sign[other] == sign[row])
        if sign[row]
        else 0
        for row in range(len(sign))
    ])  # fmt: skip
    return _Column(
        t,
        expected,
        low,
        high,
        measured.back(grid, track.base[:, t], t),
        _verdicts(evidence, t, last),
        last,
        siblings,
        alike,
    )


def _verdicts(evidence: Evidence, t: int, last: Ints) -> list[Verdict | None]:
    grid = evidence.grid
    common = (evidence.common.reported[:, t])[grid.group_of]
    judged, reported = np.isfinite(evidence.local.p[:, t]), evidence.local.reported[:, t]
    gone = _gone(evidence, t, last)
    found: list[Verdict | None] = []
    for row in range(len(grid.series)):
        if last[row] < 0:
            found.append(None)
        elif evidence.track.closed[row, t] or gone[row]:
            found.append(Verdict.CLOSED)
        elif not np.isfinite(grid.values[row, t]):
            found.append(Verdict.MISSING)
        elif not judged[row]:
            found.append(Verdict.TOO_SHORT)
        elif reported[row]:
            found.append(Verdict.BOTH if common[row] else Verdict.LOCAL)
        else:
            found.append(Verdict.COMMON if common[row] else Verdict.QUIET)
    return found


def _gone(evidence: Evidence, t: int, last: Ints) -> Bools:
    """No figure in any of the unit's measures for GONE periods (or closed by noughts just before), while siblings report."""
    grid = evidence.grid
    by_unit = np.array([max(last[row] for row in rows if row >= 0) for rows in grid.units])[grid.unit_of]
    by_group = np.array([max(last[row] for row in rows if row >= 0) for rows in grid.siblings])[grid.group_of]
    shut = np.array(
        [bool(last[row] >= 0 and evidence.track.closed[row, last[row]]) for row in range(len(last))]
    )
    return (t - by_unit >= np.where(shut, 1, GONE)) & (by_group > by_unit)


def _one(evidence: Evidence, column: _Column, row: int, verdict: Verdict) -> Judgement:
    grid, t = evidence.grid, column.t
    one, settings = grid.series[row], evidence.settings[row]
    value = float(grid.values[row, t])
    bare = Judgement(
        one.unit, one.measure, one.group, grid.first + t, verdict,
        value=value if np.isfinite(value) else None, history=int(evidence.track.history[row, t]),
        siblings=int(column.siblings[row]), materiality_known=settings.materiality_known,
    )  # fmt: skip
    if verdict in {Verdict.MISSING, Verdict.CLOSED, Verdict.TOO_SHORT}:
        return replace(bare, since=grid.first + int(column.last[row]))
    expected = float(column.expected[row])
    direction = _direction(value - expected)
    return replace(
        bare,
        expected=expected, low=float(column.low[row]), high=float(column.high[row]),
        p=float(evidence.local.p[row, t]), effect=_effect(value, expected, relative=settings.kind.relative),
        direction=direction, good=_good(direction, settings.good), lasted=int(evidence.local.lasted[row, t]),
        alike=int(column.alike[row]), spread=bool(evidence.track.repeated[row, t]),
    )  # fmt: skip


def _common(evidence: Evidence, column: _Column, group: int, members: list[int]) -> Judgement:
    grid, t = evidence.grid, column.t
    measure, name = grid.groups[group]
    settings = evidence.settings[members[0]]
    away = float(evidence.common.away[group, t])
    judged = [row for row in members if np.isfinite(evidence.local.p[row, t])]
    values = grid.values[judged, t]
    sd = float(evidence.common.scale[group, t])
    usual = np.array(judged)
    x = evidence.track.base[:, t] + evidence.track.factor[group, t] - away
    sums = [float(measured.back(grid, x + side * _BAND * sd, t)[usual].sum()) for side in (0, -1, 1)]
    own = values - measured.back(grid, x, t)[usual]
    value, (expected, low, high) = float(values.sum()), sums
    if not settings.kind.relative:
        value, expected, low, high = (part / len(judged) for part in (value, expected, low, high))
    direction = Direction.UP if away > 0 else Direction.DOWN
    return Judgement(
        None, measure, name, grid.first + t, Verdict.COMMON, value, expected, low, high,
        float(evidence.common.p[group, t]), _effect(value, expected, relative=settings.kind.relative),
        direction, _good(direction, settings.good), int(evidence.common.lasted[group, t]),
        siblings=len(judged), alike=int((np.sign(own) == np.sign(away)).sum()),
        history=int(evidence.factor.history[group, t]), materiality_known=settings.materiality_known,
    )  # fmt: skip


def _direction(difference: float) -> Direction | None:
    return None if difference == 0 else Direction.UP if difference > 0 else Direction.DOWN


def _good(direction: Direction | None, good: Good | None) -> bool | None:
    return None if good is None or direction is None else direction.value == good.value


def _effect(value: float, expected: float, *, relative: bool) -> float | None:
    if not relative:
        return value - expected
    return value / expected - 1 if expected > 0 else None
