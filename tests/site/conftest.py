"""A small house with somebody in every role, made once a module."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from factories import a_deviation, a_measure, a_scan, a_series, a_unit, a_verdict, someone
from kept import kept
from spillerum.calendar.now import pinned
from spillerum.people.access import PostKind
from spillerum.people.models import Post

if TYPE_CHECKING:
    from spillerum.organisation.models import Unit
    from spillerum.people.models import User

MORNING = datetime(2018, 10, 5, 6, 0, tzinfo=UTC)  # eight o'clock in Copenhagen


@pytest.fixture(autouse=True)
def _that_morning():
    with pinned(MORNING):
        yield


@dataclass
class House:
    """The culture department with two libraries, and who works there."""

    top: Unit
    fenham: Unit
    gosforth: Unit
    people: dict[str, User]
    measure: object
    scan: object

    def post_of(self, role):
        return Post.objects.get(holdings__person=self.people[role])


def made_house():
    top = a_unit("Kultur", kind="forvaltning")
    fenham, gosforth = a_unit("Fenham", under=top), a_unit("Gosforth", under=top)
    people = {
        "leader": someone(PostKind.LEADER, fenham, "Ida Fenham"),
        "other leader": someone(PostKind.LEADER, gosforth, "Olga Gosforth"),
        "staff": someone(PostKind.STAFF, fenham, "Sten Fenham"),
        "director": someone(PostKind.DIRECTOR, top, "Dina Kultur"),
        "data owner": someone(PostKind.DATA_OWNER, top, "Dag Kultur"),
        "politician": someone(PostKind.POLITICIAN, top, "Pil Byråd"),
        "administrator": someone(PostKind.ADMINISTRATOR, top, "Asta Admin"),
    }
    owner = Post.objects.get(holdings__person=people["data owner"])
    measure = a_measure(owner=owner)
    scan = a_scan()
    loans = a_measure(
        "udlaan", owner=owner, name_da="Udlån", name_en="Loans", counted_da="udlån", counted_en="loans"
    )
    for one in (measure, loans):
        for unit in (fenham, gosforth):
            a_verdict(a_series(one, unit, [1300 + n for n in range(24)]), scan)
    return House(top, fenham, gosforth, people, measure, scan)


@pytest.fixture(scope="module")
def _made_house(django_db_setup, django_db_blocker):
    yield from kept(made_house, django_db_blocker)


@pytest.fixture
def house(_made_house, db):
    return deepcopy(_made_house)


@pytest.fixture
def deviation(house):
    """Fenham's visits are off, and its leader is asked."""
    return a_deviation(house.measure, house.fenham, house.top, house.post_of("leader"), scan=house.scan)


@pytest.fixture
def common(house):
    """Visits are off everywhere, and the director is asked."""
    return a_deviation(house.measure, None, house.top, house.post_of("director"), scan=house.scan)


@pytest.fixture
def as_(client, house):
    """A client signed in as somebody: as_("leader")."""

    def sign_in(role):
        if client.cookies:
            client.logout()
        if role != "anonymous":
            client.force_login(house.people[role])
        return client

    return sign_in
