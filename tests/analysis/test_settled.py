"""A new level is dated with intervals that hold what they promise, and is not seen where there is none."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spillerum.analysis.scan import scan
from spillerum.analysis.series import Series
from spillerum.analysis.settled import BEFORE, LASTED, _normal, settled
from spillerum.analysis.tails import quantile
from spillerum.calendar.period import Period
from spillerum.exchange.figures import read_wide
from spillerum.exchange.reading import read_table

VISITS = Path(__file__).parents[2] / "src/spillerum/site/demo/data/newcastle/visits"
MONTHS = 36


def changed(rows, size, lasted, *, alike=0.0, heavy=True, seed=1):
    """(rows, MONTHS) of noise with standard deviation 1, `size` lower in the last `lasted` periods."""
    rng = np.random.default_rng(seed)
    shape = (rows, MONTHS)
    x = rng.standard_t(4, shape) / math.sqrt(2) if heavy else rng.normal(size=shape)
    for t in range(1, MONTHS):
        x[:, t] = alike * x[:, t - 1] + math.sqrt(1 - alike**2) * x[:, t]
    x[:, MONTHS - lasted :] -= size
    return x


def found_in(x, scale=1.0, least=0.5):
    found = settled(x, np.full(x.shape, scale), least=np.full(len(x), least))
    return [one for one in found if one is not None]


@pytest.mark.parametrize("heavy", [True, False])
@pytest.mark.parametrize(("size", "lasted", "least_found"), [(2.5, 8, 0.8), (4.0, 8, 0.9), (2.5, 12, 0.85)])
def test_the_intervals_hold_the_date_and_the_size_as_often_as_they_say(heavy, size, lasted, least_found):
    found = found_in(changed(150, size, lasted, heavy=heavy))
    assert len(found) >= least_found * 150
    assert np.mean([one.early <= MONTHS - lasted <= one.late for one in found]) >= 0.9
    assert 0.84 <= np.mean([one.low <= -size <= one.high for one in found]) <= 0.99


def test_where_neighbours_are_alike_the_intervals_are_wider_and_still_hold():
    apart = found_in(changed(150, 3.0, 12))
    alike = found_in(changed(150, 3.0, 12, alike=0.3))
    assert np.mean([o.high - o.low for o in alike]) > np.mean([o.high - o.low for o in apart])
    assert np.mean([one.early <= MONTHS - 12 <= one.late for one in alike]) >= 0.9
    assert np.mean([one.low <= -3 <= one.high for one in alike]) >= 0.82


@pytest.mark.parametrize(("alike", "at_most"), [(0.0, 0.01), (0.3, 0.03)])
def test_where_nothing_has_happened_next_to_nothing_is_proposed(alike, at_most):
    assert len(found_in(changed(300, 0.0, 12, alike=alike))) <= at_most * 300


@pytest.mark.parametrize("scale", [0.7, 1.4])
def test_a_scale_that_is_somewhat_wrong_is_found_out(scale):
    found = found_in(changed(150, 3.0, 10), scale=scale)
    assert 0.84 <= np.mean([one.low <= -3 <= one.high for one in found]) <= 0.98


def test_fewer_than_six_periods_are_a_wave_and_not_a_level():
    assert len(found_in(changed(50, 6.0, LASTED - 1))) <= 2  # noise may make it seem one older
    assert len(found_in(changed(50, 6.0, LASTED))) > 40


def test_one_odd_period_is_no_change():
    x = changed(1, 0.0, 12)
    x[0, 20] = -15
    assert found_in(x) == []


def test_what_is_on_its_way_back_is_not_proposed():
    x = changed(20, 0.0, 12) / 3
    x[:, -12:] -= np.linspace(6, 0.5, 12)
    assert found_in(x, scale=1 / 3) == []


def test_what_may_have_begun_before_there_is_anything_to_compare_with_is_not_dated():
    assert found_in(changed(20, 4.0, MONTHS - BEFORE)) == []


def test_what_is_smaller_than_asked_for_is_not_proposed():
    x = changed(20, 3.0, 12)
    assert len(found_in(x, least=1.0)) > 15
    assert found_in(x, least=4.0) == []


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.floats(0.1, 50), st.floats(-100, 100))
def test_another_unit_of_measurement_changes_no_date(seed, times, plus):
    x = changed(1, 3.0, 10, seed=seed)
    own = settled(x, np.ones(x.shape), least=np.array([0.5]))[0]
    other = settled(x * times + plus, np.full(x.shape, times), least=np.array([0.5 * times]))[0]
    assert (own is None) == (other is None)
    if own is not None and other is not None:
        assert (own.at, own.early, own.late, own.lasted) == (other.at, other.early, other.late, other.lasted)
        assert other.size == pytest.approx(own.size * times, rel=1e-6)


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_upside_down_is_the_same_change_the_other_way(seed):
    x = changed(1, 3.0, 10, seed=seed)
    own, other = (settled(side, np.ones(x.shape), least=np.array([0.5]))[0] for side in (x, -x))
    assert (own is None) == (other is None)
    if own is not None and other is not None:
        assert (own.at, own.early, own.late) == (other.at, other.early, other.late)
        assert (own.low, own.high) == pytest.approx((-other.high, -other.low), abs=1e-6)


def test_a_missing_period_is_passed_over():
    x = changed(1, 4.0, 12)
    whole = found_in(x)[0]
    x[0, [3, 15, 30]] = np.nan
    gaps = found_in(x)[0]
    assert (gaps.at, gaps.lasted) == (whole.at, whole.lasted - 1)


def test_the_normal_distribution_function_is_right():
    z = np.linspace(-6, 6, 101)
    right = [0.5 * math.erfc(-one / math.sqrt(2)) for one in z]
    assert _normal(z) == pytest.approx(right, abs=2e-7)


def visits_until(last):
    """Newcastle's visits as they stood, a series a library."""
    values = {}
    for figure in read_wide(read_table(max(VISITS.glob("*.csv"))), "visits").figures:
        if figure.value is not None and figure.period <= last:
            values.setdefault(figure.unit, {})[figure.period] = figure.value
    for unit, own in values.items():
        first = min(own)
        line = np.array([own.get(first + n, np.nan) for n in range(last - first + 1)])
        yield Series(unit, "visits", "", first, line)


@pytest.mark.parametrize("known", ["2014-01", "2014-03"])
def test_the_cuts_of_july_2013_are_dated_from_what_the_scan_had_said(known):
    """Branches were closed on 1 July 2013, and two had their hours cut from 43 to 14 a week."""
    last = Period.parse(known)
    first = last + (1 - MONTHS)
    evidence = {unit: np.full((4, MONTHS), np.nan) for unit in ("High Heaton", "Denton Burn")}
    for one in scan(list(visits_until(last)), at=last, since=first):
        if one.unit in evidence and one.expected is not None:
            evidence[one.unit][:, one.period - first] = one.value, one.expected, one.low, one.high
    value, expected, low, high = np.log(np.array(list(evidence.values())).swapaxes(0, 1) + 0.5)
    found = settled(value - expected, (high - low) / (2 * quantile(0.05)), least=np.full(2, math.log(1.1)))
    for one in found:
        assert one is not None
        assert first + one.early <= Period.parse("2013-07") <= first + one.late
        assert one.high < -0.5
