"""Every page of every role, wide and narrow: accessible, inside the window, loading nothing from outside."""

from pathlib import Path

import pytest

from e2e.accessibility import NARROW, WIDE, assert_accessible
from e2e.people import EVERY_ROLE, become, next_month
from e2e.walk import every_kind_of_page

PICTURES = Path(__file__).parent / "screenshots"


@pytest.fixture(scope="module")
def october(browser, demo):
    """The demo's address, a month on: the figures of September are judged."""
    context = browser.new_context(base_url=demo)
    page = context.new_page()
    page.goto("/")
    become(page, EVERY_ROLE["director"])
    next_month(page)
    context.close()
    return demo


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


def test_the_page_before_anybody_has_signed_in(visit, october):
    page = visit()
    look(page, "before-sign-in")
    assert page.locator("html").get_attribute("lang") == "da"


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_every_page_of_a_role(visit, october, role):
    page = visit()
    become(page, EVERY_ROLE[role])
    kinds = []
    for kind in every_kind_of_page(page):
        kinds.append(kind)
        look(page, f"{role}{kind.replace('/', '-').rstrip('-')}" if kind != "/" else f"{role}-mine")
    assert kinds[0] == "/"
    assert len(kinds) > 4, kinds


def test_every_page_in_english_is_accessible_too(visit, october):
    page = visit()
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name=EVERY_ROLE["director"], exact=True).click()
    for _kind in every_kind_of_page(page):
        assert_accessible(page)
