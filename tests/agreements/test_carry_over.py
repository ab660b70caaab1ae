"""What is left of a closed year goes into the next, by the frame's rule, to the øre and once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import a_budget_line, a_group, a_money_source, a_posting, a_unit, an_account
from spillerum.agreements.carrying import carried, carry_over_closed_years, parted
from spillerum.calendar.now import pinned
from spillerum.matters.models import Entry
from spillerum.money.models import BudgetLine, FinancialYear, Frame, Posting
from spillerum.money.queries import budget_of
from spillerum.organisation.models import Succession

MARCH = datetime(2027, 3, 8, 2, tzinfo=UTC)
KR = 100
ALL = Frame(name="Kultur", first_year=2026, surplus_kept=Decimal(1))


@pytest.fixture
def town(db):
    department = a_unit("Bibliotekerne", kind="afdeling")
    valby, amager = (a_unit(name, under=department) for name in ("Valby", "Amager"))
    wages, books = a_group("loen"), a_group("materialer")
    frame = Frame.objects.create(name="Kultur", unit=department, first_year=2026)
    a_budget_line(unit=valby, group=wages, ore=1_000 * KR)
    a_budget_line(unit=valby, group=books, ore=200 * KR)
    a_budget_line(unit=amager, group=wages, ore=500 * KR)
    a_posting(an_account("v1", unit=valby, group=wages), 900 * KR, known=MARCH)
    a_posting(an_account("v2", unit=valby, group=books), 230 * KR, known=MARCH)
    a_posting(an_account("o1", unit=amager, group=wages), 530 * KR, known=MARCH)
    FinancialYear.objects.create(year=2026, closes_on=date(2027, 2, 28))
    with pinned(MARCH):
        yield {"valby": valby, "amager": amager, "wages": wages, "books": books, "frame": frame}


def lines():
    rows = BudgetLine.objects.filter(year=2027, replaced__isnull=True).order_by("pk")
    return [(line.unit.name, line.group.key, line.kind, line.amount // KR) for line in rows]


def test_a_surplus_and_a_deficit_go_along_when_the_books_close(town):
    assert carry_over_closed_years() == 2
    assert lines() == [("Valby", "loen", "carried", 70), ("Amager", "loen", "carried", -30)]
    told = Entry.objects.get(about=f"unit:{town['valby'].pk}", what="carried_over")
    assert told.data == {"year": 2026, "amount": 70 * KR}


def test_the_night_after_carries_nothing_more(town):
    carry_over_closed_years()
    assert (carry_over_closed_years(), len(lines()), Entry.objects.count()) == (0, 2, 2)


def test_books_that_are_open_carry_nothing(town):
    FinancialYear.objects.update(closes_on=date(2027, 3, 31))
    assert carry_over_closed_years() == 0


def test_a_year_that_was_opened_again_is_corrected_and_the_old_line_kept(town):
    carry_over_closed_years()
    a_posting(an_account("v3", unit=town["valby"], group=town["wages"]), 20 * KR, known=MARCH)
    assert carry_over_closed_years() == 1
    assert lines() == [("Amager", "loen", "carried", -30), ("Valby", "loen", "carried", 50)]
    assert BudgetLine.objects.filter(year=2027, replaced__isnull=False).get().amount == 70 * KR


def test_without_a_frame_nothing_is_carried(town):
    Frame.objects.all().delete()
    assert carry_over_closed_years() == 0


def test_the_nearest_frame_decides(town):
    Frame.objects.create(name="Amager", unit=town["amager"], first_year=2026, deficit_carried=False)
    carry_over_closed_years()
    assert lines() == [("Valby", "loen", "carried", 70)]


def test_a_merged_unit_carries_the_rest_of_those_before_it(town):
    new = a_unit("Sydhavn", under=None, first_day=date(2027, 1, 1))
    new.ties_up.create(kind="line", above=town["frame"].unit)
    for old in (town["valby"], town["amager"]):
        old.last_day = date(2026, 12, 31)
        old.save()
        Succession.objects.create(predecessor=old, successor=new, day=date(2027, 1, 1))
    carry_over_closed_years()
    assert lines() == [("Sydhavn", "loen", "carried", 40)]


def _become(olds, new, day):
    for old in olds:
        old.last_day = day - timedelta(days=1)
        old.save()
        Succession.objects.create(predecessor=old, successor=new, day=day)


def test_units_that_merge_afterwards_keep_what_each_of_them_carried(town):
    Frame.objects.update(deficit_carried=False)
    carry_over_closed_years()
    assert lines() == [("Valby", "loen", "carried", 70)]
    new = a_unit("Sydhavn", under=town["frame"].unit, first_day=date(2027, 6, 1))
    _become([town["valby"], town["amager"]], new, date(2027, 6, 1))
    with pinned(datetime(2027, 6, 7, 2, tzinfo=UTC)):
        assert (carry_over_closed_years(), lines()) == (0, [("Valby", "loen", "carried", 70)])


def test_an_account_placed_at_a_unit_that_came_later_carries_there(town):
    new = a_unit("Sydhavn", under=town["frame"].unit, first_day=date(2027, 6, 1))
    a_budget_line(unit=new, group=town["wages"], ore=40 * KR)
    with pinned(datetime(2027, 6, 7, 2, tzinfo=UTC)):
        carry_over_closed_years()
    assert ("Sydhavn", "loen", "carried", 40) in lines()


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2027, 6, 1)])
def test_a_frame_over_a_department_with_a_new_name_still_counts_for_the_old_year(town, day):
    department = town["frame"].unit
    new = a_unit("Kultur og biblioteker", kind="afdeling", first_day=day)
    for tie in department.ties_down.all():
        tie.last_day = day - timedelta(days=1)
        tie.save()
        tie.unit.ties_up.create(kind="line", above=new, first_day=day)
    _become([department], new, day)
    with pinned(datetime(2027, 6, 7, 2, tzinfo=UTC)):
        assert carry_over_closed_years() == 2


def test_a_year_of_which_the_house_has_no_postings_carries_nothing(town):
    Posting.objects.all().delete()
    assert carry_over_closed_years() == 0


def test_what_the_books_carry_themselves_is_not_carried_twice(town):
    carry_over_closed_years()
    told = an_account("v9", unit=town["valby"], group=town["wages"])
    a_budget_line(told, 65 * KR, 2027, kind="carried", source=a_money_source("budget"))
    assert carry_over_closed_years() == 0
    assert budget_of([town["valby"].pk], 2027)[town["valby"].pk, town["wages"].pk].total == 65 * KR
    assert budget_of([town["amager"].pk], 2027)[town["amager"].pk, town["wages"].pk].total == -30 * KR


def test_what_is_carried_no_more_is_said_as_well(town):
    carry_over_closed_years()
    Frame.objects.update(deficit_carried=False)
    assert (carry_over_closed_years(), lines()) == (0, [("Valby", "loen", "carried", 70)])
    told = Entry.objects.filter(about=f"unit:{town['amager'].pk}", what="carried_over").order_by("pk")
    assert [entry.data["amount"] for entry in told] == [-30 * KR, 0]


def test_a_frame_may_keep_half_and_at_most_two_per_cent_of_the_budget():
    half = Frame(first_year=2026, surplus_kept=Decimal("0.5"))
    assert carried({1: 100, 2: -20}, 10_000, half) == {1: 40}
    capped = Frame(first_year=2026, surplus_kept=Decimal(1), surplus_most=Decimal("0.02"))
    assert carried({1: 300, 2: 100}, 10_000, capped) == {1: 150, 2: 50}
    assert carried({1: -300, 2: 100}, 10_000, Frame(first_year=2026, deficit_carried=False)) == {}


@given(left=st.dictionaries(st.integers(1, 5), st.integers(-(10**12), 10**12)), budget=st.integers(0, 10**13))
def test_what_a_frame_lets_through_in_whole_is_carried_to_the_oere(left, budget):
    assert sum(carried(left, budget, ALL).values()) == sum(left.values())


@given(
    ore=st.integers(-(10**12), 10**12),
    weights=st.dictionaries(st.integers(), st.integers(1, 10**9), min_size=1),
)
def test_parts_sum_to_the_whole_and_lie_within_one_oere_of_their_share(ore, weights):
    signed = weights if ore >= 0 else {key: -weight for key, weight in weights.items()}
    parts = parted(ore, signed)
    assert sum(parts.values()) == ore
    total = sum(weights.values())
    assert all(abs(parts[key] * total - ore * weight) < total for key, weight in weights.items())
