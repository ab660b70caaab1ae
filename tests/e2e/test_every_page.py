"""Every page of every role, wide and narrow: accessible, inside the window, loading nothing from outside."""

from pathlib import Path

import pytest

from e2e.accessibility import NARROW, WIDE, assert_accessible
from e2e.people import EVERY_ROLE, become, find_something_off
from e2e.walk import every_kind_of_page

EVERYBODY_S = {"/", "/enheder/", "/rammer/", "/penge/prognosen/"}
WANTED = {
    "leader": {"/sag/N/", "/sag/N/explain/", "/penge/N/", "/penge/N/?aar", "/penge/N/flyt/", "/penge/N/kommer/?aar",
               "/penge/N/spar-sammen/", "/penge/N/fordeling/N/?aar"},
    "director": {"/penge/N/"},
    "data_owner": {"/konti/"},
}  # fmt: skip
PICTURES = Path(__file__).parent / "screenshots"


@pytest.fixture(scope="module")
def asked(browser, demo):
    """The leader who is asked something in the demo: it stands in the first month in which one is."""
    context = browser.new_context(base_url=demo)
    leader = find_something_off(context.new_page())
    context.close()
    return leader


def fits(page):
    """Say whether the page is no wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def look(page, name):
    """Keep a picture of the whole page, and check it in both sizes."""
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        page.screenshot(path=PICTURES / f"{name}-{size['width']}.png", full_page=True)
        assert_accessible(page)
        assert (page.url, size["width"], fits(page)) == (page.url, size["width"], True)
    page.set_viewport_size(WIDE)


def test_the_page_before_anybody_has_signed_in(visit, asked):
    page = visit()
    look(page, "before-sign-in")
    assert page.locator("html").get_attribute("lang") == "da"


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_every_page_of_a_role(visit, asked, role):
    page = visit()
    become(page, asked if role == "leader" else EVERY_ROLE[role])
    kinds = []
    for kind in every_kind_of_page(page):
        kinds.append(kind)
        look(page, f"{role}{kind.replace('/', '-').rstrip('-')}" if kind != "/" else f"{role}-mine")
    assert (EVERYBODY_S | WANTED.get(role, set())) - set(kinds) == set()


def test_every_page_in_english_is_accessible_too(visit, asked):
    page = visit()
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name=asked, exact=True).click()
    for _kind in every_kind_of_page(page):
        assert_accessible(page)
