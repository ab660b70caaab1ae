"""Who may do what with what leaders agree on about money. Nobody above them is asked."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, cast

from spillerum.agreements import lifecycle
from spillerum.organisation.queries import reach, units_of
from spillerum.people.access import PostKind, rule

if TYPE_CHECKING:
    from spillerum.agreements.models import Saving
    from spillerum.matters.models import Matter
    from spillerum.organisation.models import Unit
    from spillerum.people.access import Viewer


class AgreementPermission(StrEnum):
    MOVE = "agreements.move"  # move money within the unit, and propose to others
    SEE_TRANSFER = "agreements.see_transfer"
    ANSWER = lifecycle.ANSWER  # say yes or no to what the other leader proposed
    WITHDRAW = lifecycle.WITHDRAW  # take a proposal back before it is answered
    UNDO = lifecycle.UNDO  # undo what was moved a short while ago
    PROPOSE_SAVING = "agreements.propose_saving"  # ask other units to save together
    SEE_SAVING = "agreements.see_saving"
    ANSWER_INVITATION = lifecycle.ANSWER_INVITATION  # say yes with a share, or no
    STOP_SAVING = lifecycle.STOP_SAVING


@rule(AgreementPermission.MOVE)
@rule(AgreementPermission.PROPOSE_SAVING)
def _leads_the_unit(viewer: Viewer, thing: object) -> bool:
    return cast("Unit", thing).pk in units_of(viewer, PostKind.LEADER)


@rule(AgreementPermission.ANSWER)
def _the_post_that_was_asked(viewer: Viewer, thing: object) -> bool:
    matter = cast("Matter", thing)
    return matter.state == "proposed" and matter.post_id in viewer.post_ids


@rule(AgreementPermission.WITHDRAW)
def _leads_the_side_that_proposed(viewer: Viewer, thing: object) -> bool:
    return cast("Matter", thing).transfer.proposer_id in units_of(viewer, PostKind.LEADER)


@rule(AgreementPermission.UNDO)
def _leads_either_side(viewer: Viewer, thing: object) -> bool:
    """Also whoever was asked in a vacant leader's place."""
    matter = cast("Matter", thing)
    sides = {matter.transfer.giver_id, matter.transfer.taker_id}
    return matter.post_id in viewer.post_ids or bool(sides & units_of(viewer, PostKind.LEADER))


@rule(AgreementPermission.SEE_TRANSFER)
def _works_at_either_side_or_directs_it(viewer: Viewer, thing: object) -> bool:
    transfer = cast("Matter", thing).transfer
    sides = {transfer.giver_id, transfer.taker_id}
    near = units_of(viewer, PostKind.LEADER, PostKind.STAFF) | reach(viewer, PostKind.DIRECTOR)
    return bool(sides & near)


@rule(AgreementPermission.ANSWER_INVITATION)
def _the_post_that_was_invited(viewer: Viewer, thing: object) -> bool:
    matter = cast("Matter", thing)
    return matter.state == "asked" and matter.post_id in viewer.post_ids


@rule(AgreementPermission.STOP_SAVING)
def _leads_the_unit_that_proposed_the_saving(viewer: Viewer, thing: object) -> bool:
    return cast("Matter", thing).saving.proposer_id in units_of(viewer, PostKind.LEADER)


@rule(AgreementPermission.SEE_SAVING)
def _works_at_a_member_or_directs_one(viewer: Viewer, thing: object) -> bool:
    """The saving and its invitations alike: those who are asked see who else is, and with which share."""
    members = {member.unit_id for member in cast("Saving", thing).members.all()}
    near = units_of(viewer, PostKind.LEADER, PostKind.STAFF) | reach(viewer, PostKind.DIRECTOR)
    return bool(members & near)
