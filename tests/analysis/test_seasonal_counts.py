"""The seasonal baseline for counts: against closed forms, sums, R's farringtonFlexible, and what holds for any figures."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spillerum.analysis import quasi
from spillerum.analysis.calendar_design import Design, design, without_calendar
from spillerum.analysis.negbin import above
from spillerum.analysis.seasonal_counts import SCAN, combined, drifting, judge, two_sided
from spillerum.calendar.period import Period

WEEKS, GAP, JUDGED = 312, 26, 25
PLAIN = without_calendar(WEEKS, 52, gap=GAP, needed=52)
FARRINGTON = json.loads((Path(__file__).parent / "published/farrington.json").read_text(encoding="utf-8"))


def weekly(many, seed=1, weeks=WEEKS, level=2.0, dispersion=2.0):
    """(many, weeks) counts with a season, variance `dispersion` times the mean."""
    rng = np.random.default_rng(seed)
    t = np.arange(weeks)
    mean = np.exp(level + 0.5 * np.cos(2 * np.pi * t / 52) + np.zeros((many, 1)))
    return rng.poisson(rng.gamma(mean / (dispersion - 1), dispersion - 1)).astype(float)


def judged(values, columns=range(WEEKS - JUDGED, WEEKS), exposure=None, precision=np.float64, **kwargs):
    exposure = np.ones_like(values) if exposure is None else exposure
    return judge(values, exposure, kwargs.pop("by", PLAIN), columns, precision=precision, **kwargs)


@settings(max_examples=60, deadline=None)
@given(
    mean=st.floats(0.01, 60), dispersion=st.floats(1.001, 20), y=st.integers(0, 120)
)  # fmt: skip
def test_tails_are_the_sums_of_the_negative_binomials_terms(mean, dispersion, y):
    size = mean / (dispersion - 1)
    terms = [
        math.exp(
            math.lgamma(k + size) - math.lgamma(size) - math.lgamma(k + 1)
            - size * math.log(dispersion) + k * math.log1p(-1 / dispersion)
        )
        for k in range(y + 1)
    ]  # fmt: skip
    found = float(above(np.array([y]), np.array([mean]), np.array([dispersion * mean]))[0])
    assert 1 - found == pytest.approx(math.fsum(terms[:-1]) + terms[-1] / 2, abs=1e-9)


def test_tails_without_over_dispersion_are_poissons():
    """P(X > 2) + P(X = 2) / 2 for mean 2: 1 - 4 e^-2."""
    found = above(np.array([2.0]), np.array([2.0]), np.array([2.0]))
    assert found == pytest.approx([1 - 4 * math.exp(-2)], abs=1e-4)


def test_far_tails_keep_their_figures():
    """One event where a thousandth was expected: half of the chance of one, and of more; mean + O(mean^2)."""
    assert above(np.array([1.0]), np.array([1e-3]), np.array([1e-3])) == pytest.approx([5e-4], rel=2e-3)
    assert above(
        np.array([np.nan, 5.0]), np.array([1.0, np.nan]), np.array([2.0, 2.0])
    ).tolist() == pytest.approx([np.nan, np.nan], nan_ok=True)


def fitted(y, x, prior=1e-9):
    return quasi.fit(
        y, np.ones_like(y), np.zeros((len(y), 1)), x, np.full(x.shape[1], prior), quasi.products(x)
    )


def test_a_level_alone_is_the_mean_and_its_uncertainty_one_over_the_sum():
    y = np.array([[3.0, 5, 4, 6, 2, 4, 5, 3]]).T
    found = fitted(y, np.ones((8, 1)))
    assert found.coefficients[0, 0] == pytest.approx(math.log(32.5 / 8), abs=1e-6)
    assert found.dispersion.tolist() == [1.0]
    assert found.covariance[0, 0, 0] == pytest.approx(1 / 32.5, rel=1e-6)


def test_two_levels_are_two_means_and_the_dispersion_is_pearsons():
    y = np.array([[0.0, 12, 2, 9, 22, 30, 14, 39]]).T
    x = np.column_stack([np.ones(8), np.arange(8) >= 4])
    found = fitted(y, x)
    low, high = 23 / 4 + 1 / 16, 105 / 4 + 1 / 16
    more = y[:, 0] + 1 / 16
    pearson = (((more[:4] - low) ** 2 / low).sum() + ((more[4:] - high) ** 2 / high).sum()) / 6
    assert found.coefficients[:, 0] == pytest.approx([math.log(low), math.log(high / low)], abs=1e-5)
    assert found.dispersion[0] == pytest.approx(pearson, rel=1e-4)


def test_an_earlier_outbreak_hardly_moves_the_baseline():
    values = weekly(40)
    struck = values.copy()
    struck[:, 100:104] *= 6
    plain, robust = judged(values), judged(struck)
    assert np.median(np.abs(np.log(robust.expected / plain.expected))) < 0.02
    assert np.median(robust.dispersion / plain.dispersion) < 1.15


def test_half_the_memory_gives_the_same_answer():
    values = weekly(10)
    assert judged(values, precision=np.float32).expected == pytest.approx(judged(values).expected, rel=1e-4)


def test_a_series_of_noughts_has_a_mean_as_well():
    found = judged(np.zeros((1, WEEKS)))
    assert 0 < found.expected.max() < 0.01
    assert np.isfinite(found.upper).all()


def test_it_agrees_with_farrington_flexible_on_what_was_expected():
    """By design we differ: all history instead of windows, a trend only as far as it is warranted. Where its trend says
    little (nine of the ten series) the two are within a quarter of each other, and within a tenth on the whole."""
    series = {name: np.array(values, dtype=float) for name, values in FARRINGTON["series"].items()}
    theirs = [case for case in FARRINGTON["cases"] if case["method"] == "muan"]
    values = np.array([series[case["series"]] for case in theirs])
    ours = judge(values, np.ones_like(values), without_calendar(624, 52, gap=GAP, needed=52), range(599, 624))
    ratio = np.median(ours.expected / np.array([case["expected"] for case in theirs], dtype=float), axis=1)
    assert np.sum(np.abs(np.log(ratio)) < np.log(1.25)) >= 9
    assert np.median(ratio) == pytest.approx(1.0, abs=0.1)
    p = np.array([case["p"] for case in theirs], dtype=float)
    each = [np.corrcoef(np.log(a), np.log(b))[0, 1] for a, b in zip(ours.upper[0], p, strict=True)]
    assert min(each) > 0.9


def test_p_is_calibrated_where_nothing_happens():
    found = judged(weekly(200, seed=5), columns=range(WEEKS - 60, WEEKS, 3))
    for p in (found.upper[0], 1 - found.upper[0], found.alone(), found.scan()):
        assert 0.03 < np.mean(p < 0.05) < 0.065
        assert 0.004 < np.mean(p < 0.01) < 0.016


def test_small_lasting_changes_add_up():
    values = weekly(60, seed=3, level=3.0)
    values[:, -3:] = np.round(values[:, -3:] * 1.5)
    found = judged(values, columns=[WEEKS - 1])
    assert np.mean(found.scan() < 0.01) > 1.5 * np.mean(found.alone() < 0.01)


def test_a_slow_slide_is_seen_in_the_long_sums():
    values = weekly(60, seed=4, level=4.0)
    values[:, -GAP:] = np.round(values[:, -GAP:] * np.linspace(1, 0.8, GAP))
    found = judged(values, columns=[WEEKS - 1], windows=SCAN + drifting(GAP))
    assert np.mean(found.drift() < 0.01) > 0.6
    assert np.mean(found.drift() < 0.01) > np.mean(found.scan() < 0.01)


def test_windows_no_longer_than_what_is_not_learnt_from():
    assert drifting(26) == (6, 13, 26)
    assert drifting(6) == (4, 6)
    assert drifting(2) == ()


def test_cauchys_rule_of_equal_probabilities_is_that_probability():
    p = np.array([[0.01, 0.4], [0.01, 0.4], [np.nan, 0.4]])
    assert combined(p) == pytest.approx([0.01, 0.4])
    assert np.isnan(combined(np.full((2, 1), np.nan)))
    assert two_sided(np.array([[0.999, 0.2]]))[0] == pytest.approx([0.002, 0.4][0])


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_series_changes_nothing(seed):
    values = weekly(6, seed)
    order = np.random.default_rng(seed).permutation(6)
    assert judged(values[order]).scan() == pytest.approx(judged(values).scan()[order], rel=1e-6)


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10_000), factor=st.floats(0.01, 100))
def test_exposure_in_another_unit_changes_nothing(seed, factor):
    values = weekly(3, seed)
    exposure = np.random.default_rng(seed).uniform(0.5, 2, values.shape)
    one, other = (judged(values, exposure=exposure * scale) for scale in (1.0, factor))
    assert other.expected == pytest.approx(one.expected, rel=1e-4)
    assert other.level == pytest.approx(one.level - np.log(factor), abs=1e-4)


def test_with_twice_the_exposure_twice_as_many_are_expected():
    values = weekly(3)
    exposure = np.ones_like(values)
    exposure[:, -1] = 2.0
    one, other = judged(values), judged(values, exposure=exposure)
    assert other.expected[:, -1] == pytest.approx(2 * one.expected[:, -1])


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10_000), value=st.integers(0, 100_000))
def test_a_figure_never_moves_its_own_baseline_nor_that_of_half_a_year(seed, value):
    values = weekly(3, seed)
    changed = values.copy()
    changed[1, -JUDGED] = value
    one, other = judged(values), judged(changed)
    for part in ("expected", "level", "dispersion", "uncertainty"):
        assert getattr(other, part)[1] == pytest.approx(getattr(one, part)[1], rel=1e-9)


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10_000), gone=st.integers(1, 200), more=st.integers(1, 100))
def test_more_history_never_makes_it_too_short(seed, gone, more):
    values = weekly(1, seed)
    values[0, : min(gone + more, WEEKS)] = np.nan
    longer = values.copy()
    longer[0, gone : gone + more] = 7.0
    was, now = (np.isfinite(judged(one).expected) for one in (values, longer))
    assert (now >= was).all()


def test_what_is_missing_is_neither_judged_nor_learnt_from():
    values = weekly(2)
    values[0, 50:60] = np.nan
    values[0, -1] = np.nan
    found = judged(values)
    assert np.isnan(found.upper[0, 0, -1])
    assert np.isfinite(found.expected[0, -1])
    other = np.where(np.isnan(values), 9999.0, values)
    exposure = np.where(np.isnan(values), np.nan, 1.0)
    assert judged(other, exposure=exposure).expected[:, :-1] == pytest.approx(
        found.expected[:, :-1], rel=1e-9
    )


def test_a_fit_serves_some_periods_whichever_are_asked_for():
    by = Design(PLAIN.columns, PLAIN.prior, PLAIN.weekday, GAP, 52, 4, 3)
    values = weekly(2)
    every = judged(values, by=by)
    last = judged(values, columns=[WEEKS - 1], by=by)
    assert last.expected[:, 0] == pytest.approx(every.expected[:, -1], rel=1e-5)


DAYS = 3 * 365
FIRST = Period.parse("2015-01-01")


@pytest.fixture(scope="module")
def days():
    return design(FIRST, DAYS)


def daily(many, shut=()):
    rng = np.random.default_rng(2)
    weekday = np.array([(FIRST + t).season for t in range(DAYS)])
    mean = 40 * np.array([1.0, 0.9, 0.9, 1.0, 1.2, 0.7, 0.5])[weekday]
    values = rng.poisson(rng.gamma(mean, 1.0, (many, DAYS))).astype(float)
    values[:, np.isin(weekday, shut)] = 0.0
    return values, weekday


def test_days_closed_every_week_do_not_make_a_series_seem_steady(days):
    values, weekday = daily(20, shut=(5, 6))
    found = judged(values, by=days, columns=range(DAYS - 70, DAYS))
    assert np.median(found.dispersion) == pytest.approx(2.0, rel=0.1)
    closed = np.isin(weekday[-70:], (5, 6))
    assert found.expected[:, closed].max() < 0.01
    assert found.alone()[:, closed].min() > 0.5
    assert 0.02 < np.mean(found.alone()[:, ~closed] < 0.05) < 0.07


def test_a_day_off_is_expected_to_be_one(days):
    """Easter falls on another date each year: Maundy Thursday 2. April 2015, 24. March 2016, 13. April 2017."""
    values, _ = daily(5)
    thursdays = [Period.parse(day) - FIRST for day in ("2015-04-02", "2016-03-24", "2017-04-13")]
    off = days.columns[:, -2] == 1
    assert off[thursdays].all()
    values[:, off] = 0.0
    found = judged(values, by=days, columns=[thursdays[-1], thursdays[-1] - 7])
    assert (found.expected[:, 0] < 0.15 * found.expected[:, 1]).all()
    assert found.alone().min() > 0.001


def test_a_week_with_easter_in_it_knows(days):
    weeks = design(Period.parse("2016-W01"), 60)
    place = [
        Period.parse(week) - Period.parse("2016-W01")
        for week in ("2016-W12", "2016-W13", "2016-W14", "2016-W42")
    ]
    assert weeks.columns[place, 6:].tolist() == [[0.4, 0, 0, 0], [0.2, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]]
    assert days.columns.shape == (DAYS, 2 + 4 + 6 + 2)
