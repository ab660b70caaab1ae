"""What must hold of the year-end forecast whatever the figures are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from spillerum.analysis.yearend.forecast import year_end
from spillerum.analysis.yearend.outlook import summed
from spillerum.analysis.yearend.spending import Spending
from spillerum.calendar.period import Period

FIRST = Period.parse("2015-01")
AT = Period.parse("2018-05")
MONTHS = 41
AMOUNTS = st.one_of(st.just(0.0), st.just(np.nan), st.floats(-500, 5000, width=32))


def lumpy(seed, units=6):
    rng = np.random.default_rng(seed)
    values = rng.lognormal(4, 1, (units, 1)) * rng.gamma(1.5, 1, (units, MONTHS))
    return values * (rng.random(values.shape) < 0.85)


def told(values, **options):
    series = [Spending(f"unit {i}", FIRST, row, group=f"group {i % 2}") for i, row in enumerate(values)]
    return {one.unit: one for one in year_end(series, year=2018, at=AT, draws=60, **options)}


def figures(one):
    return np.array([one.spent, one.total, one.low80, one.high80, one.low90, one.high90, *one.draws])


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10_000), factor=st.sampled_from([1e-4, 0.37, 745.0, 1e9]))
def test_in_another_currency_the_forecast_is_the_same(seed, factor):
    values = lumpy(seed)
    for one, other in zip(told(values).values(), told(values * factor).values(), strict=True):
        assert figures(other) == pytest.approx(figures(one) * factor, rel=1e-6, abs=1e-6 * factor)


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_the_units_changes_nothing(seed):
    series = [Spending(f"unit {i}", FIRST, row, group=f"group {i % 2}") for i, row in enumerate(lumpy(seed))]
    mixed = [series[i] for i in np.random.default_rng(seed).permutation(len(series))]
    plain = {one.unit: figures(one) for one in year_end(series, year=2018, at=AT, draws=60)}
    for one in year_end(mixed, year=2018, at=AT, draws=60):
        assert figures(one) == pytest.approx(plain[one.unit], rel=1e-6, abs=1e-6)


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_income_is_forecast_as_spending_with_the_sign_turned(seed):
    values = lumpy(seed)
    for one, other in zip(told(values).values(), told(-values).values(), strict=True):
        assert other.spent == pytest.approx(-one.spent)
        assert np.sort(other.draws) == pytest.approx(np.sort(-one.draws), rel=1e-6, abs=1e-6)


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10_000), later=st.floats(-1e6, 1e6))
def test_nothing_later_than_the_date_is_seen_of_any_unit(seed, later):
    values = lumpy(seed)
    longer = np.concatenate([values, np.full((len(values), 9), later)], axis=1)
    for one, other in zip(told(values).values(), told(longer).values(), strict=True):
        assert figures(other) == pytest.approx(figures(one))


@settings(max_examples=25, deadline=None)
@given(values=arrays(np.float64, (3, MONTHS), elements=AMOUNTS))
def test_whatever_the_figures_there_is_an_answer_in_order(values):
    outlooks = list(told(values).values())
    for one in [*outlooks, summed(outlooks, "all")]:
        assert np.isfinite(figures(one)).all()
        assert one.low90 <= one.low80 <= one.total <= one.high80 <= one.high90
    for one, row in zip(outlooks, values, strict=True):
        assert one.spent == pytest.approx(np.nansum(row[36:]))


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10_000), at=st.integers(-30, 20))
def test_at_any_date_a_sum_is_that_of_its_parts(seed, at):
    series = [Spending(f"unit {i}", FIRST, row) for i, row in enumerate(lumpy(seed))]
    outlooks = year_end(series, year=2018, at=AT + at, draws=40)
    assert summed(outlooks, "all").draws == pytest.approx(np.sum([one.draws for one in outlooks], axis=0))
    assert summed(outlooks, "all").spent == pytest.approx(sum(one.spent for one in outlooks))
