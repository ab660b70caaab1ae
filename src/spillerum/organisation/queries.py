"""The organisation as it is on a day: who lies under whom, who is seen beside whom, and who leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spillerum.calendar.now import today
from spillerum.organisation.models import Seat, Succession, Tie, TieKind, Unit, upwards, valid_on
from spillerum.people.access import PostKind
from spillerum.people.models import Post

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from spillerum.people.access import Viewer


def units_on(day: date) -> QuerySet[Unit]:
    return Unit.objects.filter(valid_on(day))


def line_parents(on: date) -> dict[int, int]:
    """unit_id -> the unit_id above it in the line that day. One query."""
    return Tie.objects.parents(on)


def below(unit_ids: Iterable[int], on: date) -> frozenset[int]:
    """The units and everything under them in the line. One query."""
    return _closure(unit_ids, line_parents(on))


def groups_on(on: date) -> dict[int, Unit]:
    """unit_id -> the unit it is judged among: its siblings tie where it has one, else its line. One query."""
    return {unit: some[0] for unit, some in all_groups_on(on).items()}


def all_groups_on(on: date) -> dict[int, list[Unit]]:
    """unit_id -> every unit it is gathered under: the one it is judged among, other siblings ties, its line. One query."""
    found: dict[str, dict[int, list[Unit]]] = {kind: {} for kind in TieKind.values}
    for tie in Tie.objects.valid(on).select_related("above"):
        found[tie.kind].setdefault(tie.unit_id, []).insert(0, tie.above)  # the latest counts
    siblings, line = found[TieKind.SIBLINGS], found[TieKind.LINE]
    return {
        unit: list(dict.fromkeys([*siblings.get(unit, []), *line.get(unit, [])[:1]]))
        for unit in line.keys() | siblings.keys()
    }


def siblings(unit: Unit, on: date) -> list[Unit]:
    """The other units that are judged among the same unit, by name. Two queries."""
    groups = groups_on(on)
    group = groups.get(unit.pk)
    beside = [other for other, above in groups.items() if above == group and other != unit.pk]
    return list(Unit.objects.filter(pk__in=beside))


def seated(day: date, *kinds: PostKind) -> QuerySet[Seat]:
    """Seats of posts that exist that day at units that do; the first made comes first."""
    seats = Seat.objects.filter(valid_on(day, "unit__")).exclude(post__last_day__lt=day)
    seats = seats.select_related("post", "unit").order_by("pk")
    return seats.filter(post__kind__in=kinds) if kinds else seats


def post_at(unit: Unit, kind: PostKind) -> Post | None:
    """The unit's own post of that kind today (the first made, where there are several)."""
    posts = Post.objects.filter(seat__unit=unit, kind=kind)
    return posts.exclude(last_day__lt=today()).order_by("seat__pk").first()


def nearest_posts(kind: PostKind, on: date) -> dict[int, Post]:
    """unit_id -> the nearest post of that kind, at the unit or up the line, for every unit. Three queries."""
    own: dict[int, Post] = {}
    for seat in seated(on, kind):
        own.setdefault(seat.unit_id, seat.post)
    parents = line_parents(on)
    nearest: dict[int, Post] = {}
    for unit in units_on(on).values_list("pk", flat=True):
        holder = next((own[at] for at in upwards(unit, parents) if at in own), None)
        if holder is not None:
            nearest[unit] = holder
    return nearest


def leader_of(unit: Unit, on: date) -> Post | None:
    """The nearest leader's post, at the unit or up the line. Two queries."""
    return _nearest(unit, PostKind.LEADER, on)


def director_of(unit: Unit, on: date) -> Post | None:
    """The nearest director's post, at the unit or up the line. Two queries."""
    return _nearest(unit, PostKind.DIRECTOR, on)


def units_of(viewer: Viewer, *kinds: PostKind) -> frozenset[int]:
    """The units where the viewer holds, or stands in for, a post (of these kinds). One query a viewer."""
    if "organisation.seats" not in viewer.notes:
        seats = Seat.objects.filter(post__in=viewer.post_ids)
        viewer.notes["organisation.seats"] = dict(seats.values_list("post_id", "unit_id"))
    seats_of: dict[int, int] = viewer.notes["organisation.seats"]
    posts = [post.pk for post in viewer.posts if not kinds or post.kind in kinds]
    return frozenset(seats_of[post] for post in posts if post in seats_of)


def reach(viewer: Viewer, *kinds: PostKind) -> frozenset[int]:
    """`units_of` and everything below them in the line. One more query a viewer."""
    if "organisation.parents" not in viewer.notes:
        viewer.notes["organisation.parents"] = line_parents(viewer.on)
    key = f"organisation.reach:{','.join(sorted(kinds))}"
    if key not in viewer.notes:
        viewer.notes[key] = _closure(units_of(viewer, *kinds), viewer.notes["organisation.parents"])
    found: frozenset[int] = viewer.notes[key]
    return found


def predecessors_of(unit: Unit) -> list[Unit]:
    """The units it carries on from, the oldest succession first."""
    before = Succession.objects.filter(successor=unit).select_related("predecessor").order_by("day", "pk")
    return [succession.predecessor for succession in before]


def _nearest(unit: Unit, kind: PostKind, on: date) -> Post | None:
    line = list(upwards(unit.pk, line_parents(on)))
    own: dict[int, Post] = {}
    for seat in seated(on, kind).filter(unit__in=line):
        own.setdefault(seat.unit_id, seat.post)
    return next((own[at] for at in line if at in own), None)


def _closure(unit_ids: Iterable[int], parents: dict[int, int]) -> frozenset[int]:
    children: dict[int, list[int]] = {}
    for unit, above in parents.items():
        children.setdefault(above, []).append(unit)
    found, todo = set(), list(unit_ids)
    while todo:
        at = todo.pop()
        if at not in found:
            found.add(at)
            todo += children.get(at, [])
    return frozenset(found)
