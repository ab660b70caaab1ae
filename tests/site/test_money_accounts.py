"""Accounts without a place: what lies in them, how a data owner places them, and where their silence is told."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import a_budget_line, a_group, a_money_source, a_posting, a_unit, an_account, someone
from spillerum.calendar.now import pinned
from spillerum.matters.models import Entry
from spillerum.money.models import AccountRule, Placing
from spillerum.money.queries import Place, places
from spillerum.money.rules import Rule
from spillerum.money.services import set_rules
from spillerum.people.access import PostKind

MORNING = datetime(2026, 6, 9, 7, tzinfo=UTC)
KR = 100


class Books:
    """A library with one account that is placed, and three without a place: 12.000 kr., 5.000 kr. and a budget alone."""

    def __init__(self):
        self.department = a_unit("Bibliotekerne", kind="afdeling")
        self.valby = a_unit("Valby", under=self.department)
        self.owner = someone(PostKind.DATA_OWNER, self.department, "Dag")
        self.wages, self.books = a_group("loen", place=1), a_group("materialer", place=2)
        known = an_account("1-100", "4711", unit=self.valby, group=self.wages)
        a_posting(known, 900_000 * KR, known=MORNING)
        self.much = an_account("1-100", "Valby")
        a_posting(self.much, 12_000 * KR, known=MORNING)
        self.like = an_account("1-100", "4711 ")
        self.small = an_account("1-409", "4711")
        for _ in range(2):
            a_posting(self.small, 2_500 * KR, known=MORNING)
        self.planned = an_account("1-500", "9999")
        a_budget_line(self.planned, 70_000 * KR)


@pytest.fixture
def books(db, client):
    with pinned(MORNING):
        made = Books()
        client.force_login(made.owner)
        yield made


def page_of(client, **given):
    return client.get("/konti/", given).content.decode()


def sent(books, *accounts, **fields):
    there = {"unit": "valby", "group": books.wages.pk, "why": "Det siger Ida"}
    return {"accounts": [account.pk for account in accounts], **(there | fields)}


def test_accounts_are_listed_with_the_most_money_first(books, client):
    page = page_of(client)
    assert "3 konti med 17.000 kr. hører ingen steder til." in page
    assert "Der er budgetteret 70.000 kr. på dem." in page
    where = [page.index(text) for text in ("1-500 · 9999", "1-100 · Valby", "1-409 · 4711")]
    assert where == sorted(where)


def test_accounts_that_are_ticked_are_placed_together_with_the_reason(books, client):
    answer = client.post("/konti/", sent(books, books.much, books.small), follow=True)
    there = Place(books.valby.pk, books.wages.pk)
    assert [places()[account.pk] for account in (books.much, books.small)] == [there, there]
    assert "2 konti hører nu til Valby, loen, med hele deres historie." in answer.content.decode()
    placing = Placing.objects.get(account=books.much)
    assert (placing.by, placing.why, placing.by_hand) == (books.owner, "Det siger Ida", True)
    assert Entry.objects.filter(about=f"account:{books.much.pk}", what="place").count() == 1


def test_accounts_can_be_set_aside(books, client):
    client.post("/konti/", sent(books, books.small, nobody="on", unit="", group="", why="Mellemregning"))
    assert places()[books.small.pk] == Place(None, None)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"accounts": []}, "Sæt kryds ved de konti, det gælder."),
        ({"unit": "Findes ikke"}, "Der er ingen enhed med det navn."),
        ({"unit": ""}, "Sig, hvor de hører til."),
        ({"group": ""}, "Sig, hvor de hører til."),
        ({"why": ""}, "Dette felt er påkrævet."),
        ({"nobody": "on", "why": ""}, "Dette felt er påkrævet."),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_lost_or_placed(wrong, told, books, client):
    answer = client.post("/konti/", sent(books, books.much) | wrong)
    page = answer.content.decode()
    assert (answer.status_code, told in page, books.much.pk in places()) == (422, True, False)
    if "accounts" not in wrong:
        assert f'value="{books.much.pk}" checked' in page


def test_a_cost_centre_and_an_account_string_suggest_where_an_account_belongs(books, client):
    assert "Valby, loen" in page_of(client)
    client.post("/konti/", {"suggested": books.much.pk})
    assert places()[books.much.pk] == Place(books.valby.pk, books.wages.pk)
    assert Placing.objects.get(account=books.much).why == (
        "Som andre konti med samme omkostningssted og samme kontostreng."
    )


@pytest.mark.parametrize("suggested", ["small", "planned", "0", "x"])
def test_where_nothing_speaks_for_a_whole_place_none_is_taken(suggested, books, client):
    account = getattr(books, suggested, None)
    answer = client.post("/konti/", {"suggested": account.pk if account else suggested}, follow=True)
    assert "forslaget passer ikke længere" in answer.content.decode()
    assert Placing.objects.filter(by_hand=True).count() == 0


def test_two_places_as_likely_as_each_other_suggest_neither(books, client):
    other = a_unit("Vanløse", under=books.department)
    an_account("1-409", "4711 x", unit=other, group=books.wages)
    an_account("1-409", "4711 y", unit=other, group=books.books)
    page = page_of(client)
    assert "Loen" not in page[page.index("1-409 · 4711") :].split("</tr>")[0]


def test_what_a_person_said_is_listed_and_can_be_said_again(books, client):
    client.post("/konti/", sent(books, books.small))
    assert "Det siger Ida" in page_of(client)
    client.post("/konti/", sent(books, books.small, group=books.books.pk, why="Nej, bøger"))
    assert places()[books.small.pk] == Place(books.valby.pk, books.books.pk)
    page = page_of(client)
    assert ("Nej, bøger" in page, "Det siger Ida" in page) == (True, False)


def test_with_every_account_placed_the_silence_is_proven(books, client):
    client.post("/konti/", sent(books, books.much, books.small, books.planned))
    assert "Alle konti med penge i har en plads." in page_of(client)


def test_the_rules_in_force_are_read_in_order_and_taken_home(books, client):
    set_rules(
        viewer=None,
        rules=[
            Rule("1-9*", "*", None, None, "mellemregninger"),
            Rule("1-1*", "47*", books.valby.pk, books.wages.pk),
            Rule("*", "*", None, books.books.pk),
        ],
    )
    page = page_of(client).split("Reglerne, der gælder", 1)[1]
    told = ("mellemregninger", "Valby, loen", "den enhed, omkostningsstedet nævner, materialer")
    where = [page.index(text) for text in told]
    assert where == sorted(where)
    answer = client.get("/konti/regler.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="kontoregler.csv"'
    _header, *rules = answer.content.decode("utf-8-sig").strip().splitlines()
    assert len(rules) == AccountRule.objects.count() == 3


def test_an_account_string_is_text_and_never_markup(books, client):
    a_posting(an_account("<b>1-1</b>", '"><script>'), 5 * KR, known=MORNING)
    page = page_of(client)
    assert "<script" not in page
    assert "&lt;b&gt;1-1&lt;/b&gt;" in page


def test_the_page_asks_as_often_for_sixty_accounts_as_for_three(books, client):
    before = _questions(client, "/konti/")
    for n in range(60):
        a_posting(an_account(f"2-{n}", f"{n}"), (n + 1) * KR, known=MORNING)
    assert (_questions(client, "/konti/"), before <= 20) == (before, True)
    assert "Dem med færre penge" in page_of(client)
    assert "Dem med flere penge" in page_of(client, side=2)


def test_the_data_owner_hears_of_them_on_the_front_page_and_at_the_source(books, client):
    source = a_money_source(owner=books.owner.holdings.get().post)
    page = client.get("/").content.decode()
    assert "3 konti med 17.000 kr. hører ingen steder til." in page
    assert 'href="/konti/"' in page
    assert 'href="/konti/"' in client.get(f"/kilder/{source.pk}/").content.decode()
    client.post("/konti/", sent(books, books.much, books.small, books.planned))
    page = client.get("/").content.decode()
    assert ("hører ingen steder til" in page, "Alle konti med penge i har en plads." in page) == (False, True)


def test_a_sum_says_what_lies_in_no_place_that_year(books, client):
    a_posting(books.small, 100 * KR, date(2025, 3, 1), known=MORNING)
    client.force_login(someone(PostKind.DIRECTOR, books.department, "Niels"))
    page = client.get(f"/penge/{books.department.pk}/").content.decode()
    assert "3 konti med 17.000 kr. i året har ingen plads endnu" in page
    assert 'href="/konti/"' not in page
    page = client.get(f"/penge/{books.valby.pk}/").content.decode()
    assert "har ingen plads endnu" not in page


def _questions(client, address):
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)
