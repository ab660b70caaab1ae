"""The scan: series in, judgements out. Each period is judged only from what came before it and from its siblings' same period."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis import common_cause, measured
from spillerum.analysis.blocks import in_blocks
from spillerum.analysis.causes import Causes, causes, causes_of
from spillerum.analysis.findings import Demands, Said, find
from spillerum.analysis.follow import Track, follow
from spillerum.analysis.grid import lay, padded
from spillerum.analysis.hold import longest
from spillerum.analysis.material import Material, demanded
from spillerum.analysis.series import MeasureSettings, Options
from spillerum.analysis.tails import SMALL, small_count
from spillerum.analysis.temper import applied
from spillerum.analysis.together import together
from spillerum.analysis.unaided import take_over
from spillerum.analysis.verdicts import Evidence, judgements
from spillerum.analysis.windows import DRIFT, windows
from spillerum.calendar.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from spillerum.analysis.grid import Grid
    from spillerum.analysis.judgement import Judgement
    from spillerum.analysis.series import Floats, Series
    from spillerum.calendar.period import Frequency


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
    of_cause = [settings[rows[0]] for rows in causes_of(grid)]
    demands = _local_demands(grid, settings, options)
    first = max(columns[0] - demands.walk, 0)
    needed = max(first - DRIFT, 0)
    every = list(in_blocks(grid, lambda block: _followed(block, needed)))
    track = Track.joined((rows, groups, one.track) for rows, groups, one in every)
    history = np.empty(grid.values.shape, np.float32)
    alone = np.empty(track.z.shape)
    for rows, _, one in every:
        history[rows], alone[rows] = one.z, one.alone
    found = Causes.joined(grid.subgroups, [(groups, one.causes) for _, groups, one in every])
    del every
    with ThreadPoolExecutor(1) as pool:
        aside = pool.submit(common_cause.judged, grid, found.beyond, needed)
        light = applied(track, history, grid.family_of, len(grid.families), exact=np.isfinite(alone))
        said = _said(grid, track, history, light, alone, skip=first - needed)
        local = find(track, said, Material(grid, track, *demanded(settings)), demands, columns)
        beyond, said = aside.result()
    shared = found.factor[:, track.first :]
    material = common_cause.Material(grid, track, shared, of_cause)
    common = find(beyond, said, material, common_cause.demands(grid, of_cause, options), columns)
    return Evidence(grid, track, local, beyond, shared, common, tuple(settings))


@dataclass(frozen=True, slots=True)
class _Followed:
    """What is kept of a block: its track's and `alone`'s (see `unaided`) last columns, and all its departures and causes."""

    track: Track
    alone: Floats
    z: NDArray[np.float32]
    causes: Causes


def _followed(block: Grid, needed: int) -> _Followed:
    x = measured.forward(block)
    track = follow(block, x)
    alone = take_over(block, track, x)
    shared = causes(block, track)
    return _Followed(track.since(needed), alone[:, needed:], track.z.astype(np.float32), shared)


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
    alpha = np.minimum(options.false_alarms / (per_unit * grid.a_year), 0.5)
    names: dict[str, list[int]] = defaultdict(list)
    for row, one in enumerate(grid.series):
        names[one.group].append(row)
    lasting = np.array([one.lasting for one in settings], dtype=np.int64)
    rate = min(options.discoveries * options.false_alarms, 0.5)
    return Demands(alpha, rate, options.material, lasting, longest(grid), padded(list(names.values())))


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
