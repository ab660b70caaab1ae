"""From evidence to judgements: which of the seven verdicts each figure gets, and the facts its sentence needs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis import measured
from spillerum.analysis.judgement import Direction, Judgement, Verdict
from spillerum.analysis.noise import curved
from spillerum.analysis.tails import quantile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spillerum.analysis.findings import Found
    from spillerum.analysis.follow import Track
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Bools, Floats, Good, Ints, MeasureSettings

GONE = 3  # periods without any figure from a unit whose siblings report: it is closed, not late
_BAND = quantile(0.05)
_ATTENTION = frozenset({Verdict.LOCAL, Verdict.BOTH})


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was found, for every series, group and subgroup, on the columns judged.

    closed: (S, C), also of some columns before them. shared: (G + K, C) what each group's and subgroup's units share.
    """

    grid: Grid
    track: Track
    closed: Bools
    local: Found
    factor: Track
    shared: Floats
    common: Found
    settings: tuple[MeasureSettings, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """One period; along (S,) on the measures' own units, along (G + K,) what is common.

    cause: (S,) the narrowest group or subgroup with a common cause that each series is of, -1 where there is none.
    """

    t: int
    now: Track
    local: Found
    common: Found
    expected: Floats
    low: Floats
    high: Floats
    verdicts: list[Verdict | None]
    last: Ints
    siblings: Ints
    alike: Ints
    cause: Ints


def judgements(
    evidence: Evidence, columns: Iterable[int], *, only_attention: bool = False
) -> Iterator[Judgement]:
    """By period, then measure and group: the common cause first, then the units, by name."""
    grid = evidence.grid
    names = [one.unit for one in grid.series]
    order = sorted(range(len(grid.series)), key=lambda row: (grid.groups[grid.group_of[row]], names[row]))
    groups = sorted(range(len(grid.groups)), key=lambda group: grid.groups[group])
    by_group: dict[int, list[int]] = defaultdict(list)
    for row in order:
        by_group[int(grid.group_of[row])].append(row)
    within: dict[int, list[int]] = defaultdict(list)
    for part, group in enumerate(grid.subgroups.group_of.tolist()):
        within[group].append(len(groups) + part)
    for t in columns:
        column = _column(evidence, t)
        for group in groups:
            for cause in [group, *within[group]]:
                if column.common.reported[cause]:
                    yield _common(evidence, column, cause)
            for row in by_group[group]:
                verdict = column.verdicts[row]
                if verdict is not None and (verdict in _ATTENTION or not only_attention):
                    yield _one(evidence, column, row, verdict)


def _column(evidence: Evidence, t: int) -> _Column:
    grid, now = evidence.grid, evidence.track.at(t)
    local, common = evidence.local.at(t), evidence.common.at(t)
    centre = now.base + now.common + now.left - local.away  # for what has lasted: as it was before it began
    expected = measured.back(grid, centre, t)
    low, high = (
        measured.back(grid, centre + curved(side * _BAND * local.scale, now.power), t) for side in (-1, 1)
    )
    seen = np.isfinite(grid.values[:, : t + 1])
    last = np.where(seen.any(axis=1), t - np.argmax(seen[:, ::-1], axis=1), -1)
    judged = np.isfinite(local.p)
    siblings = np.bincount(grid.group_of[judged], minlength=len(grid.groups))[grid.group_of] - judged
    sign = np.where(local.reported, np.sign(local.away), 0)
    up, down = (np.bincount(grid.group_of[sign == way], minlength=len(grid.groups)) for way in (1, -1))
    alike = np.where(sign > 0, up[grid.group_of] - 1, np.where(sign < 0, down[grid.group_of] - 1, 0))
    cause = _causes(grid, common)
    verdicts = _verdicts(evidence, t, last, local, cause >= 0)
    return _Column(t, now, local, common, expected, low, high, verdicts, last, siblings, alike, cause)


def _causes(grid: Grid, common: Found) -> Ints:
    groups = len(grid.groups)
    cause = np.where(common.reported[grid.group_of], grid.group_of, -1)
    for part, members in enumerate(grid.subgroups.members):  # the wider first
        if common.reported[groups + part]:
            cause[members[members >= 0]] = groups + part
    return cause


def _verdicts(evidence: Evidence, t: int, last: Ints, local: Found, shared: Bools) -> list[Verdict | None]:
    grid = evidence.grid
    # The first that holds.
    holds: list[tuple[Bools, Verdict | None]] = [
        (last < 0, None),
        (evidence.track.at(t).closed | _gone(evidence, t, last), Verdict.CLOSED),
        (~np.isfinite(grid.values[:, t]), Verdict.MISSING),
        (~np.isfinite(local.p), Verdict.TOO_SHORT),
        (local.reported & shared, Verdict.BOTH),
        (local.reported, Verdict.LOCAL),
        (shared, Verdict.COMMON),
    ]
    which = np.select([here for here, _ in holds], range(len(holds)), len(holds))
    every = [*(verdict for _, verdict in holds), Verdict.QUIET]
    return [every[place] for place in which]


def _gone(evidence: Evidence, t: int, last: Ints) -> Bools:
    """No figure in any of the unit's measures for GONE periods (or closed by noughts just before), while siblings report."""
    grid, closed = evidence.grid, evidence.closed
    first = grid.periods - closed.shape[1]
    by_unit = np.where(grid.units >= 0, last[grid.units], -1).max(axis=1)[grid.unit_of]
    by_group = np.where(grid.siblings >= 0, last[grid.siblings], -1).max(axis=1)[grid.group_of]
    inside = last >= first
    shut = inside & closed[np.arange(len(last)), np.where(inside, last - first, 0)]
    return np.asarray((t - by_unit >= np.where(shut, 1, GONE)) & (by_group > by_unit))


def _one(evidence: Evidence, column: _Column, row: int, verdict: Verdict) -> Judgement:
    grid, t, local = evidence.grid, column.t, column.local
    one, settings = grid.series[row], evidence.settings[row]
    value = float(grid.values[row, t])
    bare = Judgement(
        one.unit, one.measure, one.group, grid.first + t, verdict,
        value=value if np.isfinite(value) else None, history=int(column.now.history[row]),
        siblings=int(column.siblings[row]), materiality_known=settings.materiality_known,
        subgroup=_who(grid, int(column.cause[row]))[2] if column.cause[row] >= 0 else "",
    )  # fmt: skip
    if verdict in {Verdict.MISSING, Verdict.CLOSED, Verdict.TOO_SHORT}:
        return replace(bare, since=grid.first + _since(evidence, column, row, verdict))
    expected = float(column.expected[row])
    direction = _direction(value - expected)
    return replace(
        bare,
        expected=expected, low=float(column.low[row]), high=float(column.high[row]),
        p=float(local.p[row]), effect=_effect(value, expected, relative=settings.kind.relative),
        direction=direction, good=_good(direction, settings.good), lasted=int(local.lasted[row]),
        alike=int(column.alike[row]), material=_known(local.material[row]), spread=bool(column.now.repeated[row]),
    )  # fmt: skip


def _since(evidence: Evidence, column: _Column, row: int, verdict: Verdict) -> int:
    """The column of the last figure, or of the first where there are too few."""
    if verdict is not Verdict.TOO_SHORT:
        return int(column.last[row])
    accepted = np.flatnonzero(evidence.grid.anew[row, : column.t + 1])
    start = int(accepted[-1]) if len(accepted) else 0
    return start + int(np.argmax(np.isfinite(evidence.grid.values[row, start:])))


def _common(evidence: Evidence, column: _Column, cause: int) -> Judgement:
    grid, t, now, found = evidence.grid, column.t, column.now, column.common
    members, group, part = _who(grid, cause)
    measure, name = grid.groups[group]
    settings = evidence.settings[members[0]]
    away, sd = float(found.away[cause]), float(found.scale[cause])
    judged = members[np.isfinite(column.local.p[members])]
    # A unit with a cause of its own, or a narrower one, tells nothing of the common one, and may outweigh it.
    with_it = judged[~column.local.reported[judged] & (column.cause[judged] == cause)]
    judged = with_it if len(with_it) else judged
    values = grid.values[judged, t]
    x = now.base[judged] + evidence.shared[cause, t - evidence.track.first] - away
    each = [measured.back(grid, x + side * _BAND * sd, t, judged) for side in (0, -1, 1)]
    value, (expected, low, high) = float(values.sum()), (float(one.sum()) for one in each)
    if not settings.kind.relative:
        value, expected, low, high = (part / len(judged) for part in (value, expected, low, high))
    direction = Direction.UP if away > 0 else Direction.DOWN
    return Judgement(
        None, measure, name, grid.first + t, Verdict.COMMON, value, expected, low, high,
        float(found.p[cause]), _effect(value, expected, relative=settings.kind.relative),
        direction, _good(direction, settings.good), int(found.lasted[cause]),
        siblings=len(judged), alike=int((np.sign(values - each[0]) == np.sign(away)).sum()),
        history=int(evidence.factor.at(t).history[cause]), materiality_known=settings.materiality_known,
        material=_known(found.material[cause]), subgroup=part,
    )  # fmt: skip


def _who(grid: Grid, cause: int) -> tuple[Ints, int, str]:
    """The series a cause may touch, by their units' names; their sibling group, and the name of the subgroup."""
    part = cause - len(grid.groups)
    members = grid.siblings[cause] if part < 0 else grid.subgroups.members[part]
    rows = sorted(members[members >= 0].tolist(), key=lambda row: grid.series[row].unit)
    if part < 0:
        return np.array(rows, dtype=np.int64), cause, ""
    return np.array(rows, dtype=np.int64), int(grid.subgroups.group_of[part]), grid.subgroups.names[part]


def _known(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None


def _direction(difference: float) -> Direction | None:
    return None if difference == 0 else Direction.UP if difference > 0 else Direction.DOWN


def _good(direction: Direction | None, good: Good | None) -> bool | None:
    return None if good is None or direction is None else direction.value == good.value


def _effect(value: float, expected: float, *, relative: bool) -> float | None:
    if not relative:
        return value - expected
    return value / expected - 1 if expected > 0 else None
