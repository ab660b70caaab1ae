"""A count alone by week or day is judged by the seasonal baseline where that has foretold it better; others are left."""

from __future__ import annotations

import numpy as np
import pytest

from spillerum.analysis import measured
from spillerum.analysis.follow import follow
from spillerum.analysis.grid import lay
from spillerum.analysis.series import Kind, MeasureSettings, Series
from spillerum.analysis.tails import two_sided
from spillerum.analysis.unaided import PLAIN, take_over
from spillerum.calendar.period import Period

WEEKS = 260
FIRST = Period.parse("2015-W01")


def steady(many=4, seed=1):
    rng = np.random.default_rng(seed)
    return rng.poisson(5 * np.exp(0.6 * np.cos(2 * np.pi * np.arange(WEEKS) / 52.18)), (many, WEEKS)).astype(
        float
    )


def laid(values, first=FIRST, groups=None, kind=Kind.COUNT, changes=None):
    some = [
        Series(f"u{n}", "visits", groups[n] if groups else f"g{n}", first, line)
        for n, line in enumerate(values)
    ]
    return lay(
        some, last=first + (values.shape[1] - 1), measures={"visits": MeasureSettings(kind=kind)},
        level_changes=changes or {}, set_aside=[],
    )  # fmt: skip


def taken(values, **kwargs):
    grid = laid(values, **kwargs)
    x = measured.forward(grid)
    track = follow(grid, x)
    before = track.z.copy()
    return take_over(grid, track, x), track, x, before


@pytest.fixture(scope="module")
def alone():
    return taken(steady())


def test_a_steady_weekly_count_alone_is_taken_over_once_it_has_a_record(alone):
    p, _, _, _ = alone
    assert np.isfinite(p[:, -52:]).mean() > 0.95
    assert not np.isfinite(p[:, :78]).any()


def test_what_is_left_is_told_on_the_same_scale_and_says_the_same(alone):
    p, track, x, _ = alone
    at = np.isfinite(p)
    left = x - track.base - track.common
    assert (track.z * track.scale)[at] == pytest.approx(left[at])
    assert (track.scale[at] > 0).all()
    clear = at & (np.abs(track.z) >= PLAIN)
    again = two_sided(track.z, track.lightness)
    assert np.corrcoef(np.log(again[clear]), np.log(p[clear]))[0, 1] > 0.6
    assert (track.common[at] == 0).all()


def test_where_it_is_not_taken_over_nothing_is_touched(alone):
    p, track, _, before = alone
    left = ~np.isfinite(p)
    assert np.array_equal(track.z[left], before[left], equal_nan=True)


def test_it_sees_a_burst_of_few_that_the_level_does_not():
    values = steady(20)
    values[:, -3:] += 7
    p, _, _, before = taken(values)
    assert np.mean(p[:, -1] < 0.01) > 0.7
    assert np.mean(two_sided(before[:, -1]) < 0.01) < 0.5


def test_a_count_that_wanders_is_left_to_the_level():
    rng = np.random.default_rng(3)
    mean = np.exp(6 + np.cumsum(rng.normal(0, 0.06, (4, WEEKS)), axis=1))
    p, _, _, _ = taken(rng.poisson(mean).astype(float))
    assert np.isfinite(p).mean() < 0.02


@pytest.mark.parametrize(
    "kwargs",
    [
        {"groups": ["one"] * 4},
        {"first": Period.parse("1995-01")},
        {"kind": Kind.AMOUNT},
    ],
    ids=["with siblings", "months", "amounts"],
)
def test_others_are_left_as_they_were(kwargs):
    p, track, _, before = taken(steady(), **kwargs)
    assert not np.isfinite(p).any()
    assert np.array_equal(track.z, before, equal_nan=True)


def test_an_accepted_level_begins_the_baseline_anew():
    p, _, _, _ = taken(steady(1), changes={("u0", "visits"): [FIRST + 200]})
    assert np.isfinite(p[0, 150:200]).any()
    assert not np.isfinite(p[0, 200:]).any()
