"""The night: a file of postings has come, the year is looked ahead on, and whoever can act gets a letter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from spillerum.calendar.now import pinned
from spillerum.forecasts.forecasting import forecast_money
from spillerum.forecasts.models import BudgetDeviation, Forecast
from spillerum.matters.models import Letter
from spillerum.site.night import run_night
from town import YEAR, month, morning_after


def night(moment):
    with pinned(moment):
        return run_night(scan=False)


def test_the_night_looks_ahead_when_there_is_news_and_tells_the_leader_once(town):
    for number in range(1, 7):
        town.post(month(number), factors={0: 1.5} if number > 3 else None)
    morning = morning_after(month(6)).replace(hour=1) + timedelta(days=1)
    assert night(morning).forecasts == 1
    assert BudgetDeviation.objects.get().unit == town.valby
    letter = Letter.objects.get()
    assert letter.person == town.leaders[0]
    assert "Valby bibliotek bruger efter alt at dømme " in letter.body
    assert night(morning + timedelta(days=1)).forecasts == 0
    assert Forecast.objects.count() == 1
    assert Letter.objects.count() == 1


def test_where_a_part_of_the_money_fails_the_letters_are_written_all_the_same_and_the_fault_is_told(
    town, monkeypatch
):
    for number in range(1, 7):
        town.post(month(number), factors={0: 1.5} if number > 3 else None)
    morning = morning_after(month(6)).replace(hour=1) + timedelta(days=1)
    with pinned(morning):
        forecast_money()

    def fails(**_given):
        raise ZeroDivisionError

    monkeypatch.setattr("spillerum.site.night.review_savings", fails)
    with pytest.raises(ExceptionGroup) as told:
        night(morning + timedelta(days=1))
    assert [type(one) for one in told.value.exceptions] == [ZeroDivisionError]
    assert Letter.objects.count() == 1


def test_the_old_year_is_followed_until_its_books_close_and_is_then_looked_back_on(town):
    town.post(month(1))
    first = night(morning_after(month(1)) + timedelta(days=1))
    assert first.forecasts == 2
    assert sorted(Forecast.objects.values_list("year", flat=True)) == [YEAR - 1, YEAR]
    town.post(month(2))
    assert night(morning_after(month(2)) + timedelta(days=1)).forecasts == 2
    town.post(month(3), known=datetime(YEAR, 4, 10, tzinfo=UTC))
    assert night(datetime(YEAR, 4, 11, 1, tzinfo=UTC)).forecasts == 1
