"""Posts are seated at units, and for each is said whom it falls to when nobody holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from spillerum.calendar.now import today
from spillerum.organisation.models import Seat, Succession, Tie, TieKind, upwards
from spillerum.organisation.queries import line_parents, seated
from spillerum.organisation.services.deed import alone, note_down
from spillerum.people.access import PeoplePermission, PostKind, require
from spillerum.people.models import Post

if TYPE_CHECKING:
    from datetime import date, datetime

    from spillerum.organisation.models import Unit
    from spillerum.people.access import Viewer


def seat_post(
    *, unit: Unit, kind: PostKind, title: str = "", viewer: Viewer | None = None, at: datetime | None = None
) -> Post:
    """The unit's post of that kind (and title), made now if there is none; it is said whom it falls to."""
    with alone():
        post, new = seat(unit=unit, kind=kind, title=title, viewer=viewer, at=at)
        if new:
            arrange_falls(on=today())
            post.refresh_from_db()
    return post


def seat(
    *, unit: Unit, kind: PostKind, title: str, viewer: Viewer | None, at: datetime | None
) -> tuple[Post, bool]:
    """The post, and whether it is new: then whoever seats many says afterwards whom they fall to."""
    if viewer is not None:
        require(viewer, PeoplePermission.ARRANGE_PEOPLE)
    seats = Seat.objects.filter(unit=unit, post__kind=kind, post__last_day__isnull=True)
    wanted = seats.filter(post__title=title) if title else seats
    found = wanted.select_related("post").order_by("pk").first()
    if found is not None:
        return found.post, False
    post = Post.objects.create(kind=kind, title=title or f"{PostKind(kind).label}, {unit.name}")
    Seat.objects.create(post=post, unit=unit)
    note_down(unit, "seat_post", viewer, at, note=post.title, data={"post": post.pk})
    return post, True


def arrange_falls(*, on: date) -> int:
    """Say whom each post falls to when nobody holds it; the clock runs it daily. Returns how many changed.

    A post at a unit falls to its leader, the leader to its director, and they to the leader or director of
    the unit above; at an ended unit, of its successor. An administrator's falls to a director only and a
    politician's to nobody: those rights are given, not inherited.
    """
    targets: dict[int, dict[str, Post]] = {}
    for seat in seated(on, PostKind.LEADER, PostKind.DIRECTOR):
        targets.setdefault(seat.unit_id, {}).setdefault(seat.post.kind, seat.post)
    above = _carried_upwards(on)
    changed = []
    for seat in Seat.objects.select_related("post"):
        falls_to = _falls_to(seat, targets, above)
        if seat.post.falls_to_id != falls_to:
            seat.post.falls_to_id = falls_to
            changed.append(seat.post)
    Post.objects.bulk_update(changed, ["falls_to"], batch_size=500)
    return len(changed)


def _falls_to(seat: Seat, targets: dict[int, dict[str, Post]], above: dict[int, int]) -> int | None:
    kind = seat.post.kind
    if kind == PostKind.POLITICIAN:
        return None
    takers = [PostKind.DIRECTOR] if kind == PostKind.ADMINISTRATOR else [PostKind.LEADER, PostKind.DIRECTOR]
    takers_here = {PostKind.LEADER: [PostKind.DIRECTOR], PostKind.DIRECTOR: []}.get(PostKind(kind), takers)
    here, *further = upwards(seat.unit_id, above)
    steps = [(here, taker) for taker in takers_here] + [(unit, taker) for unit in further for taker in takers]
    return next((targets[unit][taker].pk for unit, taker in steps if taker in targets.get(unit, {})), None)


def _carried_upwards(on: date) -> dict[int, int]:
    """unit_id -> where its affairs go: the unit above; when it has ended, its successor or the last above."""
    last = Tie.objects.filter(kind=TieKind.LINE).order_by(F("first_day").asc(nulls_first=True), "pk")
    above = dict(last.values_list("unit_id", "above_id"))
    ended = Succession.objects.filter(predecessor__last_day__lt=on).order_by("-day", "-pk")
    return above | dict(ended.values_list("predecessor_id", "successor_id")) | line_parents(on)
