"""How often the forecasts were right: looked back on when the books have closed, out of time."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest

from factories import a_budget_line, a_group, a_posting, an_account
from spillerum.calendar.now import pinned
from spillerum.forecasts import queries
from spillerum.forecasts.books import read
from spillerum.forecasts.forecasting import forecast_money
from spillerum.forecasts.hindsight import review_closed_years
from spillerum.forecasts.judging import judge
from spillerum.forecasts.models import GroupHindsight, Hindsight, HitRate, Outlook, YearReview
from spillerum.money.models import FinancialYear, Posting
from town import KR, YEAR, month, morning_after

SPRING = datetime(YEAR, 4, 2, tzinfo=UTC)


def look_back(moment=SPRING):
    with pinned(moment):
        return review_closed_years()


def total(unit, year, town):
    accounts = [account for (n, _), account in town.accounts.items() if n == unit]
    return sum(Posting.objects.filter(year=year, account__in=accounts).values_list("amount", flat=True))


def test_every_closed_year_with_a_year_before_it_is_looked_back_on_once(town):
    assert look_back() == 3
    assert queries.years_looked_back_on() == [2023, 2024, 2025]
    assert look_back() == 0
    assert Hindsight.objects.count() == 3 * 11 * 7
    rates = queries.hit_rate()
    assert [(rate.month, rate.cases) for rate in rates] == [(n, 18) for n in range(1, 12)]
    assert [rate.cases for rate in queries.hit_rate(below=True)] == [3] * 11


def test_the_running_year_s_books_are_not_looked_back_on(town):
    with pinned(datetime(YEAR, 3, 31, 12, tzinfo=UTC)):
        assert review_closed_years() == 2
    assert queries.years_looked_back_on() == [2023, 2024]


def test_a_row_says_what_was_said_that_night_and_how_it_went(town):
    look_back()
    row = Hindsight.objects.get(unit=town.valby, below=False, at="2025-06")
    spent = sum(
        town.spending(0, group, month(n, 2025)) for group in (town.wages, town.materials) for n in range(1, 7)
    )
    assert (row.actual, row.last_year) == (total(0, 2025, town), total(0, 2024, town))
    assert row.straight == round(spent * 12 / 6)
    assert row.as_known
    assert (row.said, row.ended, row.budget) == ("", "", 3_600_000 * KR)
    assert abs(row.total - row.actual) < 0.05 * row.actual
    whole = Hindsight.objects.get(unit=town.department, below=True, at="2025-06")
    assert whole.actual == sum(total(n, 2025, town) for n in range(6))


def test_what_is_said_of_the_past_is_what_the_forecast_said_then(town):
    town.months(range(1, 13), u1=1.3)
    said = {
        (str(row.forecast.at), row.unit_id): row.total
        for row in Outlook.objects.filter(group=None, below=False, forecast__year=YEAR)
    }
    look_back(datetime(YEAR + 1, 4, 2, tzinfo=UTC))
    rows = Hindsight.objects.filter(review__year=YEAR, below=False)
    assert {(str(row.at), row.unit_id): row.total for row in rows} == {
        key: ore for key, ore in said.items() if key[0] != f"{YEAR}-12"
    }


def test_later_corrections_do_not_improve_what_was_said(town):
    late = a_posting(
        town.accounts[0, town.wages.pk],
        900_000 * KR,
        date(2025, 2, 10),
        known=datetime(2026, 1, 20, tzinfo=UTC),
        number="sen",
    )
    look_back()
    row = Hindsight.objects.get(unit=town.valby, below=False, at="2025-06")
    assert row.actual == total(0, 2025, town)
    assert row.actual - row.total > 0.5 * late.amount
    assert (row.said, row.ended) == ("", "over")


def test_a_group_whose_first_posting_came_late_in_the_year_counts_once(town):
    reserve = a_group("reserve")
    for unit in town.units[:2]:
        a_budget_line(
            unit=unit, group=reserve, ore=500_000 * KR, year=2025, known=datetime(2025, 1, 1, tzinfo=UTC)
        )
    late = an_account("reserve", unit=town.valby, group=reserve, known=datetime(2025, 1, 1, tzinfo=UTC))
    a_posting(late, 450_000 * KR, date(2025, 10, 1), known=datetime(2025, 10, 2, tzinfo=UTC))
    look_back()
    rows = {row.unit: row for row in Hindsight.objects.filter(at="2025-06")}
    assert rows[town.valby].actual == total(0, 2025, town) + 450_000 * KR
    other = rows[town.units[1]]
    assert other.actual == total(1, 2025, town) + 500_000 * KR
    assert other.last_year == total(1, 2024, town) + 500_000 * KR
    assert abs(other.straight - other.actual) < 0.2 * other.actual
    assert rows[town.department].actual == sum(total(n, 2025, town) for n in range(6)) + 950_000 * KR


def test_calls_are_counted_with_those_that_were_right(town):
    for number in range(1, 13):
        town.post(month(number), factors={1: 1.5})
    look_back(datetime(YEAR + 1, 4, 2, tzinfo=UTC))
    rows = list(Hindsight.objects.filter(below=False))
    for rate in queries.hit_rate():
        of = [row for row in rows if row.at.season + 1 == rate.month]
        assert rate.cases == len(of) == 24
        assert rate.inside80 == sum(row.low80 <= row.actual <= row.high80 for row in of)
        assert rate.inside90 == sum(row.low90 <= row.actual <= row.high90 for row in of)
        assert rate.calls == sum(row.said != "" for row in of)
        assert rate.calls_right == sum(row.said == row.ended != "" for row in of)
        assert rate.error == pytest.approx(
            np.median([abs(row.total - row.actual) / row.actual for row in of])
        )
        assert rate.straight == pytest.approx(
            np.median([abs(row.straight - row.actual) / row.actual for row in of])
        )
        assert rate.last_year == pytest.approx(
            np.median([abs(row.last_year - row.actual) / row.actual for row in of])
        )
    last = queries.hit_rate()[-1]
    assert (last.calls, last.calls_right) == (1, 1)


def test_books_from_before_the_house_had_them_are_cut_at_the_month_and_it_is_said(town):
    Posting.objects.update(known=datetime(YEAR, 1, 15, tzinfo=UTC))
    look_back()
    assert {row.as_known for row in Hindsight.objects.all()} == {False}
    assert {rate.as_known for rate in queries.hit_rate()} == {0}
    row = Hindsight.objects.get(unit=town.valby, below=False, at="2025-06")
    bags = judge(read(2025, month(6, 2025), None)).bags
    (bag,) = [bag for bag in bags if (bag.unit, bag.group, bag.below) == (town.valby.pk, None, False)]
    assert row.total == round(bag.outlook.total * KR)


def test_a_year_that_is_closed_again_is_looked_back_on_again(town):
    look_back()
    FinancialYear.objects.create(year=2025, closes_on=date(2026, 5, 1))
    a_posting(
        town.accounts[0, town.wages.pk],
        100_000 * KR,
        date(2025, 12, 10),
        known=datetime(2026, 4, 20, tzinfo=UTC),
        number="sen",
    )
    assert look_back() == 0
    assert look_back(datetime(YEAR, 5, 2, tzinfo=UTC)) == 1
    assert YearReview.objects.count() == 3
    assert Hindsight.objects.get(unit=town.valby, below=False, at="2025-06").actual == total(0, 2025, town)


def test_groups_are_counts_and_a_unit_has_its_own(town):
    look_back()
    by_group = queries.hit_rate_by_group()
    assert [group.key for group in by_group] == ["loen", "materialer"]
    assert {inside.cases for inside in by_group.values()} == {3 * 11 * 6}
    rows = GroupHindsight.objects.filter(group=town.wages)
    assert by_group[town.wages].inside90 == sum(row.inside90 for row in rows)
    own = queries.hit_rate_of(town.valby)
    rows = Hindsight.objects.filter(unit=town.valby, below=False)
    assert own.cases == 33
    assert own.inside80 == sum(row.low80 <= row.actual <= row.high80 for row in rows)
    assert 0 < own.inside80 <= own.inside90 <= 33


def test_the_pages_ask_once(town, django_assert_num_queries):
    look_back()
    with django_assert_num_queries(1):
        queries.hit_rate()
    with django_assert_num_queries(1):
        queries.hit_rate_of(town.valby)
    with django_assert_num_queries(2):
        queries.hit_rate_by_group()


def test_nothing_is_looked_back_on_without_books(town):
    Posting.objects.all().delete()
    assert look_back() == 0
    assert HitRate.objects.count() == 0


def test_forecasting_does_not_depend_on_what_was_looked_back_on(town):
    with pinned(morning_after(month(1))):
        forecast_money()
        before = list(Outlook.objects.order_by("pk").values_list("total", flat=True))
    look_back()
    Outlook.objects.all().delete()
    with pinned(morning_after(month(1))):
        forecast_money()
    assert list(Outlook.objects.order_by("pk").values_list("total", flat=True)) == before
