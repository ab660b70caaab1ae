"""At most one letter a day, only to whom something waits for, never an empty one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from factories import a_deviation, a_measure, a_person, a_post, a_scan, a_unit
from spillerum.calendar.now import pinned
from spillerum.matters.letters import send_letters, write_letters
from spillerum.matters.models import Letter
from spillerum.matters.services import move
from spillerum.people.access import PostKind

MONDAY = datetime(2018, 10, 8, 1, tzinfo=UTC)


@pytest.fixture
def world(db):
    department = a_unit("Bibliotekerne")
    a_post(PostKind.DIRECTOR, at=department, held_by=a_person("Niels"))
    unit = a_unit("Fenham", under=department)
    post = a_post(PostKind.LEADER, at=unit, held_by=a_person("Fatima"))
    measure = a_measure()
    scan = a_scan(MONDAY)
    return [a_deviation(measure, unit, department, post, scan=scan), measure, department, post, scan]


def write(at):
    with pinned(at):
        return write_letters()


def test_who_is_waited_for_gets_one_letter_that_says_what_and_what_silence_means(world):
    assert write(MONDAY) == 1
    assert send_letters() == 1
    (letter,) = mail.outbox
    assert letter.to == [world[3].holdings.get().person.email]
    assert letter.subject == "Én ting venter på dig"
    assert "Færre besøg, end vi havde ventet" in letter.body
    assert "19. oktober 2018" in letter.body
    assert f"/sag/{world[0].matter_id}/" in letter.body


def test_the_language_is_the_readers_own(world):
    person = world[3].holdings.get().person
    person.language = "en"
    person.save()
    write(MONDAY)
    assert Letter.objects.get().subject == "One thing waits for you"


def test_nobody_gets_a_second_letter_the_same_day_or_about_the_same_thing(world):
    assert [write(MONDAY), write(MONDAY + timedelta(hours=5)), write(MONDAY + timedelta(days=1))] == [1, 0, 0]


def test_something_new_the_next_day_is_told_the_next_day(world):
    _, measure, department, post, _ = world
    write(MONDAY)
    other = a_unit("Walker", under=department)
    a_deviation(measure, other, department, post, scan=a_scan(MONDAY + timedelta(hours=9)))
    assert [write(MONDAY + timedelta(hours=10)), write(MONDAY + timedelta(days=1))] == [0, 1]


def test_two_working_days_before_the_date_there_is_one_reminder(world):
    write(MONDAY)
    days = [MONDAY + timedelta(days=n) for n in range(1, 12)]
    assert [day.day for day in days if write(day)] == [17]


def test_who_is_not_waited_for_gets_nothing(world):
    with pinned(MONDAY):
        move(matter=world[0].matter, name="explain", until=MONDAY + timedelta(days=90))
    assert write(MONDAY) == 0
    assert Letter.objects.count() == 0


def test_a_letter_is_sent_once_however_often_it_is_tried(world):
    write(MONDAY)
    assert [send_letters(), send_letters()] == [1, 0]
    assert len(mail.outbox) == 1


def test_a_letter_that_could_not_be_sent_is_tried_again_later(world, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    write(MONDAY)
    assert send_letters() == 0
    assert "was not sent" in caplog.text
    assert Letter.objects.get().sent is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Letter.objects.update(taken=datetime.now(UTC) - timedelta(minutes=16))
    assert send_letters() == 1
