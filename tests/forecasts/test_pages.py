"""The page of a year that will end outside its budget, and the questions behind its buttons."""

from __future__ import annotations

import pytest

from spillerum.calendar.now import pinned
from spillerum.forecasts import queries
from spillerum.forecasts.forecasting import forecast_money
from spillerum.forecasts.models import BudgetDeviation, Commitment
from town import KR, YEAR, month, morning_after


@pytest.fixture
def over(town):
    town.months(range(1, 4))
    town.months(range(4, 7), u0=1.4)
    with pinned(morning_after(month(6)).replace(hour=9)):
        yield town


def address(move=""):
    return f"/sag/{BudgetDeviation.objects.get().matter_id}/{move + '/' if move else ''}"


def text(response):
    return " ".join(response.content.decode().split())


def test_the_leader_reads_what_it_is_where_it_is_and_what_each_month_said(client, over):
    client.force_login(over.leaders[0])
    page = text(client.get(address()))
    assert "Valby bibliotek bruger efter alt at dømme " in page
    assert "Det kunne ses første gang " in page
    assert '<caption class="sr-only">Hvor det ligger</caption>' in page
    assert '<th scope="row">juni 2026</th>' in page
    assert "Svarer du ikke senest " in page
    drawn = [
        move.name
        for move in BudgetDeviation.objects.get().matter.lifecycle.moves
        if f'href="{address(move.name)}"' in page
    ]
    assert sorted(drawn) == ["ask", "ask_for", "doubt", "explain", "plan"]


def test_the_picture_is_the_year_as_it_stood(client, over):
    client.force_login(over.leaders[0])
    card = client.get(address()).context["card"]
    picture = card.extra["picture"]
    spent = sum(
        round(over.spending(0, group, month(n)) * (1.4 if n > 3 else 1))
        for group in (over.wages, over.materials)
        for n in range(1, 7)
    )
    assert (len(picture.spent), sum(picture.budget)) == (6, 3_600_000 * KR)
    assert picture.spent[-1].ore == pytest.approx(spent, abs=10)
    assert picture.ahead.total > picture.spent[-1].ore
    assert picture.plan is None


def test_a_plan_is_written_with_what_it_brings_and_is_seen_on_the_page(client, over):
    client.force_login(over.leaders[0])
    question = text(client.get(address("plan")))
    assert "Hvor meget der spares i måneden, i kroner." in question
    answer = {
        "text": "Vi venter med at ansætte",
        "back_by": f"{YEAR}-12-01",
        "month_9": "60.000",
        "month_10": "60.000",
    }
    page = text(client.post(address("plan"), answer, follow=True))
    assert "Tak. Det er skrevet ned" in page
    assert "Vi venter med at ansætte (skal spare 120.000 kr.)" in page
    assert list(Commitment.objects.values_list("month", "amount")) == [(9, -60_000 * KR), (10, -60_000 * KR)]
    for look_ahead in (list, forecast_money):  # at once, and after the next forecast
        look_ahead()
        response = client.get(address())
        assert "Med planen" in response.context["card"].sentence
        picture = response.context["card"].extra["picture"]
        assert picture.ahead.total - picture.plan.total == pytest.approx(120_000 * KR, abs=10)
        assert queries.outlook_of(over.valby, YEAR).whole.planned == -120_000 * KR


def test_a_plan_without_a_date_is_asked_for_it(client, over):
    client.force_login(over.leaders[0])
    response = client.post(address("plan"), {"text": "Plan", "month_9": "mange"})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"back_by", "month_9"}


def test_the_director_sees_nothing_of_it_before_it_is_handed_up(client, over):
    client.force_login(over.director)
    assert client.get(address()).status_code == 403


def test_what_presses_on_all_is_read_by_any_leader_and_answered_by_the_director(client, town):
    town.months(range(1, 4))
    town.months(range(4, 9), **{f"u{n}": 1.12 for n in range(6)})
    with pinned(morning_after(month(8)).replace(hour=9)):
        client.force_login(town.leaders[2])
        page = text(client.get(address()))
        assert "trækker samme vej" in page
        assert f'href="{address("explain")}"' not in page
        client.force_login(town.director)
        question = text(client.get(address("plan")))
        assert "spørger vi dig igen" in question
        assert "spares i måneden" not in question
        answer = {"text": "Overenskomsten gav 3 procent"}
        assert "Direktøren kender årsagen" in text(client.post(address("explain"), answer, follow=True))
