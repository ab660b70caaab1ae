"""The parts of the analysis, each against what is known of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spillerum.analysis.common import shared
from spillerum.analysis.follow import Track
from spillerum.analysis.grid import lay
from spillerum.analysis.level import PACES, levels
from spillerum.analysis.lowrank import Directions
from spillerum.analysis.measured import bends
from spillerum.analysis.noise import Chance, Scatter, curved, straightened
from spillerum.analysis.own_season import YEARS, Seasons
from spillerum.analysis.robust import medians_without, spread, weighted_median
from spillerum.analysis.series import Kind, Series
from spillerum.analysis.tails import _erfc
from spillerum.analysis.temper import HEAVIEST, MEDIAN, tempered
from spillerum.analysis.together import together
from spillerum.analysis.windows import Weights, Window, windows
from spillerum.analysis.yearly import seasonal
from spillerum.calendar.period import Period


def test_the_weighted_median_counts_weights_and_skips_what_is_missing():
    found = weighted_median(np.array([[3.0, 1.0, np.nan, 2.0], [np.nan] * 4]), np.array([[1.0, 1, 9, 5]] * 2))
    assert found[0] == 2.0
    assert np.isnan(found[1])


def test_spread_is_the_standard_deviation_of_normal_noise_and_bears_outliers():
    noise = np.random.default_rng(1).normal(0, 2.0, 20_000)
    noise[:1000] = 1e6
    assert spread(noise[None])[0] == pytest.approx(2.0, rel=0.1)


def test_the_shared_factor_leaves_each_unit_out_and_bears_one_that_is_far_off():
    d = np.array([[0.1, 0.12, 0.08, 0.1, 0.11, -3.0]])
    found = shared(d, np.full((1, 6), 0.05))
    assert found.factor[0] == pytest.approx(0.1, abs=0.02)
    moved = shared(np.where(d < -1, 5.0, d), np.full((1, 6), 0.05))
    assert moved.without[0, 5] == pytest.approx(found.without[0, 5], abs=0.02)


def test_two_units_share_nothing():
    found = shared(np.array([[0.5, 0.5]]), np.full((1, 2), 0.1))
    assert (found.without == 0).all()
    assert np.isnan(found.factor).all()


def test_one_odd_figure_does_not_drag_the_level():
    last = np.array([[5.0, 0.0, 0.02, -0.01, 0.01] + [np.nan] * 11])
    found, level = levels(last, np.array([0.1]), np.zeros((1, len(PACES))), PACES)
    assert np.abs(found).max() < 0.05
    assert np.abs(level).max() < 0.05


def test_a_season_is_learnt_from_the_years_before_only():
    t = np.arange(72)
    season = np.where(t % 12 == 11, -0.3, 0.3 / 11)
    x = (season + np.random.default_rng(2).normal(0, 0.01, 72))[None]
    found = seasonal(x, 12)
    assert (found[:, :12] == 0).all()
    assert found[0, 71] == pytest.approx(-0.3, abs=0.04)
    x[0, 71] = 9.0
    assert seasonal(x, 12)[0, 71] == found[0, 71]


def test_a_groups_own_record_makes_its_probabilities_right():
    z = np.random.default_rng(3).normal(0, 0.4, (50, 101))
    found = tempered(z, np.zeros(50, dtype=np.int64), 1)
    assert found.width[0, -1] == pytest.approx(MEDIAN / (0.6745 * 0.4), rel=0.1)
    assert found.lightness[0, -1] > 0.5
    assert found.lightness[0, 0] == HEAVIEST


def test_a_record_full_of_true_deviations_is_not_heavy_tailed():
    rng = np.random.default_rng(4)
    z = rng.normal(0, 0.7, (60, 200)) + (rng.random((60, 200)) < 0.15) * rng.choice([-3.0, 3.0], (60, 200))
    found = tempered(z, np.zeros(60, dtype=np.int64), 1)
    assert found.lightness[0, -1] >= HEAVIEST
    assert found.width[0, -1] == pytest.approx(MEDIAN / (0.6745 * 0.7), rel=0.1)


def test_what_never_departs_tells_nothing_of_the_others():
    z = np.random.default_rng(5).normal(0, 0.5, (20, 60))
    alone = tempered(z, np.zeros(20, dtype=np.int64), 1)
    beside = tempered(np.vstack([z, np.zeros((30, 60))]), np.zeros(50, dtype=np.int64), 1)
    assert (alone.width == beside.width).all()


def test_leaving_one_out_gives_one_of_three_medians():
    rng = np.random.default_rng(6)
    for size in range(2, 9):
        values = rng.normal(size=(4, size))
        values[0, 0] = np.nan
        medians, which = medians_without(values)
        for row in range(4):
            for one in np.flatnonzero(np.isfinite(values[row])):
                others = np.delete(values[row], one)
                others = others[np.isfinite(others)]
                if len(others):
                    assert medians[row, which[row, one]] == pytest.approx(np.median(others))


def test_nothing_of_a_unit_is_in_what_it_is_judged_by():
    rng = np.random.default_rng(7)
    d, scale = rng.normal(0, 0.1, (30, 9)), rng.uniform(0.05, 0.2, (30, 9))
    found = shared(d, scale)
    for value in (-5.0, 0.0, 0.07, 5.0):
        d[:, 4] = value
        again = shared(d, scale)
        assert again.without[:, 4] == pytest.approx(found.without[:, 4], abs=1e-12)
        assert again.error[:, 4] == pytest.approx(found.error[:, 4], abs=1e-12)
        assert again.unrest[:, 4] == pytest.approx(found.unrest[:, 4], abs=1e-12)


def test_a_scatter_is_learnt_and_bears_deviations():
    grid = lay(
        [Series(f"u{n}", "m", "", Period.parse("2010-01"), np.ones(1)) for n in range(4)],
        last=Period.parse("2010-01"), measures={}, level_changes={}, set_aside=[],
    )  # fmt: skip
    scatter, rng = Scatter.none(4), np.random.default_rng(8)
    for n in range(400):
        departures = rng.normal(0, [0.02, 0.05, 0.1, 0.1]) + np.array([0, 0, 0, 3.0 if n % 9 == 0 else 0])
        scatter.learn(departures, np.sqrt(scatter.long))
    found = np.sqrt(scatter.long)
    assert found[:3] == pytest.approx([0.02, 0.05, 0.1], rel=0.3)
    assert found[3] < 1.6 * found[2]
    assert (scatter.scale(grid, np.zeros(4)) > 0).all()


def test_where_every_sixth_figure_is_a_true_deviation_the_scatter_is_hardly_wider():
    scatter, rng = Scatter.none(200), np.random.default_rng(9)
    for _ in range(300):
        true = (rng.random(200) < 1 / 6) * rng.choice([-0.5, 0.5], 200)
        scatter.learn(rng.normal(0, 0.1, 200) + true, np.sqrt(scatter.long))
    assert np.median(np.sqrt(scatter.long)) == pytest.approx(0.1, rel=0.12)  # the middle of all: 0.124


@given(st.floats(-3, 3), st.floats(0, 0.5))
def test_a_straightened_departure_bends_back(departure, power):
    there = straightened(np.array([departure]), np.array([power]))
    assert curved(there, np.array([power]))[0] == pytest.approx(departure, abs=1e-6)


def test_chance_alone_scatters_more_where_less_is_expected():
    assert Chance(np.array([1.0])).times(np.array([-np.log(4)]))[0] == pytest.approx(2.0)
    assert Chance(np.array([0.0])).times(np.array([-np.log(4)]))[0] == 1.0


def test_what_some_siblings_share_is_foretold_from_the_others():
    rng = np.random.default_rng(9)
    grid = lay(
        [Series(f"u{n:02}", "m", "", Period.parse("2010-01"), np.ones(1)) for n in range(30)],
        last=Period.parse("2010-01"), measures={}, level_changes={}, set_aside=[],
    )  # fmt: skip
    by_the_shops = np.where(np.arange(30) < 12, 1.0, -0.5)
    for shared_by_some, noise_alone in ((1.5, False), (0.0, True)):
        directions, left, was = Directions.none(grid), [], []
        for n in range(120):
            z = rng.normal(size=30) + shared_by_some * rng.normal() * by_the_shops
            if n >= 60:
                left.append(z - directions.foretell(grid, z, np.ones(30)))
                was.append(z)
            directions.learn(grid, z)
        ratio = np.std(left) / np.std(was)
        assert ratio < 0.85 if not noise_alone else ratio == pytest.approx(1.0, abs=0.03)


def test_how_strongly_to_shrink_a_season_is_learnt():
    rng = np.random.default_rng(10)
    grid = lay(
        [Series(f"u{n:02}", "m", "", Period.parse("2010-01"), np.ones(1)) for n in range(15)],
        last=Period.parse("2010-01"), measures={}, level_changes={}, set_aside=[],
    )  # fmt: skip
    for size in (0.0, 0.3):
        own, missed = rng.normal(0, size, (15, 12)), []
        seasons = Seasons.none(15, 12, YEARS)
        for t in range(72):
            each, told = seasons.seen(t % 12)
            came = own[:, t % 12] + rng.normal(0, 0.1, 15)
            if t >= 48:
                missed.append(came - told)
            seasons.learn(grid, t % 12, each, came, np.full(15, 0.1), came)
        assert np.std(missed) < (0.15 if size else 0.112)


def test_an_amount_is_bent_by_figures_from_before_it_is_judged_and_by_no_other():
    def bend(*figures):
        values = np.array([figures])
        return float(bends(values, np.ones_like(values), [Kind.AMOUNT])[0])

    assert bend(0, 0, 40, 60, 0, 0, 5000) == bend(0, 0, 40, 60, 0, 0, 70) == bend(40, 60)
    assert bend(*[0] * 9, 40, 9000) == bend(40)
    assert bend(0, 0) == bend(1)


def test_a_small_change_that_lasts_is_clearer_over_three_periods():
    steady = {"base": 0.0, "level": 0.0, "common": 0.0, "scale": 1.0, "power": 0.0, "history": 60.0}
    lines = {name: np.full((2, 5), value) for name, value in steady.items()}
    left = np.array([[0.0, 0.0, 2.0, 2.0, 2.0], [0.0, 0.0, 9.0, 0.1, 0.1]])
    no = np.zeros((2, 5), bool)
    track = Track(left=left, z=left.copy(), closed=no, repeated=no, factor=np.zeros((1, 5)), **lines)
    alone, two, three, _ = windows(track)
    assert abs(three.z[0, 4]) > abs(alone.z[0, 4])
    assert np.isnan(three.z[1, 4])
    assert two.z[0, 3] > 0


def windowed(left):
    """The windows of a track whose level stays at nought unless told."""
    left = np.array(left)
    lines = {name: np.zeros(left.shape) for name in ("base", "level", "common", "power")}
    lines |= {"scale": np.ones(left.shape), "history": np.full(left.shape, 20.0)}
    no = np.zeros(left.shape, bool)
    return Track(
        left=left, z=left.copy(), closed=no, repeated=no, factor=np.zeros((1, left.shape[1])), **lines
    )


def test_an_earlier_wild_figure_counts_for_no_more_than_the_newest():
    wild, steady = windows(windowed([[0.0, 9.0, 1.0], [0.0, 1.0, 1.0]]))[1].z[:, -1]
    assert wild == steady


def test_what_is_on_its_way_back_is_no_lasting_change():
    track = windowed([[0.0, 1.0, -0.2, 1.5]])
    track.level[0] = [-2.0, -2.0, -0.5, -0.2]  # the level was low, and comes back
    back = windows(track)[2].z[0, -1]
    track.left[0, 2] = 0.2
    assert back < windows(track)[2].z[0, -1]


def test_a_unit_off_in_all_its_measures_is_one_finding_of_the_one_that_departs_most():
    rng = np.random.default_rng(12)
    first, last = Period.parse("2010-01"), Period.parse("2014-12")
    every = [Series(f"u{n:02}", m, "", first, np.ones(60)) for n in range(20) for m in ("loans", "visits")]
    grid = lay(every, last=last, measures={}, level_changes={}, set_aside=[])
    z = rng.normal(0, 0.7, (40, 60))
    scale, light = np.full((40, 60), 0.1), np.full((40, 60), HEAVIEST)

    def said(loans, visits):
        z[:2, -1] = loans, visits
        p, _ = together(grid, z, [Window(1, Weights(0.0, 0.0, 1.0), z)], scale, light)
        return p[:2, -1]

    both, one = said(-2.2, -2.0), said(-2.2, 0.0)
    assert both[0] < one[0] / 3
    assert both[1] == pytest.approx(0.5)


def test_the_complementary_error_function_is_the_one_of_the_tables():
    x = np.linspace(0, 6, 200)
    assert _erfc(x) == pytest.approx([math.erfc(v) for v in x], rel=2e-7)


def test_what_is_foretold_of_a_unit_has_nothing_of_it():
    rng = np.random.default_rng(11)
    grid = lay(
        [Series(f"u{n:02}", "m", "", Period.parse("2010-01"), np.ones(1)) for n in range(6)],
        last=Period.parse("2010-01"), measures={}, level_changes={}, set_aside=[],
    )  # fmt: skip
    directions = Directions.none(grid)
    for _ in range(48):
        directions.learn(grid, rng.normal(size=6) + 3 * rng.normal() * np.array([1, 1, 1, -1, -1, -1]))
    assert directions.loadings.any()
    z = rng.normal(size=6)
    told = []
    for value in (-9.0, 0.0, 0.3, 9.0):
        z[2] = value
        told.append(directions.foretell(grid, z, np.ones(6))[2])
    assert told == pytest.approx([told[0]] * 4, abs=1e-12)
