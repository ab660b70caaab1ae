"""Which year a row is about is the accounts', not its day's: numbers begin again with the year."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from spillerum.money.models import BudgetLine, Posting
from spillerum.money.services import close_year, open_year

HEAD = "nummer;konto;dato;beløb;år\n"
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
APRIL = datetime(2026, 4, 1, tzinfo=UTC)


def by_year():
    return sorted(Posting.objects.filter(replaced__isnull=True).values_list("year", "number", "amount"))


def test_a_late_posting_of_a_closed_year_waits_on_when_the_new_year_has_its_number(postings, send, unread):
    close_year(viewer=None, year=2025, on=date(2026, 1, 1), at=FIRST)
    send(postings, HEAD + "100;a;10-01-2026;1,00;2025\n", day=10)
    send(postings, HEAD + "100;a;12-01-2026;2,00;2026\n", day=11)
    assert unread() == [(2, "100", "closed_year")]
    open_year(viewer=None, year=2025, at=APRIL)
    assert (by_year(), unread()) == ([(2025, "100", 100), (2026, "100", 200)], [])


def test_the_same_number_and_day_of_two_closed_years_is_two_postings(postings, send, unread):
    for year in (2024, 2025):
        close_year(viewer=None, year=year, on=date(2026, 1, 1), at=FIRST)
    send(postings, HEAD + "100;a;10-01-2025;1,00;2024\n100;a;10-01-2025;2,00;2025\n", day=2)
    for year in (2024, 2025):
        open_year(viewer=None, year=year, at=APRIL)
    assert (by_year(), unread()) == ([(2024, "100", 100), (2025, "100", 200)], [])


@pytest.mark.parametrize("wrong", ["x", ""])
def test_a_late_posting_that_could_not_be_read_is_mended_by_its_own_year_alone(postings, send, unread, wrong):
    send(postings, HEAD + f"100;a;10-01-2026;{wrong};2025\n", day=10)
    send(postings, HEAD + "100;a;12-01-2026;2,00;2026\n", day=11)
    assert [row[1] for row in unread()] == ["100"]
    send(postings, HEAD + "100;a;10-01-2026;1,00;2025\n", day=12)
    assert (by_year(), unread()) == ([(2025, "100", 100), (2026, "100", 200)], [])


def test_a_budget_line_decided_the_year_before_is_mended_when_it_comes_again(budgets, send, unread):
    head = "konto;år;dato;beløb;reference;ramme\n"
    send(budgets, head + "0022;2026;10-12-2025;1,00;x;Ukendt\n")
    assert unread() == [(2, "x", "no_such_frame")]
    send(budgets, head + "0022;2026;10-12-2025;1,00;x;\n", day=1)
    assert unread() == []
    assert BudgetLine.objects.get().amount == 100


@pytest.mark.parametrize(
    ("day", "period", "counts"),
    [
        ("05-01-2026", "12", (2025, 12)),
        ("05-01-2026", "13", (2025, 12)),
        ("20-02-2026", "14", (2025, 12)),
        ("28-12-2025", "1", (2026, 1)),
        ("05-01-2026", "2", (2026, 2)),
        ("05-03-2026", "2", (2026, 2)),
        ("05-06-2026", "12", (2026, 12)),
    ],
)
def test_a_period_without_a_year_is_the_one_nearest_to_the_day(postings, send, day, period, counts):
    send(postings, f"nummer;konto;dato;beløb;periode\n1;a;{day};1,00;{period}\n")
    assert list(Posting.objects.values_list("year", "month")) == [counts]
