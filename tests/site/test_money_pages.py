"""A unit's money as its leader sees it: the curve, the room left, where the budget comes from, and the course of the year."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import a_budget_line, a_group, a_posting, a_unit, an_account, someone
from spillerum.calendar.now import pinned
from spillerum.forecasts.forecasting import forecast_money
from spillerum.forecasts.models import BudgetDeviation
from spillerum.forecasts.services import plan
from spillerum.money.models import Account, Bend, Frame
from spillerum.organisation.models import Tie
from spillerum.people.access import PostKind
from spillerum.people.queries import viewer_of
from spillerum.site.templatetags.money import span

MORNING = datetime(2026, 6, 9, 7, tzinfo=UTC)
KR = 100
SHAPE = (8, 8, 9, 8, 8, 8, 10, 8, 8, 8, 8, 9)  # per cent of a year by month


class Books:
    """Three libraries whose wages and books were the same for four years; Valby uses a quarter more this year."""

    def __init__(self):
        self.department = a_unit("Bibliotekerne", kind="afdeling")
        self.director = someone(PostKind.DIRECTOR, self.department, "Niels")
        self.units = [a_unit(name, under=self.department) for name in ("Valby", "Vanløse", "Ørestad")]
        self.leader = someone(PostKind.LEADER, self.units[0], "Ida")
        self.groups = [a_group("loen", place=1), a_group("materialer", place=2)]
        for unit in self.units:
            for group, kroner in zip(self.groups, (1_000_000, 200_000), strict=True):
                a_budget_line(unit=unit, group=group, ore=kroner * KR)
                account = an_account(f"{unit.pk}-{group.key}", unit=unit, group=group)
                more = 1.25 if unit == self.units[0] else 1.0
                for year in range(2022, 2027):
                    for month in range(1, 13 if year < 2026 else 6):
                        amount = kroner * SHAPE[month - 1] / 100 * (more if year == 2026 else 1)
                        a_posting(account, round(amount) * KR, date(year, month, 20), known=MORNING)


@pytest.fixture
def books(db, client):
    with pinned(MORNING):
        made = Books()
        forecast_money()
        client.force_login(made.leader)
        yield made


def page_of(client, unit, **given):
    return client.get(f"/penge/{unit.pk}/", given).content.decode()


def test_the_page_says_how_the_year_ends_and_what_room_is_left(books, client):
    page = page_of(client, books.units[0])
    assert "Valby bruger efter alt at dømme" in page
    assert "ventes at mangle ved årets udgang" in page
    assert "615.000 kr.</b> brugt pr. 20. maj, den nyeste postering" in page
    assert "<svg" in page
    assert "Se tallene som tabel" in page
    assert 'tabindex="0" role="region" aria-label="Valby: penge i 2026"' in page


def test_a_year_nobody_has_money_in_says_so(books, client):
    page = page_of(client, books.units[0], aar=2027)
    assert "Der er hverken kommet et budget eller posteringer for 2027." in page


@pytest.mark.parametrize("year", ["9" * 5000, "1", "²⁰²⁶", "-2026", "=2026"])
def test_a_year_that_cannot_be_is_this_year(books, client, year):
    assert "Penge i 2026" in page_of(client, books.units[0], aar=year)


def test_the_page_of_the_department_sums_the_units_below_it(books, client):
    client.force_login(books.director)
    page = page_of(client, books.department)
    assert "3 enheder med penge, denne og under den" in page
    assert "3.600.000" in page
    assert "Bøj året" not in page


def test_what_a_sum_has_spent_is_told_up_to_today_and_no_further(books, client):
    client.force_login(books.director)
    page = page_of(client, books.department)
    assert "kr.</b> brugt pr. 31. maj<br>" in page
    a_posting(Account.objects.first(), 10_000 * KR, date(2026, 6, 8), known=MORNING)
    assert "kr.</b> brugt pr. 9. juni<br>" in page_of(client, books.department)


def test_a_forecast_is_promised_of_a_year_to_come_and_never_of_one_that_is_closed(books, client):
    valby, promised = books.units[0], "Ingen har set frem endnu"
    a_budget_line(unit=valby, group=books.groups[0], ore=1_000_000 * KR, year=2027, known=MORNING)
    assert promised in page_of(client, valby, aar=2027)
    assert promised not in page_of(client, valby, aar=2024)


def test_where_the_budget_comes_from_is_told_line_by_line(books, client):
    a_budget_line(
        unit=books.units[0], group=books.groups[0], ore=50_000 * KR, kind="supplementary",
        day=date(2026, 4, 1), reason="Lønaftalen",
    )  # fmt: skip
    page = page_of(client, books.units[0])
    assert "1. april 2026: 50.000 kr., tillægsbevilling: Lønaftalen" in page
    assert "1.000.000 fra begyndelsen" in page


def test_the_table_can_be_taken_home_and_runs_no_formulas(books, client):
    books.units[0].name = "=1+1"
    books.units[0].save()
    content = client.get(f"/penge/{books.units[0].pk}.csv").content.decode("utf-8-sig")
    header, wages, _ = content.strip().splitlines()
    assert header.split(",")[:6] == ["unit", "year", "account_group", "original", "budget", "spent"]
    assert wages.startswith("'=1+1,2026,Loen,1000000.0,1000000.0,512500.0,")


def test_a_leader_bends_the_year_with_danish_figures_and_straightens_it_again(books, client):
    address = f"/penge/{books.units[0].pk}/fordeling/{books.groups[0].pk}/"
    assert "januar 2026" in client.get(address).content.decode()
    assert client.post(address, {"month_11": "200.000", "reason": "Jul"}).status_code == 302
    assert round(Bend.objects.get(replaced=None).shares[11], 6) == 0.2
    assert "Bøjet af lederen" in page_of(client, books.units[0])
    client.post(address, {"straighten": "1"})
    assert not Bend.objects.filter(replaced=None).exists()


def test_more_than_the_year_holds_comes_back_with_a_sentence(books, client):
    address = f"/penge/{books.units[0].pk}/fordeling/{books.groups[0].pk}/"
    answer = client.post(address, {"month_0": "2.000.000", "reason": "Jul"})
    assert answer.status_code == 422
    assert "bliver til mere end årets budget" in answer.content.decode()


def test_the_page_asks_the_same_number_of_questions_for_one_account_and_for_many(books, client):
    before = _questions(client, books.units[0])
    for n in range(20):
        account = an_account(f"mere {n}", unit=books.units[0], group=books.groups[n % 2])
        a_posting(account, 5 * KR, date(2026, 3, n + 1), known=MORNING)
        a_budget_line(unit=books.units[0], group=books.groups[0], ore=5 * KR)
    assert _questions(client, books.units[0]) == before


def _questions(client, unit):
    with CaptureQueriesContext(connection) as asked:
        page_of(client, unit)
    return len(asked)


def test_a_leader_s_front_page_has_the_curve_and_the_room_to_move(books, client):
    page = client.get("/").content.decode()
    assert "Jeres penge i år" in page
    assert "</b> ventes at mangle ved årets udgang (spillerum: mellem -" in page
    assert "Vi så frem 9. juni, på bøgerne til og med maj 2026." in page
    assert page.count('class="chart chart-wide"') == 1


def test_a_leader_whose_year_will_have_something_left_reads_how_much(db, client):
    with pinned(MORNING):
        books = Books()
        a_budget_line(unit=books.units[1], group=books.groups[1], ore=60_000 * KR)
        forecast_money()
        client.force_login(someone(PostKind.LEADER, books.units[1], "Olga"))
        front, page = client.get("/").content.decode(), page_of(client, books.units[1])
    assert "Spillerum ved årets udgang: <b>" in front
    assert "spillerum: det, der ventes til overs ved årets udgang<br>mellem " in page
    assert "mangle" not in front + page


def test_amounts_below_nought_are_told_apart_without_a_dash():
    assert (span(-9_310_000, -8_470_000), span(17_800_000, 64_000_000)) == (
        "-93.100 til -84.700",
        "180.000–640.000",
    )


def test_an_open_matter_about_the_money_is_found_from_the_leader_s_own_page(books, client):
    matter = BudgetDeviation.objects.get(unit=books.units[0]).matter
    page = client.get("/").content.decode()
    assert f'<a href="/sag/{matter.pk}/">Sagen om det</a>: venter på lederen.' in page  # matter_about


def test_a_director_sees_counts_and_the_sum_but_no_unit_that_has_not_been_handed_up(books, client):
    client.force_login(books.director)
    page = client.get("/").content.decode()
    assert "<b>2</b> af 3 ventes at ende inden for budgettet" in page
    assert "<b>1</b> ender efter alt at dømme over" in page
    assert "1 sag om penge ligger hos lederen." in page
    assert "Valby bruger efter alt at dømme" not in page


def test_a_plan_s_words_are_for_those_who_may_see_its_matter(books, client):
    valby, matter = books.units[0], BudgetDeviation.objects.get().matter
    plan(
        viewer=viewer_of(books.leader, MORNING.date()), matter=matter, text="Vikarerne stopper",
        back_by=date(2026, 9, 1), effects={8: -50_000 * KR},
    )  # fmt: skip
    assert "Vikarerne stopper" in page_of(client, valby)
    client.force_login(books.director)
    page = page_of(client, valby)
    assert "Vikarerne stopper" not in page
    assert f"/sager/{matter.pk}/" not in page


def test_a_frame_over_one_unit_s_money_does_not_tell_of_that_unit(books, client):
    branch = a_unit("Syd", kind="afdeling", under=books.department)
    Tie.objects.filter(unit=books.units[0]).update(above=branch)
    with pinned(MORNING):
        forecast_money()
    Frame.objects.create(name="Biblioteker", unit=books.department, first_year=2026)
    Frame.objects.create(name="Syd", unit=branch, first_year=2026)
    whole, alone = client.get("/rammer/").content.decode().split('id="frame-')[1:]
    assert "Ventes at ende på" in whole
    assert "Ventes at ende på" not in alone
    assert "Der er ikke sat et beløb." in alone


def test_politicians_see_frames_and_no_unit(books, client):
    politician = someone(PostKind.POLITICIAN, books.department, "Pil")
    Frame.objects.create(name="Biblioteker", unit=books.department, first_year=2026, limit=360_000_000)
    client.force_login(politician)
    page = client.get("/").content.decode()
    assert "Biblioteker: 3,6 mio. kr. i år." in page
    assert "Ventes at ende på" in page
    assert "Valby" not in page


def test_in_january_the_front_page_tells_of_the_old_year_until_there_is_more_to_say(books, client):
    with pinned(datetime(2027, 1, 20, 7, tzinfo=UTC)):
        page = client.get("/").content.decode()
        assert "Jeres penge i 2026" in page
        assert "mere end budgettet i 2026" in page
        client.force_login(books.director)
        assert "1 sag om penge ligger hos lederen." in client.get("/").content.decode()
    with pinned(datetime(2027, 4, 1, 7, tzinfo=UTC)):
        assert "2026" not in client.get("/").content.decode()


def test_the_leader_s_front_page_asks_at_most_twenty_questions(books, client):
    assert _front(client) <= 20


def _front(client):
    with CaptureQueriesContext(connection) as asked:
        client.get("/")
    return len(asked)
