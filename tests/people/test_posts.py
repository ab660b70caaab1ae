"""Persons are taken in, posts given and ended; twice is once; every deed has its line in the timeline."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from factories import a_person, a_post, someone
from spillerum.matters.models import Entry
from spillerum.people.access import PeoplePermission, PostKind, may
from spillerum.people.models import Holding, User
from spillerum.people.queries import acting_post, holders, posts_held, viewer_of
from spillerum.people.services import PeopleError, abolish_post, create_person, end_post, give_post

DAY = date(2018, 9, 3)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return viewer_of(someone(PostKind.ADMINISTRATOR, name="Adam"), DAY)


def test_a_person_is_taken_in_once_whatever_the_case_of_the_address(administrator):
    anna = create_person(email=" Anna@By.dk", name="Anna  Holm", viewer=administrator)
    again = create_person(email="anna@by.DK", name="Anna Nyt Navn", viewer=administrator)
    assert (again.pk, again.name, again.email) == (anna.pk, "Anna Holm", "anna@by.dk")
    entry = Entry.objects.get(about=f"person:{anna.pk}")
    assert (entry.what, entry.by, entry.note) == ("create_person", administrator.user, "Anna Holm")


def test_without_a_password_nobody_signs_in_and_with_a_weak_one_nobody_is_taken_in():
    assert not create_person(email="anna@by.dk", name="Anna").has_usable_password()
    with pytest.raises(PeopleError, match="password"):
        create_person(email="bo@by.dk", name="Bo", password="kort")
    assert not User.objects.filter(email="bo@by.dk").exists()
    assert create_person(email="bo@by.dk", name="Bo", password="en-lang-hemmelighed").check_password(
        "en-lang-hemmelighed"
    )


@pytest.mark.parametrize(("email", "name"), [("anna", "Anna"), ("", "Anna"), ("anna@by.dk", "  ")])
def test_a_person_has_an_address_and_a_name(email, name):
    with pytest.raises(PeopleError):
        create_person(email=email, name=name)
    assert not User.objects.exists()


@pytest.mark.parametrize("kind", [kind for kind in PostKind if kind != PostKind.ADMINISTRATOR])
def test_only_an_administrator_arranges_people(kind):
    viewer = viewer_of(someone(kind), DAY)
    post, person = a_post(), a_person()
    deeds = [
        lambda: create_person(email="x@by.dk", name="X", viewer=viewer),
        lambda: give_post(person=person, post=post, viewer=viewer),
        lambda: end_post(person=person, post=post, viewer=viewer),
        lambda: abolish_post(post=post, viewer=viewer),
    ]
    for deed in deeds:
        with pytest.raises(PermissionDenied):
            deed()
    assert not may(viewer, PeoplePermission.ARRANGE_PEOPLE)
    assert not Entry.objects.exists()


def test_a_post_is_held_from_its_first_day_to_its_last():
    person, post = a_person(), a_post()
    give_post(person=person, post=post, first_day=DAY, last_day=AFTER)
    held = {day: list(posts_held(person, day)) for day in (BEFORE, DAY, AFTER, AFTER + timedelta(days=1))}
    assert list(held.values()) == [[], [post], [post], []]


def test_giving_and_ending_twice_is_doing_it_once(administrator):
    person, post = a_person(), a_post()
    first = give_post(person=person, post=post, first_day=DAY, viewer=administrator)
    assert give_post(person=person, post=post, first_day=AFTER, viewer=administrator) == first
    assert end_post(person=person, post=post, last_day=AFTER, viewer=administrator) == 1
    assert end_post(person=person, post=post, last_day=AFTER, viewer=administrator) == 0
    assert [entry.what for entry in Entry.objects.filter(about=f"post:{post.pk}")] == [
        "give_post",
        "end_post",
    ]


def test_a_post_given_before_one_already_given_for_later_ends_where_that_begins():
    person, post = a_person(), a_post()
    later = give_post(person=person, post=post, first_day=AFTER)
    sooner = give_post(person=person, post=post, first_day=BEFORE)
    assert (sooner.last_day, later.first_day) == (DAY, AFTER)


def test_a_post_ended_before_it_began_was_never_held():
    person, post = a_person(), a_post()
    give_post(person=person, post=post, first_day=AFTER)
    assert end_post(person=person, post=post, last_day=DAY) == 1
    assert not Holding.objects.exists()


def test_days_the_wrong_way_round_are_refused():
    with pytest.raises(PeopleError, match="before the first"):
        give_post(person=a_person(), post=a_post(), first_day=DAY, last_day=BEFORE)


def test_an_abolished_post_is_held_by_nobody_and_given_to_nobody():
    boss, post = a_post(held_by=a_person()), a_post(held_by=a_person())
    post.falls_to = boss
    post.save()
    abolish_post(post=post, last_day=DAY)
    post.refresh_from_db()
    assert list(holders(post, AFTER)) == []
    assert acting_post(post, AFTER) == boss
    with pytest.raises(PeopleError, match="abolished"):
        give_post(person=a_person(), post=post, first_day=AFTER)


def test_the_last_administrator_stays_until_there_is_another(administrator):
    (post,) = administrator.held
    with pytest.raises(PeopleError, match="only administrator"):
        end_post(person=administrator.user, post=post, last_day=DAY, viewer=administrator)
    someone(PostKind.ADMINISTRATOR, name="Eva")
    assert end_post(person=administrator.user, post=post, last_day=DAY, viewer=administrator) == 1


def test_the_operator_at_the_command_line_may_end_the_last_administrator(administrator):
    (post,) = administrator.held
    assert end_post(person=administrator.user, post=post, last_day=DAY) == 1


def test_a_person_who_is_no_longer_active_holds_nothing():
    person = someone(PostKind.LEADER)
    person.is_active = False
    person.save()
    assert viewer_of(person, DAY).posts == ()
