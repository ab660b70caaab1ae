"""How a saving went, said once a year when the books have closed: on the postings that came by themselves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from spillerum.agreements.models import Saving, SavingYear
from spillerum.agreements.turns import COUNTING
from spillerum.calendar.now import now, today
from spillerum.matters.services import record
from spillerum.matters.turns import turn
from spillerum.money.models import AccountGroup, FinancialYear
from spillerum.money.queries import spent_by_month
from spillerum.money.queries.known import tree_then

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from spillerum.money.tree import Tree

BOOKS_CLOSE = (3, 31)  # the last day on which they are open, where nobody has said


def review_savings(*, at: datetime | None = None) -> int:
    """Say of every running saving how each year went whose books have closed; how many years that was. Each once."""
    moment, told = at or now(), 0
    with turn(COUNTING):
        tree = tree_then(None)
        running = Saving.objects.filter(matter__state="running").select_related("matter").order_by("pk")
        for saving in running:
            said = set(saving.years.values_list("year", flat=True))
            for year in range(saving.first_year, saving.last_year + 1):
                if year not in said and _has_closed(year):
                    told += _say(saving, year, tree, moment)
    return told


def went(saving: Saving, year: int, *, tree: Tree | None = None) -> tuple[int, int] | None:
    """What was to be saved by the year and what was, in øre, at prices of that year; None where it cannot be known, as a
    member has no postings of one of the two years: nothing known is neither saved nor spent.

    The base year's spending, carried forward by the expected rise of prices, less the year's own. A unit that has been
    merged is seen with all that its successor carries, in both years. Income is left out.
    """
    tree = tree or tree_then(None)
    members = list(saving.members.filter(joined=True))
    units = {tree.carrier[member.unit_id] for member in members}
    years = year - saving.base_year
    prices = (1 + saving.price_growth) ** years
    before, after = (_spent(units, one, tree) for one in (saving.base_year, year))
    if before is None or after is None:
        return None
    share = sum((member.base * member.rate for member in members), Decimal(0)) * years * prices
    return round(share), round(before * prices - after)


def _say(saving: Saving, year: int, tree: Tree, at: datetime) -> bool:
    if (both := went(saving, year, tree=tree)) is None:
        return False
    goal, saved = both
    row = SavingYear.objects.create(saving=saving, year=year, goal=goal, saved=saved, at=at)
    record(
        matter=saving.matter, what="met" if row.met else "not_met", at=at,
        data={"year": year, "goal": goal, "saved": saved},
    )  # fmt: skip
    return True


def _spent(units: Collection[int], year: int, tree: Tree) -> Decimal | None:
    """None where one of them has no postings."""
    income = set(AccountGroup.objects.filter(income=True).values_list("pk", flat=True))
    months = spent_by_month(units, year, tree=tree)
    costs = {key: sum(ore) for key, ore in months.items() if key[1] not in income}
    if set(units) - {unit for unit, _ in costs}:
        return None
    return Decimal(sum(costs.values()))


def _has_closed(year: int) -> bool:
    row = FinancialYear.objects.filter(year=year).first()
    if row is not None and row.closes_on is not None:
        return row.closes_on < today()
    return today() > date(year + 1, *BOOKS_CLOSE)
