"""What leaders have agreed on, and what they could still agree on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from spillerum.agreements.models import Saving, Transfer
from spillerum.calendar.now import today
from spillerum.money.models import BudgetLine, FinancialYear, Placing
from spillerum.money.queries import room_left
from spillerum.money.queries.known import tree_then
from spillerum.organisation.queries import units_on

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from spillerum.money.models import AccountGroup
    from spillerum.money.tree import Tree
    from spillerum.organisation.models import Unit


def transfers_of(units: Collection[int], year: int) -> QuerySet[Transfer]:
    """What was moved or proposed to or from the units, the newest first. One query."""
    rows = Transfer.objects.filter(Q(giver__in=units) | Q(taker__in=units), year=year)
    return rows.select_related("matter", "giver", "taker", "giver_group", "taker_group", "by").order_by(
        "-at", "-pk"
    )


def can_give(unit: Unit, group: AccountGroup, year: int, *, tree: Tree | None = None) -> int:
    """Øre that may leave this bag: what is left of its budget, and never more than the budget; 0 for income.

    A bag that only hands out (its budget of expenses) is never made to owe.
    """
    room = room_left(unit.pk, year, tree=tree).get(group.pk)
    if room is None or group.income:
        return 0
    return max(min(room.left, room.budget), 0)


def savings_of(units: Collection[int]) -> QuerySet[Saving]:
    """What the units have been asked to save together, the newest first. Three queries with its members and years."""
    asked = Saving.objects.filter(members__unit__in=units).distinct()
    return (
        asked.select_related("matter", "proposer")
        .prefetch_related("members__unit", "years")
        .order_by("-at", "-pk")
    )


def years_open() -> list[int]:
    """Years whose budgets may still be changed, this year first."""
    year = today().year
    closed = FinancialYear.objects.filter(year__in=(year - 1, year, year + 1), closes_on__lt=today())
    shut = set(closed.values_list("year", flat=True))
    return [one for one in (year, year - 1, year + 1) if one not in shut]


def partners_of(unit: Unit) -> list[Unit]:
    """The unit and those with a budget this year or the next that money can go to and come from, by name.

    A merged unit has that of those before it.
    """
    year, carrier = today().year, tree_then(None).carrier
    own = BudgetLine.objects.filter(year__in=(year, year + 1), replaced__isnull=True)
    placed = Placing.objects.filter(account__in=own.values("account"), unit__isnull=False)
    with_money = {
        *own.filter(unit__isnull=False).values_list("unit", flat=True),
        *placed.values_list("unit", flat=True),
    }
    return list(units_on(today()).filter(pk__in={unit.pk, *(carrier[one] for one in with_money if one)}))
