"""The rows of a plan, written together: five thousand units are a matter of seconds, not of minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spillerum.organisation.intake.house import state_of
from spillerum.organisation.models import Seat, Tie, Unit
from spillerum.organisation.services.deed import note_down
from spillerum.people.access import PeoplePermission, require
from spillerum.people.models import Post

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from spillerum.organisation.intake.house import TieState
    from spillerum.organisation.intake.plan import Change, Plan
    from spillerum.people.access import Viewer

FIELDS = ("name", "kind", "first_day", "last_day")


def write_units(plan: Plan) -> dict[UUID, Unit]:
    """Every unit of the house, those of the plan as they are from now on."""
    new = [
        Unit(uuid=change.after.uuid, **{name: getattr(change.after, name) for name in FIELDS})
        for change in plan.those("new")
    ]
    Unit.objects.bulk_create(new, batch_size=500)
    units = {unit.uuid: unit for unit in Unit.objects.all()}
    changed = []
    for change in plan.changes:
        unit, before, after = units[change.after.uuid], change.before, change.after
        if before and any(getattr(before, name) != getattr(after, name) for name in FIELDS):
            for name in FIELDS:
                setattr(unit, name, getattr(after, name))
            changed.append(unit)
    Unit.objects.bulk_update(changed, FIELDS, batch_size=200)
    return units


def write_ties(plan: Plan, units: dict[UUID, Unit]) -> None:
    """Ties the plan leaves out go, ties it adds come; those that stay are not touched."""
    gone = {(c.after.uuid, tie) for c in plan.changes for tie in _ties(c) - c.after.ties}
    new = [(c.after.uuid, tie) for c in plan.changes for tie in c.after.ties - _ties(c)]
    known = Tie.objects.filter(unit__in={units[uuid].pk for uuid, _tie in gone}).select_related(
        "unit", "above"
    )
    states = {tie.pk: (tie.unit.uuid, state_of(tie)) for tie in known}
    Tie.objects.filter(pk__in=[pk for pk, state in states.items() if state in gone]).delete()
    rows = [
        Tie(
            unit=units[uuid],
            above=units[tie.above],
            kind=tie.kind,
            first_day=tie.first_day,
            last_day=tie.last_day,
        )
        for uuid, tie in new
    ]
    Tie.objects.bulk_create(rows, batch_size=500)


def write_posts(plan: Plan, units: dict[UUID, Unit], viewer: Viewer | None, at: datetime | None) -> None:
    wanted = [(units[change.after.uuid], *post) for change in plan.changes for post in change.posts]
    if wanted and viewer is not None:
        require(viewer, PeoplePermission.ARRANGE_PEOPLE)
    posts = Post.objects.bulk_create(
        [Post(kind=kind, title=title) for _unit, kind, title in wanted], batch_size=500
    )
    places = [unit for unit, _kind, _title in wanted]
    Seat.objects.bulk_create(
        [Seat(post=post, unit=unit) for post, unit in zip(posts, places, strict=True)], batch_size=500
    )
    for post, unit in zip(posts, places, strict=True):
        note_down(unit, "seat_post", viewer, at, note=post.title, data={"post": post.pk})


def _ties(change: Change) -> frozenset[TieState]:
    return change.before.ties if change.before else frozenset()
