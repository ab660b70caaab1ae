"""How a saving and its invitations are told, and what their buttons need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from spillerum.agreements import forms, saving
from spillerum.agreements.access import AgreementPermission
from spillerum.agreements.bags import kroner
from spillerum.agreements.lifecycle import INVITATION, SAVING
from spillerum.agreements.models import Member, Saving
from spillerum.agreements.roles import who_of_invitation, who_of_saving
from spillerum.calendar import words
from spillerum.matters.kinds import Card, Deed, Kind, register
from spillerum.people.access import may

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from spillerum.matters.models import Entry, Matter
    from spillerum.people.access import Viewer


_NAMED = 3  # as many units as a line holds


def register_saving_kinds() -> None:
    """Minutes are estimates. What takes a talk among leaders has none: it stays unknown."""
    register(
        Kind(
            lifecycle=SAVING,
            who=who_of_saving,
            may_see=_may_see_saving,
            cards=_saving_cards,
            deeds={"stop": Deed(forms.StopForm, saving.stop, minutes=1)},
            told=_told,
        )
    )
    register(
        Kind(
            lifecycle=INVITATION,
            who=who_of_invitation,
            may_see=_may_see_invitation,
            cards=_invitation_cards,
            deeds={
                "join": Deed(forms.JoinForm, saving.join, primary=True),
                "decline": Deed(forms.NotUsForm, saving.decline, minutes=1),
            },
            told=_told,
        )
    )


def _may_see_saving(viewer: Viewer, matter: Matter) -> bool:
    return may(viewer, AgreementPermission.SEE_SAVING, matter.saving)


def _may_see_invitation(viewer: Viewer, matter: Matter) -> bool:
    return may(viewer, AgreementPermission.SEE_SAVING, matter.member.saving)


def _saving_cards(matters: Sequence[Matter]) -> dict[int, Card]:
    """Two queries, however many matters."""
    found = Saving.objects.filter(matter__in=matters).prefetch_related("members__unit")
    return {one.matter_id: _saving_card(one) for one in found}


def _saving_card(one: Saving) -> Card:
    members = list(one.members.all())
    reached = saving.reached_by(one, members)
    facts = _facts(one) | {
        "joined": sum(bool(member.joined) for member in members),
        "asked": len(members),
        "taken": kroner(_round(reached.taken)),
        "goal": kroner(_round(reached.goal)),
    }
    sentence = _(
        "%(joined)s of %(asked)s units take on %(taken)s kr. a year. The goal is %(goal)s kr., from %(first)s to %(last)s."
    )
    return Card(title=one.name, sentence=sentence % facts, place=_place(members), extra={"saving": one})


def _invitation_cards(matters: Sequence[Matter]) -> dict[int, Card]:
    """Three queries, however many matters."""
    found = Member.objects.filter(matter__in=matters).select_related("saving__proposer", "unit")
    found = found.prefetch_related("saving__members__unit")
    return {member.matter_id: _invitation_card(member) for member in found if member.matter_id}


def _invitation_card(member: Member) -> Card:
    one = member.saving
    facts = _facts(one) | {
        "proposer": one.proposer.name,
        "share": _percent(member.rate),
        "amount": kroner(_round(round(member.base * member.rate))),
        "asked": len(one.members.all()),
    }
    sentence = _(
        "%(proposer)s suggests that %(asked)s units together save %(rate)s a year from %(first)s to %(last)s: %(reason)s "
        "Your share would be %(share)s, about %(amount)s kr. a year. You may choose another."
    )
    return Card(title=one.name, sentence=sentence % facts, place=member.unit.name, extra={"saving": one})


def _facts(one: Saving) -> dict[str, Any]:
    reason = one.reason if one.reason.endswith((".", "!", "?")) else one.reason + "."
    return {"rate": _percent(one.rate), "first": one.first_year, "last": one.last_year, "reason": reason}


def _told(entry: Entry) -> str:
    """The timeline's words beyond the move's own."""
    if entry.what in {"met", "not_met"}:
        facts = {"year": entry.data["year"]} | {
            name: kroner(_round(int(entry.data[name]))) for name in ("goal", "saved")
        }
        if int(entry.data["saved"]) < 0:
            facts["saved"] = kroner(-_round(int(entry.data["saved"])))
            return _("%(year)s: %(saved)s kr. more was spent; %(goal)s kr. was to be saved.") % facts
        met = _("%(year)s: %(saved)s kr. was saved, and %(goal)s kr. was aimed at. It was met.")
        short = _("%(year)s: %(saved)s kr. was saved, and %(goal)s kr. was aimed at. It was not met.")
        return (met if entry.what == "met" else short) % facts
    return entry.note


def _place(members: Sequence[Member]) -> str:
    return ", ".join(member.unit.name for member in members[:_NAMED]) + (
        " …" if len(members) > _NAMED else ""
    )


def _percent(rate: Decimal) -> str:
    return words.percent(float(rate), "en" if get_language() == "en" else "da")


def _round(ore: int) -> int:
    """To whole hundreds of kroner, as it is said aloud; small amounts to whole kroner."""
    step = 10_000 if abs(ore) >= 1_000_000 else 100
    return round(ore / step) * step
