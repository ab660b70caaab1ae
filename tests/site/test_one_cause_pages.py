"""A matter of several measures on its page, on front pages and in what the director counts."""

from __future__ import annotations

import pytest

from factories import a_deviation
from spillerum.figures.models import Measure
from spillerum.matters.letters import write_letters
from spillerum.matters.models import Letter, Matter

BOTH = "Færre besøg og udlån, end vi havde ventet"


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def loans(house):
    return Measure.objects.get(key="udlaan")


@pytest.fixture
def both(house, loans):
    return a_deviation(
        house.measure, house.fenham, house.top, house.post_of("leader"), scan=house.scan, also=[loans]
    )


def test_the_page_has_a_heading_and_a_chart_for_each_measure(as_, both):
    page = text(as_("leader").get(f"/sag/{both.matter_id}/"))
    assert (f"<h1>{BOTH}</h1>" in page, page.count("<figure")) == (True, 2)
    assert ("<h2>Besøg</h2>" in page, "<h2>Udlån</h2>" in page) == (True, True)
    assert ("Besøg: 1 af 18 enheder" in page, "Udlån: 1 af 18 enheder" in page) == (True, True)


def test_the_leader_is_asked_once_and_sees_both(as_, both):
    page = text(as_("leader").get("/"))
    assert (page.count(BOTH), page.count("Jeg kender årsagen"), page.count('<figure class="picture"')) == (
        1,
        1,
        2,
    )
    assert "<b>2</b> tal gennemgået" not in page  # both that are off are told above


def test_the_director_counts_one_problem_for_one_matter(as_, both):
    page = text(as_("director").get("/"))
    assert ("én sag i hænderne på sin leder" in page, page.count('<th scope="row">')) == (True, 1)
    assert BOTH in page


def test_a_measure_that_is_off_only_with_another_is_told_with_it(as_, house, both):
    """Visits are off at two libraries, loans at one of them: two libraries, one line."""
    a_deviation(house.measure, house.gosforth, house.top, house.post_of("other leader"), scan=house.scan)
    page = text(as_("director").get("/"))
    assert ("2 af 18" in page, page.count('<th scope="row">')) == (True, 1)
    assert "Færre besøg, end vi havde ventet" in page


def test_measures_that_are_off_at_different_places_are_a_problem_each(as_, house, loans):
    for measure, unit in ((house.measure, house.fenham), (loans, house.gosforth)):
        a_deviation(measure, unit, house.top, house.post_of("leader"), scan=house.scan)
    assert text(as_("director").get("/")).count('<th scope="row">') == 2


def test_the_question_which_figures_is_asked_and_remembered(as_, both, loans):
    client = as_("leader")
    page = text(client.get(f"/sag/{both.matter_id}/doubt/"))
    assert ("Hvilke tal?" in page, page.count('type="checkbox"')) == (True, 2)
    answer = client.post(f"/sag/{both.matter_id}/doubt/", {"text": "Forkert"})
    assert (answer.status_code, "Vælg mindst ét." in text(answer)) == (422, True)
    client.post(f"/sag/{both.matter_id}/doubt/", {"text": "Forkert", "measures": [loans.pk]})
    assert [m.state for m in Matter.objects.order_by("pk")] == ["found", "doubted"]
    assert "Udlån: fortsætter som sag" in text(client.get(f"/sag/{both.matter_id}/"))


def test_the_letter_tells_of_both_in_one_paragraph(house, both):
    assert write_letters() == 1
    body = Letter.objects.get().body
    assert (body.count(BOTH), body.count("/sag/")) == (1, 1)
    assert "Besøg i september 2018: 757, hvor" in body
    assert "; udlån: 757, hvor" in body
