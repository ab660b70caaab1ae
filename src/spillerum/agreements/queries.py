"""What leaders have agreed on, and what they could still agree on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from spillerum.agreements.models import Transfer
from spillerum.money.queries import room_left

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
