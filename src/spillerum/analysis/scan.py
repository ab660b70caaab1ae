"""The scan: series in, judgements out. Each period is judged only from what came before it and from its siblings' same period."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis import measured
from spillerum.analysis.blocks import in_blocks
from spillerum.analysis.findings import Demands, Said, find
from spillerum.analysis.follow import Track, follow
from spillerum.analysis.grid import gathered, lay, padded
from spillerum.analysis.material import Material, demanded, likely
from spillerum.analysis.robust import median
from spillerum.analysis.series import MeasureSettings, Options
from spillerum.analysis.tails import SMALL, small_count, two_sided
from spillerum.analysis.temper import tempered
from spillerum.analysis.together import together
from spillerum.analysis.unaided import take_over
from spillerum.analysis.verdicts import Evidence, judgements
from spillerum.analysis.windows import DRIFT, windows
from spillerum.analysis.yearly import seasonal
from spillerum.calendar.period import Frequency, Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from spillerum.analysis.grid import Grid
    from spillerum.analysis.judgement import Judgement
    from spillerum.analysis.series import Bools, Floats, Ints, Series

NO_SEASON = (1e9,)  # the season has been taken off already
FACTOR_PACES = (0.6, 0.8, 0.92, 0.97)  # what all share wanders less than any one of them
MOST = 2 / 3  # of the units must go along for a cause to be common
HELD = {Frequency.WEEK: 8, Frequency.DAY: 7}  # periods; of others a year, at least four
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
    only_attention: bool = False,
) -> list[Judgement]:
    """Judge `at`, or every period from `since` to `at`, of every series.

    level_changes: (unit, measure) to the periods from which a person has accepted a new level; the baseline
    starts there. set_aside: (unit, measure, period) of figures a person has declared wrong: neither judged
    nor learnt from. only_attention: give what needs attention and nothing else. Series of another frequency than
    `at` are judged at their period that ends with or before it. The order is by period, measure, group and unit,
    a common cause before its units.
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
        columns = range(max(start - grid.first, 0), grid.periods)
        if columns:
            evidence = _evidence(grid, measures or {}, options or Options(), columns)
            found += judgements(evidence, columns, only_attention=only_attention)
    return found


def _evidence(
    grid: Grid, measures: Mapping[str, MeasureSettings], options: Options, columns: Sequence[int]
) -> Evidence:
    settings = [measures.get(one.measure, MeasureSettings()) for one in grid.series]
    of_group = [measures.get(measure, MeasureSettings()) for measure, _ in grid.groups]
    demands = _local_demands(grid, settings, options)
    first = max(columns[0] - demands.walk, 0)
    needed = max(first - DRIFT, 0)
    every = list(in_blocks(grid, lambda block: _followed(block, needed)))
    track = Track.joined((rows, groups, one.track) for rows, groups, one in every)
    history = np.empty(grid.values.shape, np.float32)
    factor = np.empty((len(grid.groups), grid.periods))
    alone = np.empty(track.z.shape)
    for rows, groups, one in every:
        history[rows], factor[groups], alone[rows] = one.z, one.factor, one.alone
    del every
    with ThreadPoolExecutor(1) as pool:
        aside = pool.submit(_beyond, grid, factor, needed)
        light = _temper(track, history, grid.family_of, len(grid.families), exact=np.isfinite(alone))
        said = _said(grid, track, history, light, alone, skip=first - needed)
        local = find(track, said, Material(grid, track, *demanded(settings)), demands, columns)
        beyond, said = aside.result()
    material, demands = _FactorMaterial(grid, track, of_group), _factor_demands(grid, of_group, options)
    common = find(beyond, said, material, demands, columns)
    return Evidence(grid, track, local, beyond, common, tuple(settings))


@dataclass(frozen=True, slots=True)
class _Followed:
    """What is kept of a block: its track's and `alone`'s (see `unaided`) last columns, and all its departures and factors."""

    track: Track
    alone: Floats
    z: NDArray[np.float32]
    factor: Floats


def _followed(block: Grid, needed: int) -> _Followed:
    x = measured.forward(block)
    track = follow(block, x)
    alone = take_over(block, track, x)
    return _Followed(track.since(needed), alone[:, needed:], track.z.astype(np.float32), track.factor)


def _temper(
    track: Track, history: NDArray[np.floating], family_of: Ints, families: int, *, exact: Bools
) -> Floats:
    """Widen or narrow the track's scale by its record, but where it is exact; (S, C) how light its tails are."""
    found = tempered(history, family_of, families, since=track.first)
    width = np.where(exact, 1.0, found.width[family_of])
    track.z *= width
    track.scale /= width
    return found.lightness[family_of]


def _beyond(grid: Grid, factor: Floats, needed: int) -> tuple[Track, Said]:
    """The groups' factors (G, T) beyond their own season, followed and judged as series of their own."""
    factors = _factors(grid, factor)
    whole = follow(factors, factor - seasonal(factor, grid.seasons), years=NO_SEASON, paces=FACTOR_PACES)
    track = whole.since(needed)
    light = _temper(track, whole.z, factors.family_of, 1, exact=np.zeros(track.z.shape, dtype=np.bool_))
    p = two_sided(track.z, light)
    p[track.history < grid.seasons + FACTOR_HISTORY] = np.nan
    return track, Said(p, np.ones(p.shape, dtype=np.int64))


class _FactorMaterial:
    """A common cause is material when it moves the typical unit by the measure's relative materiality, and most units.

    On the logarithm of a count a per cent is as long everywhere; on the bent scale of the other kinds it is
    tanh(x) as long at x, the derivative of asinh(v) by log(v).
    """

    def __init__(self, grid: Grid, track: Track, settings: Sequence[MeasureSettings]) -> None:
        self.grid, self.track = grid, track
        self.least = np.log1p(demanded(list(settings))[1])

    def __call__(self, away: Floats, error: Floats, t: int, asked: Bools) -> Floats:
        now, siblings = self.track.at(t), self.grid.siblings
        own = gathered(now.left + now.common, siblings)
        length = np.where(self.grid.counts, 1.0, np.abs(np.tanh(now.base)))
        least = self.least[:, None] * np.where(np.isfinite(own), gathered(length, siblings), np.nan)
        usual = (now.factor - away)[:, None]
        with np.errstate(invalid="ignore"):
            moved = (own - usual) * np.sign(away)[:, None] > least / 2
            most = moved.sum(axis=1) >= MOST * np.isfinite(own).sum(axis=1)
            far = (np.abs(away) - median(least)) / error
        return np.where(asked & most & np.isfinite(far), likely(np.nan_to_num(far)), 0.0)


def _said(
    grid: Grid, track: Track, history: NDArray[np.float32], light: Floats, alone: Floats, *, skip: int
) -> Said:
    """The first `skip` columns only lead up to the others."""
    every = [replace(window, z=window.z[:, skip:]) for window in windows(track)]
    p, clearest = np.full(track.z.shape, np.nan), np.ones(track.z.shape, dtype=np.int64)
    p[:, skip:], clearest[:, skip:] = together(grid, history, every, track.scale[:, skip:], light[:, skip:])
    for t in range(track.first, grid.periods):
        k, now = t - track.first, track.at(t)
        expected = measured.back(grid, now.base + now.common, t)
        few = grid.counts & (expected < SMALL) & np.isfinite(now.z)
        if few.any():
            fine = small_count(grid.values[few, t], expected[few], now.scale[few])
            p[few, k] = np.maximum(p[few, k], fine)
        again = now.repeated
        if again.any() and k:  # a quarter's figure standing again stands where it stood, and says nothing new
            for part in (
                track.left,
                track.z,
                track.base,
                track.common,
                track.scale,
                track.level,
                track.power,
            ):
                part[again, k] = part[again, k - 1]
            p[again, k] = np.where(np.isfinite(p[again, k - 1]), 1.0, np.nan)
    return Said(np.where(np.isfinite(alone), alone, p), clearest)


def _local_demands(grid: Grid, settings: Sequence[MeasureSettings], options: Options) -> Demands:
    per_unit = (grid.units >= 0).sum(axis=1)[grid.unit_of]
    alpha = np.minimum(options.false_alarms / (per_unit * _a_year(grid)), 0.5)
    names: dict[str, list[int]] = defaultdict(list)
    for row, one in enumerate(grid.series):
        names[one.group].append(row)
    lasting = np.array([one.lasting for one in settings], dtype=np.int64)
    rate = min(options.discoveries * options.false_alarms, 0.5)
    return Demands(alpha, rate, options.material, lasting, _held(grid), padded(list(names.values())))


def _factor_demands(grid: Grid, settings: Sequence[MeasureSettings], options: Options) -> Demands:
    names: dict[str, list[int]] = defaultdict(list)
    for row, (_, group) in enumerate(grid.groups):
        names[group].append(row)
    measures = np.array([len(names[group]) for _, group in grid.groups])
    alpha = np.minimum(options.false_common / (measures * _a_year(grid)), 0.5)
    lasting = np.array([one.lasting for one in settings], dtype=np.int64)
    families = padded(list(names.values()))
    return Demands(alpha, 6 * options.discoveries, options.material, lasting, _held(grid), families)


def _held(grid: Grid) -> int:
    """After so many periods of its own the new level is what is usual, whatever was said of it."""
    return HELD.get(grid.first.frequency, max(grid.seasons, 4))


def _a_year(grid: Grid) -> int:
    return 365 if grid.first.frequency is Frequency.DAY else grid.seasons


def _factors(grid: Grid, factor: Floats) -> Grid:
    """The groups' factors as series of their own, without siblings."""
    rows = len(grid.groups)
    alone = np.arange(rows)[:, None]
    return replace(
        grid, values=factor, exposure=np.ones_like(factor), counts=np.zeros(rows, bool),
        siblings=alone, group_of=np.arange(rows), units=alone, unit_of=np.arange(rows),
        families=np.arange(rows)[None, :], family_of=np.zeros(rows, dtype=np.int64), bends=np.ones(rows),
        series=tuple(grid.series[members[0]] for members in grid.siblings), starts=np.zeros(rows, dtype=np.int64),
        anew=np.zeros(factor.shape, dtype=np.bool_),
    )  # fmt: skip


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
