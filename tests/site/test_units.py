"""The units: the directory, a unit's page, and search."""

from __future__ import annotations

from datetime import date

import pytest

from factories import a_unit
from spillerum.deviations.models import Verdict
from spillerum.figures.models import Event
from spillerum.organisation.models import Succession
from spillerum.site.pages.search import matches


def text(response):
    return " ".join(response.content.decode().split())


def test_the_directory_shows_who_lies_under_whom_and_who_leads(as_, house):
    page = text(as_("politician").get("/enheder/"))
    assert page.index(">Kultur<") < page.index(">Fenham<") < page.index(">Gosforth<")
    assert "Ida Fenham" in page


def test_a_unit_that_has_ended_is_not_in_the_directory_but_has_its_page(as_, house):
    gone = a_unit("Jesmond", last_day=date(2013, 6, 30))
    client = as_("leader")
    assert "Jesmond" not in text(client.get("/enheder/"))
    assert "Enheden ophørte 30. juni 2013." in text(client.get(f"/enhed/{gone.pk}/"))


def test_where_a_unit_comes_from_and_what_it_went_on_as(as_, house):
    old, new = a_unit("Benwell"), a_unit("West End")
    Succession.objects.create(predecessor=old, successor=new, day=date(2008, 11, 17))
    client = as_("leader")
    page = text(client.get(f"/enhed/{new.pk}/"))
    assert "17. november 2008: <a" in page
    assert "Benwell</a> blev til denne enhed" in page
    assert "fortsatte som <a" in text(client.get(f"/enhed/{old.pk}/"))


def test_events_of_the_unit_and_of_all_are_marked_and_others_are_not(as_, house):
    Event.objects.create(
        unit=house.fenham, text_da="byggearbejde", text_en="works", first_day=date(2018, 8, 31)
    )
    Event.objects.create(text_da="lukket for alle", text_en="closed", first_day=date(2018, 3, 19))
    Event.objects.create(unit=house.gosforth, text_da="nyt tag", text_en="roof", first_day=date(2018, 8, 1))
    page = text(as_("leader").get(f"/enhed/{house.fenham.pk}/"))
    assert ("byggearbejde" in page, "lukket for alle" in page, "nyt tag" in page) == (True, True, False)


def test_an_answer_is_marked_in_the_chart(as_, house, deviation):
    client = as_("leader")
    client.post(f"/sag/{deviation.matter_id}/explain/", {"text": "Der bygges om"})
    assert 'class="answer"' in text(client.get(f"/enhed/{house.fenham.pk}/"))


def test_a_missing_figure_is_missing_in_the_table_behind_the_chart(as_, house):
    series = house.fenham.series.first()
    series.observations.filter(period="2018-09").delete()
    Verdict.objects.filter(series=series).update(
        says="missing", value=None, expected=None, low=None, high=None
    )
    page = text(as_("leader").get(f"/enhed/{house.fenham.pk}/"))
    assert 'september 2018</th> <td class="align-text-right">mangler</td>' in page


def test_no_number_on_a_page_is_written_as_python_writes_it(as_, house):
    page = as_("leader").get(f"/enhed/{house.fenham.pk}/").content.decode()
    assert ("1.323" in page, "1323" in page) == (True, False)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("østre", True), ("ØSTRE", True), ("ostre", False), ("bibliotek østre", True), ("østre skole", False)],
)
def test_searching_knows_the_danish_letters(wanted, found):
    assert matches(wanted, "Østre bibliotek") == found


def test_a_search_finds_units_in_whatever_case(as_, house):
    a_unit("Ærø Bibliotek", under=house.top)
    assert "Ærø Bibliotek" in text(as_("leader").get("/soeg/", {"q": "ÆRØ"}))


def test_a_search_for_nothing_finds_nothing(as_, house):
    assert "Fenham" not in text(as_("politician").get("/soeg/", {"q": "  "}))


def test_a_search_shows_what_was_searched_for_as_text(as_, house):
    assert "&lt;b&gt;x" in text(as_("leader").get("/soeg/", {"q": "<b>x"}))
