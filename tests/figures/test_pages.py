"""The pages of figures: who sees what, and what a source's owner does on them."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from factories import a_measure, a_post, a_source, a_unit, someone
from spillerum.calendar.now import pinned
from spillerum.figures.models import Alias, Delivery, Measure, Source, UnreadRow
from spillerum.organisation.models import Unit


@pytest.fixture(autouse=True)
def _on_the_fifth_of_october():
    with pinned(datetime(2018, 10, 5, 8, tzinfo=UTC)):
        yield


@pytest.fixture
def as_(client):
    """The browser of a person."""

    def do(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return do


@pytest.fixture
def people(dina, leader, libraries, city, director):
    return {
        "data owner": dina,
        "leader": leader,
        "other leader": someone("leader", city, "Olga"),
        "staff": someone("staff", Unit.objects.get(name="Fenham"), "Sten"),
        "politician": someone("politician", libraries, "Pil"),
        "administrator": someone("administrator", libraries, "Asta"),
    }


@pytest.fixture
def delivered(source, fenham, send):
    send(source, "Library,2018-06,2018-07\nFenham,90,x\nUkendt,1,2\n")
    return source


def addresses(source):
    delivery, row = Delivery.objects.first(), UnreadRow.objects.get(reason="not_a_number")
    series = Unit.objects.get(name="Fenham").series.get()
    alias = Alias.objects.get(unit=None)
    return {
        "get": {
            "measures": reverse("measures"),
            "measure": reverse("measure", args=["visits"]),
            "sources": reverse("sources"),
            "source": reverse("source", args=[source.pk]),
            "delivery": reverse("delivery_file", args=[delivery.pk]),
            "series": reverse("series_file", args=[series.pk, "csv"]),
        },
        "post": {
            "deliver": reverse("deliver", args=[source.pk]),
            "name": reverse("name_of_unit", args=[alias.pk]),
            "row": reverse("unread_row", args=[row.pk]),
            "all rows": reverse("wave_off_all", args=[source.pk]),
        },
    }


OPEN = {"measures", "measure", "sources"}
ALLOWED = {
    "data owner": OPEN | {"source", "delivery", "series", "deliver", "name", "row", "all rows"},
    "leader": OPEN | {"source", "series"},
    "other leader": OPEN,
    "staff": OPEN | {"series"},
    "politician": OPEN,
    "administrator": OPEN | {"source", "delivery", "series", "deliver", "name", "row", "all rows"},
}


@pytest.mark.parametrize("role", ALLOWED)
def test_each_role_is_let_in_where_access_says_and_nowhere_else(delivered, people, as_, role):
    walked = addresses(delivered)
    browser = as_(people[role])
    let_in = {
        name
        for method, places in walked.items()
        for name, address in places.items()
        if getattr(browser, method)(address).status_code != 403
    }
    assert let_in == ALLOWED[role]


def test_whoever_is_not_signed_in_is_sent_to_sign_in(delivered, client):
    for method, places in addresses(delivered).items():
        for address in places.values():
            assert getattr(client, method)(address).url.startswith("/log-ind/")


def test_what_is_to_do_at_a_source_is_only_shown_to_whoever_may_do_it(delivered, people, as_):
    address = reverse("source", args=[delivered.pk])
    theirs = as_(people["data owner"]).get(address).content.decode()
    assert "»Ukendt« er" in theirs
    assert "Der skulle have stået" in theirs
    others = as_(people["leader"]).get(address).content.decode()
    assert "Ukendt" not in others
    assert '<form method="post" action="/kilder' not in others
    assert "er kommet til og med" in others.lower()


def test_a_leader_sees_the_newest_value_of_own_units_only(delivered, city, send, people, as_):
    send(delivered, "Library,2018-08\nFenham,90\nCity,4711\n", 3)
    address = reverse("measure", args=["visits"])
    assert "4.711" not in as_(people["leader"]).get(address).content.decode()
    assert "4.711" in as_(people["other leader"]).get(address).content.decode()


def sent(browser, source, content, name="nye.csv"):
    file = SimpleUploadedFile(name, content)
    return browser.post(reverse("deliver", args=[source.pk]), {"file": file}, follow=True)


def test_a_file_sent_by_its_owner_goes_in_and_is_told_in_a_sentence(delivered, dina, as_):
    page = sent(as_(dina), delivered, b"Library,2018-06,2018-07,2018-08\nFenham,91,100,y\n")
    said = [str(message) for message in page.context["messages"]]
    assert said == [
        "Modtaget: 2 tal læst, heraf 1 nye og 1 rettede.",
        "1 række kunne ikke læses.",
        "1 enhedsnavn kender vi ikke; tallene venter.",
    ]
    assert Delivery.objects.first().by == dina
    assert "Rettelser" in page.content.decode()


def test_a_file_that_has_come_before_is_said_to_have_come_before(delivered, dina, as_):
    page = sent(as_(dina), delivered, bytes(Delivery.objects.get().content))
    assert [str(m) for m in page.context["messages"]] == ["Præcis den fil er kommet før. Intet er ændret."]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "nye.csv: "),
        (b"<!DOCTYPE html>", "nye.csv: "),
        (b"Library,2018-07,2018-07\nFenham,1,2\n", "2018-07"),
        (b"Library;2018-07\nFenham;\n", "der er ingen tal i den"),
    ],
)
def test_a_bad_file_is_answered_on_the_page_and_nothing_is_taken_in(delivered, dina, as_, content, said):
    page = sent(as_(dina), delivered, content)
    assert page.status_code == 422
    text = page.content.decode()
    assert "Intet er taget ind." in text
    assert said in text
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("more", [1, 200_000])
def test_a_file_larger_than_allowed_is_answered_with_the_limit(delivered, dina, as_, settings, more):
    settings.MAX_UPLOAD = 1 << 20
    page = sent(as_(dina), delivered, b"Library,2018-07\nFenham,1\n" + b"\n" * ((1 << 20) - 25 + more))
    assert page.status_code == 422
    assert "Filen fylder mere end 1 MB." in page.content.decode()


def test_nothing_chosen_is_answered_too(delivered, dina, as_):
    assert as_(dina).post(reverse("deliver", args=[delivered.pk])).status_code == 422


def test_what_a_file_says_is_never_html_on_the_page(source, fenham, dina, send, as_):
    send(source, "Library,2018-07\n<script>alert(1)</script>,1\nFenham,<img src=x>\n", name="<b>.csv")
    text = as_(dina).get(reverse("source", args=[source.pk])).content.decode()
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "<b>.csv" not in text


def test_a_name_is_mapped_on_the_page(delivered, city, dina, as_):
    alias = Alias.objects.get(unit=None)
    page = as_(dina).post(reverse("name_of_unit", args=[alias.pk]), {"unit": " city "}, follow=True)
    assert [str(m) for m in page.context["messages"]] == ["Ukendt: City. 2 tal, der ventede, er taget ind."]
    assert city.series.get().observations.count() == 2


def test_a_unit_that_does_not_exist_is_answered_at_its_field(delivered, dina, as_):
    alias = Alias.objects.get(unit=None)
    page = as_(dina).post(reverse("name_of_unit", args=[alias.pk]), {"unit": "Atlantis"})
    assert page.status_code == 422
    assert "Der er ingen enhed med det navn." in page.content.decode()
    assert 'value="Atlantis"' in page.content.decode()


def test_units_of_one_name_can_be_told_apart(delivered, dina, as_):
    first, second = a_unit("Byen"), a_unit("Byen")
    alias = Alias.objects.get(unit=None)
    as_(dina).post(reverse("name_of_unit", args=[alias.pk]), {"unit": f"Byen ({second.pk})"})
    assert (first.series.count(), second.series.count()) == (0, 1)


def test_a_name_of_none_of_ours_is_left_out_on_the_page(delivered, dina, as_):
    alias = Alias.objects.get(unit=None)
    page = as_(dina).post(reverse("name_of_unit", args=[alias.pk]), {"ignore": "yes"}, follow=True)
    assert [str(m) for m in page.context["messages"]] == ["»Ukendt« bliver udeladt fra nu af."]
    assert Alias.objects.get(pk=alias.pk).ignored


def test_a_row_is_mended_on_the_page_and_a_second_time_says_so(delivered, fenham, dina, as_):
    row = UnreadRow.objects.get(reason="not_a_number")
    address = reverse("unread_row", args=[row.pk])
    assert as_(dina).post(address, {"value": "mange"}).status_code == 422
    assert as_(dina).post(address, {"value": "1.234"}).status_code == 302
    assert fenham.series.get().observations.get(period="2018-07").value == 1234
    again = as_(dina).post(address, {"value": "5"}, follow=True)
    assert "taget sig af rækken" in again.content.decode()
    assert fenham.series.get().observations.get(period="2018-07").value == 1234


def test_rows_are_put_aside_on_the_page_one_or_all(delivered, dina, as_):
    row = UnreadRow.objects.get(reason="not_a_number")
    as_(dina).post(reverse("unread_row", args=[row.pk]), {"wave_off": "yes"})
    row.refresh_from_db()
    assert row.waved_off is not None
    page = as_(dina).post(reverse("wave_off_all", args=[delivered.pk]), follow=True)
    assert [str(m) for m in page.context["messages"]][-1] == "0 rækker er lagt til side."


def test_a_delivery_is_fetched_as_it_came_and_never_shown_by_the_browser(source, fenham, dina, send, as_):
    content = b"Library,2018-07\nFenham,1\n"
    send(source, content, name="<b>æ.html")
    answer = as_(dina).get(reverse("delivery_file", args=[Delivery.objects.get().pk]))
    assert b"".join(answer.streaming_content) == content
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_series_taken_home_cannot_run_as_a_formula(source, fenham, dina, send, as_):
    Unit.objects.filter(pk=fenham.pk).update(name="=cmd|'/c calc'!A0")
    Alias.objects.create(source=source, name="Fenham", unit=fenham)
    send(source, "Library,2018-06,2018-07\nFenham,90,100\n")
    series = fenham.series.get()
    text = as_(dina).get(reverse("series_file", args=[series.pk, "csv"])).content.decode()
    assert text.splitlines() == [
        "measure,unit,period,value,known",
        "Besøg,'=cmd|'/c calc'!A0,2018-06,90.0,2018-09-01",
        "Besøg,'=cmd|'/c calc'!A0,2018-07,100.0,2018-09-01",
    ]
    answer = as_(dina).get(reverse("series_file", args=[series.pk, "xlsx"]))
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[1] == ["Besøg", "=cmd|'/c calc'!A0", "2018-06", 90.0, "2018-09-01"]
    assert b"<f>" not in answer.content
    assert as_(dina).get(reverse("series_file", args=[series.pk, "exe"])).status_code == 404


def test_a_page_asks_the_database_the_same_whatever_there_is(
    delivered, dina, send, as_, django_assert_max_num_queries, visits
):
    browser = as_(dina)
    for n in range(5):  # as many as can be compared
        a_unit(f"Bibliotek {n}")
    send(
        delivered, "Library,2018-05,2018-06\n" + "".join(f"Bibliotek {n},{n},{n + 1}\n" for n in range(5)), 2
    )
    pages = [
        reverse("measures"),
        reverse("measure", args=["visits"]),
        reverse("sources"),
        reverse("source", args=[delivered.pk]),
    ]
    before = [_queries(browser, page) for page in pages]
    for n in range(50):
        a_source(a_measure(f"m{n}", owner=a_post("data_owner")))
        if n >= 5:
            a_unit(f"Bibliotek {n}")
    rows = "".join(f"Bibliotek {n},{n},{n + 1},y{n}\nUkendt {n},1,,\n" for n in range(50))
    send(delivered, f"Library,2018-05,2018-06,2018-07\nFenham,3,91,\n{rows}", 3)
    rows = "".join(f"Bibliotek {n},{n + 5},{n + 7},y{n}\n" for n in range(50))
    send(delivered, f"Library,2018-05,2018-06,2018-07\nFenham,4,92,\n{rows}", 4)
    assert (Measure.objects.count(), Source.objects.count()) == (51, 51)
    assert [_queries(browser, page) for page in pages] == before
    assert max(before) <= 20


def _queries(browser, page):
    browser.get(page)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(page).status_code == 200
    return len(asked)
