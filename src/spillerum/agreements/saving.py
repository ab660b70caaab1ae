"""Deeds of a saving that units agree on themselves: propose, join or not, count the answers, stop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from spillerum.agreements.access import AgreementPermission
from spillerum.agreements.errors import NoBudget, NotASaving, SentAlready
from spillerum.agreements.models import Member, Saving
from spillerum.agreements.roles import leader_or_above
from spillerum.agreements.turns import COUNTING
from spillerum.calendar.now import now
from spillerum.calendar.workdays import end_of
from spillerum.matters.services import move, open_matter
from spillerum.matters.turns import turn
from spillerum.money.queries import budget_of
from spillerum.people.access import require

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from spillerum.matters.models import Entry, Matter
    from spillerum.organisation.models import Unit
    from spillerum.people.access import Viewer

MOST = Decimal("0.2")  # a year: more is no saving, it is a closure
LONGEST = 10  # years


@dataclass(frozen=True, slots=True)
class Reached:
    """What those who said yes take on, of what is aimed at, in øre a year."""

    taken: int
    goal: int

    @property
    def holds(self) -> bool:
        return self.taken >= self.goal


@dataclass(frozen=True, slots=True)
class Terms:
    """What is proposed. rate: the share saved a year, .01 for 1 %; price_growth: what prices are expected to rise a year."""

    name: str
    reason: str
    rate: Decimal
    first_year: int
    years: int
    price_growth: Decimal = Decimal(0)


def propose_saving(*, viewer: Viewer, key: UUID, unit: Unit, others: Sequence[Unit], terms: Terms) -> Saving:
    """Ask the other units to save with this one. Its own share is said with it; nobody is bound but by their own yes."""
    require(viewer, AgreementPermission.PROPOSE_SAVING, unit)
    _possible(unit, others, terms)
    with turn(COUNTING):
        if there := Saving.objects.filter(key=key).first():
            return _the_same(there, unit, others, terms)
        bases = _bases([unit, *others], terms.first_year - 1)
        reason = terms.reason.strip()
        who = {"proposer": leader_or_above(unit)}
        matter = open_matter(kind="saving", about=f"unit:{unit.pk}", who=who, note=reason)
        saving = Saving.objects.create(
            matter=matter, key=key, name=terms.name.strip(), reason=reason, rate=terms.rate,
            price_growth=terms.price_growth, first_year=terms.first_year,
            last_year=terms.first_year + terms.years - 1, proposer=unit, by=viewer.user, at=now(),
        )  # fmt: skip
        Member.objects.create(saving=saving, unit=unit, base=bases[unit.pk], rate=terms.rate, joined=True)
        for other in others:
            who = {"leader": leader_or_above(other)}
            invited = open_matter(kind="invitation", about=f"unit:{other.pk}", who=who, note=reason)
            Member.objects.create(
                saving=saving, matter=invited, unit=other, base=bases[other.pk], rate=terms.rate
            )
    return saving


def join(*, viewer: Viewer, matter: Matter, rate: Decimal | None = None, text: str = "") -> Entry:
    """Yes, with the share that was proposed or another that the unit chooses."""
    require(viewer, AgreementPermission.ANSWER_INVITATION, matter)
    if rate is not None and not 0 <= rate <= MOST:
        raise NotASaving(_("A share lies between 0 and 20 % a year."))
    with turn(COUNTING):
        member = matter.member
        member.rate = member.rate if rate is None else rate
        member.save(update_fields=["rate"])
        return move(
            matter=matter, name="join", by=viewer.user, for_post=matter.post, note=text.strip(),
            data={"rate": str(member.rate)},
        )  # fmt: skip


def decline(*, viewer: Viewer, matter: Matter, text: str = "") -> Entry:
    """Not us."""
    require(viewer, AgreementPermission.ANSWER_INVITATION, matter)
    with turn(COUNTING):
        return move(matter=matter, name="decline", by=viewer.user, for_post=matter.post, note=text.strip())


def stop(*, viewer: Viewer, matter: Matter, text: str) -> Entry:
    """It ends before its time; whoever has not answered is not asked any more."""
    require(viewer, AgreementPermission.STOP_SAVING, matter)
    with turn(COUNTING):  # before the matter, as whoever joins takes them
        return move(matter=matter, name="stop", by=viewer.user, for_post=matter.post, note=text.strip())


def keep_up_invitation(*, matter: Matter) -> None:
    """An invitation has ended: count. Part of the move that ended it."""
    with turn(COUNTING):
        member = matter.member
        member.joined = matter.state == "joined"
        member.save(update_fields=["joined"])
        saving = Saving.objects.select_related("matter").get(pk=member.saving_id)
        members = list(saving.members.all())
        if saving.matter.state != "proposed" or any(one.joined is None for one in members):
            return
        reached = reached_by(saving, members)
        data = {"taken": reached.taken, "goal": reached.goal}
        if reached.holds:
            until = end_of(date(saving.last_year + 1, 12, 31))
            move(matter=saving.matter, name="hold", until=until, data=data)
        else:
            move(matter=saving.matter, name="miss", data=data)


def call_off(*, matter: Matter) -> None:
    """A saving has ended: its open invitations are called off. Part of the move that ended it."""
    for member in matter.saving.members.filter(joined=None).select_related("matter"):
        if member.matter is not None:
            move(matter=member.matter, name="call_off")


def reached_by(saving: Saving, members: Sequence[Member]) -> Reached:
    taken = sum((one.base * one.rate for one in members if one.joined), Decimal(0))
    goal = sum((one.base * saving.rate for one in members), Decimal(0))
    return Reached(round(taken), round(goal))


def _the_same(there: Saving, unit: Unit, others: Sequence[Unit], terms: Terms) -> Saving:
    """Raises SentAlready when the page then said something else."""
    asked = {there.proposer_id, *there.members.values_list("unit", flat=True)}
    said = (there.name, there.reason, there.rate, there.first_year, there.last_year, there.price_growth)
    now_said = (
        terms.name.strip(), terms.reason.strip(), terms.rate, terms.first_year,
        terms.first_year + terms.years - 1, terms.price_growth,
    )  # fmt: skip
    if (asked, said) != ({unit.pk, *(other.pk for other in others)}, now_said):
        raise SentAlready(
            _("This page has been sent once, and then it said something else. Open it again to ask anew.")
        )
    return there


def _possible(unit: Unit, others: Sequence[Unit], terms: Terms) -> None:
    if not others or unit in others or len(set(others)) != len(others):
        raise NotASaving(_("Choose which other units are asked, each once."))
    if not 0 < terms.rate <= MOST:
        raise NotASaving(_("Write how much a year: more than 0 and at most 20 %."))
    if not 1 <= terms.years <= LONGEST:
        raise NotASaving(_("Write for how many years: 1 to 10."))


def _bases(units: Sequence[Unit], year: int) -> dict[int, int]:
    """Unit to what it may spend in the year, in øre."""
    found = dict.fromkeys((unit.pk for unit in units), 0)
    for (unit, _group), budget in budget_of(list(found), year).items():
        found[unit] += max(budget.total, 0)
    if missing := [unit.name for unit in units if found[unit.pk] <= 0]:
        raise NoBudget(
            _("There is no budget of %(year)s for %(units)s, so no share can be reckoned.")
            % {"year": year, "units": ", ".join(missing)}
        )
    return found
