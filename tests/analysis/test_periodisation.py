"""How a year's budget lies over its months: by five methods, to the øre."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spillerum.analysis.periodisation import (
    BendTooLarge,
    Change,
    Method,
    NotShares,
    Why,
    bent,
    bent_ore,
    corrected,
    distance,
    periodised,
    spread,
    within,
)
from spillerum.analysis.yearend.spending import Spending
from spillerum.calendar.period import Period

EVEN = [1 / 12] * 12
SCHOOL = np.array([4, 4, 4, 4, 4, 4, 0, 2, 6, 6, 6, 4]) / 48
ORE = st.integers(-(10**15), 10**15)
AMOUNTS = st.lists(st.integers(-(10**9), 10**9), min_size=12, max_size=12)
SHARES = AMOUNTS.filter(lambda a: abs(sum(a)) > 10**6).map(lambda a: [x / sum(a) for x in a])


def spending(*years, unit="Fenham", first="2020-01", **more):
    return Spending(unit, Period.parse(first), np.concatenate([[], *years]), **more)


def of(one, method, year=2023, **more):
    return periodised([one], method=method, year=year, **more)[0]


# The øre


@given(ORE, SHARES)
def test_the_months_sum_to_the_year_whatever_its_shares(total, shares):
    assert sum(spread(total, shares)) == total


@given(ORE, SHARES)
def test_no_month_is_more_than_an_ore_from_its_share(total, shares):
    sums = sum(round(share * 2**52) for share in shares)
    for month, share in zip(spread(total, shares), shares, strict=True):
        assert abs(month * sums - total * round(share * 2**52)) < sums


@given(ORE, SHARES)
def test_income_lies_as_spending_with_its_sign_turned(total, shares):
    assert spread(-total, shares) == tuple(-month for month in spread(total, shares))


def test_what_twelve_cannot_share_goes_to_the_first_months():
    assert spread(100, EVEN) == (9, 9, 9, 9, 8, 8, 8, 8, 8, 8, 8, 8)


@pytest.mark.parametrize("shares", [[0.5] * 12, [1.0], [float("nan")] * 12, []])
def test_what_are_no_shares_of_a_year_is_refused(shares):
    with pytest.raises(NotShares, match="twelve shares"):
        spread(100, shares)


# Changes in the year


@given(ORE, SHARES, st.lists(st.builds(Change, month=st.integers(0, 11), ore=ORE), max_size=5))
def test_the_corrected_budget_sums_to_the_original_and_its_changes(total, shares, changes):
    assert sum(corrected(total, shares, changes)) == total + sum(change.ore for change in changes)


@given(ORE, SHARES, st.builds(Change, month=st.integers(0, 11), ore=ORE))
def test_a_change_leaves_the_months_before_it_alone(total, shares, change):
    before, after = spread(total, shares), corrected(total, shares, [change])
    assert before[: change.month] == after[: change.month]


def test_a_change_lies_over_its_months_as_the_budget_does():
    months = corrected(0, SCHOOL, [Change(month=8, ore=2200)])
    assert months == (0,) * 8 + (600, 600, 600, 400)


def test_a_change_in_months_that_had_no_budget_is_shared_evenly():
    assert corrected(1200, [0.5, 0.5] + [0.0] * 10, [Change(10, 200)])[10:] == (100, 100)


def test_a_unit_that_closes_in_june_has_its_budget_before():
    assert list(within(EVEN, last=5)) == pytest.approx([1 / 6] * 6 + [0] * 6)


def test_a_unit_cannot_close_before_it_opens():
    with pytest.raises(NotShares, match="comes after"):
        within(EVEN, first=5, last=4)


# A leader's bend


@given(ORE, SHARES, st.integers(0, 11), st.floats(0, 1))
def test_a_bend_keeps_the_year_and_what_was_given(total, shares, month, share):
    given_ore = int(total * share)
    months = bent_ore(total, shares, months={month: given_ore})
    assert (sum(months), months[month]) == (total, given_ore)


@given(SHARES, st.integers(0, 11), st.floats(0, 1))
def test_a_bend_in_shares_sums_to_one(shares, month, share):
    assert sum(bent(shares, months={month: share})) == pytest.approx(1)


def test_the_months_not_given_keep_their_shares_of_one_another():
    assert bent_ore(4800, SCHOOL, months={0: 0, 1: 1200}) == (
        0, 1200, 360, 360, 360, 360, 0, 180, 540, 540, 540, 360,
    )  # fmt: skip


@pytest.mark.parametrize("months", [{0: 1201}, dict.fromkeys(range(12), 99), dict.fromkeys(range(12), 101)])
def test_a_bend_that_does_not_fit_the_year_is_refused(months):
    with pytest.raises(BendTooLarge, match="the year's budget"):
        bent_ore(1200, EVEN, months=months)


def test_a_month_the_year_does_not_have_is_refused():
    with pytest.raises(NotShares, match="12 is no month"):
        bent_ore(1200, EVEN, months={12: 100})


# The methods


def test_twelfths_are_twelve_equal_shares():
    assert list(of(spending(SCHOOL), Method.TWELFTHS).shares) == EVEN


def test_last_years_share_is_that_of_the_year_before():
    found = of(spending(SCHOOL * 9, SCHOOL[::-1] * 7, SCHOOL * 5), Method.LAST_YEAR, year=2022)
    assert (list(found.shares), found.years) == (pytest.approx(SCHOOL[::-1]), 1)


def test_several_years_count_the_same_whatever_they_cost():
    found = of(spending(SCHOOL, SCHOOL[::-1] * 1000), Method.SEVERAL_YEARS, year=2022)
    assert list(found.shares) == pytest.approx((SCHOOL + SCHOOL[::-1]) / 2)


def test_a_plan_in_kroner_counts_by_its_shares():
    assert list(of(spending(), Method.PLAN, plan=SCHOOL * 480).shares) == pytest.approx(SCHOOL)


def test_a_plan_of_eleven_months_is_refused():
    with pytest.raises(NotShares, match="this one has 11"):
        of(spending(), Method.PLAN, plan=[1.0] * 11)


def test_income_has_the_shares_spending_would_have():
    for method in (Method.LAST_YEAR, Method.SEVERAL_YEARS, Method.LEARNT):
        income, costs = of(spending(*[-SCHOOL] * 3), method), of(spending(*[SCHOOL] * 3), method)
        assert list(income.shares) == pytest.approx(costs.shares)


def test_a_year_may_begin_in_april():
    one = spending(np.zeros(3), SCHOOL, SCHOOL)
    assert list(of(one, Method.LAST_YEAR, year=2022, first_month=4).shares) == pytest.approx(SCHOOL)


CANCELLING = np.array([100.0, -99.0] + [0.0] * 10)


@pytest.mark.parametrize(
    ("years", "method", "why"),
    [
        ([SCHOOL[:6]], Method.LAST_YEAR, Why.NO_YEAR),
        ([SCHOOL[:6]], Method.SEVERAL_YEARS, Why.NO_YEAR),
        ([SCHOOL[:6]], Method.LEARNT, Why.NO_YEAR),
        ([np.zeros(12)], Method.LAST_YEAR, Why.CANCELLED),
        ([CANCELLING], Method.LAST_YEAR, Why.CANCELLED),
        ([CANCELLING], Method.LEARNT, Why.CANCELLED),
        ([SCHOOL], Method.PLAN, Why.NO_PLAN),
    ],
)
def test_where_a_method_has_nothing_to_go_by_twelfths_are_used_and_it_is_said_why(years, method, why):
    found = of(spending(*years), method, year=2021)
    assert (found.method, found.used, found.why, list(found.shares)) == (method, Method.TWELFTHS, why, EVEN)


def test_a_plan_that_sums_to_nought_is_no_plan():
    assert of(spending(), Method.PLAN, plan=[1.0, -1.0] + [0.0] * 10).why == Why.NO_PLAN


# The learnt one


def siblings(seed=1, units=12, years=5):
    chance = np.random.default_rng(seed)
    size = np.exp(chance.normal(8, 1, (units, 1, 1)))
    return size * SCHOOL * np.exp(chance.normal(0, 0.15, (units, years, 12)))


def group(amounts):
    return [spending(*years, unit=str(n), group="schools") for n, years in enumerate(amounts)]


def learnt(series, year=2025):
    return [one.shares for one in periodised(series, method=Method.LEARNT, year=year)]


def test_a_season_all_siblings_have_is_learnt():
    missed = [float(distance(shares, SCHOOL)) for shares in learnt(group(siblings()))]
    assert max(missed) < 0.35 * float(distance(SCHOOL, np.array(EVEN)))


def test_where_there_is_no_season_it_stays_near_twelfths_and_nearer_than_last_years_share():
    chance = np.random.default_rng(2)
    series = group(np.exp(chance.normal(0, 0.6, (12, 5, 12))))
    even = np.array(EVEN)
    last = [one.shares for one in periodised(series, method=Method.LAST_YEAR, year=2025)]
    assert np.mean(distance(np.array(learnt(series)), even)) < 0.3 * np.mean(distance(np.array(last), even))


def test_a_unit_with_a_course_of_its_own_keeps_it():
    amounts = siblings()
    amounts[0] = amounts[0][:, ::-1]
    own = learnt(group(amounts))[0]
    assert distance(own, SCHOOL[::-1]) < 0.35 * distance(own, SCHOOL)


def test_a_new_unit_takes_its_siblings_course():
    series = [*group(siblings()), spending(unit="new", group="schools")]
    found = periodised(series, method=Method.LEARNT, year=2025)[-1]
    assert (found.used, found.years) == (Method.LEARNT, 0)
    assert distance(found.shares, SCHOOL) < 0.35 * distance(np.array(EVEN), SCHOOL)


def test_a_month_that_was_off_once_does_not_carry_over():
    amounts = siblings()
    calm = learnt(group(amounts))[0]
    amounts[0, 3, 2] *= 20
    off = learnt(group(amounts))[0]
    last = of(spending(amounts[0, 3]), Method.LAST_YEAR, year=2021).shares
    assert abs(off[2] - calm[2]) < 0.02 < last[2] - calm[2]


def test_nor_does_it_where_it_stands_in_the_only_year():
    amounts = siblings()
    series = group(amounts)
    odd = amounts[0, 4] * np.where(np.arange(12) == 2, 20, 1)
    series[0] = spending(odd, unit="0", first="2024-01", group="schools")
    assert learnt(series)[0][2] < SCHOOL[2] + 0.05


def test_a_one_off_that_is_told_is_taken_out():
    plain = spending(*siblings()[0])
    month = Period.parse("2024-05")
    values = plain.values.copy()
    values[month - plain.first] += 10**6
    told = replace(plain, values=values, one_offs={month: 10.0**6})
    for method in (Method.LAST_YEAR, Method.LEARNT):
        assert list(of(told, method, year=2025).shares) == pytest.approx(of(plain, method, year=2025).shares)


def test_a_year_of_some_months_is_learnt_from():
    amounts = siblings()
    amounts[0] = amounts[0][:, ::-1]
    series = group(amounts)
    series[0] = spending(*amounts[0][3:4], amounts[0, 4, :9], unit="0", first="2023-01", group="schools")
    one_year = replace(series[0], values=series[0].values[:12])
    both, first = learnt(series)[0], learnt([one_year, *series[1:]])[0]
    assert distance(both, SCHOOL[::-1]) < distance(first, SCHOOL[::-1])


def test_only_earlier_years_are_used():
    amounts = siblings()
    before = group(amounts[:, :4])
    assert np.array_equal(learnt(before, year=2024), learnt(group(amounts), year=2024))


def test_groups_do_not_learn_from_one_another():
    schools = group(siblings())
    others = [replace(one, group="others") for one in group(siblings(seed=3)[:, :, ::-1])]
    assert np.array_equal(learnt(schools), learnt([*others, *schools])[len(others) :])


@given(st.permutations(range(6)))
def test_the_order_of_siblings_changes_nothing(order):
    series = group(siblings(units=6))
    plain, mixed = learnt(series), learnt([series[n] for n in order])
    assert np.array(mixed) == pytest.approx(np.array([plain[n] for n in order]))


@given(st.integers(-20, 20))
def test_a_unit_of_any_size_has_the_same_shares(power):
    amounts = siblings(units=4)
    plain = learnt(group(amounts))
    amounts[1] *= 2.0**power
    assert np.array_equal(plain, learnt(group(amounts)))


@given(
    st.lists(st.lists(st.integers(-(10**7), 10**7), min_size=40, max_size=40), min_size=1, max_size=4),
    st.sampled_from(Method),
    ORE,
)
def test_any_history_by_any_method_makes_months_that_sum_to_the_year(histories, method, total):
    series = [spending(np.array(h), unit=str(n)) for n, h in enumerate(histories)]
    for found in periodised(series, method=method, year=2023, plan=SCHOOL):
        assert sum(spread(total, found.shares)) == total
