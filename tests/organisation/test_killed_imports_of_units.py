"""Killed in the middle of an import or a merger, and two imports at once: nothing half, nothing twice."""

from __future__ import annotations

from datetime import date

from faults import at_once, killed_everywhere
from spillerum.matters.models import Entry
from spillerum.organisation.models import Seat, Succession, Tie, Unit
from spillerum.organisation.services import create_unit, import_organisation, seat_post, succeed
from spillerum.people.access import PostKind
from spillerum.people.models import Holding, Post
from spillerum.people.services import create_person, give_post

DAY = date(2018, 9, 3)
FILE = b"""navn;overordnet;type;leder;til
Kommunen;;;;
Kultur;Kommunen;afdeling;Kulturchef;
Byens bibliotek;Kultur;bibliotek;Leder;
Gammel filial;;filial;;1.9.2018
"""


def prepare():
    old = create_unit(name="Gammel filial")
    post = seat_post(unit=old, kind=PostKind.LEADER)
    give_post(person=create_person(email="ida@by.dk", name="Ida"), post=post, first_day=date(2010, 1, 1))


def take_in():
    import_organisation(content=FILE, file="enheder.csv", on=DAY)


def everything():
    rooms = (Unit, Tie, Seat, Succession, Holding, Entry)
    ended = Post.objects.filter(last_day__isnull=False).count()
    return {room.__name__: room.objects.count() for room in rooms} | {"ended posts": ended}


def must_be(expected):
    assert everything() == expected, (everything(), expected)


AFTER = {"Unit": 4, "Tie": 2, "Seat": 3, "Succession": 0, "Holding": 1, "ended posts": 1}


def import_killed_anywhere():
    prepare()
    before = everything()
    kills = killed_everywhere(take_in, lambda: must_be(before))
    assert kills > 8, kills
    done = everything()
    assert {name: done[name] for name in AFTER} == AFTER, done
    take_in()
    must_be(done)


def imports_at_once():
    prepare()
    at_once(take_in, take_in, take_in)
    done = everything()
    assert {name: done[name] for name in AFTER} == AFTER, done
    assert Entry.objects.filter(what__startswith="import_").count() == 4


def merge():
    units = Unit.objects.filter(name__in=["Byens bibliotek", "Gammel filial"])
    succeed(units=units, successors=[Unit.objects.get(name="Kultur")], day=DAY)


def merger_killed_anywhere():
    prepare()
    create_unit(name="Byens bibliotek", above=create_unit(name="Kultur"))
    before = everything()
    kills = killed_everywhere(merge, lambda: must_be(before))
    assert kills > 6, kills
    done = everything()
    assert (done["Succession"], done["ended posts"]) == (2, 1)
    at_once(merge, merge)
    must_be(done)


def test_an_import_killed_anywhere_is_as_before_or_as_after(house):
    house(import_killed_anywhere)


def test_three_imports_at_once_do_each_thing_once(house):
    house(imports_at_once)


def test_a_merger_killed_anywhere_is_as_before_or_as_after_and_twice_is_once(house):
    house(merger_killed_anywhere)
