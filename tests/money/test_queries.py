"""What is known of the money, and as it was known then."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from factories import a_budget_line, a_group, a_posting, a_unit, an_account
from spillerum.money.queries import (
    Room,
    Unplaced,
    budget_of,
    room_left,
    spent_by_day,
    spent_by_month,
    spent_in_years,
    summed_up,
    unplaced,
)
from spillerum.money.tree import tree_on
from spillerum.organisation.models import Succession

JUNE = datetime(2026, 6, 1, 6, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def months(**amounts):
    names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    return [amounts.get(name, 0) for name in names]


def test_spending_is_summed_by_unit_group_and_month_of_the_accounts():
    unit, wages = a_unit(), a_group()
    account = an_account(unit=unit, group=wages)
    a_posting(account, 100_00, date(2026, 3, 10))
    a_posting(account, -25_00, date(2026, 3, 20))
    a_posting(account, 7, date(2027, 1, 4), year=2026, month=12)  # the supplementary period
    a_posting(account, 500, date(2027, 1, 4))
    assert spent_by_month([unit.pk], 2026) == {(unit.pk, wages.pk): months(mar=75_00, dec=7)}
    assert spent_in_years(None, 2020, 2027) == {
        (unit.pk, wages.pk): {2026: months(mar=75_00, dec=7), 2027: months(jan=500)}
    }
    assert spent_by_day(unit.pk, 2026) == {
        wages.pk: {date(2026, 3, 10): 100_00, date(2026, 3, 20): -25_00, date(2027, 1, 4): 7}
    }


def test_what_was_known_then_can_be_asked_for():
    unit, wages = a_unit(), a_group()
    account = an_account(unit=unit, group=wages)
    old = a_posting(account, 100)
    old.replaced = JUNE
    old.save()
    a_posting(account, 40, number=old.number, known=JUNE)
    before = datetime(2026, 5, 1, tzinfo=UTC)
    assert spent_by_month([unit.pk], 2026, before) == {(unit.pk, wages.pk): months(mar=100)}
    assert spent_by_month([unit.pk], 2026, JUNE) == {(unit.pk, wages.pk): months(mar=40)}
    assert spent_by_month([unit.pk], 2026) == {(unit.pk, wages.pk): months(mar=40)}


def test_an_account_placed_later_takes_its_history_along():
    unit, wages = a_unit(), a_group()
    account = an_account("99010", "0400")
    a_posting(account, 100)
    a_budget_line(account, 1000)
    assert unplaced() == [Unplaced(account.pk, "99010", "0400", 1, 100, 1000)]
    account.placings.create(unit=unit, group=wages, known=JUNE)
    assert unplaced() == []
    assert spent_by_month(None, 2026) == {(unit.pk, wages.pk): months(mar=100)}
    before = datetime(2026, 5, 1, tzinfo=UTC)
    assert unplaced(before) == [Unplaced(account.pk, "99010", "0400", 1, 100, 1000)]
    assert spent_by_month(None, 2026, before) == {}


def test_a_budget_is_its_lines_in_order_of_their_days():
    unit, wages = a_unit(), a_group()
    account = an_account(unit=unit, group=wages)
    a_budget_line(unit=unit, group=wages, ore=-30, kind="transfer", day=date(2026, 4, 1), reason="til IT")
    a_budget_line(account, 1000)
    budget = budget_of([unit.pk], 2026)[unit.pk, wages.pk]
    assert [(line.kind, line.amount, line.reason) for line in budget.lines] == [
        ("original", 1000, ""),
        ("transfer", -30, "til IT"),
    ]
    assert (budget.original, budget.total, budget.on(date(2026, 3, 31))) == (1000, 970, 1000)
    a_posting(account, 500)
    assert room_left(unit.pk, 2026) == {wages.pk: Room(budget=970, spent=500)}
    assert room_left(unit.pk, 2026)[wages.pk].left == 470


def test_a_merged_unit_carries_the_money_of_those_before_it():
    above = a_unit("Biblioteker")
    one, other = (a_unit(name, under=above, last_day=date(2026, 5, 31)) for name in ("Nord", "Syd"))
    new = a_unit("Nordsyd", under=above, first_day=date(2026, 6, 1))
    for unit in (one, other):
        Succession.objects.create(predecessor=unit, successor=new, day=date(2026, 6, 1))
    wages = a_group()
    for n, unit in enumerate((one, other), start=1):
        a_posting(an_account(f"{n}", unit=unit, group=wages), n)
    assert spent_by_month([new.pk], 2026, datetime(2026, 5, 31, 12, tzinfo=UTC)) == {}
    assert spent_by_month([new.pk], 2026, JUNE) == {(new.pk, wages.pk): months(mar=3)}
    assert spent_by_month([one.pk], 2026, JUNE) == {}


def test_what_was_split_stays_with_the_unit_above():
    above = a_unit("Biblioteker")
    old = a_unit("Nord", under=above, last_day=date(2026, 5, 31))
    for name in ("Øst", "Vest"):
        part = a_unit(name, under=above, first_day=date(2026, 6, 1))
        Succession.objects.create(predecessor=old, successor=part, day=date(2026, 6, 1))
    wages = a_group()
    a_posting(an_account(unit=old, group=wages), 100)
    assert spent_by_month([above.pk], 2026, JUNE) == {(above.pk, wages.pk): months(mar=100)}


def test_sums_up_the_line_hold_what_lies_below():
    top = a_unit("By")
    above = a_unit("Biblioteker", under=top)
    units = [a_unit(name, under=above) for name in ("Nord", "Syd")]
    own = {(unit.pk, 1): amount for unit, amount in zip(units, (3, 4), strict=True)}
    sums = summed_up(own | {(above.pk, 1): 5}, tree_on(date(2026, 1, 1)))
    assert sums == own | {(above.pk, 1): 12, (top.pk, 1): 12}
