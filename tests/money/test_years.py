"""Books close on a day, and what came too late goes in when they are opened again."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from factories import someone
from spillerum.matters.models import Entry
from spillerum.money.errors import NotDefinable
from spillerum.money.models import BudgetLine, Posting
from spillerum.money.services import close_year, open_year
from spillerum.people.access import PostKind
from spillerum.people.queries import viewer_of

HEAD = "nummer;konto;dato;beløb;år\n"
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
APRIL = datetime(2026, 4, 1, tzinfo=UTC)


def amounts(rows=Posting):
    found = rows.objects.filter(replaced__isnull=True).order_by("pk")
    return dict(found.values_list("number" if rows is Posting else "reference", "amount"))


def test_what_waited_for_a_closed_year_goes_in_when_it_opens_the_newest_word_first(postings, send, unread):
    send(postings, HEAD + "1;a;10-12-2025;1,00;\n2;a;10-12-2025;2,00;\n")
    close_year(viewer=None, year=2025, on=date(2026, 1, 15), at=FIRST)
    send(postings, HEAD + "1;a;10-12-2025;7,00;\n3;a;05-01-2026;3,00;2025\n", day=20)
    send(postings, HEAD + "1;a;10-12-2025;8,00;\n4;a;05-01-2026;4,00;\n", day=21)
    assert amounts() == {"1": 100, "2": 200, "4": 400}
    open_year(viewer=None, year=2025, at=APRIL)
    assert amounts() == {"2": 200, "4": 400, "3": 300, "1": 800}
    assert unread() == []
    assert Posting.objects.get(number="3").known == APRIL
    open_year(viewer=None, year=2025, at=APRIL)
    assert [entry.what for entry in Entry.objects.filter(about="year:2025")] == ["close_year", "open_year"]


def test_the_same_number_of_two_closed_years_is_two_postings(postings, send, unread):
    for year in (2024, 2025):
        close_year(viewer=None, year=year, on=date(2026, 1, 1), at=FIRST)
    send(postings, HEAD + "1;a;10-12-2024;1,00;\n", day=2)
    send(postings, HEAD + "1;a;10-12-2025;2,00;\n", day=3)
    for year in (2024, 2025):
        open_year(viewer=None, year=year, at=APRIL)
    assert sorted(Posting.objects.values_list("year", "amount")) == [(2024, 100), (2025, 200)]
    assert unread() == []


def test_what_belongs_to_a_year_that_is_still_closed_goes_on_waiting(budgets, send, unread):
    for year in (2024, 2025):
        close_year(viewer=None, year=year, on=date(2026, 1, 1), at=FIRST)
    send(budgets, "konto;år;beløb;reference\n0022;2024;1,00;x\n0022;2025;2,00;y\n", day=2)
    assert amounts(BudgetLine) == {}
    open_year(viewer=None, year=2025, at=APRIL)
    assert amounts(BudgetLine) == {"y": 200}
    assert unread() == [(2, "x", "closed_year")]


def test_a_year_closes_after_it_has_begun_and_by_those_who_keep_the_books(valby):
    with pytest.raises(NotDefinable):
        close_year(viewer=None, year=2026, on=date(2025, 12, 31))
    leader = viewer_of(someone(PostKind.LEADER, at=valby), date(2026, 2, 1))
    with pytest.raises(PermissionDenied):
        close_year(viewer=leader, year=2025, on=date(2026, 2, 15))
    owner = viewer_of(someone(PostKind.DATA_OWNER, at=valby), date(2026, 2, 1))
    assert close_year(viewer=owner, year=2025, on=date(2026, 2, 15)).closes_on == date(2026, 2, 15)
