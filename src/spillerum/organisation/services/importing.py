"""A file of units is taken in: all of it or nothing, and a second time nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from spillerum.calendar.now import today
from spillerum.organisation.intake.planning import plan_import
from spillerum.organisation.models import Seat
from spillerum.organisation.services.deed import OrganisationError, alone, may_arrange, note_down
from spillerum.organisation.services.seats import arrange_falls
from spillerum.organisation.services.writing import write_posts, write_ties, write_units
from spillerum.people.services import abolish_post

if TYPE_CHECKING:
    from datetime import date, datetime

    from spillerum.organisation.intake.house import UnitState
    from spillerum.organisation.intake.plan import Plan
    from spillerum.people.access import Viewer


class PlanChanged(OrganisationError):
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
    units = write_units(plan)
    write_ties(plan, units)
    write_posts(plan, units, viewer, at)
    for change in plan.changes:
        unit = units[change.after.uuid]
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
