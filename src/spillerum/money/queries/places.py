"""Where accounts belong: the newest placing known counts, for all of an account's history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Exists, OuterRef, Subquery, Sum

from spillerum.money.models import Account, BudgetLine, Placing, Posting
from spillerum.money.queries.known import as_known

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from django.db.models import QuerySet


class Place(NamedTuple):
    """Both None: set aside, nobody's budget."""

    unit: int | None
    group: int | None


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An account nobody has said where belongs."""

    account_id: int
    text: str
    cost_centre: str
    postings: int
    spent: int  # øre
    budget: int  # øre


@dataclass(frozen=True, slots=True)
class Loose:
    """Money in nobody's figures: so many accounts without a place, and what is spent and budgeted in them (øre)."""

    accounts: int
    spent: int
    budget: int

    @property
    def amount(self) -> int:
        """What is spent; of accounts that only have a budget, that."""
        return self.spent or self.budget


def accounts_of(units: Collection[int]) -> QuerySet[Account]:
    """Accounts that were ever placed at one of the units: those there now are among them."""
    return Account.objects.filter(pk__in=Placing.objects.filter(unit__in=units).values("account"))


def places(known: datetime | None = None, *, accounts: QuerySet[Account] | None = None) -> dict[int, Place]:
    """Account to its place. One query."""
    rows = Placing.objects.order_by("known", "pk")
    if known is not None:
        rows = rows.filter(known__lte=known)
    if accounts is not None:
        rows = rows.filter(account__in=accounts)
    return {
        account: Place(unit, group) for account, unit, group in rows.values_list("account", "unit", "group")
    }  # a later row takes the earlier one's place


def unplaced(known: datetime | None = None, *, year: int | None = None) -> list[Unplaced]:
    """Accounts with money and no place, the most money first. Three queries."""
    lacking = without_a_place(known)
    spent = _by_account(Posting.objects.filter(account__in=lacking), known, year)
    budgets = _by_account(BudgetLine.objects.filter(account__in=lacking), known, year)
    found = []
    for pk, text, centre in lacking.values_list("pk", "text", "cost_centre"):
        if pk in spent or pk in budgets:
            (postings, amount), (_, budget) = spent.get(pk, (0, 0)), budgets.get(pk, (0, 0))
            found.append(Unplaced(pk, text, centre, postings, amount, budget))
    return sorted(found, key=lambda one: (-abs(one.spent) - abs(one.budget), one.text, one.cost_centre))


def loose(year: int | None = None) -> Loose | None:
    """The accounts with money and no place, counted; None where there are none. One query."""
    sums = [_sum_of(rows, year) for rows in (Posting.objects.all(), BudgetLine.objects.all())]
    both = list(without_a_place().order_by().values_list(*sums))
    found = [(spent, budget) for spent, budget in both if spent is not None or budget is not None]
    if not found:
        return None
    spent, budget = (sum(ore or 0 for ore in column) for column in zip(*found, strict=True))
    return Loose(len(found), spent, budget)


def _sum_of(rows: QuerySet[Posting] | QuerySet[BudgetLine], year: int | None) -> Subquery:
    found = as_known(rows, None).filter(account=OuterRef("pk"))
    if year is not None:
        found = found.filter(year=year)
    return Subquery(found.order_by().values("account").annotate(sum=Sum("amount")).values("sum"))


def without_a_place(known: datetime | None = None) -> QuerySet[Account]:
    placed = Placing.objects.filter(account=OuterRef("pk"))
    if known is not None:
        placed = placed.filter(known__lte=known)
    return Account.objects.filter(~Exists(placed))


def _by_account(
    rows: QuerySet[Posting] | QuerySet[BudgetLine], known: datetime | None, year: int | None
) -> dict[int, tuple[int, int]]:
    """Account to how many and how much."""
    found = as_known(rows, known)
    if year is not None:
        found = found.filter(year=year)
    counted = found.order_by().values_list("account").annotate(Count("pk"), Sum("amount"))
    return {account: (count, amount) for account, count, amount in counted}
