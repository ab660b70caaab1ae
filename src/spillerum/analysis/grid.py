"""Series of one frequency laid side by side: (series, periods) arrays, with who is whose sibling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from spillerum.analysis.measured import bends
from spillerum.analysis.series import Kind, MeasureSettings
from spillerum.analysis.subgroups import subgroups
from spillerum.calendar.period import Frequency

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from spillerum.analysis.series import Bools, Floats, Ints, Series
    from spillerum.analysis.subgroups import Subgroups
    from spillerum.calendar.period import Period

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Grid:
    """values, exposure: (S, T), NaN missing. `siblings` (G, width; same measure and group), `units` (U, width), `families`
    (F, width; same group, all measures): series numbers, -1 for none. `subgroups` lie within sibling groups.

    `anew` (S, T): where a person accepted a new level, from which a series' baseline is learnt; `starts` (S,) the last such
    column, else 0.
    """

    series: tuple[Series, ...]
    first: Period
    values: Floats
    exposure: Floats
    kinds: tuple[Kind, ...]
    counts: Bools
    season: Ints
    seasons: int
    siblings: Ints
    groups: tuple[tuple[str, str], ...]
    group_of: Ints
    units: Ints
    unit_of: Ints
    starts: Ints
    anew: Bools
    families: Ints
    family_of: Ints
    bends: Floats
    subgroups: Subgroups

    @property
    def periods(self) -> int:
        return int(self.values.shape[1])

    @property
    def a_year(self) -> int:
        """Periods a year, also where the season is that of a week."""
        return 365 if self.first.frequency is Frequency.DAY else self.seasons


def lay(
    series: Sequence[Series],
    *,
    last: Period,
    measures: Mapping[str, MeasureSettings],
    level_changes: Mapping[tuple[str, str], Sequence[Period]],
    set_aside: Iterable[tuple[str, str, Period]],
) -> Grid:
    """Lay out what was known up to and including `last`. All series must be of its frequency."""
    first = min(one.first for one in series)
    periods = last - first + 1
    values, exposure = np.full((2, len(series), max(periods, 0)), np.nan)
    for row, one in enumerate(series):
        start = one.first - first
        stop = min(start + len(one.values), periods)
        values[row, start:stop] = one.values[: stop - start]
        exposure[row, start:stop] = 1.0 if one.exposure is None else one.exposure[: stop - start]
    exposure[~(exposure > 0)] = np.nan
    values[np.isnan(exposure)] = np.nan
    place = {(one.unit, one.measure): row for row, one in enumerate(series)}
    for unit, measure, period in set_aside:
        found = place.get((unit, measure))
        if found is not None and 0 <= period - first < periods:
            values[found, period - first] = np.nan
    kinds = [measures.get(one.measure, MeasureSettings()).kind for one in series]
    counts = np.array([kind is Kind.COUNT for kind in kinds])
    groups, siblings, group_of = _members((one.measure, one.group) for one in series)
    _, units, unit_of = _members(one.unit for one in series)
    _, families, family_of = _members(one.group for one in series)
    anew = np.zeros((len(series), max(periods, 0)), dtype=np.bool_)
    for key, changes in level_changes.items():
        if key in place:
            anew[place[key], [change - first for change in changes if first <= change <= last]] = True
    columns = np.arange(anew.shape[1])
    starts = np.where(anew, columns, 0).max(axis=1, initial=0)
    season = np.array([(first + t).season for t in range(periods)], dtype=np.int64)
    return Grid(
        tuple(series), first, values, exposure, tuple(kinds), counts, season, first.frequency.a_year,
        siblings, tuple(groups), group_of, units, unit_of, starts, anew, families, family_of,
        bends(values, exposure, kinds), subgroups(series, siblings, group_of),
    )  # fmt: skip


def _members(keys: Iterable[K]) -> tuple[list[K], Ints, Ints]:
    rows: dict[K, list[int]] = defaultdict(list)
    for row, key in enumerate(keys):
        rows[key].append(row)
    width = max(map(len, rows.values()))
    padded = np.full((len(rows), width), -1, dtype=np.int64)
    of = np.zeros(sum(map(len, rows.values())), dtype=np.int64)
    for number, members in enumerate(rows.values()):
        padded[number, : len(members)] = members
        of[members] = number
    return list(rows), padded, of


def begun(grid: Grid) -> Bools:
    """(S, T): each series from its first figure on."""
    return np.asarray(np.logical_or.accumulate(np.isfinite(grid.values), axis=1))


def padded(rows: Sequence[Sequence[int]]) -> Ints:
    """Rows of unequal length as one array, -1 at their ends."""
    width = max(map(len, rows))
    return np.array([[*row, *[-1] * (width - len(row))] for row in rows], dtype=np.int64)


def gathered(values: Floats, members: Ints) -> Floats:
    """(S,) to (groups, width), NaN where there is no member."""
    return np.where(members >= 0, values[members], np.nan)


def scattered(part: Floats, grid: Grid) -> Floats:
    """(G, width) of siblings back to (S,)."""
    out = np.empty(len(grid.series))
    used = grid.siblings >= 0
    out[grid.siblings[used]] = part[used]
    return out
