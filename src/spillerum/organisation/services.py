"""Deeds of the room: units are made, tied, ended and succeeded; posts are seated; empty chairs are arranged.

Each is one transaction with its line in the timeline, and done twice is done once. `viewer` is who does it; None is
the operator at the command line. What says several things at once (an import) stands in `importing`.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from spillerum.calendar.now import today
from spillerum.matters.services import record
from spillerum.organisation.access import OrganisationPermission
from spillerum.organisation.models import Seat, Succession, Tie, TieKind, Unit, upwards
from spillerum.organisation.queries import line_parents, seated
from spillerum.people.access import PeoplePermission, PostKind, require
from spillerum.people.models import Post
from spillerum.people.services import abolish_post

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime
    from uuid import UUID

    from spillerum.people.access import Viewer


class OrganisationError(Exception):
    """What every error of this room is: a sentence for whoever asked."""


@contextmanager
def alone() -> Iterator[None]:
    """One transaction, and nobody else arranges units meanwhile (reading goes on)."""
    with transaction.atomic():
        if connection.vendor == "postgresql":  # SQLite lets one writer in at a time anyway
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE organisation_unit IN SHARE ROW EXCLUSIVE MODE")
        yield


def create_unit(
    *,
    name: str,
    kind: str = "",
    uuid: UUID | None = None,
    above: Unit | None = None,
    among: Unit | None = None,
    first_day: date | None = None,
    viewer: Viewer | None = None,
    at: datetime | None = None,
) -> Unit:
    """A new unit under `above`, judged `among`. The same uuid, or name under the same unit, gives the one there is."""
    _may_arrange(viewer)
    with alone():
        unit = _found(name, uuid, above)
        if unit is None:
            unit = Unit.objects.create(
                name=name, kind=kind, first_day=first_day, **({"uuid": uuid} if uuid else {})
            )
            _note(unit, "create_unit", viewer, at, note=name)
        for tie_kind, other in ((TieKind.LINE, above), (TieKind.SIBLINGS, among)):
            if other is not None:
                tie(unit=unit, above=other, kind=tie_kind, first_day=first_day, viewer=viewer, at=at)
    return unit


def tie(
    *,
    unit: Unit,
    above: Unit,
    kind: TieKind = TieKind.LINE,
    first_day: date | None = None,
    viewer: Viewer | None = None,
    at: datetime | None = None,
) -> Tie:
    """The unit lies under `above` from the day (None: always has). An open tie of the kind ends the day before."""
    _may_arrange(viewer)
    with alone():
        known = Tie.objects.filter(unit=unit, kind=kind, last_day__isnull=True).first()
        if known is not None and known.above_id == above.pk:
            return known
        if known is not None:
            _end_tie(known, first_day or today())
        made = Tie.objects.create(
            unit=unit, above=above, kind=kind, first_day=first_day if known is None else first_day or today()
        )
        refuse_rings()
        _note(unit, "tie", viewer, at, note=above.name, data={"kind": kind, "above": above.pk})
    return made


def succeed(
    *,
    units: Iterable[Unit],
    successors: Iterable[Unit],
    day: date,
    viewer: Viewer | None = None,
    at: datetime | None = None,
) -> None:
    """From the day the successors carry on from the units, which end the day before, with their ties and their posts.

    One and one is a rename by a new unit, several and one a merger, one and several a split.
    """
    _may_arrange(viewer)
    heirs = list(successors)
    with alone():
        for unit in units:
            for heir in heirs:
                _new, made = Succession.objects.get_or_create(
                    predecessor=unit, successor=heir, defaults={"day": day}
                )
                if made:
                    _note(
                        unit,
                        "succeed",
                        viewer,
                        at,
                        note=heir.name,
                        data={"successor": heir.pk, "day": str(day)},
                    )
            end_unit(unit=unit, last_day=day - timedelta(days=1), viewer=viewer, at=at)


def end_unit(*, unit: Unit, last_day: date, viewer: Viewer | None = None, at: datetime | None = None) -> None:
    """The unit, its ties and its posts end with the day. Its history stays."""
    _may_arrange(viewer)
    if unit.first_day is not None and last_day < unit.first_day:
        raise OrganisationError(_("“%(unit)s” would end before it begins. Change the day.") % {"unit": unit})
    with alone():
        if not Unit.objects.filter(pk=unit.pk).exclude(last_day=last_day).update(last_day=last_day):
            return
        unit.last_day = last_day
        for known in Tie.objects.filter(
            Q(unit=unit) | Q(above=unit), Q(last_day__isnull=True) | Q(last_day__gt=last_day)
        ):
            _end_tie(known, last_day + timedelta(days=1))
        for seat in Seat.objects.filter(unit=unit).select_related("post"):
            abolish_post(post=seat.post, last_day=last_day, viewer=viewer, at=at)
        _note(unit, "end_unit", viewer, at, data={"last_day": str(last_day)})
        arrange_falls(on=today())


def seat_post(
    *, unit: Unit, kind: PostKind, title: str = "", viewer: Viewer | None = None, at: datetime | None = None
) -> Post:
    """The unit's post of that kind and title, made now if there is none; empty chairs are arranged anew."""
    if viewer is not None:
        require(viewer, PeoplePermission.ARRANGE_PEOPLE)
    title = title or f"{PostKind(kind).label}, {unit.name}"
    with alone():
        seat = Seat.objects.filter(
            unit=unit, post__kind=kind, post__title=title, post__last_day__isnull=True
        ).first()
        if seat is not None:
            return seat.post
        post = Post.objects.create(kind=kind, title=title)
        Seat.objects.create(post=post, unit=unit)
        _note(unit, "seat_post", viewer, at, note=title, data={"post": post.pk})
        arrange_falls(on=today())
    post.refresh_from_db()
    return post


def arrange_falls(*, on: date) -> int:
    """Say for every post whom it falls to when nobody holds it. Returns how many changed; run daily by the clock.

    A post at a unit falls to the unit's leader, the leader to its director, and they to the leader or director of the
    unit above; at a unit that has ended, of its successor. An administrator's falls to a director only and a
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


def refuse_rings() -> None:
    """No unit lies under itself, on any day on which the line changes. Raises OrganisationError."""
    ties = list(Tie.objects.filter(kind=TieKind.LINE).order_by(F("first_day").asc(nulls_first=True), "pk"))
    for day in {tie.first_day for tie in ties}:
        parents = {t.unit_id: t.above_id for t in ties if _counts(t, day)}
        if (ring := _ring(parents)) is not None:
            name = Unit.objects.get(pk=ring).name
            raise OrganisationError(
                _("“%(unit)s” would lie under itself in the line. Choose another unit above it.")
                % {"unit": name}
            )


def _counts(known: Tie, day: date | None) -> bool:
    if day is None:
        return known.first_day is None
    return (known.first_day is None or known.first_day <= day) and (
        known.last_day is None or known.last_day >= day
    )


def _ring(parents: dict[int, int]) -> int | None:
    """A unit in a ring, if there is one."""
    safe: set[int] = set()
    for start in parents:
        path: set[int] = set()
        at: int | None = start
        while at is not None and at not in safe:
            if at in path:
                return at
            path.add(at)
            at = parents.get(at)
        safe |= path
    return None


def _falls_to(seat: Seat, targets: dict[int, dict[str, Post]], above: dict[int, int]) -> int | None:
    own, kind = targets.get(seat.unit_id, {}), seat.post.kind
    takers = [PostKind.DIRECTOR] if kind == PostKind.ADMINISTRATOR else [PostKind.LEADER, PostKind.DIRECTOR]
    if kind == PostKind.POLITICIAN:
        return None
    if kind == PostKind.DIRECTOR:
        here: list[PostKind] = []
    else:
        here = [PostKind.DIRECTOR] if kind == PostKind.LEADER else takers
    for taker in here:
        if taker in own and own[taker].pk != seat.post_id:
            return own[taker].pk
    for unit in list(upwards(seat.unit_id, above))[1:]:
        for taker in takers:
            if taker in targets.get(unit, {}):
                return targets[unit][taker].pk
    return None


def _carried_upwards(on: date) -> dict[int, int]:
    """unit_id -> where its affairs go: its successor once it has ended, else the unit above it, else the last above."""
    last = Tie.objects.filter(kind=TieKind.LINE).order_by(F("first_day").asc(nulls_first=True), "pk")
    above = dict(last.values_list("unit_id", "above_id"))
    ended = Succession.objects.filter(day__lte=on).order_by("-day", "-pk")
    return above | dict(ended.values_list("predecessor_id", "successor_id")) | line_parents(on)


def _found(name: str, uuid: UUID | None, above: Unit | None) -> Unit | None:
    if uuid is not None:
        return Unit.objects.filter(uuid=uuid).first()
    same = Unit.objects.filter(name=name, last_day__isnull=True)
    if above is not None:
        same = same.filter(ties_up__above=above, ties_up__kind=TieKind.LINE, ties_up__last_day__isnull=True)
    return same.first()


def _end_tie(known: Tie, day: date) -> None:
    """The tie counts until the day before; one that would never have counted is taken away."""
    if known.first_day is not None and known.first_day >= day:
        known.delete()
    else:
        known.last_day = day - timedelta(days=1)
        known.save(update_fields=["last_day"])


def _may_arrange(viewer: Viewer | None) -> None:
    if viewer is not None:
        require(viewer, OrganisationPermission.ARRANGE)


def _note(
    unit: Unit,
    what: str,
    viewer: Viewer | None,
    at: datetime | None,
    *,
    note: str = "",
    data: dict[str, Any] | None = None,
) -> None:
    by = viewer.user if viewer else None
    record(about=f"unit:{unit.pk}", what=what, by=by, at=at, note=note, data=data)
