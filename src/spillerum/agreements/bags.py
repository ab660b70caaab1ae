"""What a bag can give, and the two budget lines of a move: together they are nothing. Called inside the turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from spillerum.agreements.errors import NotAnAmount, NotEnough, WrongSide, YearIsClosed
from spillerum.agreements.queries import can_give
from spillerum.calendar.now import now, today
from spillerum.calendar.words import number
from spillerum.money.models import BudgetLine, FinancialYear

if TYPE_CHECKING:
    from spillerum.agreements.models import Transfer
    from spillerum.people.access import Viewer


def check(transfer: Transfer, *, back: bool = False) -> None:
    """Raise what is wrong, with what to do. back: what was moved is undone."""
    if transfer.amount <= 0:
        raise NotAnAmount(_("Write how much is to be moved: more than 0 kr."))
    same = transfer.giver_id == transfer.taker_id and transfer.giver_group_id == transfer.taker_group_id
    if same:
        raise NotAnAmount(_("The money is there already. Choose another place for it."))
    closed = FinancialYear.objects.filter(year=transfer.year, closes_on__lt=today())
    if transfer.year < today().year - 1 or closed.exists():
        raise YearIsClosed(
            _("The books of %(year)s are closed, so its budget stands.") % {"year": transfer.year}
        )
    if back and transfer.giver_group.income:
        return  # it is expected to come in again: nothing is taken from there
    if transfer.giver_group.income:
        raise WrongSide(
            _("%(group)s is income: it holds no money to give. Choose what is to be spent less on.")
            % {"group": transfer.giver_group}
        )
    there = can_give(transfer.giver, transfer.giver_group, transfer.year)
    if transfer.amount > there:
        raise NotEnough(
            _(
                "%(unit)s has %(there)s kr. left for %(group)s in %(year)s, so %(amount)s kr. cannot be moved from there."
            )
            % {
                "unit": transfer.giver.name,
                "there": kroner(there),
                "group": transfer.giver_group.name.lower(),
                "year": transfer.year,
                "amount": kroner(transfer.amount),
            }
        )


def write(transfer: Transfer, viewer: Viewer, *, back: bool = False, reason: str = "") -> None:
    """Two lines of the budget that are nothing together."""
    sides = ((transfer.giver_id, transfer.giver_group_id), (transfer.taker_id, transfer.taker_group_id))
    signs = (1, -1) if back else (-1, 1)
    moment = now()
    BudgetLine.objects.bulk_create(
        BudgetLine(
            year=transfer.year, unit_id=unit, group_id=group, kind=BudgetLine.Kind.TRANSFER,
            amount=sign * transfer.amount, day=today(), reason=reason or transfer.reason, by=viewer.user, known=moment,
            reference=f"transfer:{transfer.pk}:{'back' if back else 'out'}:{name}",
        )
        for name, (unit, group), sign in zip(("giver", "taker"), sides, signs, strict=True)
    )  # fmt: skip


def facts(transfer: Transfer) -> dict[str, str]:
    return {
        "amount": str(transfer.amount),
        "year": str(transfer.year),
        "from": transfer.giver_group.key,
        "to": transfer.taker_group.key,
    }


def kroner(ore: int) -> str:
    return number(ore / 100, "en" if get_language() == "en" else "da", 0 if ore % 100 == 0 else 2)
