"""Each step of the year-end forecast by itself, beside plain arithmetic or a second way to compute it."""

from __future__ import annotations

from math import exp, log, sqrt

import numpy as np
import pytest

from spillerum.analysis.yearend import correction, misses, smoothing, worlds
from spillerum.analysis.yearend.misses import Misses
from spillerum.analysis.yearend.panel import panel
from spillerum.analysis.yearend.season import profile_of_all, profiles
from spillerum.analysis.yearend.spending import Spending
from spillerum.analysis.yearend.stopped import stopped
from spillerum.calendar.period import Period


def holt_winters(logs, profile, setting, ahead):
    """One setting of the grid, written out: the damped, seasonal, robust recursion and the sum of the months ahead."""
    alpha, beta, damping, gamma, start = (
        float(column[setting, 0])
        for column in (smoothing.ALPHA, smoothing.BETA, smoothing.DAMPING, smoothing.GAMMA, smoothing.START)
    )
    season = [start * log(share) for share in profile]
    level = sum(logs[t] - log(profile[t % 12]) for t in range(12)) / 12
    trend = squares = 0.0
    side = count = 0
    for t, seen in enumerate(logs):
        level, trend = level + damping * trend, damping * trend
        error = seen - level - season[t % 12]
        limit = 3 * sqrt(squares / count) if count > 18 else float("inf")
        now = (error > limit) - (error < -limit)
        if now and now != side:
            error = limit * now
        side = now
        level, trend = level + alpha * error, trend + alpha * beta * error
        season[t % 12] += gamma * (1 - alpha) * error
        if t >= 12:
            squares, count = squares + error**2, count + 1
    total = 0.0
    for step in range(ahead):
        trend *= damping
        level += trend
        total += exp(level + season[(len(logs) + step) % 12])
    return total, squares / count


@pytest.mark.parametrize("setting", [0, 8, 17, 41, 60, 83])
def test_the_smoothing_is_the_recursion_written_out(setting):
    rng = np.random.default_rng(setting)
    logs = rng.normal(5, 0.3, (2, 53)) + np.sin(np.arange(53))
    logs[1, 40:42] += 4  # two months as large to one side
    profile = rng.uniform(0.5, 1.5, (2, 12))
    (found,) = smoothing.follow(logs, profile, [53])
    for unit in range(2):
        rest, errors = holt_winters(logs[unit].tolist(), profile[unit].tolist(), setting, 7)
        assert found.rest[setting, unit] == pytest.approx(rest)
        assert found.errors[setting, unit] == pytest.approx(errors)


def test_a_prior_goes_to_the_setting_that_was_right():
    evidence = np.full((smoothing.SETTINGS, 30), -50.0)
    evidence[7] = 0.0
    told = smoothing.Settings(evidence, evidence, evidence, np.ones_like(evidence), np.full(30, 40.0))
    assert smoothing.prior(told)[7] == pytest.approx(0.98 + 0.02 / smoothing.SETTINGS, abs=1e-6)


def test_a_profile_that_returns_every_year_is_the_units_own_and_chance_is_not():
    rng = np.random.default_rng(1)
    shape = np.array([1, 1, 1, 3, 1, 1, 0.5, 0.5, 1, 1, 1, 2.0])
    months = np.stack([np.tile(shape, (6, 1)), rng.gamma(1, 1, (6, 12)), rng.gamma(1, 1, (6, 12))])
    everyone = profile_of_all(months)
    own = profiles(months, everyone)
    assert own[0] == pytest.approx(shape / shape.mean(), rel=0.1)
    assert np.abs(own[1] - everyone).mean() < 0.25 * np.abs(own[0] - everyone).mean()
    assert own.mean(axis=1) == pytest.approx(np.ones(3))


def test_the_correction_minimises_what_it_says():
    rng = np.random.default_rng(2)
    features, errors, weights = rng.normal(0, 1, (400, 2)), rng.standard_t(2, 400), rng.uniform(0.1, 1, 400)
    errors = errors + features @ [2.0, -1.0]
    found = correction._least_absolute(features, errors, weights)

    def loss(coefficients):
        left, near = np.abs(errors - features @ coefficients), correction._NEAR_NOUGHT
        cost = np.where(left > near, left - near / 2, left**2 / 2 / near)
        return (weights * cost).sum() + correction._STRENGTH / 2 * (
            (coefficients - correction.PRIOR) ** 2
        ).sum()

    for step in np.concatenate([np.eye(2), -np.eye(2)]):
        assert loss(found) < loss(found + 0.02 * step)


def test_whether_a_unit_has_stopped_is_bayes_rule():
    months = np.full((4, 37), 10.0)
    months[0, 36] = 0
    months[1, 35:] = 0
    months[2, ::3] = 0
    pause = 0.5 / (36 + 1)
    once, twice, often, never = stopped(months)
    assert once == pytest.approx(0.01 / (0.01 + pause))
    assert twice == pytest.approx(0.02 / (0.02 + 0.5 / (35 + 1) * 0.5))
    assert often < 0.05
    assert never == 0


def test_a_unit_that_never_paid_has_not_stopped():
    assert stopped(np.zeros((1, 30))) == [0]


def test_draws_of_two_units_are_as_like_as_earlier_years_errors():
    curves = Misses(np.zeros(1), np.zeros((3, 1, misses.POINTS)), shared=0.3, within=0.6, errors=50.0)
    levels = worlds.ranks([("a", "g"), ("b", "g"), ("c", "h")], curves, 20_000, seed=1)
    assert np.sort(levels, axis=1) == pytest.approx(np.tile((np.arange(20_000) + 0.5) / 20_000, (3, 1)))
    like = np.corrcoef(levels)
    assert like[0, 1] == pytest.approx(6 / np.pi * np.arcsin(0.6 / 2), abs=0.02)  # ranks of a Gaussian copula
    assert like[0, 2] == pytest.approx(6 / np.pi * np.arcsin(0.3 / 2), abs=0.02)


def test_who_else_is_there_does_not_change_a_units_luck():
    curves = Misses(np.zeros(1), np.zeros((3, 1, misses.POINTS)), shared=0.3, within=0.3, errors=50.0)
    alone = worlds.ranks([("b", "")], curves, 50, seed=4)
    assert worlds.ranks([("a", ""), ("b", "")], curves, 50, seed=4)[1] == pytest.approx(alone[0])


def test_a_stop_is_drawn_as_often_as_it_is_probable():
    levels = (np.arange(100) + 0.5)[None] / 100
    curve = np.linspace(10, 20, misses.POINTS)[None]
    rest = worlds.drawn(curve, levels, np.array([0.3]))
    assert (rest == 0).sum() == 30
    assert np.median(rest[rest > 0]) == pytest.approx(15, abs=0.1)


def test_errors_that_come_in_common_are_worth_fewer():
    rng = np.random.default_rng(5)
    years, group = np.repeat(np.arange(8), 20), np.zeros(160, dtype=int)

    def worth(common):
        error = np.repeat(rng.normal(0, common, 8), 20) + rng.normal(0, 1, 160)
        told = misses._Errors(error, np.zeros(160), np.ones(160), np.ones(160), years, group, np.ones(160))
        shared, _ = misses._shared(told)
        return misses._worth(told, shared)

    assert worth(2.0) < 20
    assert 40 < worth(0.0) <= 160


def test_only_the_newest_month_of_a_steady_unit_can_be_late():
    values = np.full(54, 5.0)
    values[[10, 53]] = np.nan
    lumpy = np.where(np.arange(54) % 3, 5.0, np.nan)
    first = Period.parse("2016-01")
    laid = panel(
        [Spending("steady", first, values), Spending("lumpy", first, lumpy)],
        Period.parse("2020-01"),
        first + 53,
    )
    steady, other = laid.months.reshape(2, -1)
    assert np.flatnonzero(np.isnan(steady[:54])).tolist() == [10, 53]
    assert np.flatnonzero(other == 0).tolist() == list(range(3, 54, 3))
    assert laid.known == 6
