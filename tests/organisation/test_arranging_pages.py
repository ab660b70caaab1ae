"""The administrator's pages: a file of units in two steps, persons and posts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factories import a_person, a_post, a_unit, someone
from spillerum.calendar.now import pinned
from spillerum.exchange.writing import write
from spillerum.organisation.models import Draft, Seat, Unit
from spillerum.organisation.services import OrganisationError, apply_draft, arrange_falls, create_unit, tie
from spillerum.people.access import PostKind
from spillerum.people.models import Holding, User
from spillerum.people.queries import viewer_of

MORNING = datetime(2018, 10, 5, 6, 0, tzinfo=UTC)
DAY = date(2018, 10, 5)
FILE = b"navn;overordnet;leder\nByen;;\nKultur;Byen;Kulturchef\n;Byen;\n"
PAGES = ["organisation_import", "people", "people_new", "people_give", "people_new_post"]


@pytest.fixture(autouse=True)
def _that_morning():
    with pinned(MORNING):
        yield


@pytest.fixture
def adam(db):
    person = someone(PostKind.ADMINISTRATOR, a_unit("Rådhus"), "Adam")
    person.language = "en"
    person.save()
    return person


@pytest.fixture
def web(client, adam):
    client.force_login(adam)
    return client


def a_file(content=FILE, name="enheder.csv"):
    return {"file": SimpleUploadedFile(name, content)}


def sent(web, content=FILE, name="enheder.csv"):
    answer = web.post(reverse("organisation_import"), a_file(content, name))
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("kind", [kind for kind in PostKind if kind != PostKind.ADMINISTRATOR])
def test_others_than_administrators_get_none_of_the_pages(client, db, page, kind):
    client.force_login(someone(kind, a_unit("Kultur")))
    assert client.get(reverse(page)).status_code == 403
    assert client.post(reverse(page), {}).status_code in {403, 405}


@pytest.mark.parametrize("page", PAGES)
def test_whoever_is_not_signed_in_is_sent_to_sign_in(client, db, page):
    assert client.get(reverse(page)).url.startswith("/log-ind/")


@pytest.mark.parametrize("page", PAGES)
def test_an_administrator_gets_every_page(web, page):
    assert web.get(reverse(page)).status_code == 200


def test_a_file_is_shown_first_and_done_when_agreed_to(web):
    preview = sent(web)
    assert Unit.objects.count() == 1
    page = web.get(preview)
    shown = text(page)
    assert "New units (2)" in shown
    assert "<strong>Kultur</strong> Lies under “Byen”. Gets the post “Kulturchef”." in shown
    assert "enheder.csv, row 4, column “navn”: The unit has no name." in shown
    done = web.post(preview, {"seen": page.context["plan"].fingerprint}, follow=True)
    assert "2 units are arranged." in text(done)
    assert sorted(Unit.objects.values_list("name", flat=True)) == ["Byen", "Kultur", "Rådhus"]
    assert Seat.objects.filter(unit__name="Kultur", post__title="Kulturchef").count() == 1


def test_agreed_to_twice_is_done_once(web):
    preview = sent(web)
    seen = {"seen": web.get(preview).context["plan"].fingerprint}
    web.post(preview, seen)
    assert "taken in already" in text(web.post(preview, seen, follow=True))
    assert Unit.objects.count() == 3


def test_when_the_house_has_changed_meanwhile_the_new_preview_is_shown_first(web):
    preview = sent(web)
    seen = {"seen": web.get(preview).context["plan"].fingerprint}
    create_unit(name="Kultur")
    again = web.post(preview, seen, follow=True)
    assert "The organisation has changed meanwhile." in text(again)
    assert "Units that move (1)" in text(again)
    assert Draft.objects.get().applied is None
    assert web.post(preview, {"seen": again.context["plan"].fingerprint}).url == reverse("units")


def test_a_yes_without_having_seen_is_refused(web):
    preview = sent(web)
    assert "once more" in text(web.post(preview, {}, follow=True))
    assert Unit.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b" ", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "enheder.csv"),
        (b"a;b\n1;2\n", "No column holds the names of the units."),
        (b"{}", "not a list of OS2mo"),
        (b"", "empty"),
    ],
)
def test_a_file_that_cannot_be_used_is_answered_on_the_same_page(web, content, sentence):
    answer = web.post(reverse("organisation_import"), a_file(content))
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not Draft.objects.exists()


def test_a_file_that_is_too_big_is_refused(web, settings):
    settings.MAX_UPLOAD = 10
    answer = web.post(reverse("organisation_import"), a_file())
    assert (answer.status_code, Draft.objects.count()) == (422, 0)
    assert "too big" in text(answer)


def test_two_who_say_yes_at_once_do_it_once(web, adam):
    preview = sent(web)
    seen, draft = web.get(preview).context["plan"].fingerprint, Draft.objects.get()
    viewer = viewer_of(adam, DAY)
    apply_draft(draft=draft, seen=seen, viewer=viewer)
    with pytest.raises(OrganisationError, match="taken in already"):
        apply_draft(draft=draft, seen=seen, viewer=viewer)
    assert Unit.objects.count() == 3


def test_names_that_would_be_tags_or_formulas_are_text(web):
    preview = sent(web, write([{"navn": "<script>x</script>"}, {"navn": "=1+1"}], {"navn": str}, "csv"))
    shown = text(web.get(preview))
    assert "<script>x" not in shown
    assert "&lt;script&gt;x" in shown
    web.post(preview, {"seen": web.get(preview).context["plan"].fingerprint})
    assert Unit.objects.filter(name="=1+1").count() == 1


def test_a_file_nobody_said_yes_to_is_forgotten_after_a_day(web):
    sent(web)
    with pinned(MORNING + timedelta(days=2)):
        sent(web)
    assert Draft.objects.count() == 1


def test_a_person_is_taken_in_given_a_post_and_leaves_it(web):
    unit = create_unit(name="Kultur")
    web.post(reverse("people_new"), {"name": "Anna", "email": "Anna@by.dk", "language": "da"})
    web.post(reverse("people_new_post"), {"unit": unit.pk, "kind": "leader", "title": "Kulturchef"})
    anna, post = User.objects.get(email="anna@by.dk"), Seat.objects.get(unit=unit).post
    empty = text(web.get(reverse("people")))
    assert "Kulturchef, Kultur: nobody acts for it." in empty
    web.post(reverse("people_give"), {"person": anna.pk, "post": post.pk, "first_day": "2018-10-05"})
    holding = Holding.objects.get(person=anna)
    assert (holding.first_day, holding.last_day) == (DAY, None)
    assert "from 5 October 2018" in text(web.get(reverse("people")))
    done = web.post(reverse("people_end", args=[holding.pk]), {"last_day": "2018-10-31"}, follow=True)
    assert "5 October 2018 to 31 October 2018" in text(done)


@pytest.mark.parametrize(
    ("page", "fields", "sentence"),
    [
        ("people_new", {"name": "A", "email": "nej", "language": "da"}, "email"),
        ("people_new", {"name": " ", "email": "a@by.dk", "language": "da"}, "required"),
        ("people_give", {"person": "999", "post": "999", "first_day": "2018-10-05"}, "valid choice"),
        ("people_give", {"first_day": "2018-10-05", "last_day": "2018-10-01"}, "before the first"),
        ("people_new_post", {"unit": "999", "kind": "king", "title": ""}, "valid choice"),
    ],
)
def test_what_is_filled_in_wrongly_is_answered_where_it_stands(web, page, fields, sentence):
    before = (User.objects.count(), Holding.objects.count(), Seat.objects.count())
    answer = web.post(reverse(page), fields)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert (User.objects.count(), Holding.objects.count(), Seat.objects.count()) == before


def test_the_only_administrator_is_kept(web, adam):
    holding = Holding.objects.get(person=adam)
    answer = web.post(reverse("people_end", args=[holding.pk]), {"last_day": "2018-10-05"})
    assert "This is the only administrator. Give somebody else the post first." in text(answer)
    holding.refresh_from_db()
    assert holding.last_day is None


def test_persons_are_found_by_name_whatever_the_case_of_danish_letters(web):
    a_person("Åse Ærø")
    a_person("Bo")
    found = web.get(reverse("people"), {"q": "åse ÆRØ"})
    assert [row.person.name for row in found.context["rows"]] == ["Åse Ærø"]
    assert "Nobody is called that." in text(web.get(reverse("people"), {"q": "Xerxes"}))


def test_an_empty_chair_names_who_really_acts_for_it(web, adam):
    top, culture = create_unit(name="Byen"), create_unit(name="Kultur")
    tie(unit=culture, above=top)
    director = a_post(PostKind.DIRECTOR, at=top, held_by=a_person("Dan"), title="Direktør")
    a_post(PostKind.LEADER, at=culture, title="Kulturchef")
    a_post(PostKind.STAFF, at=culture, title="Konsulent")
    arrange_falls(on=DAY)
    chairs = web.get(reverse("people")).context["chairs"]
    assert [(chair.seat.post.title, chair.acting) for chair in chairs] == [
        ("Kulturchef", director),
        ("Konsulent", director),
    ]
    assert "Konsulent, Kultur: what waits for it waits for Direktør." in text(web.get(reverse("people")))


@pytest.mark.parametrize("many", [1, 50])
def test_the_list_costs_the_same_for_one_person_and_fifty(web, many, django_assert_num_queries):
    for number in range(many):
        unit = create_unit(name=f"Filial {number}")
        a_post(at=unit, held_by=a_person(f"Person {number}"))
        a_post(at=unit)
    web.get(reverse("people"))
    with django_assert_num_queries(9):
        web.get(reverse("people"))
