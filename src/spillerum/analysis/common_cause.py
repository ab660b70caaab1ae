"""Common causes: what groups and subgroups share, judged as series of their own, material, and within a budget."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.causes import causes_of
from spillerum.analysis.common import FEW
from spillerum.analysis.findings import Demands, Said
from spillerum.analysis.follow import follow
from spillerum.analysis.grid import begun, gathered, padded
from spillerum.analysis.hold import longest
from spillerum.analysis.material import demanded, likely
from spillerum.analysis.robust import median
from spillerum.analysis.subgroups import ENOUGH, none
from spillerum.analysis.tails import two_sided
from spillerum.analysis.temper import applied, tempered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.analysis.follow import Track
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Bools, Floats, MeasureSettings, Options

NO_SEASON = (1e9,)  # the season has been taken off already
FACTOR_PACES = (0.6, 0.8, 0.92, 0.97)  # what all share wanders less than any one of them
MOST = 2 / 3  # of the units must go along for a cause to be common
FACTOR_HISTORY = 6  # periods beyond a whole season before a group is judged


def judged(grid: Grid, factor: Floats, season: Floats, needed: int) -> tuple[Track, Said]:
    """The groups' and subgroups' factors beyond their own season, both (G + K, T), followed and judged as series of their
    own."""
    factors = _factors(grid, factor)
    whole = follow(factors, factor - season, years=NO_SEASON, paces=FACTOR_PACES)
    track = whole.since(needed)
    light = applied(track, tempered(whole.z, factors.family_of, 2, since=needed), factors.family_of)
    p = two_sided(track.z, light)
    p[track.history < grid.seasons + FACTOR_HISTORY] = np.nan
    return track, Said(p, np.ones(p.shape, dtype=np.int64))


class Material:
    """A common cause is material when it moves the typical unit by the measure's relative materiality, and most units.

    On the logarithm of a count a per cent is as long everywhere; on the bent scale of the other kinds it is
    tanh(x) as long at x, the derivative of asinh(v) by log(v).
    """

    def __init__(self, grid: Grid, track: Track, shared: Floats, settings: Sequence[MeasureSettings]) -> None:
        """shared: (G + K, C) `Causes.factor` from the track's first column on."""
        self.grid, self.track, self.shared = grid, track, shared
        self.members = padded([rows.tolist() for rows in causes_of(grid)])
        self.least = np.log1p(demanded(list(settings))[1])

    def __call__(self, away: Floats, error: Floats, t: int, asked: Bools) -> Floats:
        now, members = self.track.at(t), self.members
        own = gathered(now.left + now.common, members)
        length = np.where(self.grid.counts, 1.0, np.abs(np.tanh(now.base)))
        least = self.least[:, None] * np.where(np.isfinite(own), gathered(length, members), np.nan)
        usual = (self.shared[:, t - self.track.first] - away)[:, None]
        with np.errstate(invalid="ignore"):
            moved = (own - usual) * np.sign(away)[:, None] > least / 2
            most = moved.sum(axis=1) >= MOST * np.isfinite(own).sum(axis=1)
            far = (np.abs(away) - median(least)) / error
        return np.where(asked & most & np.isfinite(far), likely(np.nan_to_num(far)), 0.0)


def rate(options: Options) -> float:
    """The share of common causes reported that may be false: there are few of them."""
    return 6 * options.discoveries


def demands(grid: Grid, settings: Sequence[MeasureSettings], options: Options, first: int) -> Demands:
    """From the column `first` on. A group and its subgroups share the rate and the budget: half is the group's, half all its
    subgroups' together."""
    names: dict[str, list[int]] = defaultdict(list)
    for row, group in enumerate([*range(len(grid.groups)), *grid.subgroups.group_of.tolist()]):
        names[grid.groups[group][1]].append(row)
    told = _begun(grid, first)
    alpha = np.empty(told.shape)
    for rows in names.values():
        wide, narrow = (
            [row for row in rows if (row < len(grid.groups)) is is_wide] for is_wide in (True, False)
        )
        many = [told[some].sum(axis=0) for some in (wide, narrow)]
        levels = np.maximum(sum((count > 0).astype(np.int64) for count in many), 1)
        for some, count in zip((wide, narrow), many, strict=True):
            alpha[some] = options.false_common / (np.maximum(count, 1) * levels * grid.a_year)
    lasting = np.array([one.lasting for one in settings], dtype=np.int64)
    families = padded(list(names.values()))
    return Demands(np.minimum(alpha, 0.5), rate(options), options.material, lasting, longest(grid), families)


def _begun(grid: Grid, first: int) -> Bools:
    """(G + K, C) from the column `first` on: groups and subgroups of which enough units have had a figure by then."""
    here = begun(grid)[:, first:]
    many = np.stack([here[rows].sum(axis=0) for rows in causes_of(grid)])
    wide, narrow = np.split(many, [len(grid.groups)])
    beside = wide[grid.subgroups.group_of] - narrow
    return np.concatenate([wide > 0, (narrow >= ENOUGH) & (beside >= FEW)])


def _factors(grid: Grid, factor: Floats) -> Grid:
    """The groups' and subgroups' factors as series of their own, without siblings."""
    rows = len(factor)
    alone = np.arange(rows)[:, None]
    narrow = (np.arange(rows) >= len(grid.groups)).astype(np.int64)  # they have tails of their own
    return replace(
        grid, values=factor, exposure=np.ones_like(factor), counts=np.zeros(rows, bool),
        siblings=alone, group_of=np.arange(rows), units=alone, unit_of=np.arange(rows),
        families=np.arange(rows)[None, :], family_of=narrow, bends=np.ones(rows),
        series=tuple(grid.series[members[0]] for members in causes_of(grid)), starts=np.zeros(rows, dtype=np.int64),
        anew=np.zeros(factor.shape, dtype=np.bool_), subgroups=none(),
    )  # fmt: skip
