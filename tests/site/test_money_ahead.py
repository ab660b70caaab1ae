"""What a leader says is coming, how often forecasts were right, and the frames, as they stand on pages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import a_budget_line, a_group, a_posting, a_unit, an_account, someone
from spillerum.calendar.now import pinned
from spillerum.forecasts.forecasting import forecast_money
from spillerum.forecasts.hindsight import review_closed_years
from spillerum.forecasts.models import Commitment, HitRate
from spillerum.money.models import Frame
from spillerum.people.access import PostKind

MORNING = datetime(2026, 6, 9, 7, tzinfo=UTC)
KR = 100


class Books:
    """Two libraries whose wages were the same for four years."""

    def __init__(self):
        self.department = a_unit("Bibliotekerne", kind="afdeling")
        self.units = [a_unit(name, under=self.department) for name in ("Valby", "Vanløse")]
        self.valby = self.units[0]
        self.leader = someone(PostKind.LEADER, self.valby, "Ida")
        self.wages = a_group("loen")
        for unit in self.units:
            a_budget_line(unit=unit, group=self.wages, ore=1_200_000 * KR)
            account = an_account(f"{unit.pk}", unit=unit, group=self.wages)
            for year in range(2023, 2027):
                for month in range(1, 13 if year < 2026 else 6):
                    a_posting(account, 100_000 * KR, date(year, month, 20), known=MORNING)


@pytest.fixture
def books(db, client):
    with pinned(MORNING):
        made = Books()
        forecast_money()
        client.force_login(made.leader)
        yield made


def said(**fields):
    return {
        "key": str(uuid4()), "kroner": "25.000,50", "first": "10", "last": "", "kind": "one_off",
        "group": "", "reason": "Nyt tag",
    } | fields  # fmt: skip


def coming(books):
    return f"/penge/{books.valby.pk}/kommer/"


def page_of(client, address, **given):
    return client.get(address, given).content.decode()


def test_a_leader_says_what_is_coming_in_a_month_and_takes_it_back(books, client):
    assert f'href="{coming(books)}?aar=2026"' in page_of(client, f"/penge/{books.valby.pk}/")
    assert client.post(coming(books), said()).status_code == 302
    one = Commitment.objects.get()
    assert (one.year, one.month, one.amount, one.kind, one.group, one.by) == (
        2026, 10, 2_500_050, "one_off", None, books.leader,
    )  # fmt: skip
    for address in (coming(books), f"/penge/{books.valby.pk}/"):
        assert "25.000 kr. i oktober 2026, kommer én gang: Nyt tag" in page_of(client, address)
    client.post(coming(books), {"withdraw": one.pk})
    one.refresh_from_db()
    assert one.withdrawn == MORNING
    assert "Nyt tag" not in page_of(client, coming(books))


def test_several_months_are_told_as_one_and_taken_back_as_one(books, client):
    client.post(coming(books), said(kind="commitment", last="12", group=str(books.wages.pk), kroner="-8000"))
    assert list(Commitment.objects.values_list("month", "amount")) == [(n, -800_000) for n in (10, 11, 12)]
    page = page_of(client, coming(books))
    assert "-24.000 kr. i alt, oktober 2026 til december 2026, loen, på vej: Nyt tag" in page
    assert page.count("Tag det tilbage") == 1
    client.post(coming(books), {"withdraw": Commitment.objects.first().pk})
    assert not Commitment.objects.filter(withdrawn=None).exists()


def test_what_is_sent_twice_is_said_once(books, client):
    twice = said()
    for _ in range(2):
        assert client.post(coming(books), twice).status_code == 302
    assert Commitment.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"kroner": "0"}, "Skriv et beløb, der ikke er nul."),
        ({"kroner": "mange"}, "Indtast et tal."),
        ({"last": "9"}, "Den sidste måned ligger før den første."),
        ({"kind": "commitment", "first": "5"}, "Maj 2026 står allerede i bøgerne. Vælg en måned efter den."),
        ({"kind": "planned"}, "Marker en gyldig valgmulighed"),
        ({"first": "13"}, "Marker en gyldig valgmulighed"),
        ({"reason": ""}, "Dette felt er påkrævet."),
    ],
)
def test_what_cannot_be_said_comes_back_with_a_sentence_and_nothing_is_lost(wrong, told, books, client):
    answer = client.post(coming(books), said(**wrong))
    page = answer.content.decode()
    assert (answer.status_code, told in page, Commitment.objects.count()) == (422, True, 0)
    assert ("Nyt tag" in page) == ("reason" not in wrong)


def test_what_came_once_may_be_said_of_a_month_that_has_been(books, client):
    client.post(coming(books), said(first="3"))
    assert Commitment.objects.get().month == 3


def test_a_closed_year_cannot_be_chosen(books, client):
    assert "Det, I ved kommer i 2027" in page_of(client, coming(books), aar=2027)
    assert "Det, I ved kommer i 2026" in page_of(client, coming(books), aar=2025)


def test_another_unit_s_words_are_not_taken_back_here(books, client):
    other = someone(PostKind.LEADER, books.units[1], "Olga")
    client.post(coming(books), said())
    client.force_login(other)
    answer = client.post(f"/penge/{books.units[1].pk}/kommer/", {"withdraw": Commitment.objects.get().pk})
    assert (answer.status_code, Commitment.objects.get().withdrawn) == (404, None)


def test_nobody_but_the_leader_says_what_is_coming(books, client):
    client.force_login(someone(PostKind.DIRECTOR, books.department, "Niels"))
    assert client.post(coming(books), said()).status_code == 403
    assert "kommer/" not in page_of(client, f"/penge/{books.valby.pk}/")


def test_the_page_of_what_is_coming_asks_as_often_for_twenty_as_for_one(books, client):
    client.post(coming(books), said())
    before = _questions(client, coming(books))
    for _ in range(20):
        client.post(coming(books), said(last="12", group=str(books.wages.pk)))
    assert _questions(client, coming(books)) == before


def test_how_often_the_forecast_is_right_says_when_it_cannot_say(books, client):
    assert "Vi har ikke set tilbage på noget år endnu." in page_of(client, "/penge/prognosen/")


def test_how_often_the_forecast_is_right_is_counted_by_month_without_naming_a_unit(books, client):
    review_closed_years()
    page = page_of(client, "/penge/prognosen/")
    assert "Vi har set tilbage på 2024, 2025" in page
    assert "100 %</b> af 4 årsregnskaber endte i det bånd, hvor" in page
    assert [month in page for month in ("januar", "november", "december")] == [True, True, False]
    assert "Vi havde ikke bøgerne endnu dengang" in page
    assert not any(unit.name in page for unit in (*books.units, books.department))


def test_a_month_s_row_says_how_far_off_each_way_of_looking_was(books, client):
    HitRate.objects.create(
        month=6, cases=200, inside80=158, inside90=182, error=0.0164, straight=0.068, last_year=0.044,
        calls=12, calls_right=9, as_known=200,
    )  # fmt: skip
    page = page_of(client, "/penge/prognosen/")
    row = page[page.index('<th scope="row">juni') :].split("</tr>")[0]
    assert [cell.partition("<")[0] for cell in row.split(">") if cell[:1].isdigit()] == [
        "200", "79 %", "91 %", "1,6 %", "6,8 %", "4,4 %", "12", "9",
    ]  # fmt: skip
    assert "<b>9</b> af 12 varsler holdt" in page
    assert "Det hele bygger på bøgerne, som man kendte dem dengang." in page


def test_the_frames_are_told_to_everybody(books, client):
    Frame.objects.create(
        name="Biblioteker", unit=books.department, first_year=2025, last_year=2028, limit=260_000_000,
        surplus_kept="0.8", surplus_most="0.05", deficit_carried=False,
    )  # fmt: skip
    Frame.objects.create(name="Kun Valby", unit=books.valby, first_year=2026)
    Frame.objects.create(name="Gammel", unit=books.valby, first_year=2020, last_year=2024, surplus_kept=0)
    page = page_of(client, "/rammer/")
    assert "2025–2028." in page
    assert "Der må bruges 2,6 mio. kr. om året." in page
    assert (
        "80 % af pengene til overs går med til næste år, dog højst 5 % af budgettet. Et underskud går ikke med."
        in page
    )
    whole, valby = page.split("Kun Valby")
    assert "Ventes at ende på 2,4 mio. kr." in whole
    assert "Ventes at ende på" not in valby
    assert "Gammel" not in page


@pytest.mark.parametrize(
    ("kept", "most", "told"),
    [
        ("0", None, "Penge til overs ved årets udgang går tilbage. Et underskud går også med."),
        ("1", None, "Penge til overs går med til næste år. Et underskud går også med."),
        ("0.5", None, "50 % af pengene til overs går med til næste år. Et underskud går også med."),
        ("1", "0.04", "Penge til overs går med til næste år, dog højst 4 % af budgettet. Et underskud går også med."),
    ],
)  # fmt: skip
def test_what_goes_along_into_the_next_year_is_told_in_words(kept, most, told, books, client):
    Frame.objects.create(
        name="Ramme", unit=books.department, first_year=2026, surplus_kept=kept, surplus_most=most
    )
    assert told in page_of(client, "/rammer/")


def test_the_pages_ask_as_often_for_ten_frames_as_for_one(books, client):
    Frame.objects.create(name="0", unit=books.department, first_year=2026)
    before = _questions(client, "/rammer/"), _questions(client, "/penge/prognosen/")
    for n in range(9):
        Frame.objects.create(name=str(n + 1), unit=books.units[n % 2], first_year=2026)
    review_closed_years()
    assert _questions(client, "/rammer/") == before[0]
    assert _questions(client, "/penge/prognosen/") <= before[1] + 1  # the account groups by name


def _questions(client, address):
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)
