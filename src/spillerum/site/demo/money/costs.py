"""What a library's month costs, by the accounts of the books."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from spillerum.calendar.workdays import is_working_day
from spillerum.site.demo.money import prices
from spillerum.site.demo.money.activity import MONTHS, energy, gross_floor, hours_a_week, loans, on_duty

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from spillerum.calendar.period import Period

WEEK = 7


@dataclass(frozen=True)
class Account:
    """string: function, use and kind of cost, in the manner of Danish books. text: what its postings say."""

    string: str
    text: str


@dataclass(frozen=True)
class Cost:
    """One amount of one month, in øre; money out is positive."""

    day: date
    account: Account
    ore: int


OFFICE = Account("03.32.50.1.200.1.1", "Løn, ledelse og planlægning")
DUTY = Account("03.32.50.1.201.1.1", "Løn, vagter i åbningstiden")
MATERIALS = Account("03.32.50.1.001.2.9", "Bøger og andre materialer")
ELECTRICITY = Account("03.32.50.1.300.2.3", "El")
HEAT = Account("03.32.50.1.301.2.3", "Varme")
RENT = Account("03.32.50.1.302.4.6", "Husleje og rengøring")
FEES = Account("03.32.50.1.017.7.9", "Gebyrer")


def costs_of(library: str, month: Period) -> list[Cost]:
    """All of the month's; nothing for what nobody was paid for."""
    costs = (*_wages(library, month), *_premises(library, month), *_loans(library, month))
    return [cost for cost in costs if cost.ore]


def wages(library: str, hours: float, days: int) -> tuple[int, int]:
    """Øre for so many days at so many opening hours a week: the office's and the desk's."""
    office = days / WEEK * prices.OFFICE_HOURS * prices.AN_HOUR
    return in_ore(office), in_ore(days / WEEK * hours * on_duty(library) * prices.AN_HOUR)


def in_ore(kroner: float) -> int:
    return round(kroner * 100)


def _wages(library: str, month: Period) -> Iterator[Cost]:
    year, n = month.first_day.year, month.season + 1
    pay = month.last_day
    while not is_working_day(pay):
        pay -= timedelta(days=1)
    office, desk = wages(library, hours_a_week(library, year), monthrange(year, n)[1])
    yield Cost(pay, OFFICE, office)
    yield Cost(pay, DUTY, desk)


def _premises(library: str, month: Period) -> Iterator[Cost]:
    floor, middle = gross_floor(library), month.first_day.replace(day=15)
    yield Cost(month.first_day, RENT, in_ore(floor * prices.RENT / MONTHS))
    for kind, account, price in (
        ("electricity", ELECTRICITY, prices.ELECTRICITY),
        ("gas", HEAT, prices.GAS),
    ):
        yield Cost(middle, account, in_ore(floor * energy(kind, month.season) * price))


def _loans(library: str, month: Period) -> Iterator[Cost]:
    number = loans(library, month) or 0
    yield Cost(month.first_day.replace(day=20), MATERIALS, in_ore(number * prices.A_LOAN))
    yield Cost(month.last_day, FEES, -in_ore(number * prices.FEES))
