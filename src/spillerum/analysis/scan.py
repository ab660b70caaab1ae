"""The scan: series in, judgements out. Each period is judged only from what came before it and from its siblings' same period."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis import measured
from spillerum.analysis.findings import Demands, find
from spillerum.analysis.follow import follow
from spillerum.analysis.grid import gathered, lay
from spillerum.analysis.material import Material, demanded
from spillerum.analysis.robust import weighted_median
from spillerum.analysis.series import MeasureSettings, Options
from spillerum.analysis.tails import SMALL, small_count, two_sided
from spillerum.analysis.together import together
from spillerum.analysis.verdicts import Evidence, judgements
from spillerum.analysis.yearly import seasonal
from spillerum.calendar.period import Frequency, Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from spillerum.analysis.follow import Track
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.judgement import Judgement
    from spillerum.analysis.series import Bools, Floats, Ints, Series

NO_SEASON = 1e9  # the season has been taken off already
FACTOR_PACES = (0.6, 0.8, 0.92, 0.97)  # what all share wanders less than any one of them
MOST = 2 / 3  # of the units must go along for a cause to be common
FACTOR_HISTORY = 6  # periods beyond a whole season before a group is judged


def scan(
    series: Sequence[Series],
    *,
    at: Period,
    since: Period | None = None,
    measures: Mapping[str, MeasureSettings] | None = None,
    options: Options | None = None,
    level_changes: Mapping[tuple[str, str], Sequence[Period]] | None = None,
    set_aside: Iterable[tuple[str, str, Period]] = (),
) -> list[Judgement]:
    """Judge `at`, or every period from `since` to `at`, of every series.

    level_changes: (unit, measure) to the periods from which a person has accepted a new level; the baseline
    starts there. set_aside: (unit, measure, period) of figures a person has declared wrong: neither judged
    nor learnt from. Series of another frequency than `at` are judged at their period that ends with or before
    it. The order is by period, measure, group and unit, a common cause before its units.
    """
    asides = list(set_aside)
    found: list[Judgement] = []
    for frequency, every in _by_frequency(series).items():
        last, start = _at(at, frequency), _at(since or at, frequency)
        some = [one for one in every if one.first <= last]
        if not some:
            continue
        grid = lay(
            some, last=last, measures=measures or {}, level_changes=_of(level_changes or {}, frequency),
            set_aside=[aside for aside in asides if aside[2].frequency is frequency],
        )  # fmt: skip
        found += judgements(
            _evidence(grid, measures or {}, options or Options()),
            range(max(start - grid.first, 0), grid.periods),
        )
    return found


def _evidence(grid: Grid, measures: Mapping[str, MeasureSettings], options: Options) -> Evidence:
    settings = [measures.get(one.measure, MeasureSettings()) for one in grid.series]
    x = measured.forward(grid)
    track = follow(grid, x)
    p = _local(grid, track)
    local = find(
        track, p, Material(grid, track, *demanded(settings)), _local_demands(grid, settings, options)
    )
    factors = _factors(grid, track)
    usual = seasonal(track.factor, grid.seasons)
    factor_track = follow(factors, track.factor - usual, season=NO_SEASON, paces=FACTOR_PACES)
    of_group = [measures.get(measure, MeasureSettings()) for measure, _ in grid.groups]
    p_factor = two_sided(factor_track.z)
    p_factor[factor_track.history < grid.seasons + FACTOR_HISTORY] = np.nan
    common = find(
        factor_track,
        p_factor,
        _FactorMaterial(grid, track, of_group),
        _factor_demands(grid, of_group, options),
    )
    return Evidence(grid, track, local, factor_track, common, tuple(settings))


class _FactorMaterial:
    """A common cause is material when it moves the typical unit by the measure's relative materiality, and most units.

    On the logarithm of a count a per cent is as long everywhere; on the bent scale of the other kinds it is
    tanh(x) as long at x, the derivative of asinh(v) by log(v).
    """

    def __init__(self, grid: Grid, track: Track, settings: Sequence[MeasureSettings]) -> None:
        self.grid, self.track = grid, track
        self.least = np.log1p(demanded(list(settings))[1])

    def __call__(self, away: Floats, t: int, asked: Bools) -> Bools:
        track, siblings = self.track, self.grid.siblings
        own = gathered(track.z[:, t] * track.scale[:, t] + track.common[:, t], siblings)
        length = np.where(self.grid.counts, 1.0, np.abs(np.tanh(track.base[:, t])))
        least = self.least[:, None] * np.where(np.isfinite(own), gathered(length, siblings), np.nan)
        usual = (track.factor[:, t] - away)[:, None]
        with np.errstate(invalid="ignore"):
            moved = (own - usual) * np.sign(away)[:, None] > least / 2
            most = moved.sum(axis=1) >= MOST * np.isfinite(own).sum(axis=1)
            typical = weighted_median(least, np.isfinite(least).astype(np.float64))
            return np.asarray(asked & (np.abs(away) >= typical) & most)


def _local(grid: Grid, track: Track) -> Floats:
    p = together(grid, track.z, track.lightness)
    for t in range(grid.periods):
        expected = measured.back(grid, track.base[:, t] + track.common[:, t], t)
        few = grid.counts & (expected < SMALL) & np.isfinite(track.z[:, t])
        if few.any():
            fine = small_count(grid.values[few, t], expected[few], track.scale[few, t])
            p[few, t] = np.maximum(p[few, t], fine)
        again = track.repeated[:, t]
        if again.any():  # a quarter's figure spread over its months: the judgement of its first month stands
            for part in (track.z, track.base, track.common, track.scale, track.level, p):
                part[again, t] = part[again, t - 1]
    return p


def _local_demands(grid: Grid, settings: Sequence[MeasureSettings], options: Options) -> Demands:
    per_unit = (grid.units >= 0).sum(axis=1)[grid.unit_of]
    alpha = np.minimum(options.false_alarms / (per_unit * _a_year(grid)), 0.5)
    names: dict[str, list[int]] = defaultdict(list)
    for row, one in enumerate(grid.series):
        names[one.group].append(row)
    lasting = np.array([one.lasting for one in settings], dtype=np.int64)
    rate = min(options.discoveries * options.false_alarms, 0.5)
    return Demands(alpha, rate, lasting, _held(grid), _padded(list(names.values())))


def _factor_demands(grid: Grid, settings: Sequence[MeasureSettings], options: Options) -> Demands:
    names: dict[str, list[int]] = defaultdict(list)
    for row, (_, group) in enumerate(grid.groups):
        names[group].append(row)
    measures = np.array([len(names[group]) for _, group in grid.groups])
    alpha = np.minimum(options.false_common / (measures * _a_year(grid)), 0.5)
    lasting = np.array([one.lasting for one in settings], dtype=np.int64)
    return Demands(alpha, 2 * options.discoveries, lasting, _held(grid), _padded(list(names.values())))


def _held(grid: Grid) -> int:
    """After a year of its own the new level is what is usual, whatever was said of it."""
    return max(grid.seasons, 4)


def _a_year(grid: Grid) -> int:
    return 365 if grid.first.frequency is Frequency.DAY else grid.seasons


def _factors(grid: Grid, track: Track) -> Grid:
    """The groups' factors as series of their own, without siblings."""
    rows = len(grid.groups)
    alone = np.arange(rows)[:, None]
    return replace(
        grid, values=track.factor, exposure=np.ones_like(track.factor), counts=np.zeros(rows, bool),
        siblings=alone, group_of=np.arange(rows), units=alone, unit_of=np.arange(rows),
        families=np.arange(rows)[None, :], family_of=np.zeros(rows, dtype=np.int64),
        series=tuple(grid.series[members[0]] for members in grid.siblings), starts=np.zeros(rows, dtype=np.int64),
    )  # fmt: skip


def _padded(rows: list[list[int]]) -> Ints:
    width = max(map(len, rows))
    return np.array([row + [-1] * (width - len(row)) for row in rows], dtype=np.int64)


def _by_frequency(series: Sequence[Series]) -> dict[Frequency, list[Series]]:
    found: dict[Frequency, list[Series]] = defaultdict(list)
    for one in series:
        found[one.first.frequency].append(one)
    return found


def _at(at: Period, frequency: Frequency) -> Period:
    """The last period of this frequency that ends with or before `at`."""
    if at.frequency is frequency:
        return at
    period = Period.containing(at.last_day, frequency)
    return period if period.last_day <= at.last_day else period + -1


def _of(
    changes: Mapping[tuple[str, str], Sequence[Period]], frequency: Frequency
) -> dict[tuple[str, str], list[Period]]:
    return {key: [p for p in periods if p.frequency is frequency] for key, periods in changes.items()}
