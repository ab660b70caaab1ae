"""The people of the demo, and how somebody becomes one of them."""

from playwright.sync_api import expect

from spillerum.site.demo import people

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
