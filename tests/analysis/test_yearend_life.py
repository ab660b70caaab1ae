"""The year-end forecast in a municipality's real life: what comes once, begins, stops, is late, or hits all."""

from __future__ import annotations

import numpy as np
import pytest

from spillerum.analysis.yearend.forecast import year_end
from spillerum.analysis.yearend.outlook import summed
from spillerum.analysis.yearend.spending import Spending
from spillerum.calendar.period import Period

FIRST = Period.parse("2014-01")
AT = Period.parse("2019-04")
MONTHS = 64


def steady(units=12, months=MONTHS, seed=3, noise=0.05):
    rng = np.random.default_rng(seed)
    return 100 * rng.lognormal(0, noise, (units, months))


def forecast(values, at=AT, **options):
    series = [Spending(f"unit {i}", FIRST, row) for i, row in enumerate(values)]
    return year_end(series, year=2019, at=at, draws=400, **options)


def test_one_large_payment_last_year_moves_a_steady_units_forecast_little():
    values = steady()
    plain = forecast(values)[0]
    values[0, 52] *= 12  # May, the year before
    assert forecast(values)[0].total == pytest.approx(plain.total, rel=0.12)


def test_one_large_payment_this_year_is_spent_but_not_repeated():
    values = steady()
    plain = forecast(values)[0]
    values[0, 61] += 1500
    assert forecast(values)[0].total == pytest.approx(plain.total + 1500, rel=0.1)


def test_a_rush_at_the_years_end_is_expected():
    values = steady(months=72)
    values[:, 11::12] *= 3
    for one, row in zip(forecast(values[:, :MONTHS]), values, strict=True):
        assert one.total == pytest.approx(row[60:].sum(), rel=0.05)


def test_a_new_level_is_followed_within_months():
    values = steady()
    values[0, 58:] *= 2
    assert forecast(values)[0].total == pytest.approx(2400, rel=0.1)


def test_a_unit_that_has_stopped_is_not_expected_back():
    values = steady()
    values[0, 60:] = 0
    values[1, 60:] = np.nan
    stopped = forecast(values)
    assert stopped[0].total == stopped[0].low90 == 0
    assert stopped[1].total == stopped[1].low90 == 0


def test_a_month_without_anything_leaves_both_possible():
    values = steady()
    values[0, 63] = 0
    one = forecast(values)[0]
    assert one.low90 == pytest.approx(one.spent)
    assert one.high90 > one.spent + 500


def test_a_unit_that_often_pauses_has_not_stopped():
    values = steady()
    values[0] *= np.tile([3, 0, 0], MONTHS)[:MONTHS]
    assert forecast(values, at=Period.parse("2019-03"))[0].total == pytest.approx(1200, rel=0.15)


def test_a_unit_that_began_this_year_goes_on():
    values = steady()
    values[0, :61] = np.nan
    one = forecast(values)[0]
    assert one.total == pytest.approx(1100, rel=0.15)
    assert one.thin == "no_history"


def test_a_month_that_nobody_has_told_is_no_month_of_nought():
    values = steady()
    values[:, 63] = np.nan
    march, april = forecast(values, at=Period.parse("2019-03"))[0], forecast(values)[0]
    assert april.draws == pytest.approx(march.draws)
    hole = steady()
    hole[:, 40:46] = 0  # a ledger that was silent for half a year
    assert forecast(hole)[0].total == pytest.approx(1200, rel=0.08)


def test_a_late_month_of_one_unit_is_expected_still():
    values = steady()
    values[0, 63] = np.nan
    one = forecast(values)[0]
    assert one.spent == pytest.approx(values[0, 60:63].sum())
    assert one.total == pytest.approx(1200, rel=0.08)


def test_what_hits_all_makes_sums_uncertain():
    rng = np.random.default_rng(8)
    own = steady(units=30, noise=0.1)
    common = np.repeat(np.exp(rng.normal(0, 0.25, 6)), 12)[:MONTHS]
    apart, together = (summed(forecast(values), "all") for values in (own, own * common))
    assert together.high90 - together.low90 > 2 * (apart.high90 - apart.low90)


@pytest.mark.parametrize("known", [1, 4, 8])
def test_intervals_hold_as_often_as_they_say(known):
    rng = np.random.default_rng(11)
    values = rng.lognormal(3, 1, (150, 1)) * rng.gamma(1.5, 1, (150, 84)) * (rng.random((150, 84)) < 0.9)
    inside, narrow = [], []
    for year in (2018, 2019, 2020):
        until = (year - 2014) * 12
        for one, row in zip(
            year_end(
                [Spending(f"unit {i}", FIRST, row[: until + known]) for i, row in enumerate(values)],
                year=year, at=FIRST + (until + known - 1), draws=200,
            ),
            values, strict=True,
        ):  # fmt: skip
            inside.append(one.low90 <= row[until : until + 12].sum() <= one.high90)
            narrow.append(one.low80 <= row[until : until + 12].sum() <= one.high80)
    assert 0.87 <= np.mean(inside) <= 0.96  # rather too often: three years are few to learn from
    assert 0.77 <= np.mean(narrow) <= 0.90


def test_the_year_after_next_is_forecast_with_what_there_is():
    values = steady()
    one = year_end([Spending(f"unit {i}", FIRST, row) for i, row in enumerate(values)], year=2021, at=AT)[0]
    assert one.spent == 0
    assert one.total == pytest.approx(1200, rel=0.1)
    assert one.low90 < 1170
    assert one.high90 > 1230
