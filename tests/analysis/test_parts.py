"""The parts of the analysis, each against what is known of it."""

from __future__ import annotations

import numpy as np
import pytest

from spillerum.analysis.common import shared
from spillerum.analysis.level import PACES, levels
from spillerum.analysis.robust import spread, weighted_median
from spillerum.analysis.temper import MEDIAN, Record
from spillerum.analysis.yearly import seasonal


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
    assert np.abs(levels(last, np.array([0.1]), PACES)).max() < 0.05


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
    record = Record.empty(1)
    for z in np.random.default_rng(3).normal(0, 0.4, (100, 50)):
        record.add(z, np.zeros(50, dtype=np.int64))
    assert record.width()[0] == pytest.approx(MEDIAN / (0.6745 * 0.4), rel=0.1)
    assert record.lightness()[0] > 0.5
