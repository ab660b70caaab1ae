"""What was spent, by month and by day. A posting counts in the month of the accounts it belongs to."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Sum

from spillerum.money.models import Posting
from spillerum.money.queries.known import as_known, tree_then
from spillerum.money.queries.places import accounts_of, places

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from django.db.models import QuerySet

    from spillerum.money.models import Account
    from spillerum.money.tree import Tree

Key = tuple[int, int]
"""Unit, account group."""
Months = list[int]
"""Twelve amounts in øre, January first."""


def spent_by_month(
    unit_ids: Collection[int] | None, year: int, known: datetime | None = None, *, tree: Tree | None = None
) -> dict[Key, Months]:
    """Each unit's own spending of the year (with that of the units it carries on), by account group.

    unit_ids: None for all. tree: the organisation, where it has been read; otherwise that of `known`. Without it six
    queries, with it two.
    """
    found = spent_in_years(unit_ids, year, year, known, tree=tree)
    return {key: years[year] for key, years in found.items()}


def spent_in_years(
    unit_ids: Collection[int] | None,
    first: int,
    last: int,
    known: datetime | None = None,
    *,
    tree: Tree | None = None,
) -> dict[Key, dict[int, Months]]:
    """`spent_by_month` of several years at once, the last included. A year without postings is left out."""
    tree = tree or tree_then(known)
    accounts = None if unit_ids is None else accounts_of(tree.carried_by(unit_ids))
    placed = places(known, accounts=accounts)
    wanted = None if unit_ids is None else frozenset(unit_ids)
    sums: dict[Key, dict[int, Months]] = defaultdict(lambda: defaultdict(lambda: [0] * 12))
    rows = _postings(accounts, known).filter(year__gte=first, year__lte=last)
    monthly = rows.order_by().values_list("account", "year", "month").annotate(Sum("amount"))
    for account, year, month, amount in monthly.iterator(chunk_size=20_000):
        place = placed.get(account)
        if place is None or place.unit is None or place.group is None:
            continue
        unit = tree.carrier[place.unit]
        if wanted is None or unit in wanted:
            sums[unit, place.group][year][month - 1] += amount
    return {key: dict(years) for key, years in sums.items()}


def spent_by_day(
    unit_id: int, year: int, known: datetime | None = None, *, tree: Tree | None = None
) -> dict[int, dict[date, int]]:
    """Account group to day to what was spent on it, in order. The day is the posting's own, which may lie outside the year."""
    tree = tree or tree_then(known)
    accounts = accounts_of(tree.carried_by([unit_id]))
    placed = places(known, accounts=accounts)
    found: dict[int, dict[date, int]] = defaultdict(dict)
    rows = _postings(accounts, known).filter(year=year).order_by("day")
    for account, day, amount in rows.values_list("account", "day").annotate(Sum("amount")):
        place = placed.get(account)
        if place is None or place.unit is None or place.group is None:
            continue
        if tree.carrier[place.unit] == unit_id:
            days = found[place.group]
            days[day] = days.get(day, 0) + amount
    return dict(found)


def _postings(accounts: QuerySet[Account] | None, known: datetime | None) -> QuerySet[Posting]:
    rows = as_known(Posting.objects.all(), known)
    return rows if accounts is None else rows.filter(account__in=accounts)
