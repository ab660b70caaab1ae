"""What each library is given: a budget laid in December on what is known then, and a grant in August for new hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from spillerum.calendar.words import number
from spillerum.site.demo.money import prices
from spillerum.site.demo.money.activity import MONTHS, hours_a_week, month
from spillerum.site.demo.money.costs import (
    ELECTRICITY,
    FEES,
    HEAT,
    MATERIALS,
    RENT,
    costs_of,
    wages,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from spillerum.calendar.period import Period
    from spillerum.site.demo.money.costs import Account


@dataclass(frozen=True)
class Given:
    """One line of a budget, in øre."""

    library: str
    group: str
    ore: int
    kind: str
    day: date
    reason: str


def original(library: str, year: int) -> list[Given]:
    """Wages on the hours, and materials and fees on the loans, of the twelve months to November; premises as they were."""
    hours = hours_a_week(library, year - 1)
    day = date(year, 1, 1)
    loans = "Som udlånet de sidste 12 måneder"
    hours_said = f"{number(hours)} åbningstimer om ugen, som {year - 1}"
    return [
        Given(library, "loen", sum(wages(library, hours, _days(day, date(year + 1, 1, 1)))), "oprindelig", day, hours_said),
        Given(library, "materialer", _last_months(library, year, {MATERIALS}), "oprindelig", day, loans),
        Given(library, "lokaler", _last_months(library, year, {RENT, ELECTRICITY, HEAT}), "oprindelig", day, "Som hidtil"),
        Given(library, "indtaegter", _last_months(library, year, {FEES}), "oprindelig", day, loans),
    ]  # fmt: skip


def grants(library: str, year: int) -> list[Given]:
    """For the rest of the year, what the hours of 31 March make of its wages: more, or less, or no line."""
    now, before = hours_a_week(library, year), hours_a_week(library, year - 1)
    if now == before:
        return []
    day = date(year, *prices.GRANTED_FROM)
    days = _days(day, date(year + 1, 1, 1))
    ore = sum(wages(library, now, days)) - sum(wages(library, before, days))
    said = f"{number(now)} åbningstimer om ugen i stedet for {number(before)}, resten af året"
    return [Given(library, "loen", ore, "tillægsbevilling", day, said)]


def _last_months(library: str, year: int, accounts: Collection[Account]) -> int:
    """What the twelve months to November before cost."""
    first: Period = month(year - 1, 1) + -1
    costs = (cost for n in range(MONTHS) for cost in costs_of(library, first + n))
    return sum(cost.ore for cost in costs if cost.account in accounts)


def _days(first: date, end: date) -> int:
    return (end - first).days
