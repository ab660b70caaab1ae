"""The people of the demo, and how somebody becomes one of them."""

from playwright.sync_api import expect

from spillerum.site.demo import people

ANSWER = "Jeg kender årsagen"
LEADERS = tuple(people.LEADERS.values())
EVERY_ROLE = {
    "leader": people.LEADERS["Gosforth"],
    "director": people.DIRECTOR,
    "data_owner": people.DATA_OWNER,
    "staff": people.STAFF[0],
    "politician": people.POLITICIAN,
    "administrator": people.ADMINISTRATOR,
}


def become(page, name):
    """Sign in by clicking a person."""
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("button", name=f"Log {name} ud")).to_be_visible()


def next_month(page):
    """Go on a month. Deliveries arrive and the nights' work is done, so it takes its time."""
    before = page.locator(".demo input[name=from]").get_attribute("value")
    page.locator(".demo form button").click(timeout=60_000)
    expect(page.locator(".demo input[name=from]")).not_to_have_value(before, timeout=60_000)


def find_something_off(page):
    """Become the first leader who is asked something or may change an answer, going on a month at a time until one is."""
    for _month in range(12):
        for leader in LEADERS:
            page.goto("/demo/")
            become(page, leader)
            if page.get_by_role("link", name=ANSWER).count():
                return leader
            answered = page.locator("h2:text-is('I gang') + ul a")
            if answered.count():
                answered.first.click()
                if page.get_by_role("link", name=ANSWER).count():
                    return leader
        next_month(page)
    raise AssertionError("nothing was off for a year")
