"""How a budget lies over the months: by the account group's method, or as the leader has bent it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from factories import a_budget_line, a_group, a_posting, a_unit, an_account, someone
from spillerum.calendar.now import pinned
from spillerum.matters.models import Entry
from spillerum.money.errors import CannotBend
from spillerum.money.models import Bend
from spillerum.money.queries import budget_of, laid_out
from spillerum.money.queries.known import tree_then
from spillerum.money.services import bend, straighten
from spillerum.people.access import PostKind
from spillerum.people.queries import viewer_of

MORNING = datetime(2026, 3, 2, 7, tzinfo=UTC)
KR = 100


@pytest.fixture
def town(db):
    unit = a_unit("Valby")
    ida, bo = someone(PostKind.LEADER, unit, "Ida"), someone(PostKind.STAFF, unit, "Bo")
    wages, books = a_group("loen", method="twelfths"), a_group("materialer", method="last_year")
    account = an_account(unit=unit, group=books)
    for month, kroner in ((3, 250), (9, 750)):
        a_posting(account, kroner * KR, date(2025, month, 5), known=datetime(2025, 10, 1, tzinfo=UTC))
    a_budget_line(unit=unit, group=wages, ore=1_200 * KR)
    a_budget_line(unit=unit, group=books, ore=800 * KR)
    with pinned(MORNING):
        yield {"unit": unit, "wages": wages, "books": books, "ida": ida, "bo": bo}


def laid(town, group, known=None):
    budgets = budget_of([town["unit"].pk], 2026, known)
    found = laid_out(budgets, 2026, known, tree=tree_then(known), beside={})
    return found[town["unit"].pk, town[group].pk]


def kroner(one):
    return [ore // KR for ore in one.months]


def test_each_group_lies_by_its_own_method(town):
    assert kroner(laid(town, "wages")) == [100] * 12
    assert kroner(laid(town, "books")) == [0, 0, 200, 0, 0, 0, 0, 0, 600, 0, 0, 0]
    assert laid(town, "books").used == "last_year"


def test_a_grant_from_july_lies_over_the_months_from_july_on(town):
    a_budget_line(
        unit=town["unit"], group=town["wages"], ore=600 * KR, kind="supplementary", day=date(2026, 7, 1)
    )
    assert kroner(laid(town, "wages")) == [100] * 6 + [200] * 6


def test_a_leader_bends_the_year_with_a_reason_and_the_other_months_take_the_rest(town):
    ida = viewer_of(town["ida"], MORNING.date())
    given = {"unit": town["unit"], "group": town["wages"], "year": 2026}
    bend(viewer=ida, **given, laid=laid(town, "wages").months, months={11: 650 * KR}, reason="Julen")
    found = laid(town, "wages")
    assert (kroner(found), found.bend.reason) == ([50] * 11 + [650], "Julen")
    told = Entry.objects.get(about=f"unit:{town['unit'].pk}", what="bend")
    assert (told.note, told.by, told.data) == ("Julen", town["ida"], {"group": "loen", "year": 2026})


def test_what_a_leader_wrote_stands_also_where_a_grant_had_come_in_july(town):
    grant = {"unit": town["unit"], "group": town["wages"], "ore": 600 * KR, "kind": "supplementary"}
    a_budget_line(**grant, day=date(2026, 7, 1))
    ida = viewer_of(town["ida"], MORNING.date())
    given = {"unit": town["unit"], "group": town["wages"], "year": 2026}
    bend(
        viewer=ida, **given, laid=laid(town, "wages").months, months={0: 50 * KR, 11: 650 * KR}, reason="Jul"
    )
    bent = kroner(laid(town, "wages"))
    assert (bent[0], bent[11], sum(laid(town, "wages").months)) == (50, 650, 1_800 * KR)
    a_budget_line(**grant, day=date(2026, 12, 1), known=datetime(2026, 12, 1, tzinfo=UTC))
    later = kroner(laid(town, "wages"))
    assert (later[:11], later[11]) == (bent[:11], 1_250)


def test_the_same_bend_again_is_one_and_a_new_one_takes_its_place(town):
    ida = viewer_of(town["ida"], MORNING.date())
    base = laid(town, "wages").months
    given = {"viewer": ida, "unit": town["unit"], "group": town["wages"], "year": 2026, "laid": base}
    first = bend(**given, months={0: 0}, reason="Lukket")
    assert bend(**given, months={0: 0}, reason="Lukket") == first
    bend(**given, months={1: 0}, reason="Lukket i februar")
    assert (Bend.objects.count(), kroner(laid(town, "wages"))[:3]) == (2, [109, 0, 109])
    assert kroner(laid(town, "wages", known=MORNING))[0] == 0  # as it was known then


def test_straightened_it_lies_as_it_is_worked_out(town):
    ida = viewer_of(town["ida"], MORNING.date())
    given = {"viewer": ida, "unit": town["unit"], "group": town["wages"], "year": 2026}
    bend(**given, laid=laid(town, "wages").months, months={0: 0}, reason="Lukket")
    assert (straighten(**given), straighten(**given), kroner(laid(town, "wages"))) == (
        True,
        False,
        [100] * 12,
    )


def test_nobody_but_the_leader_bends_it(town):
    bo = viewer_of(town["bo"], MORNING.date())
    with pytest.raises(PermissionDenied):
        bend(
            viewer=bo, unit=town["unit"], group=town["wages"], year=2026, laid=[100] * 12, months={0: 0},
            reason="x",
        )  # fmt: skip


@pytest.mark.parametrize("months", [{}, {0: 1_300 * KR}, dict.fromkeys(range(12), 99 * KR)])
def test_months_that_cannot_be_are_refused_with_a_sentence(town, months):
    ida = viewer_of(town["ida"], MORNING.date())
    with pytest.raises(CannotBend):
        bend(
            viewer=ida, unit=town["unit"], group=town["wages"], year=2026, laid=laid(town, "wages").months,
            months=months, reason="x",
        )  # fmt: skip
    assert Bend.objects.count() == 0


def test_laying_out_takes_four_queries_for_one_unit_and_for_many(town, django_assert_num_queries):
    for n in range(5):
        a_budget_line(unit=a_unit(f"Enhed {n}"), group=town["wages"])
    tree = tree_then(None)
    for units in ([town["unit"].pk], None):
        budgets = budget_of(units, 2026, tree=tree)
        with django_assert_num_queries(4):
            laid_out(budgets, 2026, tree=tree, beside={})
