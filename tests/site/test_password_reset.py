"""A person gives themselves a password: by a letter they ask for, or one the administrator sends."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from factories import a_person
from spillerum.calendar.now import today
from spillerum.matters.models import Entry
from spillerum.people.letters import SENDER, invitation, key_address
from spillerum.people.models import User
from spillerum.people.queries import viewer_of
from spillerum.people.services import create_person, invite

ORIGIN = "https://spillerum.example.dk"
PASSWORD = "fire rolige heste"
ASK, ASKED, CHOSEN = "/ny-adgangskode/", "/ny-adgangskode/sendt/", "/ny-adgangskode/valgt/"
MAIL_CANNOT_GO = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture(autouse=True)
def _an_origin_and_no_attempts_before(settings, db):
    settings.ORIGIN = ORIGIN
    cache.clear()


@pytest.fixture
def ida(db):
    """Taken in by the administrator: without a password."""
    return create_person(email="ida@example.dk", name="Ida")


def letters():
    """Give the letters sent so far, those under way too."""
    for thread in threading.enumerate():
        if thread.name == SENDER:
            thread.join()
    return mail.outbox


def ask(client, email="ida@example.dk", **extra):
    return client.post(ASK, {"email": email}, **extra)


def link(letter):
    """Give the address in a letter where a password is chosen, within the house."""
    (_why, line, *_more) = letter.body.splitlines()
    assert line.startswith(ORIGIN + ASK)
    return line.removeprefix(ORIGIN)


def choose(client, address, password=PASSWORD, again=None):
    page = client.get(address, follow=True)
    where = page.redirect_chain[-1][0]
    return client.post(where, {"password1": password, "password2": again or password})


def signs_in(email="ida@example.dk", password=PASSWORD):
    client = Client()
    client.post("/log-ind/", {"login": email, "password": password})
    return "_auth_user_id" in client.session


def text(answer):
    return " ".join(answer.content.decode().split())


def test_whoever_never_had_a_password_asks_for_one_chooses_it_and_signs_in(client, ida):
    assert not ida.has_usable_password()
    assert ask(client).url == ASKED
    assert choose(client, link(letters()[0])).url == CHOSEN
    assert "Din adgangskode er valgt" in text(client.get(CHOSEN))
    ida.refresh_from_db()
    assert (ida.password.split("$")[0], signs_in()) == ("argon2", True)


def test_the_sign_in_page_leads_there(client, db):
    page = text(client.get("/log-ind/"))
    assert f'<a href="{ASK}">Glemt eller ny? Få en ny adgangskode</a>' in page
    assert page.count(f'href="{ASK}"') == 1


def test_a_forgotten_password_is_changed_and_the_old_one_opens_nothing(client, ida):
    ida.set_password("tre gamle ponyer")
    ida.save()
    ask(client, "IDA@Example.DK")
    choose(client, link(letters()[0]))
    assert (signs_in(), signs_in(password="tre gamle ponyer")) == (True, False)


def test_a_new_password_signs_out_wherever_somebody_was_signed_in(client, ida):
    elsewhere = Client()
    elsewhere.force_login(ida)
    choose(client, link(invitation(ida)))
    assert elsewhere.get("/").url == "/log-ind/?next=/"


@pytest.mark.parametrize(
    ("language", "subject", "beginning"),
    [
        ("da", "Vælg en ny adgangskode", "Nogen, forhåbentlig dig, har bedt om"),
        ("en", "Choose a new password", "Somebody, you we trust, has asked for"),
    ],
)
def test_the_letter_is_plain_text_in_the_persons_own_language(client, language, subject, beginning):
    create_person(email="ida@example.dk", name="Ida", language=language)
    ask(client, headers={"accept-language": "de"})
    (letter,) = letters()
    assert (letter.subject, letter.content_subtype, letter.to) == (subject, "plain", ["ida@example.dk"])
    assert letter.body.startswith(beginning)
    assert getattr(letter, "alternatives", []) == []


def closed(person):
    person.is_active = False
    person.save()


@pytest.mark.parametrize("who", ["known", "unknown", "closed out", "known, but mail is down"])
def test_whoever_asks_the_answer_is_the_same(client, ida, settings, who):
    if who == "closed out":
        closed(ida)
    if "mail is down" in who:
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = MAIL_CANNOT_GO, "127.0.0.1", 1
    answer = ask(client, "nobody@example.dk" if who == "unknown" else "ida@example.dk")
    page = client.get(answer.url)
    assert (answer.status_code, answer.url, page.status_code) == (302, ASKED, 200)
    assert "Hvis vi kender adressen, er der en mail med et link på vej." in text(page)
    assert len(letters()) == (who == "known")


class SlowMail(EmailBackend):
    may_go = threading.Event()

    def send_messages(self, messages):
        assert self.may_go.wait(20)
        return super().send_messages(messages)


def test_the_answer_does_not_wait_for_the_mail_so_its_time_tells_nothing(client, ida, settings):
    settings.EMAIL_BACKEND = f"{__name__}.SlowMail"
    answer = ask(client)
    waiting = [thread for thread in threading.enumerate() if thread.name == SENDER]
    SlowMail.may_go.set()
    assert (answer.url, len(waiting), len(letters())) == (ASKED, 1, 1)


def test_a_letter_goes_to_the_address_we_know_not_to_one_that_looks_like_it(client, ida):
    ask(client, "ıda@example.dk")
    ask(client, "ida@example.dk\nBcc: x@example.com")
    assert letters() == []


def test_no_host_header_gets_into_the_link(client, ida, settings):
    settings.ALLOWED_HOSTS = ["*"]
    ask(client, headers={"host": "evil.example", "x-forwarded-host": "evil.example"})
    (letter,) = letters()
    assert "evil" not in letter.subject + letter.body
    assert link(letter).startswith(ASK)


def test_a_link_works_once(client, ida):
    address = link(invitation(ida))
    choose(client, address)
    page = client.get(address)
    assert "Linket virker ikke længere" in text(page)
    assert "password1" not in text(page)


def test_of_two_links_the_second_dies_when_the_first_is_used(client, ida):
    first, second = link(invitation(ida)), link(invitation(ida))
    choose(client, first)
    assert "Linket virker ikke længere" in text(client.get(second))


def test_a_link_dies_after_three_days(client, ida):
    address = link(invitation(ida))
    sent = datetime.now(UTC)
    with time_machine.travel(sent + timedelta(days=2, hours=12)):
        assert client.get(address).status_code == 302
    with time_machine.travel(sent + timedelta(days=3, hours=12)):
        assert "Linket virker ikke længere" in text(client.get(address))


def test_a_link_opens_nothing_for_whoever_is_closed_out_meanwhile(client, ida):
    address = link(invitation(ida))
    where = client.get(address).url
    closed(ida)
    for page in (client.get(address), client.post(where, {"password1": PASSWORD, "password2": PASSWORD})):
        assert "Linket virker ikke længere" in text(page)
    ida.refresh_from_db()
    assert not ida.has_usable_password()


@pytest.mark.parametrize("uidb36", ["1", "zzzzzzzzzzzzz", "zzzzzzzzzzzzzzzzzzzz", "-", "set-password"])
@pytest.mark.parametrize("key", ["set-password", "c5x-0123456789abcdef", "-", "x"])
def test_a_made_up_link_is_answered_in_plain_words(client, ida, uidb36, key):
    page = client.get(f"{ASK}{uidb36}/{key}/")
    assert (page.status_code, "Linket virker ikke længere" in text(page)) == (200, True)


def test_the_key_of_one_person_opens_nothing_for_another(client, ida):
    other = a_person("Bo")
    key = link(invitation(ida)).split("/")[-2]
    stolen = key_address(str(other.pk), key).removeprefix(ORIGIN)
    assert "Linket virker ikke længere" in text(client.get(stolen))


def test_the_key_stands_in_no_address_while_the_password_is_chosen(client, ida):
    address = link(invitation(ida))
    answer = client.get(address)
    assert answer.url == address.replace(address.split("/")[-2], "set-password")
    page = client.get(answer.url)
    assert ("no-store" in page["Cache-Control"], page["Referrer-Policy"]) == (True, "same-origin")


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("elleve tegn", None, "Den skal indeholde mindst 12 tegn."),
        (PASSWORD, f"{PASSWORD}!", "Du skal skrive den samme adgangskode hver gang."),
        ("qwertyuiop123", None, "Denne adgangskode er for almindelig."),
        ("ida@example.dk", None, "Din adgangskode minder for meget om"),
        ("", "", "Dette felt er påkrævet."),
    ],
)
def test_a_password_that_will_not_do_is_answered_where_it_stands(client, ida, password, again, sentence):
    page = choose(client, link(invitation(ida)), password, again)
    assert page.status_code == 200
    assert sentence in text(page)
    ida.refresh_from_db()
    assert not ida.has_usable_password()


def test_asking_for_the_same_address_again_and_again_is_stopped_known_or_not(client, ida):
    known = [ask(client).status_code for _ in range(4)]
    unknown = [ask(client, "nobody@example.dk").status_code for _ in range(4)]
    assert known == unknown == [302, 302, 302, 429]
    assert len(letters()) == 3


def test_asking_for_many_addresses_from_one_place_is_stopped(client, db):
    asked = [ask(client, f"person{n}@example.dk").status_code for n in range(21)]
    assert asked == [302] * 20 + [429]


def test_behind_a_proxy_each_visitor_has_a_limit_of_their_own(client, db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for n in range(20):
        ask(client, f"person{n}@example.dk", headers={"x-forwarded-for": "192.0.2.1"})
    answers = [
        ask(client, "a@example.dk", headers={"x-forwarded-for": seen}).status_code
        for seen in ("192.0.2.1", "198.51.100.9, 192.0.2.1", "192.0.2.2")
    ]
    assert answers == [429, 429, 302]


def test_guessing_at_keys_is_stopped(client, ida):
    made_up = f"{ASK}{ida.pk}/set-password/"
    assert [client.post(made_up).status_code for _ in range(21)] == [200] * 20 + [429]


@pytest.mark.parametrize("path", [ASK, ASKED, CHOSEN, f"{ASK}1/set-password/"])
def test_in_the_demo_there_is_no_password_to_choose(client, db, settings, path):
    settings.DEMO = True
    assert (client.get(path).status_code, client.post(path).status_code) == (404, 404)


def test_in_the_demo_the_sign_in_page_does_not_offer_it(client, db, settings):
    settings.DEMO = True
    assert ASK not in text(client.get("/log-ind/"))


NEW = {"name": "Anna", "email": "Anna@By.dk", "language": "da"}


def test_the_administrator_takes_a_person_in_and_invites_them(as_):
    web = as_("administrator")
    assert 'name="invite" id="id_invite" checked' in text(web.get("/personer/ny/")).replace('class="" ', "")
    assert web.post("/personer/ny/", {**NEW, "invite": "on"}).url == "/personer/"
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["anna@by.dk"], "Du er taget ind i Spillerum")
    assert letter.body.endswith(f"\n{ORIGIN}{ASK}\n")
    choose(Client(), link(letter))
    assert signs_in("anna@by.dk")


def test_a_person_taken_in_without_an_invitation_gets_no_mail(as_):
    as_("administrator").post("/personer/ny/", NEW)
    assert (User.objects.filter(email="anna@by.dk").count(), mail.outbox) == (1, [])


def test_a_second_click_invites_nobody_twice(as_):
    web = as_("administrator")
    for _ in range(2):
        web.post("/personer/ny/", {**NEW, "invite": "on"})
    anna = User.objects.get(email="anna@by.dk")
    told = Entry.objects.filter(about=f"person:{anna.pk}").values_list("what", flat=True)
    assert (len(mail.outbox), sorted(told)) == (1, ["create_person", "invite"])


def test_an_invitation_in_english_to_whoever_reads_english(as_):
    as_("administrator").post("/personer/ny/", {**NEW, "language": "en", "invite": "on"})
    (letter,) = mail.outbox
    assert letter.subject == "You are taken in to Spillerum"
    assert "The link works once, and for 3 days." in letter.body


def test_whoever_has_a_password_already_or_is_closed_out_is_not_invited(ida):
    assert invite(person=ida) is True
    ida.set_password(PASSWORD)
    cache.clear()
    assert invite(person=ida) is False
    ida.set_unusable_password()
    ida.is_active = False
    assert invite(person=ida) is False
    assert len(mail.outbox) == 1


def test_when_the_mail_cannot_go_the_administrator_is_told_and_tries_again(as_, settings):
    web, works = as_("administrator"), settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = MAIL_CANNOT_GO, "127.0.0.1", 1
    answer = web.post("/personer/ny/", {**NEW, "invite": "on"})
    assert answer.status_code == 422
    assert "Anna er oprettet, men mailen kunne ikke sendes." in text(answer)
    settings.EMAIL_BACKEND = works
    assert web.post("/personer/ny/", {**NEW, "invite": "on"}).status_code == 302
    assert (User.objects.filter(email="anna@by.dk").count(), len(mail.outbox)) == (1, 1)


def test_only_the_administrator_invites(house, ida):
    with pytest.raises(PermissionDenied):
        invite(person=ida, viewer=viewer_of(house.people["leader"], today()))
    assert mail.outbox == []


def test_in_the_demo_nobody_is_invited(as_, settings):
    settings.DEMO = True
    web = as_("administrator")
    assert "invite" not in text(web.get("/personer/ny/"))
    web.post("/personer/ny/", {**NEW, "invite": "on"})
    assert mail.outbox == []
