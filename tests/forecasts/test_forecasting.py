"""A year's end for every bag, from the books as they were known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from factories import a_budget_line, a_group, a_posting, a_unit, an_account
from spillerum.calendar.now import pinned
from spillerum.calendar.period import Period
from spillerum.forecasts import queries
from spillerum.forecasts.books import read
from spillerum.forecasts.due import closing_day, due
from spillerum.forecasts.forecasting import forecast_is_due, forecast_money
from spillerum.forecasts.judging import judge
from spillerum.forecasts.models import Commitment, Forecast, Outlook
from spillerum.money.models import BudgetLine, FinancialYear, Placing, Posting
from spillerum.money.sentences import reason
from spillerum.organisation.models import Succession, Tie
from town import KR, YEAR, month, morning_after


def whole(unit, year=YEAR, **fields):
    return queries.outlook_of(unit, year, **fields).whole


def test_a_quiet_town_is_within_its_budgets_and_the_sum_is_that_of_its_libraries(town):
    (made,) = town.months(range(1, 7))
    assert (made.year, made.at, made.gaps) == (YEAR, month(6), [])
    below = queries.outlooks_below(None, YEAR)
    names = sorted(unit.name for unit in town.units)
    assert [(row.unit.name, row.says) for row in below] == [(name, "quiet") for name in names]
    (total,) = queries.outlooks_below(None, YEAR, below=True)
    assert (total.unit, total.says) == (town.department, "quiet")
    assert (total.budget, total.spent) == (sum(r.budget for r in below), sum(r.spent for r in below))
    widest = sum(row.high80 - row.low80 for row in below)
    assert 0 < total.high80 - total.low80 < widest


def test_a_library_that_uses_two_fifths_more_is_over_and_its_groups_tell_where(town):
    town.months(range(1, 5))
    town.months(range(5, 8), u0=1.4)
    said = queries.outlook_of(town.valby, YEAR)
    assert said.whole.says == "over"
    assert said.whole.p_over >= 0.9
    assert (said.whole.siblings, said.whole.quiet) == (5, 5)
    assert [row.group.key for row in said.groups] == ["loen", "materialer"]
    assert sum(row.spent for row in said.groups) == said.whole.spent
    assert sum(row.budget for row in said.groups) == said.whole.budget == 3_600_000 * KR


def test_only_settled_months_whose_postings_have_come_are_used(town):
    town.post(month(1))
    assert due(morning_after(month(1))) == [(2025, month(12, 2025)), (YEAR, month(1))]
    assert due(morning_after(month(1)) - timedelta(days=1)) == [(2025, month(12, 2025))]
    assert due(morning_after(month(2)))[1] == (YEAR, month(1))  # nothing of February has come
    assert closing_day(2025) == date(2026, 3, 31)
    FinancialYear.objects.create(year=2025, closes_on=date(2026, 1, 31))
    assert due(morning_after(month(1))) == [(YEAR, month(1))]


def test_a_month_without_anybody_s_postings_is_missing_and_not_nought(town):
    town.post(month(1))
    town.post(month(3))
    town.forecast(month(3))
    made = queries.newest_forecast(YEAR)
    assert made.gaps == ["2026-02"]
    assert {row.says for row in queries.outlooks_below(None, YEAR)} == {"missing"}
    books = read(YEAR, month(3), morning_after(month(3)))
    assert np.isnan(books.series[town.valby.pk, town.wages.pk].values).tolist()[-3:] == [False, True, False]


def test_without_postings_in_the_year_nothing_is_said(town):
    with pinned(morning_after(month(1))):
        assert [made.year for made in forecast_money()] == [2025]
    assert queries.outlook_of(town.valby, YEAR) is None
    assert queries.outlooks_below(None, YEAR) == []


def test_a_budget_without_any_posting_is_taken_as_it_stands(town):
    reserve = a_group("reserve")
    a_budget_line(
        unit=town.valby, group=reserve, ore=500_000 * KR, known=morning_after(month(1)) - timedelta(hours=1)
    )
    town.months(range(1, 4))
    said = queries.outlook_of(town.valby, YEAR)
    (line,) = [row for row in said.groups if row.group == reserve]
    assert (line.says, line.total, line.budget) == ("missing", None, 500_000 * KR)
    assert (said.whole.assumed, said.whole.budget) == (500_000 * KR, 4_100_000 * KR)
    assert said.whole.says == "quiet"
    assert whole(town.department, below=True).assumed == 500_000 * KR


def test_known_amounts_are_in_the_total_and_planned_ones_beside_it(town):
    town.post(month(1))
    town.post(month(2))
    town.forecast(month(2))
    before = whole(town.valby)
    known = {"unit": town.valby, "year": YEAR, "by": town.leaders[0], "known": morning_after(month(2))}
    Commitment.objects.create(
        kind="commitment", group=town.wages, month=9, amount=90_000 * KR, reason="Vikar", **known
    )
    Commitment.objects.create(kind="one_off", month=2, amount=10_000 * KR, reason="Reol", **known)
    town.forecast(month(2))
    row = whole(town.valby)
    assert row.committed == 90_000 * KR
    assert row.total - before.total == pytest.approx(90_000 * KR, abs=0.01 * before.total)
    assert (row.planned, row.planned_total) == (0, row.total)
    assert whole(town.department, below=True).committed == 90_000 * KR


def test_what_was_known_later_is_not_used(town):
    town.months(range(1, 4))
    then = morning_after(month(3)).replace(hour=8)
    first = [(bag.unit, bag.group, bag.ore) for bag in judge(read(YEAR, month(3), then)).bags]
    a_posting(town.accounts[0, town.wages.pk], 10**9, date(YEAR, 2, 5), known=then + timedelta(days=9))
    a_budget_line(town.accounts[0, town.wages.pk], 10**9, YEAR, known=then + timedelta(days=9))
    again = [(bag.unit, bag.group, bag.ore) for bag in judge(read(YEAR, month(3), then)).bags]
    assert again == first


def test_a_merged_library_brings_its_years_along(town):
    heir = a_unit("Nyt bibliotek", under=town.department, first_day=date(2026, 2, 1))
    for old in town.units[:2]:
        old.last_day = date(2026, 1, 31)
        old.save()
        Tie.objects.filter(unit=old).update(last_day=date(2026, 1, 31))
        Succession.objects.create(predecessor=old, successor=heir, day=date(2026, 2, 1))
    town.months(range(1, 4))
    row = whole(heir)
    assert (row.budget, row.says, row.years) == (2 * 3_600_000 * KR + 2 * 200_000 * KR, "quiet", 4)
    assert queries.outlook_of(town.valby, YEAR) is None
    books = read(YEAR, month(3), None)
    assert sum(books.spent.values()) == sum(
        Posting.objects.filter(year=YEAR).values_list("amount", flat=True)
    )


def test_an_account_without_a_place_is_nobody_s(town):
    Placing.objects.filter(unit=town.valby).delete()
    town.months(range(1, 3))
    assert queries.outlook_of(town.valby, YEAR) is None


def test_the_newest_forecast_of_a_month_keeps_its_outlooks_and_each_month_its_own(town):
    town.months(range(1, 4))
    town.forecast(month(3))
    assert [str(made.at) for made in Forecast.objects.filter(year=YEAR)] == [
        "2026-01",
        "2026-02",
        "2026-03",
        "2026-03",
    ]
    assert [str(row.forecast.at) for row in queries.course_of(town.valby, YEAR)] == [
        "2026-01",
        "2026-02",
        "2026-03",
    ]
    assert Outlook.objects.filter(forecast__year=YEAR).count() == 3 * (6 * 3 + 3)


def test_it_is_due_when_a_month_has_settled_or_something_became_known(town):
    town.post(month(1))
    moment = morning_after(month(1)).replace(hour=8)
    assert forecast_is_due(moment)
    with pinned(moment):
        forecast_money()
    assert not forecast_is_due(moment + timedelta(days=3))
    a_budget_line(town.accounts[0, town.wages.pk], 1000, YEAR, known=moment + timedelta(days=1))
    assert forecast_is_due(moment + timedelta(days=3))
    assert not forecast_is_due(datetime(2020, 1, 1, tzinfo=UTC))


def test_reading_costs_the_same_for_any_number_of_units(town, django_assert_num_queries):
    town.months(range(1, 3))
    with django_assert_num_queries(2):
        assert len(queries.outlooks_below(None, YEAR)) == 6
    with django_assert_num_queries(2):
        assert len(queries.outlooks_below([town.valby.pk], YEAR)) == 1
    with django_assert_num_queries(2):
        queries.outlook_of(town.valby, YEAR)
    with django_assert_num_queries(1):
        assert len(queries.course_of(town.valby, YEAR)) == 2


def test_the_row_is_told_as_a_year_s_end(town):
    town.months(range(1, 5))
    town.months(range(5, 8), u0=1.4)
    end = queries.year_end_of_row(queries.outlook_of(town.valby, YEAR).whole)
    assert (end.unit, end.verdict.value, end.year, end.at) == (
        "Valby bibliotek",
        "over",
        YEAR,
        Period.parse("2026-07"),
    )
    assert (end.budget, end.siblings, end.quiet, end.materiality.relative) == (3_600_000, 5, 5, 0.05)


def test_a_forecast_that_was_overtaken_by_a_newer_one_leaves_it_standing(town):
    town.months(range(1, 4))
    newer, said = queries.newest_forecast(YEAR), whole(town.valby)
    with pinned(newer.made - timedelta(seconds=5)):
        assert [made for made in forecast_money() if made.year == YEAR] == []
    assert (queries.newest_forecast(YEAR), whole(town.valby)) == (newer, said)


def test_a_unit_that_begins_after_the_newest_settled_month_waits_for_its_first(town):
    town.months(range(1, 8))
    new = a_unit("Nyt bibliotek", under=town.department, first_day=date(YEAR, 9, 1))
    early = datetime(YEAR, 9, 2, 4, tzinfo=UTC)
    account = an_account("loen-ny", unit=new, group=town.wages, known=early)
    a_posting(account, 50_000 * KR, date(YEAR, 9, 1), known=early)
    with pinned(datetime(YEAR, 9, 3, 6, tzinfo=UTC)):
        (made,) = forecast_money()
    assert made.at == month(7)
    assert queries.outlook_of(new, YEAR) is None
    assert whole(town.valby).says == "quiet"


def test_a_sum_in_which_much_has_no_budget_is_not_held_against_the_budget_of_the_rest(town):
    BudgetLine.objects.filter(
        year=YEAR, account__in=[town.accounts[5, g] for n, g in town.accounts if n == 5]
    ).delete()
    town.months(range(1, 7))
    assert whole(town.units[5]).says == "no_budget"
    total = whole(town.department, below=True)
    assert (total.says, total.p_over, total.p_under) == ("no_budget", None, None)
    assert total.budget == sum(whole(unit).budget for unit in town.units[:5])
    told = reason(queries.year_end_of_row(total))
    assert told.startswith("Bibliotekerne ventes at ende på omkring ")
    assert told.endswith("Det er ikke alt, der har et budget.")


def test_a_trifle_without_a_budget_does_not_take_the_sum_s_away(town):
    small = an_account("smaa", unit=a_unit("Boghallen", under=town.department), group=town.wages)
    for number in range(1, 7):
        a_posting(small, 1_000 * KR, month(number).first_day)
    town.months(range(1, 7))
    assert whole(town.department, below=True).says == "quiet"
