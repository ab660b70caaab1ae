"""A count alone by week or day: by the seasonal baseline or with its season taken off, as has foretold it better."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
import pytest

from spillerum.analysis import measured
from spillerum.analysis.calendar_design import design
from spillerum.analysis.follow import follow
from spillerum.analysis.grid import lay
from spillerum.analysis.noise import straightened
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
    before = deepcopy(track)
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
    assert track.left[at] == pytest.approx(left[at])
    assert (track.z * track.scale)[at] == pytest.approx(left[at])
    assert (track.scale[at] > 0).all()
    clear = at & (np.abs(track.z) >= PLAIN)
    again = two_sided(track.z)
    assert np.corrcoef(np.log(again[clear]), np.log(p[clear]))[0, 1] > 0.6
    assert (track.common[at] == 0).all()


def test_before_there_is_a_record_nothing_is_touched(alone):
    _, track, _, before = alone
    assert np.array_equal(track.z[:, :78], before.z[:, :78], equal_nan=True)
    assert np.array_equal(track.base[:, :78], before.base[:, :78], equal_nan=True)


def test_it_sees_a_burst_of_few_that_the_level_does_not():
    values = steady(20)
    values[:, -3:] += 7
    p, _, _, before = taken(values)
    assert np.mean(p[:, -1] < 0.01) >= 0.7
    assert np.mean(two_sided(before.z[:, -1]) < 0.01) < 0.5


def wandering(many=8):
    rng = np.random.default_rng(3)
    season = 0.4 * np.cos(2 * np.pi * np.arange(WEEKS) / 52.18)
    mean = np.exp(6 + season + np.cumsum(rng.normal(0, 0.04, (many, WEEKS)), axis=1))
    return rng.poisson(mean).astype(float)


def test_a_count_that_wanders_is_followed_with_its_season_taken_off():
    p, track, x, before = taken(wandering())
    assert np.isfinite(p).mean() < 0.1
    late = slice(WEEKS - 104, None)
    missed, had_missed = (np.median(np.abs(x - one.base)[:, late]) for one in (track, before))
    assert missed < 0.9 * had_missed
    left = (x - track.base - track.common)[:, late]
    assert track.left[:, late] == pytest.approx(left)
    assert (straightened(track.left, track.power) / track.scale)[:, late] == pytest.approx(track.z[:, late])


def test_what_comes_later_changes_nothing_about_what_was_judged():
    values = wandering(3)
    (_, whole, _, _), (_, part, _, _) = taken(values), taken(values[:, :-20])
    assert whole.z[:, :-20] == pytest.approx(part.z, rel=1e-6, abs=1e-9, nan_ok=True)


def test_a_day_off_each_year_is_no_closure():
    """Constitution Day and the like: a library that is always shut then."""
    first = Period.parse("2014-01-01")
    plan = design(first, 3 * 365)
    values = np.random.default_rng(4).poisson(60, (2, 3 * 365)).astype(float)
    off = plan.columns[:, -2] == 1
    values[:, off] = 0.0
    _, track, _, before = taken(values, first=first)
    late = off & (np.arange(3 * 365) > 730)
    assert before.closed[:, late].all()
    assert not track.closed[:, late].any()


@pytest.mark.parametrize(
    "kwargs",
    [{"groups": ["one"] * 4}, {"first": Period.parse("1995-01")}, {"kind": Kind.AMOUNT}],
    ids=["with siblings", "months", "amounts"],
)
def test_others_are_left_as_they_were(kwargs):
    p, track, _, before = taken(steady(), **kwargs)
    assert not np.isfinite(p).any()
    assert np.array_equal(track.z, before.z, equal_nan=True)


def test_an_accepted_level_begins_the_baseline_anew():
    p, _, _, _ = taken(steady(1), changes={("u0", "visits"): [FIRST + 200]})
    assert np.isfinite(p[0, 150:200]).any()
    assert not np.isfinite(p[0, 200:]).any()
