"""Deeds with money between bags. Each is one transaction in which nobody else moves money, so no bag is emptied twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from spillerum.agreements.access import AgreementPermission
from spillerum.agreements.bags import check, facts, write
from spillerum.agreements.errors import NotAnAmount, SentAlready, WrongSide
from spillerum.agreements.models import Transfer
from spillerum.agreements.roles import asked
from spillerum.agreements.turns import MONEY
from spillerum.calendar.now import now
from spillerum.matters.services import move, open_matter, record
from spillerum.matters.turns import turn
from spillerum.people.access import may, require

if TYPE_CHECKING:
    from uuid import UUID

    from spillerum.matters.models import Entry, Matter
    from spillerum.money.models import AccountGroup
    from spillerum.organisation.models import Unit
    from spillerum.people.access import Viewer


def move_within(
    *,
    viewer: Viewer,
    key: UUID,
    unit: Unit,
    year: int,
    giver_group: AccountGroup,
    taker_group: AccountGroup,
    amount: int,
    reason: str,
) -> Transfer:
    """Move so many øre between two of the unit's account groups at once. The leader may: nobody is asked."""
    require(viewer, AgreementPermission.MOVE, unit)
    with turn(MONEY):
        transfer = Transfer(
            key=key, year=year, giver=unit, giver_group=giver_group, taker=unit, taker_group=taker_group,
            amount=amount, reason=reason.strip(), proposer=unit, by=viewer.user, at=now(),
        )  # fmt: skip
        if there := _sent_before(transfer):
            return there
        check(transfer)
        transfer.save()
        write(transfer, viewer)
        record(
            about=f"unit:{unit.pk}",
            what="moved_money",
            by=viewer.user,
            note=transfer.reason,
            data=facts(transfer),
        )
    return transfer


def propose(
    *,
    viewer: Viewer,
    key: UUID,
    giver: Unit,
    giver_group: AccountGroup,
    taker: Unit,
    taker_group: AccountGroup,
    year: int,
    amount: int,
    reason: str,
) -> Transfer:
    """Offer money to another unit, or ask for some. Whoever leads both sides has agreed already."""
    sides = [side for side in (giver, taker) if may(viewer, AgreementPermission.MOVE, side)]
    if not sides:
        raise WrongSide(_("You lead neither of the two units. Ask one of their leaders to propose it."))
    with turn(MONEY):
        transfer = Transfer(
            key=key, year=year, giver=giver, giver_group=giver_group, taker=taker, taker_group=taker_group,
            amount=amount, reason=reason.strip(), proposer=sides[0], by=viewer.user, at=now(),
        )  # fmt: skip
        if there := _sent_before(transfer):
            return there
        if giver.pk == taker.pk:
            raise NotAnAmount(_("Both are the same unit. Move it within the unit: nobody needs to be asked."))
        check(transfer)
        transfer.matter = open_matter(
            kind="transfer", about=f"unit:{giver.pk}", who={"other": asked(transfer)}, note=transfer.reason
        )
        transfer.save()
        if len(sides) > 1:
            _move(viewer, transfer, "accept", "")
    return transfer


def accept(*, viewer: Viewer, matter: Matter, text: str = "") -> Entry:
    """Yes: the money is moved, if it is still there."""
    require(viewer, AgreementPermission.ANSWER, matter)
    with turn(MONEY):
        transfer = _of(matter)
        check(transfer)
        return _move(viewer, transfer, "accept", text)


def decline(*, viewer: Viewer, matter: Matter, text: str) -> Entry:
    """No thanks, with a reason."""
    require(viewer, AgreementPermission.ANSWER, matter)
    return move(matter=matter, name="decline", by=viewer.user, for_post=matter.post, note=text.strip())


def withdraw(*, viewer: Viewer, matter: Matter, text: str = "") -> Entry:
    """Taken back before it was answered."""
    require(viewer, AgreementPermission.WITHDRAW, matter)
    return move(matter=matter, name="withdraw", by=viewer.user, note=text.strip())


def undo(*, viewer: Viewer, matter: Matter, text: str) -> Entry:
    """The money goes back where it came from, as long as it is there."""
    require(viewer, AgreementPermission.UNDO, matter)
    with turn(MONEY):
        transfer = _of(matter)
        back = Transfer(
            year=transfer.year, giver=transfer.taker, giver_group=transfer.taker_group, taker=transfer.giver,
            taker_group=transfer.giver_group, amount=transfer.amount, reason=text.strip(), at=now(),
        )  # fmt: skip
        check(back, back=True)
        entry = move(matter=matter, name="undo", by=viewer.user, note=text.strip())
        write(transfer, viewer, back=True, reason=back.reason)
    return entry


def _move(viewer: Viewer, transfer: Transfer, name: str, text: str) -> Entry:
    if transfer.matter is None:
        raise WrongSide(_("Money within a unit is moved at once, so there is nothing to answer."))
    entry = move(
        matter=transfer.matter, name=name, by=viewer.user, for_post=transfer.matter.post, note=text.strip()
    )
    write(transfer, viewer)
    return entry


def _of(matter: Matter) -> Transfer:
    sides = Transfer.objects.select_related("giver", "taker", "giver_group", "taker_group")
    transfer = sides.get(matter=matter)
    transfer.matter = matter  # the caller's own, so that it sees what became of it
    return transfer


def _sent_before(transfer: Transfer) -> Transfer | None:
    """The same, where it was sent before. Raises SentAlready when the page then said something else."""
    there = Transfer.objects.filter(key=transfer.key).select_related("matter", "giver", "taker").first()
    if there is not None and _words(there) != _words(transfer):
        raise SentAlready(
            _("This page has been sent once, and then it said something else. Open it again to move more.")
        )
    return there


def _words(transfer: Transfer) -> tuple[object, ...]:
    said = ("year", "giver_id", "giver_group_id", "taker_id", "taker_group_id", "amount", "reason")
    return tuple(getattr(transfer, name) for name in said)
