"""Who may do what with a year's end. Read it aloud: it is meant to be understood."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, cast

from spillerum.forecasts import lifecycle
from spillerum.organisation.queries import groups_on, reach, units_of
from spillerum.people.access import PostKind, rule

if TYPE_CHECKING:
    from spillerum.forecasts.models import BudgetDeviation
    from spillerum.matters.models import Matter
    from spillerum.organisation.models import Unit
    from spillerum.people.access import Viewer

HANDED_TO_DIRECTOR = frozenset({"helping", "handed_up", "asked_for"})


class ForecastPermission(StrEnum):
    SEE = "forecasts.see"
    COMMIT = "forecasts.commit"  # say what is known to come, and take it back
    ANSWER = lifecycle.ANSWER  # explain, plan, ask for help or another budget, doubt the books
    HELP = lifecycle.HELP  # agree on something with the leader, or leave it to the leader
    CHECK = lifecycle.CHECK  # say whether the doubted books are right
    ANSWER_PRESSURE = lifecycle.ANSWER_PRESSURE  # explain, plan for, or doubt what presses on all


@rule(ForecastPermission.COMMIT)
def _leads_the_unit(viewer: Viewer, thing: object) -> bool:
    return cast("Unit", thing).pk in units_of(viewer, PostKind.LEADER)


@rule(ForecastPermission.ANSWER)
def _the_leader_of_the_unit(viewer: Viewer, thing: object) -> bool:
    return cast("Matter", thing).budget_deviation.unit_id in units_of(viewer, PostKind.LEADER)


@rule(ForecastPermission.HELP)
def _the_post_it_was_handed_to(viewer: Viewer, thing: object) -> bool:
    matter = cast("Matter", thing)
    return matter.state in HANDED_TO_DIRECTOR and matter.post_id in viewer.post_ids


@rule(ForecastPermission.CHECK)
def _whoever_owns_the_books(viewer: Viewer, thing: object) -> bool:
    matter = cast("Matter", thing)
    return matter.state == "doubted" and matter.post_id in viewer.post_ids


@rule(ForecastPermission.ANSWER_PRESSURE)
def _the_director_of_the_group(viewer: Viewer, thing: object) -> bool:
    deviation = cast("Matter", thing).budget_deviation
    return deviation.unit_id is None and deviation.group_id in reach(viewer, PostKind.DIRECTOR)


@rule(ForecastPermission.SEE)
def _see(viewer: Viewer, thing: object) -> bool:
    """The unit's own leader and staff always; the director once it was handed up or help was asked; leaders among the
    siblings while help is asked; whoever is asked now. What presses on all is seen by everybody signed in."""
    matter = cast("Matter", thing)
    deviation = matter.budget_deviation
    if deviation.unit_id is None:
        return True
    return (
        deviation.unit_id in units_of(viewer, PostKind.LEADER, PostKind.STAFF)
        or (matter.post_id is not None and matter.post_id in viewer.post_ids)
        or (deviation.was_handed_up and deviation.unit_id in reach(viewer, PostKind.DIRECTOR))
        or _colleague_asks(viewer, matter, deviation)
    )


def _colleague_asks(viewer: Viewer, matter: Matter, deviation: BudgetDeviation) -> bool:
    return matter.state == "helping" and deviation.group_id in _groups_led(viewer)


def _groups_led(viewer: Viewer) -> frozenset[int]:
    """The groups whose siblings the viewer leads one of."""
    if "forecasts.groups_led" not in viewer.notes:
        groups = groups_on(viewer.on)
        led = units_of(viewer, PostKind.LEADER)
        viewer.notes["forecasts.groups_led"] = frozenset(groups[unit].pk for unit in led if unit in groups)
    return cast("frozenset[int]", viewer.notes["forecasts.groups_led"])
