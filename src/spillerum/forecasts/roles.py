"""Which post plays which role when a year will end outside its budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from spillerum.calendar.now import today
from spillerum.figures.models import Source
from spillerum.organisation.queries import director_of, leader_of

if TYPE_CHECKING:
    from spillerum.matters.models import Matter
    from spillerum.organisation.models import Unit
    from spillerum.people.models import Post


def who(matter: Matter, role: str) -> Post:
    """The post that must act; whoever has been asked stays asked where there is none."""
    return post_for(role, place=matter.budget_deviation.place) or cast("Post", matter.post)


def post_for(role: str, *, place: Unit) -> Post | None:
    """Where the line has no such post, the other one; where it has neither, whoever owns the books."""
    post: Post | None = None
    if role == "leader":
        post = leader_of(place, today()) or director_of(place, today())
    elif role == "director":
        post = director_of(place, today()) or leader_of(place, today())
    return post or owner_of_the_books()


def owner_of_the_books() -> Post | None:
    sources = Source.objects.filter(layout=Source.Layout.POSTINGS).select_related("owner").order_by("pk")
    return next((source.owner for source in sources[:1]), None)
