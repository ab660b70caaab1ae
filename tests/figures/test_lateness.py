"""A source that is late is a matter for its owner, then for the director; figures that arrive end it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from factories import a_source, someone
from spillerum.calendar.now import pinned
from spillerum.calendar.period import Period
from spillerum.calendar.workdays import end_of, working_days_after
from spillerum.figures.errors import NotYet
from spillerum.figures.models import Lateness, Source
from spillerum.figures.queries import expected_period, health_of, sources_health, told_about
from spillerum.figures.services import look_for_late, postpone, stop
from spillerum.matters.access import MatterPermission
from spillerum.matters.clock import act_on_silence
from spillerum.matters.models import Matter
from spillerum.matters.queries import cards, timeline
from spillerum.people.access import may

DUE = end_of(date(2018, 9, 30))  # August ended on the 31st, and 30 days of grace


@pytest.fixture
def until_july(source, fenham, send):
    send(source, "Library,2018-07\nFenham,100\n")
    return source


@pytest.fixture
def late(until_july, director):
    assert look_for_late(at=DUE) == 1
    return Matter.objects.get()


def course(matter):
    return [entry.what for entry in timeline(matter)]


@pytest.mark.parametrize(
    ("day", "period"),
    [(date(2018, 9, 30), "2018-07"), (date(2018, 10, 1), "2018-08"), (date(2018, 8, 30), None)],
)
def test_a_period_is_expected_once_it_has_ended_and_the_grace_has_passed(source, day, period):
    found = expected_period(source, day)
    assert (found and str(found)) == period


def test_a_source_is_not_late_before_its_grace_has_passed(until_july):
    assert look_for_late(at=end_of(date(2018, 9, 29))) == 0
    assert health_of(until_july, date(2018, 9, 30)).late is False
    assert health_of(until_july, date(2018, 10, 1)).late is True


def test_a_late_source_is_a_matter_for_its_owner_dated_when_it_fell_due(until_july, owner, director):
    assert look_for_late(at=datetime(2018, 10, 20, tzinfo=UTC)) == 1
    matter, lateness = Matter.objects.get(), Lateness.objects.get()
    assert (matter.state, matter.post, matter.opened) == ("waiting", owner, DUE)
    assert (lateness.source, str(lateness.period)) == (until_july, "2018-08")
    assert matter.falls_due == working_days_after(DUE, 10)
    assert look_for_late(at=datetime(2018, 10, 21, tzinfo=UTC)) == 0


def test_a_source_that_has_brought_nothing_is_late_only_if_somebody_expects_it(source, tidy_source):
    look_for_late(at=datetime(2018, 10, 20, tzinfo=UTC))
    assert [late.source for late in Lateness.objects.all()] == [source]
    assert str(Lateness.objects.get().period) == "2018-07"


def test_silence_tells_the_director_and_then_asks_the_owner_again(late, director, owner):
    act_on_silence(late.falls_due)
    late.refresh_from_db()
    assert (late.state, late.post) == ("told", director)
    act_on_silence(late.falls_due)
    late.refresh_from_db()
    assert (late.state, late.post, course(late)) == ("waiting", owner, ["open", "tell", "ask_again"])


def test_figures_that_arrive_end_it(late, until_july, send):
    send(until_july, "Library,2018-08\nFenham,110\n", 35)
    late.refresh_from_db()
    assert (late.state, late.is_open, course(late)) == ("arrived", False, ["open", "arrive"])
    assert Lateness.objects.get().ended


def test_figures_of_an_earlier_period_do_not_end_it(late, until_july, send):
    send(until_july, "Library,2018-06\nFenham,110\n", 35)
    late.refresh_from_db()
    assert late.state == "waiting"


def test_looking_again_ends_what_is_late_no_more(late, until_july):
    Source.objects.update(grace_days=90)
    assert look_for_late(at=DUE) == 1
    late.refresh_from_db()
    assert late.state == "arrived"


def test_the_owner_may_say_when_they_come_and_is_left_in_peace_until_then(late, dina, sees):
    with pinned(DUE):
        postpone(viewer=sees(dina), matter=late, day=date(2018, 11, 1), text="Systemet skiftes")
        with pytest.raises(NotYet):
            postpone(viewer=sees(dina), matter=late, day=date(2018, 10, 1), text="I går")
    late.refresh_from_db()
    assert (late.state, late.asks, late.falls_due) == ("postponed", False, end_of(date(2018, 11, 1)))
    act_on_silence(late.falls_due)
    late.refresh_from_db()
    assert (late.state, late.asks) == ("waiting", True)


def test_the_owner_may_say_that_they_come_no_more(late, until_july, dina, sees):
    with pinned(DUE):
        stop(viewer=sees(dina), matter=late, text="Tælleren er taget ned")
    late.refresh_from_db()
    assert (late.state, late.is_open) == ("stopped", False)
    assert look_for_late(at=datetime(2019, 6, 1, tzinfo=UTC)) == 0
    assert health_of(Source.objects.get(), date(2019, 6, 1)).late is False


def test_a_source_that_comes_after_all_is_expected_again(late, until_july, dina, sees, send):
    with pinned(DUE):
        stop(viewer=sees(dina), matter=late, text="Tælleren er taget ned")
    send(Source.objects.get(), "Library,2018-08\nFenham,110\n", 40)
    assert Source.objects.get().expected_to is None
    assert health_of(Source.objects.get(), date(2018, 12, 1)).late is True


def test_the_owner_answers_on_the_page_of_the_matter(late, dina, client):
    client.force_login(dina, backend="allauth.account.auth_backends.AuthenticationBackend")
    with pinned(DUE):
        page = client.get(f"/sag/{late.pk}/").content.decode()
        assert "Dørtællere er forsinket" in page
        assert "De kommer senere" in page
        address = f"/sag/{late.pk}/postpone/"
        assert client.post(address, {"day": "2018-10-01", "text": "I går"}).status_code == 422
        assert client.post(address, {"day": "1.11.2018", "text": "Systemet skiftes"}).status_code == 302
        page = client.get(f"/sag/{late.pk}/").content.decode()
    late.refresh_from_db()
    assert late.state == "postponed"
    assert "Systemet skiftes" in page


def test_nobody_else_may(late, leader, sees):
    with pytest.raises(PermissionDenied):
        postpone(viewer=sees(leader), matter=late, day=date(2019, 1, 1), text="x")
    with pytest.raises(PermissionDenied):
        stop(viewer=sees(leader), matter=late, text="x")


def test_it_is_seen_by_the_owner_and_by_leaders_whose_figures_are_missing(late, dina, leader, city, sees):
    other = someone("leader", city, "Olga")
    seen = {user.name: may(sees(user), MatterPermission.SEE, late) for user in (dina, leader, other)}
    assert seen == {"Dina": True, "Lea": True, "Olga": False}


def test_its_card_says_what_is_missing(late):
    card = cards([late])[late.pk]
    assert (card.title, card.place) == ("Dørtællere er forsinket", "Dørtællere")
    assert card.extra["address"] == f"/kilder/{late.lateness.source_id}/"
    assert "august 2018" in card.sentence


def test_a_page_can_say_that_whoever_has_a_missing_figure_was_told(late, fenham, city):
    series = fenham.series.get()
    assert told_about([series.pk, 999])[series.pk].matter_id == late.pk


def test_the_health_of_one_and_of_twenty_sources_takes_the_same_questions(
    late, visits, owner, django_assert_num_queries
):
    def look():
        with django_assert_num_queries(5):
            return sources_health(date(2018, 10, 5))

    (health,) = look()
    assert (str(health.newest), str(health.expected), health.late) == ("2018-07", "2018-08", True)
    assert health.open_matter_id == late.pk
    for _ in range(19):
        a_source(visits, owner=owner, expected_from=Period.parse("2018-01"))
    look_for_late(at=DUE)
    assert len(look()) == 20


def test_a_quarterly_source_of_monthly_figures_has_brought_a_quarter_when_its_last_month_is_there(
    source, fenham, send
):
    Source.objects.update(frequency="quarter", expected_from=None)
    source.refresh_from_db()
    send(source, "Library,2018-04,2018-05\nFenham,1,2\n")
    assert str(health_of(source, date(2018, 9, 1)).newest) == "2018-Q1"
    send(source, "Library,2018-06\nFenham,3\n", 1)
    assert str(health_of(source, date(2018, 9, 2)).newest) == "2018-Q2"
