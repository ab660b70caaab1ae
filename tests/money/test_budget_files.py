"""Files of budgets: the original and each change, to the oere and with its history."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from factories import a_unit, an_account
from spillerum.figures.errors import UnusableFile
from spillerum.figures.models import Delivery
from spillerum.money.models import BudgetLine, FinancialYear, Frame
from spillerum.money.queries import Unplaced, budget_of, unplaced

HEAD = "Konto;Omkostningssted;År;Beløb;Slags;Dato;Begrundelse;Reference\n"


def lines():
    found = BudgetLine.objects.filter(replaced__isnull=True).order_by("year", "pk")
    return [(line.year, line.kind, line.amount, line.day.isoformat(), line.reason) for line in found]


def test_a_budget_goes_in_with_each_change_and_its_reason(budgets, send):
    send(
        budgets,
        HEAD + "0022;0400;2026;1.200.000,00;;;;a\n"
        "0022;0400;2026;50.000;Tillægsbevilling;01-05-2026;Ny aftale;b\n"
        "0022;0400;2026;-10.000;omplacering;01-06-2026;Til IT;c\n"
        "0022;0400;2026;3.000,50;Overførsel;01-04-2026;Fra 2025;d\n"
        "0022;0400;2026;-1;rettelse;02-04-2026;Tastefejl;e\n",
    )
    assert lines() == [
        (2026, "original", 120000000, "2026-01-01", ""),
        (2026, "supplementary", 5000000, "2026-05-01", "Ny aftale"),
        (2026, "transfer", -1000000, "2026-06-01", "Til IT"),
        (2026, "carried", 300050, "2026-04-01", "Fra 2025"),
        (2026, "correction", -100, "2026-04-02", "Tastefejl"),
    ]
    assert str(Delivery.objects.get().newest) == "2026"


def test_a_budget_may_be_for_a_unit_and_a_group(budgets, send, valby, wages):
    send(budgets, "enhed;kontogruppe;år;beløb\nvalby  bibliotek;LOEN;2026;100,00\n")
    budget = budget_of([valby.pk], 2026)[valby.pk, wages.pk]
    assert (budget.original, budget.total) == (10000, 10000)


def test_a_unit_written_with_other_capitals_the_next_time_is_the_same_line(budgets, send, valby, wages):
    send(budgets, "enhed;gruppe;år;beløb\nvalby  bibliotek;LOEN;2026;100,00\n")
    send(budgets, "enhed;gruppe;år;beløb\nValby Bibliotek;loen;2026;120,00\n", day=1)
    assert budget_of([valby.pk], 2026)[valby.pk, wages.pk].total == 12000


def test_a_line_without_a_reference_is_taken_away_with_the_amount_nought(budgets, send, valby, wages):
    husum = a_unit("Husum")
    send(budgets, "enhed;gruppe;år;beløb\nValby bibliotek;loen;2026;100,00\n")
    send(budgets, "enhed;gruppe;år;beløb\nValby bibliotek;loen;2026;0\nHusum;loen;2026;100,00\n", day=1)
    found = {unit: budget.total for (unit, _), budget in budget_of(None, 2026).items()}
    assert found == {valby.pk: 0, husum.pk: 10000}


def test_a_unit_or_group_nobody_knows_is_kept_and_placed_later(budgets, send, valby, wages):
    send(budgets, "enhed;gruppe;år;beløb\nValby bib.;Løn;2026;100,00\n")
    (waiting,) = unplaced()
    assert waiting == Unplaced(waiting.account_id, "Løn", "Valby bib.", 0, 0, 10000)
    line = BudgetLine.objects.get()
    line.account.placings.create(unit=valby, group=wages, known=datetime(2026, 2, 1, tzinfo=UTC))
    assert budget_of([valby.pk], 2026)[valby.pk, wages.pk].total == 10000


@pytest.mark.parametrize("reference", ["x", ""])
def test_the_same_budget_again_changes_nothing_and_another_amount_is_a_correction(
    budgets, send, valby, wages, reference
):
    an_account("0022", unit=valby, group=wages)
    row = "0022;;2026;{};;;;" + reference + "\n"
    send(budgets, HEAD + row.format("100,00"))
    send(budgets, HEAD + row.format("100,00") + "0033;;2026;5,00;;;;y\n", day=1)
    assert BudgetLine.objects.count() == 2
    send(budgets, HEAD + row.format("120,00"), day=10)
    assert [amount for _, _, amount, _, _ in lines()] == [500, 12000]
    was = budget_of([valby.pk], 2026, datetime(2026, 1, 11, tzinfo=UTC))
    assert was[valby.pk, wages.pk].total == 10000
    assert budget_of([valby.pk], 2026)[valby.pk, wages.pk].total == 12000


def test_two_lines_alike_without_a_reference_are_two(budgets, send):
    rows = HEAD + "0022;;2026;1,00;omplacering;01-06-2026;;\n" * 2
    send(budgets, rows)
    send(budgets, rows + "0023;;2026;1,00;;;;\n", day=1)
    assert [amount for _, _, amount, _, _ in lines()] == [100, 100, 100]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("0022;;;1,00;;;;z", "no_year"),
        ("0022;;26;1,00;;;;z", "not_a_year"),
        (";;2026;1,00;;;;z", "no_account"),
        ("0022;;2026;;;;;z", "no_amount"),
        ("0022;;2026;mange;;;;z", "not_an_amount"),
        ("0022;;2026;1,00;gave;;;z", "not_a_kind"),
        ("0022;;2026;1,00;;i går;;z", "not_a_day"),
        ("0022;;2025;1,00;;;;z", "closed_year"),
        ("0022;;2026;1,00;;;;a", "reference_twice"),
    ],
)
def test_a_line_that_cannot_be_read_is_kept_and_the_others_go_in(budgets, send, unread, row, reason):
    FinancialYear.objects.create(year=2025, closes_on=date(2026, 1, 1))
    send(budgets, f"{HEAD}0022;;2026;1,00;;;;a\n{row}\n0022;;2026;1,00;;;;b\n")
    assert len(lines()) == 2
    assert [(number, why) for number, _, why in unread()] == [(3, reason)]


def test_a_budget_without_any_year_is_refused_whole(budgets, send):
    with translation.override("en"), pytest.raises(UnusableFile, match="no line has a year"):
        send(budgets, "konto;år;beløb\n0022;;1,00\n")
    with translation.override("en"), pytest.raises(UnusableFile, match="The column year / day is missing"):
        send(budgets, "konto;beløb\n0022;1,00\n")
    assert not Delivery.objects.exists()


def test_a_line_names_the_frame_it_came_from(budgets, send, unread, valby):
    old = Frame.objects.create(name="Kultur", unit=valby, first_year=2020, last_year=2025)
    new = Frame.objects.create(name="Kultur", unit=valby, first_year=2026)
    send(
        budgets,
        "konto;år;beløb;ramme\n0022;2025;1,00;kultur\n0022;2026;1,00;Kultur\n0022;2026;1,00;Skole\n",
    )
    assert list(BudgetLine.objects.values_list("frame", flat=True)) == [old.pk, new.pk]
    assert [(row, why) for row, _, why in unread()] == [(4, "no_such_frame")]
