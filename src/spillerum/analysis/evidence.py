"""What there is to say of every series, block by block: each is followed, then judged by what the blocks know together.

Only two things go from one block to another: how all departures have been (see `temper`), and which of all candidates are
discoveries. So of each block no more is kept than what its verdicts need.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from spillerum.analysis import absence, common_cause, findings, measured
from spillerum.analysis.blocks import cut, parted
from spillerum.analysis.causes import Causes, causes, causes_of, numbers_of
from spillerum.analysis.findings import Demands, Found, Said, find
from spillerum.analysis.follow import Track, follow
from spillerum.analysis.grid import begun, padded
from spillerum.analysis.hold import longest
from spillerum.analysis.material import Material, demanded
from spillerum.analysis.series import MeasureSettings
from spillerum.analysis.tails import SMALL, small_count
from spillerum.analysis.temper import applied, record
from spillerum.analysis.together import together
from spillerum.analysis.unaided import take_over
from spillerum.analysis.verdicts import Evidence
from spillerum.analysis.windows import DRIFT, windows
from spillerum.analysis.workers import Steps, processors, taken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from spillerum.analysis.findings import Candidates
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Bools, Floats, Ints, Options
    from spillerum.analysis.temper import Record


def evidence(
    grid: Grid,
    measures: Mapping[str, MeasureSettings],
    options: Options,
    columns: Sequence[int],
    *,
    apart: bool = False,
) -> Evidence:
    """On the columns, which run to the grid's last. apart: see `workers`."""
    scanned = _Scanned(grid, measures, options, columns)
    steps = Steps(scanned.first, scanned.between, scanned.second)
    every = list(taken(steps, parted(grid, processors() if apart else 1), apart=apart))
    rows, of_causes = ([getattr(one, name) for one in every] for name in ("rows", "causes"))
    local = _found([one.local for one in every], rows)
    common = _found([one.common for one in every], of_causes)
    local = findings.told(local, [(one.rows, one.candidates) for one in every], _rate(options))
    common = findings.told(
        common, [(one.causes, one.common_candidates) for one in every], common_cause.rate(options)
    )
    return Evidence(
        grid, Track.joined((one.rows, one.groups, one.track) for one in every),
        _in_order([one.closed for one in every], rows), local, scanned.beyond, scanned.shared, common,
        tuple(measures.get(one.measure, MeasureSettings()) for one in grid.series),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Kept:
    """Of a block, from its first step to its second; the track's and `alone`'s (see `unaided`) last columns."""

    rows: Ints
    groups: Ints
    block: Grid
    track: Track
    alone: Floats
    z: NDArray[np.float32]
    record: Record


@dataclass(frozen=True, slots=True)
class _Word:
    """What a block needs of all: `seen` as in `temper.Record`; and of its own causes (their numbers) what they share, and how
    that was judged."""

    seen: Floats
    causes: Ints
    shared: Floats
    beyond: Track
    said: Said


@dataclass(frozen=True, slots=True)
class _Made:
    """Of a block, on the columns judged; `rows`, `groups` and `causes` are its numbers in the grid. closed: also before."""

    rows: Ints
    groups: Ints
    causes: Ints
    track: Track
    closed: Bools
    local: Found
    candidates: Candidates
    common: Found
    common_candidates: Candidates


class _Scanned:
    """The steps of `workers`, for the blocks of a grid."""

    beyond: Track
    shared: Floats

    def __init__(
        self, grid: Grid, measures: Mapping[str, MeasureSettings], options: Options, columns: Sequence[int]
    ) -> None:
        self.grid, self.measures, self.options, self.columns = grid, measures, options, columns
        self.start = max(columns[0] - 2 * longest(grid), 0)
        self.needed = max(self.start - DRIFT, 0)

    def first(self, rows: Ints) -> tuple[_Kept, tuple[Ints, Causes, Floats]]:
        groups, block = cut(self.grid, rows)
        x = measured.forward(block)
        track = follow(block, x)
        alone = take_over(block, track, x)
        shared = causes(block, track)
        z = track.z.astype(np.float32)
        own = record(z, block.family_of, len(block.families), since=self.needed)
        kept = _Kept(rows, groups, block, track.since(self.needed), alone[:, self.needed :].copy(), z, own)
        return kept, (groups, shared, own.seen)

    def between(self, told: list[tuple[Ints, Causes, Floats]]) -> list[_Word]:
        subgroups = self.grid.subgroups
        every = Causes.joined(subgroups, [(groups, one) for groups, one, _ in told])
        beyond, said = common_cause.judged(self.grid, every.beyond, every.season, self.needed)
        shared, seen = every.factor[:, self.needed :], sum(seen for _, _, seen in told)
        self.beyond, self.shared = beyond.since(self.columns[0]), every.factor[:, self.columns[0] :]
        numbers = [numbers_of(subgroups, groups, len(self.grid.groups)) for groups, _, _ in told]
        return [
            _Word(np.asarray(seen), n, shared[n], beyond.of(n), Said(said.p[n], said.clearest[n]))
            for n in numbers
        ]

    def second(self, kept: _Kept, word: _Word) -> _Made:
        block, track = kept.block, kept.track
        settings = [self.measures.get(one.measure, MeasureSettings()) for one in block.series]
        light = applied(track, kept.record.among(word.seen), block.family_of, exact=np.isfinite(kept.alone))
        said = _said(block, track, kept.z, light, kept.alone, skip=self.start - self.needed)
        demands = _demands(block, settings, self.options, self.needed)
        local, candidates = find(
            track, said, Material(block, track, *demanded(settings)), demands, self.columns
        )
        of_cause = [settings[rows[0]] for rows in causes_of(block)]
        material = common_cause.Material(block, track, word.shared, of_cause)
        common, common_candidates = find(
            word.beyond,
            word.said,
            material,
            common_cause.demands(block, of_cause, self.options, self.needed),
            self.columns,
        )
        judged = track.since(self.columns[0])
        return _Made(
            kept.rows, kept.groups, word.causes, judged, track.closed, local, candidates, common,
            common_candidates,
        )  # fmt: skip


def _said(
    grid: Grid, track: Track, history: NDArray[np.float32], light: Floats, alone: Floats, *, skip: int
) -> Said:
    """The first `skip` columns only lead up to the others."""
    every = [replace(window, z=window.z[:, skip:]) for window in windows(track)]
    p, clearest = np.full(track.z.shape, np.nan), np.ones(track.z.shape, dtype=np.int64)
    p[:, skip:], clearest[:, skip:] = together(grid, history, every, track.scale[:, skip:], light[:, skip:])
    paired = absence.paired(grid)
    for t in range(track.first, grid.periods):
        k, now = t - track.first, track.at(t)
        expected = measured.back(grid, now.base + now.common, t)
        few = grid.counts & (expected < SMALL) & np.isfinite(now.z)
        if few.any():
            fine = small_count(grid.values[few, t], expected[few], now.scale[few])
            p[few, k] = np.maximum(p[few, k], fine)
        again = now.repeated
        if again.any() and k:  # a quarter's figure standing again stands where it stood, and says nothing new
            for part in (track.left, track.z):
                part[again, k] = part[again, k - 1]
            sure = again & ~paired[:, t]
            for part in (track.base, track.common, track.scale, track.level, track.power):
                part[sure, k] = part[sure, k - 1]
            p[again, k] = np.where(np.isfinite(p[again, k - 1]), 1.0, np.nan)
    return Said(np.where(np.isfinite(alone), alone, p), clearest)


def _rate(options: Options) -> float:
    return min(options.discoveries * options.false_alarms, 0.5)


def _demands(grid: Grid, settings: Sequence[MeasureSettings], options: Options, first: int) -> Demands:
    alpha = np.minimum(options.false_alarms / (_measures(grid, first) * grid.a_year), 0.5)
    names: dict[str, list[int]] = defaultdict(list)
    for row, one in enumerate(grid.series):
        names[one.group].append(row)
    lasting = np.array([one.lasting for one in settings], dtype=np.int64)
    return Demands(
        alpha, _rate(options), options.material, lasting, longest(grid), padded(list(names.values()))
    )


def _measures(grid: Grid, first: int) -> Ints:
    """(S, C) from the column `first` on: how many of the unit's measures have had a figure by then."""
    told = begun(grid)[:, first:]
    of_units = np.where(grid.units[..., None] >= 0, told[grid.units], False).sum(axis=1)
    return np.asarray(np.maximum(of_units[grid.unit_of], 1))


def _found(parts: Sequence[Found], rows: Sequence[Ints]) -> Found:
    names = ("p", "away", "scale", "material", "lasted", "reported")
    whole = {name: _in_order([getattr(part, name) for part in parts], rows) for name in names}
    return Found(**whole, first=parts[0].first)


def _in_order(parts: Sequence[NDArray[Any]], rows: Sequence[Ints]) -> NDArray[Any]:
    """Parts of the rows given as one, by the rows' numbers."""
    if len(parts) == 1:
        return parts[0]
    whole = np.empty((sum(map(len, rows)), *parts[0].shape[1:]), parts[0].dtype)
    for part, numbers in zip(parts, rows, strict=True):
        whole[numbers] = part
    return whole
