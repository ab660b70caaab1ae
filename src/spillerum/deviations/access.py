"""Who may do what with a deviation. Read it aloud: it is meant to be understood."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, cast

from spillerum.deviations import lifecycle
from spillerum.organisation.queries import groups_on, reach, units_of
from spillerum.people.access import PostKind, rule

if TYPE_CHECKING:
    from spillerum.deviations.models import Deviation
    from spillerum.matters.models import Matter
    from spillerum.people.access import Viewer

HANDED_TO_DIRECTOR = frozenset({"helping", "handed_up"})


class DeviationPermission(StrEnum):
    SEE = "deviations.see"
    ANSWER = lifecycle.ANSWER  # explain, plan, ask for help, doubt, say that it is the new normal
    HELP = lifecycle.HELP  # agree on something with the leader, or leave it to the leader
    CHECK = lifecycle.CHECK  # say whether a doubted figure is right
    ANSWER_COMMON = lifecycle.ANSWER_COMMON  # the same answers, to a common cause


@rule(DeviationPermission.ANSWER)
def _the_leader_of_the_unit(viewer: Viewer, thing: object) -> bool:
    deviation = cast("Matter", thing).deviation
    return deviation.unit_id in units_of(viewer, PostKind.LEADER)


@rule(DeviationPermission.HELP)
def _the_post_it_was_handed_to(viewer: Viewer, thing: object) -> bool:
    matter = cast("Matter", thing)
    return matter.state in HANDED_TO_DIRECTOR and matter.post_id in viewer.post_ids


@rule(DeviationPermission.CHECK)
def _whoever_owns_the_figure(viewer: Viewer, thing: object) -> bool:
    matter = cast("Matter", thing)
    return matter.state == "doubted" and matter.post_id in viewer.post_ids


@rule(DeviationPermission.ANSWER_COMMON)
def _the_director_of_the_group(viewer: Viewer, thing: object) -> bool:
    return cast("Matter", thing).deviation.group_id in reach(viewer, PostKind.DIRECTOR)


@rule(DeviationPermission.SEE)
def _see(viewer: Viewer, thing: object) -> bool:
    """The unit's own leader and staff always; the director once it was handed up or help was asked; colleagues among
    the siblings while help is asked; whoever owns one of its figures. A common cause is seen by everybody signed in."""
    matter = cast("Matter", thing)
    deviation = matter.deviation
    if deviation.unit_id is None:
        return True
    return (
        deviation.unit_id in units_of(viewer, PostKind.LEADER, PostKind.STAFF)
        or any(part.measure.owner_id in viewer.post_ids for part in deviation.every_part)
        or _was_handed_up(viewer, deviation)
        or _colleague_asks(viewer, matter, deviation)
    )


def _was_handed_up(viewer: Viewer, deviation: Deviation) -> bool:
    return deviation.was_handed_up and deviation.unit_id in reach(viewer, PostKind.DIRECTOR)


def _colleague_asks(viewer: Viewer, matter: Matter, deviation: Deviation) -> bool:
    return matter.state == "helping" and deviation.group_id in _groups_led(viewer)


def _groups_led(viewer: Viewer) -> frozenset[int]:
    """The groups whose siblings the viewer leads one of."""
    if "groups_led" not in viewer.notes:
        groups = groups_on(viewer.on)
        led = units_of(viewer, PostKind.LEADER)
        viewer.notes["groups_led"] = frozenset(groups[unit].pk for unit in led if unit in groups)
    return cast("frozenset[int]", viewer.notes["groups_led"])
