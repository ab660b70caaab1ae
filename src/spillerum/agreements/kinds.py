"""How the room's matters are told, and what their buttons need: registered with the kernel when the house starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from spillerum.agreements import forms, services
from spillerum.agreements.access import AgreementPermission
from spillerum.agreements.bags import kroner
from spillerum.agreements.lifecycle import TRANSFER
from spillerum.agreements.models import Transfer
from spillerum.agreements.roles import who
from spillerum.agreements.saving_kinds import register_saving_kinds
from spillerum.matters.kinds import Card, Deed, Kind, register
from spillerum.people.access import may

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.matters.models import Matter
    from spillerum.people.access import Viewer


def register_kinds() -> None:
    register_saving_kinds()
    register(
        Kind(
            lifecycle=TRANSFER,
            who=who,
            may_see=_may_see,
            cards=_cards,
            # Minutes are estimates, and said to be so on the page of what Spillerum costs.
            deeds={
                "accept": Deed(forms.AcceptForm, services.accept, primary=True, minutes=1),
                "decline": Deed(forms.DeclineForm, services.decline, minutes=1),
                "withdraw": Deed(forms.WithdrawForm, services.withdraw, minutes=1),
                "undo": Deed(forms.UndoForm, services.undo, minutes=1),
            },
        )
    )


def _may_see(viewer: Viewer, matter: Matter) -> bool:
    return may(viewer, AgreementPermission.SEE_TRANSFER, matter)


def _cards(matters: Sequence[Matter]) -> dict[int, Card]:
    """One query, however many matters."""
    found = Transfer.objects.filter(matter__in=matters)
    found = found.select_related("giver", "taker", "giver_group", "taker_group")
    return {transfer.matter_id: _card(transfer) for transfer in found if transfer.matter_id}


def _card(transfer: Transfer) -> Card:
    facts = {
        "amount": kroner(transfer.amount),
        "giver": transfer.giver.name,
        "taker": transfer.taker.name,
        "giver_group": transfer.giver_group.name.lower(),
        "taker_group": transfer.taker_group.name.lower(),
        "year": transfer.year,
        "reason": transfer.reason,
    }
    offered = transfer.proposer_id == transfer.giver_id
    sentence = (
        _("%(giver)s offers %(amount)s kr. from %(giver_group)s in %(year)s, for %(taker_group)s: %(reason)s")
        if offered
        else _(
            "%(taker)s asks for %(amount)s kr. from %(giver_group)s in %(year)s, for %(taker_group)s: %(reason)s"
        )
    )
    return Card(
        title=_("%(amount)s kr. from %(giver)s to %(taker)s") % facts,
        sentence=sentence % facts,
        place=f"{transfer.giver.name} → {transfer.taker.name}",
        extra={"transfer": transfer},
    )
