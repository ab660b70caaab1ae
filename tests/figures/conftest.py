"""A small municipality with libraries, a measure, and a source that brings it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from spillerum.calendar.period import Period
from spillerum.figures.models import Measure, Source
from spillerum.figures.queries import known_observations
from spillerum.figures.services import receive
from spillerum.organisation.models import Seat, Tie, Unit
from spillerum.people.models import Holding, Post, User
from spillerum.people.queries import viewer_of

FIRST = datetime(2018, 9, 1, 6, tzinfo=UTC)


@pytest.fixture
def libraries(db):
    return Unit.objects.create(name="Biblioteker")


@pytest.fixture
def fenham(libraries):
    unit = Unit.objects.create(name="Fenham")
    Tie.objects.create(kind="line", unit=unit, above=libraries)
    return unit


@pytest.fixture
def city(libraries):
    unit = Unit.objects.create(name="City")
    Tie.objects.create(kind="line", unit=unit, above=libraries)
    return unit


def seated(unit, kind, title):
    post = Post.objects.create(kind=kind, title=title)
    Seat.objects.create(post=post, unit=unit)
    return post


def person(name, *posts):
    user = User.objects.create(email=f"{name}@example.org", name=name)
    for post in posts:
        Holding.objects.create(post=post, person=user, first_day=date(2010, 1, 1))
    return user


@pytest.fixture
def owner(libraries):
    return seated(libraries, "data_owner", "Dataansvarlig")


@pytest.fixture
def director(libraries):
    return seated(libraries, "director", "Kulturdirektør")


@pytest.fixture
def dina(owner):
    return person("Dina", owner)


@pytest.fixture
def leader(fenham):
    return person("Lea", seated(fenham, "leader", "Leder af Fenham"))


@pytest.fixture
def sees():
    return lambda user: viewer_of(user, FIRST.date())


@pytest.fixture
def send():
    """Send text (or bytes) to a source, some days after the first of September 2018."""

    def do(source, content, day=0, name="visits.csv"):
        content = content.encode() if isinstance(content, str) else content
        return receive(source=source, filename=name, content=content, arrived=FIRST + timedelta(days=day))

    return do


@pytest.fixture
def known():
    """Periods and values as they were known some days after the first of September 2018."""

    def do(day=None):
        at = None if day is None else FIRST + timedelta(days=day)
        return [(str(k.period), k.value) for k in known_observations(at=at)]

    return do


@pytest.fixture
def visits(owner):
    return Measure.objects.create(
        key="visits",
        name_da="Besøg",
        name_en="Visits",
        counted_da="besøg",
        counted_en="visits",
        kind="count",
        good="up",
        frequency="month",
        purpose="Om bibliotekerne bliver brugt.",
        owner=owner,
        review_day=date(2020, 1, 1),
    )


@pytest.fixture
def source(visits, owner):
    return Source.objects.create(
        name="Dørtællere",
        owner=owner,
        layout="wide",
        measure=visits,
        frequency="month",
        grace_days=30,
        expected_from=Period.parse("2018-07"),
    )


@pytest.fixture
def tidy_source(owner):
    return Source.objects.create(name="Udtræk", owner=owner, layout="tidy", frequency="month", grace_days=30)
