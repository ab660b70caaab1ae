"""Every address of the house, walked by every role: nothing is seen or done that access does not allow."""

from __future__ import annotations

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters

from factories import a_budget_line, a_delivery, a_group, a_source
from spillerum.figures.models import Alias, UnreadRow
from spillerum.organisation.models import Draft

ROLES = (
    "anonymous",
    "leader",
    "other leader",
    "staff",
    "director",
    "data owner",
    "politician",
    "administrator",
)
IN, OUT = 200, 302  # 302 is to the sign-in page for whoever is not signed in

# name of the address: what each role gets on GET, in the order of ROLES
# 405: only for sending forms. 403: not allowed. Everything is about a deviation at Fenham that was just found.
TABLE = {
    "mine": (OUT, IN, IN, IN, IN, IN, IN, IN),
    "units": (OUT, IN, IN, IN, IN, IN, IN, IN),
    "unit": (OUT, IN, IN, IN, IN, IN, IN, IN),  # names are no secret; figures: see the test below
    "search": (OUT, IN, IN, IN, IN, IN, IN, IN),
    "cost": (OUT, IN, IN, IN, IN, IN, IN, IN),
    "accessibility": (IN, IN, IN, IN, IN, IN, IN, IN),
    "language": (405, 405, 405, 405, 405, 405, 405, 405),
    "account_login": (IN, OUT, OUT, OUT, OUT, OUT, OUT, OUT),
    "account_logout": (OUT, IN, IN, IN, IN, IN, IN, IN),
    "account_inactive": (IN, IN, IN, IN, IN, IN, IN, IN),
    "account_reset_password": (IN, IN, IN, IN, IN, IN, IN, IN),
    "account_reset_password_done": (IN, IN, IN, IN, IN, IN, IN, IN),
    "account_reset_password_from_key": (IN, IN, IN, IN, IN, IN, IN, IN),  # a made-up key: told so
    "account_reset_password_from_key_done": (IN, IN, IN, IN, IN, IN, IN, IN),
    "account_signup": (403, 403, 403, 403, 403, 403, 403, 403),
    "matter": (OUT, IN, 403, IN, 403, IN, 403, 403),
    "matter_note": (OUT, 405, 405, 405, 405, 405, 405, 405),
    "matter_move": (OUT, IN, 403, 403, 403, 403, 403, 403),
    "measures": (OUT, IN, IN, IN, IN, IN, IN, IN),
    "measure": (OUT, IN, IN, IN, IN, IN, IN, IN),
    "series_file": (OUT, IN, 403, IN, IN, IN, 403, IN),
    "sources": (OUT, IN, IN, IN, IN, IN, IN, IN),  # each sees the sources it may
    "source": (OUT, IN, 403, 403, IN, IN, 403, IN),  # its figures are of Fenham
    "deliver": (OUT, 405, 405, 405, 405, 405, 405, 405),
    "delivery_file": (OUT, 403, 403, 403, 403, IN, 403, IN),
    "name_of_unit": (OUT, 405, 405, 405, 405, 405, 405, 405),
    "unread_row": (OUT, 405, 405, 405, 405, 405, 405, 405),
    "wave_off_all": (OUT, 405, 405, 405, 405, 405, 405, 405),
    "organisation_import": (OUT, 403, 403, 403, 403, 403, 403, IN),
    "organisation_draft": (OUT, 403, 403, 403, 403, 403, 403, IN),
    "people": (OUT, 403, 403, 403, 403, 403, 403, IN),
    "people_new": (OUT, 403, 403, 403, 403, 403, 403, IN),
    "people_give": (OUT, 403, 403, 403, 403, 403, 403, IN),
    "people_new_post": (OUT, 403, 403, 403, 403, 403, 403, IN),
    "people_end": (OUT, 403, 403, 403, 403, 403, 403, IN),
    "money": (OUT, IN, 403, IN, IN, IN, 403, IN),  # Fenham's
    "money_file": (OUT, IN, 403, IN, IN, IN, 403, IN),
    "money_course": (OUT, IN, 403, 403, 403, 403, 403, 403),
    "move_money": (OUT, IN, 403, 403, 403, 403, 403, 403),
    "save_together": (OUT, IN, 403, 403, 403, 403, 403, 403),
    "coming": (OUT, IN, 403, 403, 403, 403, 403, 403),
    "forecast_hits": (OUT, IN, IN, IN, IN, IN, IN, IN),
    "frames": (OUT, IN, IN, IN, IN, IN, IN, IN),
    "accounts": (OUT, 403, 403, 403, 403, IN, 403, IN),
    "account_rules_file": (OUT, 403, 403, 403, 403, IN, 403, IN),
    "demo_who": (404, 404, 404, 404, 404, 404, 404, 404),  # outside the demo these do not exist
    "demo_be": (404, 404, 404, 404, 404, 404, 404, 404),
    "demo_money": (404, 404, 404, 404, 404, 404, 404, 404),
    "demo_next_month": (404, 404, 404, 404, 404, 404, 404, 404),
}
# On POST, where it is another answer than on GET; of what may be sent nothing is filled in, so nothing is done.
SENT_EMPTY = {
    "deliver": (OUT, 403, 403, 403, 403, 422, 403, 422),
    "name_of_unit": (OUT, 403, 403, 403, 403, 422, 403, 422),
    "unread_row": (OUT, 403, 403, 403, 403, 422, 403, 422),
    "wave_off_all": (OUT, 403, 403, 403, 403, 302, 403, 302),
    "organisation_import": (OUT, 403, 403, 403, 403, 403, 403, IN),
    "people_new": (OUT, 403, 403, 403, 403, 403, 403, IN),
    "people_give": (OUT, 403, 403, 403, 403, 403, 403, IN),
    "people_new_post": (OUT, 403, 403, 403, 403, 403, 403, IN),
    "people_end": (OUT, 403, 403, 403, 403, 403, 403, IN),
    "money_course": (OUT, IN, 403, 403, 403, 403, 403, 403),
    "move_money": (OUT, IN, 403, 403, 403, 403, 403, 403),
    "save_together": (OUT, IN, 403, 403, 403, 403, 403, 403),
    "coming": (OUT, IN, 403, 403, 403, 403, 403, 403),
    "accounts": (OUT, 403, 403, 403, 403, IN, 403, IN),
    "demo_be": (404, 404, 404, 404, 404, 404, 404, 404),
    "demo_next_month": (404, 404, 404, 404, 404, 404, 404, 404),
}


def addresses(resolver=None, prefix=""):
    """Give (name, route) of every pattern in the house."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield pattern.name, prefix + str(pattern.pattern)


def test_every_address_stands_in_the_table():
    assert {name for name, _ in addresses()} == set(TABLE)


@pytest.fixture
def paths(house, deviation):
    matter = deviation.matter_id
    source = a_source(house.measure)
    Alias.objects.create(source=source, name="Fenham", unit=house.fenham)
    alias = Alias.objects.create(source=source, name="Fenhamm")
    delivery = a_delivery(source)
    row = UnreadRow.objects.create(delivery=delivery, row=2, reason="not_a_number", value_text="x")
    draft = Draft.objects.create(
        file="enheder.csv", content=b"navn\nJesmond\n", by=house.people["administrator"], sent=house.scan.at
    )
    wages = a_group("loen")
    a_budget_line(unit=house.fenham, group=wages, year=2018)
    holding = house.people["staff"].holdings.get()
    numbers = {
        "series_file": f"/tal/serie/{house.fenham.series.first().pk}.csv",
        "measure": f"/tal/{house.measure.key}/",
        "source": f"/kilder/{source.pk}/",
        "deliver": f"/kilder/{source.pk}/aflever/",
        "wave_off_all": f"/kilder/{source.pk}/laeg-alle-til-side/",
        "delivery_file": f"/kilder/leverance/{delivery.pk}/",
        "name_of_unit": f"/kilder/navn/{alias.pk}/",
        "unread_row": f"/kilder/raekke/{row.pk}/",
        "organisation_draft": f"/organisation/indlaes/{draft.pk}/",
        "people_end": f"/personer/slut/{holding.pk}/",
        "account_reset_password_from_key": "/ny-adgangskode/1/set-password/",
        "demo_be": f"/demo/vaer/{house.people['leader'].pk}/",
    }
    return (
        numbers
        | {
            "unit": f"/enhed/{house.fenham.pk}/",
            "money": f"/penge/{house.fenham.pk}/",
            "money_file": f"/penge/{house.fenham.pk}.csv",
            "money_course": f"/penge/{house.fenham.pk}/fordeling/{wages.pk}/",
            "move_money": f"/penge/{house.fenham.pk}/flyt/",
            "coming": f"/penge/{house.fenham.pk}/kommer/",
            "save_together": f"/penge/{house.fenham.pk}/spar-sammen/",
            "matter": f"/sag/{matter}/",
            "matter_note": f"/sag/{matter}/bemaerk/",
            "matter_move": f"/sag/{matter}/explain/",
        }
        | {name: f"/{route}" for name, route in addresses() if "<" not in route}
    )


@pytest.mark.parametrize("role", ROLES)
def test_what_each_role_gets_of_each_address(role, as_, paths):
    client = as_(role)
    got = {name: client.get(paths[name]).status_code for name in TABLE}
    assert got == {name: row[ROLES.index(role)] for name, row in TABLE.items()}


@pytest.mark.parametrize("role", ROLES)
def test_what_each_role_gets_of_each_address_when_it_sends_nothing(role, as_, paths):
    client = as_(role)
    got = {name: client.post(paths[name]).status_code for name in SENT_EMPTY}
    assert got == {name: row[ROLES.index(role)] for name, row in SENT_EMPTY.items()}


# What each role may send, and what comes back: 302 done (or to sign in), 403 not allowed, 422 something is missing.
ANSWER = {"text": "Der bygges om", "last_day": "2018-12-07"}
SENDING = {
    "explain": (ANSWER, (302, 302, 403, 403, 403, 403, 403, 403)),
    "plan": (
        {"text": "Vi flytter ind igen", "back_by": "2018-12-07"},
        (302, 302, 403, 403, 403, 403, 403, 403),
    ),
    "agree": (
        ANSWER,
        (302, 302, 403, 302, 403, 302, 403, 403),
    ),  # not from this state: told so, and nothing done
    "bemaerk": ({"text": "Vi ses"}, (302, 302, 403, 302, 403, 302, 403, 403)),
    "come_back": ({}, (302, 404, 403, 404, 403, 404, 403, 403)),  # only the figures make it
    "findes-ikke": ({}, (302, 404, 403, 404, 403, 404, 403, 403)),
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("deed", SENDING)
def test_what_each_role_may_send(role, deed, as_, deviation):
    fields, row = SENDING[deed]
    response = as_(role).post(f"/sag/{deviation.matter_id}/{deed}/", fields)
    deviation.matter.refresh_from_db()
    done = {("leader", "explain"): "explained", ("leader", "plan"): "planned"}.get((role, deed), "found")
    assert (response.status_code, deviation.matter.state) == (row[ROLES.index(role)], done)


SEES_FENHAMS_FIGURES = {"leader", "staff", "director", "data owner"}


@pytest.mark.parametrize("role", ROLES[1:])
def test_who_sees_the_figures_of_a_unit(role, as_, house):
    page = as_(role).get(f"/enhed/{house.fenham.pk}/").content.decode()
    assert ("<svg" in page) == (role in SEES_FENHAMS_FIGURES)


@pytest.mark.parametrize("role", ROLES[1:])
def test_who_finds_a_matter_by_searching(role, as_, deviation):
    page = as_(role).get("/soeg/?q=fenham+besøg").content.decode()
    assert (f"/sag/{deviation.matter_id}/" in page) == (role in {"leader", "staff", "data owner"})


@pytest.mark.parametrize("role", ROLES[1:])
def test_a_local_deviation_is_named_to_nobody_else_on_the_front_page(role, as_, deviation):
    page = as_(role).get("/").content.decode()
    assert (f"/sag/{deviation.matter_id}/" in page) == (role in {"leader", "staff"})


@pytest.mark.parametrize("role", ROLES[1:])
def test_a_common_cause_is_seen_by_all_and_answered_by_the_director(role, as_, common):
    client = as_(role)
    assert client.get(f"/sag/{common.matter_id}/").status_code == 200
    status = client.post(f"/sag/{common.matter_id}/explain/", ANSWER).status_code
    assert status == (302 if role == "director" else 403)


@pytest.mark.parametrize("name", sorted(TABLE))
@pytest.mark.parametrize("role", ["anonymous", "leader", "director"])
def test_the_policy_is_strict_and_no_page_needs_it_looser(role, name, as_, paths, common):
    response = as_(role).get(paths[name])
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = response.content.decode()
    assert [
        word
        for word in (" style=", "<style", "<script", " onclick=", "javascript:", "http://", "//cdn")
        if word in page
    ] == []


def test_every_converter_of_an_address_is_known_to_the_walk():
    routes = [route for _, route in addresses() if "<" in route]
    assert {part.split(":")[0] for route in routes for part in route.split("<")[1:]} <= set(get_converters())
