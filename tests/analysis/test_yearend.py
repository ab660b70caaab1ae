"""What the year-end forecast promises whoever builds on it."""

from __future__ import annotations

import numpy as np
import pytest

from spillerum.analysis.yearend.forecast import year_end
from spillerum.analysis.yearend.outlook import NotOneYear, chance_over, summed
from spillerum.analysis.yearend.spending import NotMonths, Spending, TwiceNamed
from spillerum.calendar.period import Period

JANUARY = Period.parse("2015-01")


def units(number=4, months=60, seed=1, level=100.0):
    rng = np.random.default_rng(seed)
    return [
        Spending(f"unit {i}", JANUARY, level * (i + 1) * rng.lognormal(0, 0.2, months)) for i in range(number)
    ]


def test_the_middle_and_the_intervals_are_those_of_the_draws():
    for one in year_end(units(), year=2019, at=Period.parse("2019-04"), draws=400):
        assert one.draws.shape == (400,)
        levels = np.quantile(one.draws, (0.05, 0.1, 0.5, 0.9, 0.95))
        assert (one.low90, one.low80, one.total, one.high80, one.high90) == pytest.approx(tuple(levels))


def test_spent_is_what_the_known_months_hold():
    given = units()
    for one, spending in zip(year_end(given, year=2019, at=Period.parse("2019-04")), given, strict=True):
        assert one.spent == pytest.approx(spending.values[48:52].sum())


def test_what_comes_after_the_date_is_not_seen():
    cut = [Spending(one.unit, one.first, one.values[:52]) for one in units()]
    later = year_end(units(), year=2019, at=Period.parse("2019-04"))
    assert [one.total for one in year_end(cut, year=2019, at=Period.parse("2019-04"))] == [
        one.total for one in later
    ]


def test_a_sum_is_made_world_by_world():
    outlooks = year_end(units(), year=2019, at=Period.parse("2019-04"))
    total = summed(outlooks, "all")
    assert total.unit == "all"
    assert total.draws == pytest.approx(np.sum([one.draws for one in outlooks], axis=0))
    assert total.spent == pytest.approx(sum(one.spent for one in outlooks))


def test_outlooks_of_two_dates_cannot_be_added_up():
    march, april = (year_end(units(1), year=2019, at=Period.parse(at))[0] for at in ("2019-03", "2019-04"))
    with pytest.raises(NotOneYear, match="one month"):
        summed([march, april], "both")
    with pytest.raises(NotOneYear):
        summed([], "none")


def test_a_year_that_is_over_is_certain():
    given = units()
    for one, spending in zip(year_end(given, year=2018, at=Period.parse("2019-04")), given, strict=True):
        assert (
            one.total == one.spent == one.low90 == one.high90 == pytest.approx(spending.values[36:48].sum())
        )


def test_a_year_not_begun_is_forecast_from_those_before():
    for i, one in enumerate(year_end(units(), year=2019, at=Period.parse("2018-12"))):
        assert one.spent == 0
        assert one.low90 < one.total < one.high90
        assert one.total == pytest.approx(1200 * (i + 1), rel=0.25)


def test_the_next_year_may_be_asked_for_in_the_middle_of_this():
    for i, one in enumerate(year_end(units(), year=2019, at=Period.parse("2018-08"))):
        assert one.spent == 0
        assert one.total == pytest.approx(1200 * (i + 1), rel=0.3)


def test_a_year_may_begin_in_april():
    given = units(months=64)  # until April 2020
    one = year_end(given, year=2019, at=Period.parse("2019-06"), first_month=4)[0]
    assert one.spent == pytest.approx(given[0].values[51:54].sum())
    over = year_end(given, year=2019, at=Period.parse("2020-03"), first_month=4)[0]
    assert over.total == pytest.approx(given[0].values[51:63].sum())


def test_missing_and_negative_months_are_taken():
    given = units()
    for one in given:
        one.values[[3, 20, 49]] = np.nan
        one.values[[5, 30, 50]] = -250.0
    for one, spending in zip(year_end(given, year=2019, at=Period.parse("2019-04")), given, strict=True):
        assert one.spent == pytest.approx(np.nansum(spending.values[48:52]))
        assert np.isfinite([one.total, one.low90, one.high90]).all()
        assert np.isfinite(one.draws).all()


@pytest.mark.parametrize(
    ("months", "said"), [(0, "no_history"), (3, "no_history"), (9, "short"), (16, "one_year"), (60, "")]
)
def test_how_little_is_known_is_said(months, said):
    others = units()
    young = Spending("young", Period.parse("2019-04") + -(months - 1), np.full(months, 50.0))
    outlook = year_end([*others, young], year=2019, at=Period.parse("2019-04"))[-1]
    assert outlook.thin == said
    assert np.isfinite(outlook.draws).all()


def test_one_unit_alone_with_little_history_is_answered_widely():
    rng = np.random.default_rng(0)
    (one,) = year_end(
        [Spending("alone", Period.parse("2019-01"), rng.lognormal(3, 0.3, 3))],
        year=2019,
        at=Period.parse("2019-03"),
    )
    assert one.thin
    assert one.high90 - one.low90 > 0.2 * one.total


def test_commitments_come_on_top_and_only_those_still_to_come_in_the_year():
    plain = units()
    known = [
        Spending(
            one.unit, one.first, one.values,
            commitments={Period.parse(at): 1000.0 for at in ("2019-02", "2019-04", "2019-05", "2019-12", "2020-01")},
        )
        for one in plain
    ]  # fmt: skip
    at = Period.parse("2019-04")
    for one, other in zip(year_end(plain, year=2019, at=at), year_end(known, year=2019, at=at), strict=True):
        assert other.draws == pytest.approx(one.draws + 2000)


def test_what_comes_once_is_spent_but_not_learnt_from():
    plain, grants = units(), units()
    once = {Period.parse("2018-11"): 5000.0, Period.parse("2019-02"): 3000.0}
    for i, one in enumerate(grants):
        one.values[46] += 5000
        one.values[49] += 3000
        grants[i] = Spending(one.unit, one.first, one.values, one_offs=once)
    at = Period.parse("2019-04")
    for one, other in zip(year_end(plain, year=2019, at=at), year_end(grants, year=2019, at=at), strict=True):
        assert other.spent == pytest.approx(one.spent + 3000)
        assert other.total == pytest.approx(one.total + 3000)


def test_the_chance_of_leaving_the_budget_needs_both_demands():
    one = year_end(units(1), year=2019, at=Period.parse("2019-04"))[0]
    over, under = chance_over(one, one.total)
    assert (over, under) == pytest.approx((0.5, 0.5), abs=0.01)
    assert chance_over(one, one.low90 - 1)[0] >= 0.95
    absolute = chance_over(one, 1000.0, absolute=200.0, relative=0.1)
    assert absolute == (np.mean(one.draws > 1200), np.mean(one.draws < 800))
    assert chance_over(one, 1000.0, absolute=50.0, relative=0.1)[0] == np.mean(one.draws > 1100)


def test_what_cannot_be_forecast_is_said():
    with pytest.raises(NotMonths, match="2019-Q1"):
        year_end(units(1), year=2019, at=Period.parse("2019-Q1"))
    with pytest.raises(NotMonths, match="north"):
        Spending("north", Period.parse("2019"), np.ones(3))
    with pytest.raises(TwiceNamed, match="unit 0"):
        year_end([*units(1), *units(1)], year=2019, at=Period.parse("2019-04"))


def test_no_series_no_outlook():
    assert year_end([], year=2019, at=Period.parse("2019-04")) == []
