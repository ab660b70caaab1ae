"""On to May 2019, month by month in the browser: one library runs over, its leader answers with a plan; another is silent."""

import pytest
from playwright.sync_api import expect

from e2e.accessibility import NARROW, WIDE, assert_accessible
from e2e.people import EVERY_ROLE, LEADERS, become, next_month
from spillerum.site.demo import people

MAY = "2019-05-01"
OVER = "Over budgettet i 2019"
PLAN = "Vi venter med at købe nyt inventar."
FENHAM = people.LEADERS["Fenham"]


@pytest.fixture(scope="module")
def may(browser, demo):
    """The demo, gone on to 1 May 2019: the books of January to March have come."""
    context = browser.new_context(base_url=demo)
    page = context.new_page()
    page.goto("/demo/")
    become(page, EVERY_ROLE["director"])
    while page.locator(".demo input[name=from]").get_attribute("value") < MAY:
        next_month(page)
    context.close()


def be(page, name):
    page.goto("/demo/")
    become(page, name)


def well(page):
    """Say that the page can be used by everybody, wide and narrow."""
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        assert_accessible(page)
    page.set_viewport_size(WIDE)


def test_how_the_money_is_made_stands_one_click_away(visit):
    page = visit(path="/demo/")
    page.get_by_role("link", name="Sådan er demoens penge lavet").click()
    expect(page.get_by_role("row").filter(has_text="Fenham")).to_contain_text("17,5")
    well(page)


def test_of_all_leaders_only_fenhams_is_asked_about_money(visit, may):
    page = visit()
    asked = []
    for leader in LEADERS:
        be(page, leader)
        if page.locator(".need").filter(has_text="budgettet i 2019").count():
            asked.append(leader)
    assert asked == [FENHAM]


def test_what_nobody_answered_has_gone_to_the_director_by_itself(visit, may):
    page = visit()
    be(page, EVERY_ROLE["director"])
    page.get_by_role("link", name="Under budgettet i 2019").first.click()
    expect(page.locator("main .who").first).to_contain_text("City")
    expect(page.get_by_role("listitem").filter(has_text="20. marts 2019")).to_contain_text("Fundet")
    expect(page.get_by_role("listitem").filter(has_text="Datoen gik")).to_contain_text("4. april 2019")
    well(page)


def test_the_leader_answers_with_a_plan_and_next_month_both_totals_are_seen(visit, may):
    page = visit()
    be(page, FENHAM)
    need = page.locator(".need").filter(has_text=OVER)
    expect(need).to_contain_text("Fenham bruger efter alt at dømme")
    well(page)
    need.get_by_role("link", name="Jeg har en plan").click()
    page.get_by_label("Hvad gør du?").fill(PLAN)
    page.get_by_label("Hvornår skal det igen se ud til at holde budgettet?").fill("2019-10-31")
    for month in ("juli", "august", "september"):
        page.get_by_label(f"{month} 2019").fill("40.000")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("listitem").filter(has_text=PLAN)).to_contain_text(FENHAM)
    next_month(page)
    well(page)
    page.goto("/")
    page.locator("main a[href*='/penge/']").first.click()
    expect(page.get_by_text("Det, planen lover")).to_contain_text("120.000 kr.")
    expect(page.get_by_role("heading", name="Penge i 2019")).to_be_visible()
    well(page)
