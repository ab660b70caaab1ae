"""The pages where a leader moves money or asks others to: what they ask, what they do, and what they say when it fails."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from factories import a_unit
from neighbours import MORNING, Town, budgets
from spillerum.agreements.models import Saving, Transfer
from spillerum.calendar.now import pinned
from spillerum.organisation.models import Succession


@pytest.fixture
def town(db, client):
    with pinned(MORNING):
        town = Town()
        client.force_login(town.people["ida"])
        yield town


def asked(town, **changes):
    form = {
        "key": uuid4(), "giver": town.valby.pk, "giver_group": town.wages.pk, "taker": town.valby.pk,
        "taker_group": town.books.pk, "kroner": "1.250,50", "year": 2026, "reason": "Flere bøger",
    }  # fmt: skip
    return form | changes


def test_a_leader_moves_money_within_the_unit_with_danish_figures(town, client):
    page = client.get(f"/penge/{town.valby.pk}/flyt/")
    assert "Flyt penge" in page.content.decode()
    answer = client.post(f"/penge/{town.valby.pk}/flyt/", asked(town))
    assert (answer.status_code, Transfer.objects.get().amount) == (302, 125_050)


def test_another_unit_is_asked_on_its_matter(town, client):
    answer = client.post(f"/penge/{town.valby.pk}/flyt/", asked(town, taker=town.vanløse.pk))
    assert answer.url == f"/sag/{Transfer.objects.get().matter_id}/"
    assert budgets()["Vanløse", "materialer"] == 20_000
    client.force_login(town.people["bo"])
    matter = client.get(answer.url).content.decode()
    assert ("Ja, flyt dem" in matter, "Træk det tilbage" in matter) == (True, False)
    client.post(f"{answer.url}accept/", {"text": ""})
    assert budgets()["Vanløse", "materialer"] == 21_250


def test_whoever_leads_both_is_told_that_it_is_moved(town, client):
    post = town.people["bo"].holdings.get().post
    town.people["ida"].holdings.create(post=post, first_day=date(2020, 1, 1))
    answer = client.post(f"/penge/{town.valby.pk}/flyt/", asked(town, taker=town.vanløse.pk), follow=True)
    page = answer.content.decode()
    assert ("Pengene er flyttet" in page, "bliver spurgt" in page) == (True, False)
    assert budgets()["Vanløse", "materialer"] == 21_250


def test_more_than_there_is_comes_back_with_a_sentence_and_what_was_written(town, client):
    answer = client.post(f"/penge/{town.valby.pk}/flyt/", asked(town, kroner="200000"))
    page = answer.content.decode()
    assert (answer.status_code, Transfer.objects.count()) == (422, 0)
    assert (
        "Valby har 100.000 kr. tilbage til loen i 2026, så der kan ikke flyttes 200.000 kr. derfra." in page
    )
    assert "Flere bøger" in page


def test_others_are_asked_to_save_together(town, client):
    form = {
        "key": uuid4(), "name": "En procent", "others": [town.vanløse.pk], "percent": "1,5", "first_year": 2027,
        "years": 3, "growth": "2", "reason": "Vi vil selv",
    }  # fmt: skip
    answer = client.post(f"/penge/{town.valby.pk}/spar-sammen/", form)
    saving = Saving.objects.get()
    assert (answer.url, str(saving.rate), str(saving.price_growth)) == (
        f"/sag/{saving.matter_id}/", "0.01500", "0.02000",
    )  # fmt: skip
    assert "1 af 2 enheder" in client.get(answer.url).content.decode()
    client.force_login(town.people["bo"])
    invitation = f"/sag/{saving.members.get(unit=town.vanløse).matter_id}/"
    assert 'value="1,5"' in client.get(f"{invitation}join/").content.decode()
    client.post(f"{invitation}join/", {"percent": "1,5", "text": ""})
    saving.matter.refresh_from_db()
    assert saving.matter.state == "running"


def test_only_units_with_money_are_offered(town, client):
    page = client.get(f"/penge/{town.valby.pk}/spar-sammen/").content.decode()
    assert ("Vanløse" in page, "Bibliotekerne" in page) == (True, False)


def test_a_merged_unit_is_offered_with_the_money_of_those_before_it(town, client):
    day = MORNING.date()
    town.vanløse.last_day = day - timedelta(days=1)
    town.vanløse.save()
    new = a_unit("Vestegnen", under=town.department, first_day=day)
    Succession.objects.create(predecessor=town.vanløse, successor=new, day=day)
    page = client.get(f"/penge/{town.valby.pk}/flyt/").content.decode()
    assert ("Vestegnen" in page, "Vanløse" in page, "Bibliotekerne</option>" in page) == (True, False, False)


def test_a_form_nobody_has_taken_the_time_of_does_not_claim_to_cost_nothing(town, client):
    for name in ("flyt", "spar-sammen"):
        page = client.get(f"/penge/{town.valby.pk}/{name}/").content.decode()
        assert "Siden bad dig om 0 minutter" not in page
        assert "Ingen har endnu målt" in page
