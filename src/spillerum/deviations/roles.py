"""Which post plays which role in a deviation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spillerum.calendar.now import today
from spillerum.organisation.queries import director_of, leader_of

if TYPE_CHECKING:
    from spillerum.figures.models import Measure
    from spillerum.matters.models import Matter
    from spillerum.organisation.models import Unit
    from spillerum.people.models import Post


def who(matter: Matter, role: str) -> Post:
    """The post that must act. Where the line has no such post, whoever owns the first measure: a matter is never nobody's.

    A matter whose figures are doubted holds only measures of one owner: `services.doubt` sees to it.
    """
    deviation = matter.deviation
    return post_for(role, place=deviation.place, measure=deviation.now_parts[0].measure)


def post_for(role: str, *, place: Unit, measure: Measure) -> Post:
    post: Post | None = None
    if role == "leader":
        post = leader_of(place, today()) or director_of(place, today())
    elif role == "director":
        post = director_of(place, today()) or leader_of(place, today())
    return post or measure.owner
