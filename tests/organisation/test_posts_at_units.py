"""Posts sit at units, and an empty chair always falls to somebody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from spillerum.calendar.now import pinned
from spillerum.calendar.workdays import end_of
from spillerum.matters.models import Entry
from spillerum.organisation import queries
from spillerum.organisation.models import Succession, Unit
from spillerum.organisation.services import (
    OrganisationError,
    arrange_falls,
    create_unit,
    end_unit,
    seat_post,
    succeed,
    tie,
)
from spillerum.people.access import PostKind
from spillerum.people.models import Post
from spillerum.people.queries import acting_post, viewer_of
from spillerum.people.services import end_post, give_post

DAY = date(2018, 9, 3)
TOMORROW = DAY + timedelta(days=1)


def falls(post):
    post.refresh_from_db()
    return post.falls_to


def test_a_post_falls_to_the_leader_the_director_and_up_the_line(town):
    seats = {
        (name, kind): seat_post(unit=town[name], kind=kind)
        for name, kind in [
            ("Byens bibliotek", PostKind.STAFF),
            ("Byens bibliotek", PostKind.LEADER),
            ("Kultur", PostKind.DATA_OWNER),
            ("Kultur", PostKind.LEADER),
            ("Kultur", PostKind.DIRECTOR),
            ("Kommunen", PostKind.DIRECTOR),
        ]
    }
    chain = [*list(seats.values())[:2], *list(seats.values())[3:]]
    assert [falls(post) for post in chain] == [*chain[1:], None]
    assert falls(seats["Kultur", PostKind.DATA_OWNER]) == seats["Kultur", PostKind.LEADER]


def test_rights_that_are_given_are_not_inherited_by_a_leader(town):
    leader = seat_post(unit=town["Kommunen"], kind=PostKind.LEADER)
    administrator = seat_post(unit=town["Kommunen"], kind=PostKind.ADMINISTRATOR)
    politician = seat_post(unit=town["Kommunen"], kind=PostKind.POLITICIAN)
    assert (falls(leader), falls(administrator), falls(politician)) == (None, None, None)
    director = seat_post(unit=town["Kommunen"], kind=PostKind.DIRECTOR)
    assert (falls(leader), falls(administrator), falls(politician)) == (director, director, None)


def test_however_many_chairs_are_empty_somebody_acts(town, seat):
    top, dan = seat("Kommunen", PostKind.DIRECTOR, "Dan")
    staff = seat_post(unit=town["Østre bibliotek"], kind=PostKind.STAFF)
    seat_post(unit=town["Østre bibliotek"], kind=PostKind.LEADER)
    seat_post(unit=town["Kultur"], kind=PostKind.LEADER)
    staff.refresh_from_db()
    assert acting_post(staff, DAY) == top
    assert staff in viewer_of(dan.user, DAY).stands_in_for


def test_a_post_seated_twice_is_one_and_arranging_twice_changes_nothing(town):
    first = seat_post(unit=town["Kultur"], kind=PostKind.LEADER, title="Kulturchef")
    assert seat_post(unit=town["Kultur"], kind=PostKind.LEADER, title="Kulturchef") == first
    assert seat_post(unit=town["Kultur"], kind=PostKind.LEADER) == first
    assert arrange_falls(on=DAY) == 0
    assert Entry.objects.filter(what="seat_post").count() == 1


def test_a_unit_that_moves_takes_its_empty_chairs_along(town):
    leader = seat_post(unit=town["Østre bibliotek"], kind=PostKind.LEADER)
    culture = seat_post(unit=town["Kultur"], kind=PostKind.LEADER)
    schools = seat_post(unit=town["Skoler"], kind=PostKind.LEADER)
    tie(unit=town["Østre bibliotek"], above=town["Skoler"], first_day=TOMORROW)
    arrange_falls(on=DAY)
    assert falls(leader) == culture
    arrange_falls(on=TOMORROW)
    assert falls(leader) == schools


def test_a_move_planned_for_tomorrow_and_changed_today_never_was(town):
    unit = town["Østre bibliotek"]
    tie(unit=unit, above=town["Skoler"], first_day=TOMORROW)
    tie(unit=unit, above=town["Kommunen"], first_day=DAY)
    assert queries.line_parents(DAY)[unit.pk] == town["Kommunen"].pk
    assert queries.line_parents(TOMORROW)[unit.pk] == town["Kommunen"].pk


def test_a_merger_carries_history_posts_and_what_waits_for_them(town, seat):
    old, anna = seat("Byens bibliotek", PostKind.LEADER, "Anna")
    other, _bo = seat("Østre bibliotek", PostKind.LEADER, "Bo")
    new = create_unit(name="Bibliotekerne", above=town["Kultur"], first_day=DAY)
    heir = seat_post(unit=new, kind=PostKind.LEADER)
    with pinned(end_of(DAY)):
        for _again in range(2):
            succeed(units=[town["Byens bibliotek"], town["Østre bibliotek"]], successors=[new], day=DAY)
    assert queries.predecessors_of(new) == [town["Byens bibliotek"], town["Østre bibliotek"]]
    assert [unit.last_day for unit in queries.predecessors_of(new)] == [DAY - timedelta(days=1)] * 2
    assert viewer_of(anna.user, DAY).held == ()
    assert (falls(old), falls(other)) == (heir, heir)
    assert Entry.objects.filter(what="succeed").count() == 2
    assert Succession.objects.count() == 2


def test_a_unit_that_gives_a_part_away_goes_on_with_its_posts(town, seat):
    post, anna = seat("Byens bibliotek", PostKind.LEADER, "Anna")
    unit, part = town["Byens bibliotek"], create_unit(name="Bogbussen", above=town["Kultur"], first_day=DAY)
    heir = seat_post(unit=part, kind=PostKind.LEADER)
    with pinned(end_of(DAY)):
        succeed(units=[unit], successors=[unit, part], day=DAY)
    unit.refresh_from_db()
    assert (unit.last_day, queries.predecessors_of(part)) == (None, [unit])
    assert [held.pk for held in viewer_of(anna.user, DAY).held] == [post.pk]
    assert falls(post) != heir


def test_a_closed_unit_without_heir_falls_to_the_unit_it_lay_under(town, seat):
    old, _anna = seat("Byens bibliotek", PostKind.LEADER, "Anna")
    culture, _bo = seat("Kultur", PostKind.LEADER, "Bo")
    end_unit(unit=town["Byens bibliotek"], last_day=DAY)
    arrange_falls(on=TOMORROW)
    assert falls(old) == culture
    assert acting_post(old, TOMORROW) == culture


def test_a_unit_does_not_end_before_it_begins(town):
    new = create_unit(name="Ny", first_day=TOMORROW)
    with pytest.raises(OrganisationError, match="before it begins"):
        end_unit(unit=new, last_day=DAY)


def test_making_a_unit_twice_is_making_it_once(town):
    again = create_unit(name="Kultur", above=town["Kommunen"])
    assert again == town["Kultur"]
    assert create_unit(name="Kultur", above=town["Skoler"]) != town["Kultur"]
    assert Entry.objects.filter(what="create_unit").count() == 6


@pytest.mark.parametrize("kind", [kind for kind in PostKind if kind != PostKind.ADMINISTRATOR])
def test_only_an_administrator_arranges_units(town, seat, kind):
    _post, viewer = seat("Kommunen", kind, "Ida")
    unit = town["Kultur"]
    before = (Unit.objects.count(), Post.objects.count(), Entry.objects.count())
    deeds = [
        lambda: create_unit(name="X", viewer=viewer),
        lambda: tie(unit=unit, above=town["Skoler"], viewer=viewer),
        lambda: end_unit(unit=unit, last_day=DAY, viewer=viewer),
        lambda: succeed(units=[unit], successors=[town["Skoler"]], day=DAY, viewer=viewer),
        lambda: seat_post(unit=unit, kind=PostKind.LEADER, viewer=viewer),
    ]
    for deed in deeds:
        with pytest.raises(PermissionDenied):
            deed()
    assert (Unit.objects.count(), Post.objects.count(), Entry.objects.count()) == before


def test_an_administrator_arranges_units_and_the_timeline_says_who(town, seat):
    _post, viewer = seat("Kommunen", PostKind.ADMINISTRATOR, "Adam")
    unit = create_unit(name="Ny", above=town["Kultur"], viewer=viewer)
    told = Entry.objects.filter(about=f"unit:{unit.pk}").values_list("what", "by__name", "note")
    assert list(told) == [("create_unit", "Adam", "Ny"), ("tie", "Adam", "Kultur")]


def test_the_chair_is_filled_again_and_falls_no_longer(town, seat):
    post, anna = seat("Kultur", PostKind.LEADER, "Anna")
    _top, dan = seat("Kommunen", PostKind.DIRECTOR, "Dan")
    end_post(person=anna.user, post=post, last_day=DAY)
    assert viewer_of(dan.user, TOMORROW).stands_in_for == (post,)
    give_post(person=anna.user, post=post, first_day=TOMORROW)
    assert viewer_of(dan.user, TOMORROW).stands_in_for == ()


@pytest.mark.parametrize("many", [1, 50])
def test_arranging_costs_the_same_for_one_unit_and_fifty(town, many, django_assert_num_queries):
    for number in range(many):
        seat_post(unit=create_unit(name=f"Filial {number}", above=town["Kultur"]), kind=PostKind.LEADER)
    Post.objects.update(falls_to=None)
    seat_post(unit=town["Kultur"], kind=PostKind.LEADER)
    Post.objects.update(falls_to=None)
    with django_assert_num_queries(6):
        assert arrange_falls(on=DAY) == many
