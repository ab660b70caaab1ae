"""A forecast that is killed anywhere, and several at once: nothing lost, nothing half, nothing twice."""

from __future__ import annotations

from datetime import UTC, date, datetime

from faults import at_once, killed_everywhere
from spillerum.calendar.now import pinned
from spillerum.forecasts.closing import end_closed_years
from spillerum.forecasts.forecasting import forecast_money
from spillerum.forecasts.hindsight import review_closed_years
from spillerum.forecasts.models import (
    BudgetDeviation,
    BudgetFinding,
    Commitment,
    Forecast,
    HitRate,
    Outlook,
    YearReview,
)
from spillerum.forecasts.services import plan
from spillerum.matters.clock import act_on_silence
from spillerum.matters.models import Entry, Matter
from spillerum.matters.services import MovedMeanwhile
from spillerum.money.models import Posting
from spillerum.people.models import User
from spillerum.people.queries import viewer_of
from spillerum.site.night import run_night
from town import YEAR, made_town, month, morning_after

ROOMS = (Forecast, Outlook, BudgetDeviation, BudgetFinding, Commitment, Matter, Entry)
MORNING = morning_after(month(6)).replace(hour=9)


def counts():
    return {room.__name__: room.objects.count() for room in ROOMS}


def must_be(expected):
    assert counts() == expected, (counts(), expected)


def two_libraries_run_over():
    town = made_town()
    for number in range(1, 7):
        town.post(month(number), factors={0: 1.6, 1: 1.6} if number > 2 else None)
    return town


def forecast():
    with pinned(MORNING):
        forecast_money()


def night():
    with pinned(MORNING):
        run_night(scan=False)


def a_plan():
    deviation = BudgetDeviation.objects.order_by("pk").first()
    leader = viewer_of(User.objects.get(name="Leder 0"), MORNING.date())
    with pinned(MORNING):
        plan(
            viewer=leader,
            matter=deviation.matter,
            text="Stop",
            back_by=date(YEAR, 12, 1),
            effects={9: -100, 10: -100},
        )


def year_end():
    with pinned(datetime(YEAR + 1, 4, 2, tzinfo=UTC)):
        end_closed_years()


def forecast_killed_anywhere():
    two_libraries_run_over()
    before = counts()
    kills = killed_everywhere(forecast, lambda: must_be(before))
    assert kills > 8, kills
    bags = 6 * 3 + 3
    must_be(
        before
        | {"Forecast": 1, "Outlook": bags, "BudgetDeviation": 2, "BudgetFinding": 2, "Matter": 2}
        | {"Entry": before["Entry"] + 2}
    )


def three_forecasts_at_once():
    two_libraries_run_over()
    at_once(forecast, forecast, forecast)
    names = BudgetDeviation.objects.order_by("unit__name").values_list("unit__name", flat=True)
    assert list(names) == ["Valby bibliotek", "Vanløse bibliotek"]
    assert (BudgetFinding.objects.count(), Matter.objects.count()) == (2, 2)
    assert Outlook.objects.count() == 6 * 3 + 3


def a_plan_killed_anywhere():
    two_libraries_run_over()
    forecast()
    before = counts()
    kills = killed_everywhere(a_plan, lambda: must_be(before))
    assert kills > 2, kills
    must_be(before | {"Commitment": 2, "Entry": before["Entry"] + 1})


def a_night_and_a_plan_at_once():
    two_libraries_run_over()
    forecast()

    def planned():
        try:
            a_plan()
        except MovedMeanwhile:
            return

    at_once(night, planned, night)
    assert BudgetDeviation.objects.count() == 2
    for matter in Matter.objects.all():
        moves = matter.timeline.exclude(what__in=["open", "still_off", "calm"]).count()
        assert matter.moves_made == moves


def a_year_s_end_killed_anywhere_and_thrice_at_once():
    two_libraries_run_over()
    forecast()
    kills = killed_everywhere(year_end, ends_are_whole)
    assert kills > 2, kills
    at_once(year_end, year_end, year_end)
    assert Matter.objects.filter(state="ended").count() == 2
    assert Entry.objects.filter(what="end_year").count() == 2
    with pinned(datetime(YEAR + 1, 4, 2, tzinfo=UTC)):
        assert act_on_silence() == 0


def look_back():
    with pinned(datetime(YEAR, 4, 2, tzinfo=UTC)):
        review_closed_years()


def a_look_back_killed_anywhere_and_thrice_at_once():
    made_town()
    Posting.objects.filter(year__lt=YEAR - 2).delete()
    kills = killed_everywhere(look_back, reviews_are_whole)
    assert kills > 3, kills
    reviews_are_whole()
    YearReview.objects.all().delete()
    at_once(look_back, look_back, look_back)
    reviews_are_whole()
    assert list(YearReview.objects.values_list("year", flat=True)) == [YEAR - 1]


def reviews_are_whole():
    for review in YearReview.objects.all():
        assert (review.rows.count(), review.groups.count()) == (11 * 7, 11 * 2)
    months = HitRate.objects.filter(below=False).values_list("cases", flat=True)
    assert set(months) <= {6 * YearReview.objects.count()}


def ends_are_whole():
    ended = BudgetDeviation.objects.filter(ended=True)
    assert Entry.objects.filter(what="end_year").count() == ended.count()
    assert {row.matter.state for row in ended} <= {"ended"}


def test_a_forecast_killed_after_any_write_leaves_nothing_and_the_next_finds_everything(house):
    house(forecast_killed_anywhere)


def test_three_forecasts_at_once_open_each_matter_once(house):
    house(three_forecasts_at_once)


def test_a_plan_killed_after_any_write_leaves_the_matter_whole(house):
    house(a_plan_killed_anywhere)


def test_a_plan_given_while_the_night_runs_stands(house):
    house(a_night_and_a_plan_at_once)


def test_a_year_s_end_closes_each_matter_once(house):
    house(a_year_s_end_killed_anywhere_and_thrice_at_once)


def test_a_look_back_killed_after_any_write_leaves_whole_years(house):
    house(a_look_back_killed_anywhere_and_thrice_at_once)
