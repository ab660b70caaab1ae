"""Units are made, ended and succeeded."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from spillerum.calendar.now import today
from spillerum.organisation.intake.naming import as_uuid, key
from spillerum.organisation.models import Seat, Succession, Tie, TieKind, Unit
from spillerum.organisation.queries import units_on
from spillerum.organisation.services.deed import OrganisationError, alone, may_arrange, note_down
from spillerum.organisation.services.line import end_tie, tie
from spillerum.organisation.services.seats import arrange_falls
from spillerum.people.services import abolish_post

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from spillerum.people.access import Viewer


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
    """A new unit under `above`, judged `among`.

    The same uuid, or without one the same name under the same unit, gives the unit there is.
    """
    may_arrange(viewer)
    with alone():
        unit = _found(name, uuid, above)
        if unit is None:
            unit = Unit.objects.create(
                name=name, kind=kind, first_day=first_day, **({"uuid": uuid} if uuid else {})
            )
            note_down(unit, "create_unit", viewer, at, note=name)
        for tie_kind, other in ((TieKind.LINE, above), (TieKind.SIBLINGS, among)):
            if other is not None:
                tie(unit=unit, above=other, kind=tie_kind, first_day=first_day, viewer=viewer, at=at)
    return unit


def succeed(
    *,
    units: Iterable[Unit],
    successors: Iterable[Unit],
    day: date,
    viewer: Viewer | None = None,
    at: datetime | None = None,
) -> None:
    """From the day the successors carry on; the units end the day before, with their ties and their posts.

    One and one is a rename by a new unit, several and one a merger, one and several a split. A unit among its own
    successors gives a part away and goes on.
    """
    may_arrange(viewer)
    heirs = list(successors)
    with alone():
        for unit in units:
            for heir in heirs:
                if heir == unit:
                    continue
                _row, new = Succession.objects.get_or_create(
                    predecessor=unit, successor=heir, defaults={"day": day}
                )
                if new:
                    data = {"successor": heir.pk, "day": str(day)}
                    note_down(unit, "succeed", viewer, at, note=heir.name, data=data)
            if unit not in heirs:
                end_unit(unit=unit, last_day=day - timedelta(days=1), viewer=viewer, at=at)


def end_unit(*, unit: Unit, last_day: date, viewer: Viewer | None = None, at: datetime | None = None) -> None:
    """The unit, its ties and its posts end with the day. Its history stays."""
    may_arrange(viewer)
    if unit.first_day is not None and last_day < unit.first_day:
        raise OrganisationError(_("“%(unit)s” would end before it begins. Change the day.") % {"unit": unit})
    with alone():
        if not Unit.objects.filter(pk=unit.pk).exclude(last_day=last_day).update(last_day=last_day):
            return
        unit.last_day = last_day
        for known in Tie.objects.filter(
            Q(unit=unit) | Q(above=unit), Q(last_day__isnull=True) | Q(last_day__gt=last_day)
        ):
            end_tie(known, last_day + timedelta(days=1))
        for seat in Seat.objects.filter(unit=unit).select_related("post"):
            abolish_post(post=seat.post, last_day=last_day, viewer=viewer, at=at)
        note_down(unit, "end_unit", viewer, at, data={"last_day": str(last_day)})
        arrange_falls(on=today())


def unit_called(named: str, on: date) -> Unit:
    """The one unit of that day with that uuid or name, whatever its case. Raises OrganisationError."""
    uuid = as_uuid(named)
    found = [unit for unit in units_on(on) if unit.uuid == uuid or key(unit.name) == key(named)]
    if not found:
        raise OrganisationError(
            _("There is no unit called “%(named)s”. Write its name or uuid.") % {"named": named}
        )
    if len(found) > 1:
        message = _("%(count)s units are called “%(named)s”. Write the uuid of the one you mean.")
        raise OrganisationError(message % {"count": len(found), "named": named})
    return found[0]


def _found(name: str, uuid: UUID | None, above: Unit | None) -> Unit | None:
    if uuid is not None:
        return Unit.objects.filter(uuid=uuid).first()
    same = Unit.objects.filter(name=name, last_day__isnull=True)
    if above is not None:
        same = same.filter(ties_up__above=above, ties_up__kind=TieKind.LINE, ties_up__last_day__isnull=True)
    return same.first()
