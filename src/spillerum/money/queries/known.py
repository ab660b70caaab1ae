"""As known then: rows with `known` and `replaced`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from spillerum.calendar.now import today
from spillerum.calendar.workdays import COPENHAGEN
from spillerum.money.tree import tree_on

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from spillerum.money.tree import Tree


def as_known(rows: QuerySet[Any], known: datetime | None) -> QuerySet[Any]:
    """Those that counted by then: known, and not yet replaced."""
    if known is None:
        return rows.filter(replaced__isnull=True)
    return rows.filter(Q(replaced__isnull=True) | Q(replaced__gt=known), known__lte=known)


def day_of(known: datetime | None) -> date:
    return today() if known is None else known.astimezone(COPENHAGEN).date()


def tree_then(known: datetime | None) -> Tree:
    """The organisation of that day."""
    return tree_on(day_of(known))
