"""The page of a matter, and the questions behind its buttons."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from factories import a_deviation, a_measure, a_post, a_scan, a_unit, someone
from spillerum.calendar.now import pinned
from spillerum.matters.models import Entry, Matter
from spillerum.people.access import PostKind
from spillerum.people.models import Post


@pytest.fixture(autouse=True)
def _that_morning():
    with pinned(datetime(2018, 10, 5, 6, tzinfo=UTC)):
        yield


@pytest.fixture
def deviation(db):
    top = a_unit("Kultur")
    unit = a_unit("Fenham", under=top)
    someone(PostKind.DIRECTOR, top, "Dina")
    leader = someone(PostKind.LEADER, unit, "Ida")
    return a_deviation(a_measure(), unit, top, Post.objects.get(holdings__person=leader), scan=a_scan())


@pytest.fixture
def leader(client, deviation):
    client.force_login(deviation.matter.post.holdings.get().person)
    return client


def address(deviation, move=""):
    return f"/sag/{deviation.matter_id}/{move + '/' if move else ''}"


def text(response):
    return " ".join(response.content.decode().split())


def test_the_page_says_what_silence_means_and_when(leader, deviation):
    assert "Svarer du ikke senest 19. oktober 2018" in text(leader.get(address(deviation)))


def test_the_buttons_are_the_moves_this_viewer_may_make(leader, deviation):
    page = text(leader.get(address(deviation)))
    drawn = [name for name in deviation.matter.lifecycle.by_name | {m.name: m for m in deviation.matter.lifecycle.moves}
             if f'href="{address(deviation, name)}"' in page]  # fmt: skip
    assert sorted(drawn) == ["ask", "doubt", "explain", "plan", "renew"]


def test_an_answer_is_thanked_for_and_stands_in_the_timeline(leader, deviation):
    response = leader.post(address(deviation, "explain"), {"text": "Der bygges <b>om</b>"}, follow=True)
    page = text(response)
    assert "Tak. Det er skrevet ned" in page
    assert "»Der bygges &lt;b&gt;om&lt;/b&gt;«" in page
    assert "Ida" in page


def test_an_answer_that_lacks_something_keeps_what_was_written(leader, deviation):
    response = leader.post(address(deviation, "plan"), {"text": "Vi flytter", "back_by": "i morgen"})
    assert response.status_code == 422
    assert "Vi flytter" in text(response)
    assert Matter.objects.get().state == "found"


def test_two_at_once_and_only_one_answer_counts(leader, deviation):
    leader.post(address(deviation, "ask"), {"text": "Har nogen prøvet det?"})
    response = leader.post(address(deviation, "ask"), {"text": "Har nogen prøvet det?"}, follow=True)
    assert "Sagen er kommet videre imens" in text(response)
    assert Entry.objects.filter(what="ask").count() == 1


def test_a_move_that_only_silence_makes_has_no_page(leader, deviation):
    assert leader.get(address(deviation, "hand_up")).status_code == 404


def test_a_closed_matter_asks_nothing(leader, deviation):
    leader.post(address(deviation, "renew"), {"text": "Sådan er det nu", "first_period": "2018-09"})
    page = text(leader.get(address(deviation)))
    assert 'class="acts"' not in page
    assert "Herefter" not in page


def test_a_line_to_a_colleague_stands_once_however_often_it_is_sent(leader, deviation):
    for _ in range(2):
        leader.post(address(deviation, "bemaerk"), {"text": "Vi taler om det mandag"})
    assert Entry.objects.filter(what="note").count() == 1


def test_an_empty_line_is_told_and_not_written(leader, deviation):
    assert leader.post(address(deviation, "bemaerk"), {"text": "  "}).status_code == 422
    assert not Entry.objects.filter(what="note").exists()


def test_a_matter_that_is_not_there(leader):
    assert leader.get("/sag/999999/").status_code == 404


def test_numbers_of_matters_are_written_without_dots(leader, deviation):
    """Matter 1234 is “sag 1234”: a number to search for, not a quantity."""
    Matter.objects.filter(pk=deviation.matter_id)
    other = a_deviation(
        a_measure("andet"), deviation.unit, deviation.group, deviation.matter.post, scan=a_scan()
    )
    Entry.objects.filter(matter=other.matter).delete()
    big = Matter.objects.get(pk=other.matter_id)
    old, big.pk = big.pk, 12345
    big.save()
    type(other).objects.filter(pk=other.pk).update(matter=big)
    Matter.objects.filter(pk=old).delete()
    assert "sag 12345" in text(leader.get("/sag/12345/"))


def test_whoever_stands_in_for_an_empty_chair_may_answer(client, deviation):
    deputy = a_post(PostKind.DIRECTOR, at=deviation.group)
    person = someone(PostKind.STAFF, deviation.group, "Vikar")
    deputy.holdings.create(person=person, first_day="2000-01-01")
    deviation.matter.post.holdings.all().delete()
    Post.objects.filter(pk=deviation.matter.post_id).update(falls_to=deputy)
    client.force_login(person)
    client.post(address(deviation, "explain"), {"text": "Lukket i uge 36"})
    assert Matter.objects.get().state == "explained"
