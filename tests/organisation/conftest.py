"""A small municipality: an administration, an area for culture, and libraries under it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.utils.translation import override

from spillerum.organisation.services import create_unit, seat_post
from spillerum.people.queries import viewer_of
from spillerum.people.services import create_person, give_post

if TYPE_CHECKING:
    from collections.abc import Callable

    from spillerum.organisation.models import Unit
    from spillerum.people.access import PostKind, Viewer
    from spillerum.people.models import Post

DAY = date(2018, 9, 3)
BEFORE = date(2010, 1, 1)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def town(db: None) -> dict[str, Unit]:
    top = create_unit(name="Kommunen")
    culture = create_unit(name="Kultur", above=top)
    schools = create_unit(name="Skoler", above=top)
    city = create_unit(name="Byens bibliotek", above=culture)
    east = create_unit(name="Østre bibliotek", above=culture)
    return {unit.name: unit for unit in (top, culture, schools, city, east)}


@pytest.fixture
def seat(town: dict[str, Unit]) -> Callable[..., tuple[Post, Viewer]]:
    """Seat a post at a unit, give it to a person of that name, and see the house with that person's eyes."""

    def do(unit: str, kind: PostKind, name: str) -> tuple[Post, Viewer]:
        post = seat_post(unit=town[unit], kind=kind)
        person = create_person(email=f"{name.lower()}@by.dk", name=name)
        give_post(person=person, post=post, first_day=BEFORE)
        return post, viewer_of(person, DAY)

    return do
