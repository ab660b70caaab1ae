"""The frame around every page: the closed door, the language, sign-in, the words when something is wrong."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.shortcuts import render
from django.urls import reverse
from django.views.defaults import bad_request, server_error

from spillerum.people.models import User

PASSWORD = "en lang og god adgangskode"


@pytest.fixture
def person(db):
    person = User(email="ida@example.dk", name="Ida")
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture(autouse=True)
def _nobody_is_limited_yet(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_back_again(client, db):
    response = client.get(reverse("cost"))
    assert (response.status_code, response["Location"]) == (302, "/log-ind/?next=/hvad-det-koster/")


def test_signing_in_with_the_mail_address_in_any_case(client, person):
    response = client.post("/log-ind/", {"login": "IDA@example.dk", "password": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/")


def test_a_wrong_password_is_told_in_danish(client, person):
    response = client.post("/log-ind/", {"login": "ida@example.dk", "password": "forkert"})
    assert "adgangskode" in response.content.decode()


def test_too_many_wrong_passwords_make_one_wait(client, person):
    for _ in range(5):
        client.post("/log-ind/", {"login": "ida@example.dk", "password": "forkert"})
    response = client.post("/log-ind/", {"login": "ida@example.dk", "password": PASSWORD})
    assert response.status_code != 302


def test_a_closed_user_is_told_so(client, person):
    User.objects.update(is_active=False)
    response = client.post("/log-ind/", {"login": "ida@example.dk", "password": PASSWORD}, follow=True)
    assert response.redirect_chain == [("/lukket/", 302)]
    assert "user" not in client.session


def test_nobody_signs_themselves_up(client, db):
    assert client.get("/opret/").status_code == 403


def test_danish_unless_another_is_chosen(client, db):
    assert client.get("/log-ind/").content.decode().count('<html lang="da">') == 1
    response = client.post("/sprog/", {"language": "en", "next": "/log-ind/"})
    assert response["Location"] == "/log-ind/"
    page = client.get("/log-ind/").content.decode()
    assert ('<html lang="en">' in page, ">Dansk</button>" in page) == (True, True)


def test_the_choice_of_a_person_is_remembered_with_the_person(client, person):
    client.force_login(person)
    client.post("/sprog/", {"language": "en"})
    person.refresh_from_db()
    assert person.language == "en"


@pytest.mark.parametrize("language", ["", "sv", "da\r\nSet-Cookie: a=b"])
def test_a_language_we_do_not_have_changes_nothing(client, person, language):
    client.force_login(person)
    assert client.post("/sprog/", {"language": language}).status_code == 302
    person.refresh_from_db()
    assert person.language == "da"


def test_the_language_form_sends_nobody_away_from_the_house(client, db):
    assert client.post("/sprog/", {"language": "en", "next": "https://example.com/"})["Location"] == "/"


def test_signing_out_takes_a_click(client, person):
    client.force_login(person)
    client.get("/log-ud/")
    assert "_auth_user_id" in client.session
    client.post("/log-ud/")
    assert "_auth_user_id" not in client.session


def test_an_unknown_address_is_answered_in_plain_words(client, db):
    response = client.get("/findes-ikke/")
    assert response.status_code == 404
    assert "<h1>Her er ikke noget</h1>" in response.content.decode()


def test_a_form_without_its_token_is_answered_in_plain_words(db):
    from django.test import Client  # noqa: PLC0415 -- only here: a client that checks tokens

    response = Client(enforce_csrf_checks=True).post("/sprog/", {"language": "en"})
    assert response.status_code == 403
    assert "<h1>Siden har stået åben for længe</h1>" in response.content.decode()


@pytest.mark.parametrize(
    ("view", "heading"),
    [(server_error, "Noget gik galt hos os"), (lambda r: bad_request(r, None), "Det forstod vi ikke")],
)
def test_when_something_is_wrong_with_us_the_page_needs_nothing_to_say_so(view, heading, rf):
    assert f"<h1>{heading}</h1>" in view(rf.get("/")).content.decode()


def test_too_many_attempts_are_told_how_long_to_wait(rf):
    assert "Vent fem minutter" in render(rf.get("/"), "429.html").content.decode()


def test_a_page_for_one_person_is_kept_by_no_cache_between(client, person):
    client.force_login(person)
    assert set(client.get("/hvad-det-koster/")["Cache-Control"].split(", ")) == {"private", "no-cache"}


def test_the_page_in_the_other_language_says_nothing_in_danish(client, person):
    person.language = "en"
    person.save()
    client.force_login(person)
    page = client.get("/").content.decode()
    assert [letter for letter in "æøåÆØÅ" if letter in page] == []
    assert "You hold no post today" in page
