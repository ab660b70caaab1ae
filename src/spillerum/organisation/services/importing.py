"""A file of units is taken in: all of it or nothing, and a second time nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from spillerum.calendar.now import today
from spillerum.organisation.intake.planning import plan_import
from spillerum.organisation.models import Seat, Tie, Unit
from spillerum.organisation.services.deed import OrganisationError, alone, may_arrange, note_down
from spillerum.organisation.services.seats import arrange_falls, seat
from spillerum.people.services import abolish_post

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from spillerum.organisation.intake.house import UnitState
    from spillerum.organisation.intake.planning import Plan
    from spillerum.people.access import Viewer


class PlanChanged(OrganisationError):  # noqa: N818  reads as what it says
    """The house is no longer as it was when the plan was looked at."""


def import_organisation(
    *,
    content: bytes,
    file: str,
    on: date | None = None,
    seen: str | None = None,
    viewer: Viewer | None = None,
    at: datetime | None = None,
) -> Plan:
    """Do what the file says and return what that was. `seen`: the fingerprint of the plan that was agreed to.

    Raises BadFile, and PlanChanged when doing it would now be something else than what was seen.
    """
    may_arrange(viewer)
    with alone():
        plan = plan_import(content, file, on or today())
        if seen is not None and plan.fingerprint != seen:
            raise PlanChanged(
                _("The organisation has changed meanwhile. Look at what the file changes once more.")
            )
        _apply(plan, viewer, at)
    return plan


def _apply(plan: Plan, viewer: Viewer | None, at: datetime | None) -> None:
    units = _write_units(plan)
    _write_ties(plan, units)
    for change in plan.changes:
        unit = units[change.after.uuid]
        for kind, title in change.posts:
            seat(unit=unit, kind=kind, title=title, viewer=viewer, at=at)
        if change.what == "ended" and unit.last_day is not None:
            for known in Seat.objects.filter(unit=unit, post__last_day__isnull=True).select_related("post"):
                abolish_post(post=known.post, last_day=unit.last_day, viewer=viewer, at=at)
        data = {"file": plan.file, "before": _facts(change.before), "after": _facts(change.after)}
        note_down(unit, f"import_{change.what}", viewer, at, note=change.after.name, data=data)
    if plan.changes:
        arrange_falls(on=plan.on)


def _facts(state: UnitState | None) -> dict[str, Any] | None:
    """The unit as the timeline keeps it."""
    if state is None:
        return None
    ties = [[tie.kind, str(tie.above), _text(tie.first_day), _text(tie.last_day)] for tie in state.ties]
    days = {"first_day": _text(state.first_day), "last_day": _text(state.last_day)}
    return {"name": state.name, "kind": state.kind, **days, "ties": sorted(ties, key=str)}


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _write_units(plan: Plan) -> dict[UUID, Unit]:
    """The units of the plan's changes and of their ties, as they are from now on."""
    fields = ("name", "kind", "first_day", "last_day")
    new = [change.after for change in plan.those("new")]
    Unit.objects.bulk_create(
        [Unit(uuid=state.uuid, **{f: getattr(state, f) for f in fields}) for state in new], batch_size=500
    )
    units = {unit.uuid: unit for unit in Unit.objects.all()}
    changed = [change.after for change in plan.changes if change.before is not None]
    for state in changed:
        for name in fields:
            setattr(units[state.uuid], name, getattr(state, name))
    Unit.objects.bulk_update([units[state.uuid] for state in changed], fields, batch_size=200)
    return units


def _write_ties(plan: Plan, units: dict[UUID, Unit]) -> None:
    moved = [
        change for change in plan.changes if not change.before or change.before.ties != change.after.ties
    ]
    for change in moved:
        for tie in change.before.ties - change.after.ties if change.before else ():
            Tie.objects.filter(
                unit=units[change.after.uuid],
                above=units[tie.above],
                kind=tie.kind,
                first_day=tie.first_day,
                last_day=tie.last_day,
            ).delete()
    new = [
        Tie(unit=units[change.after.uuid], above=units[tie.above], kind=tie.kind,
            first_day=tie.first_day, last_day=tie.last_day)
        for change in moved
        for tie in change.after.ties - (change.before.ties if change.before else frozenset())
    ]  # fmt: skip
    Tie.objects.bulk_create(new, batch_size=500)
