"""On to April 2020, month by month in the browser: one common cause, and no report from each of the libraries."""

import pytest

from e2e.accessibility import NARROW, WIDE, assert_accessible
from e2e.people import EVERY_ROLE, LEADERS, become, next_month

APRIL = "2020-04-01"


@pytest.fixture(scope="module")
def april(browser, demo):
    """The demo, gone on to 1 April 2020."""
    context = browser.new_context(base_url=demo)
    page = context.new_page()
    page.goto("/demo/")
    become(page, EVERY_ROLE["director"])
    for _month in range(24):
        if page.locator(".demo input[name=from]").get_attribute("value") == APRIL:
            break
        next_month(page)
    context.close()


def be(page, name):
    page.goto("/demo/")
    become(page, name)


def test_the_director_has_one_matter_for_all_of_them(visit, april):
    page = visit()
    be(page, EVERY_ROLE["director"])
    page.get_by_role("link", name="Jeg kender årsagen").first.click()
    page.locator("main p.who a, main .who a").first.click()
    assert "rammer" in page.locator("main").inner_text()
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        assert_accessible(page)


@pytest.mark.parametrize("leader", LEADERS[:4])
def test_no_leader_is_asked_about_what_all_share(visit, april, leader):
    page = visit()
    be(page, leader)
    assert "Færre spørgsmål, end vi havde ventet" not in [
        heading.inner_text() for heading in page.locator(".need h2").all()
    ]
    assert_accessible(page)


def test_the_data_owner_and_the_politician_see_it_without_a_fault(visit, april):
    page = visit()
    for role in ("data_owner", "politician"):
        be(page, EVERY_ROLE[role])
        assert_accessible(page)
