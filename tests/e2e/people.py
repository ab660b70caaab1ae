"""The people of the demo, and how somebody becomes one of them."""

from playwright.sync_api import expect

LEADERS = ("Anna Krogh", "Dorte Vang", "Fatima Aziz", "Grethe Bach", "Karen Toft", "Mette Skov")
EVERY_ROLE = {
    "leader": "Grethe Bach",
    "director": "Niels Bro",
    "data_owner": "Olga Riis",
    "staff": "Peter Holm",
    "politician": "Rikke Sand",
    "administrator": "Søren Lykke",
}


def become(page, name):
    """Sign in by clicking a person."""
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("button", name=f"Log {name} ud")).to_be_visible()


def next_month(page):
    """Go on a month. Deliveries arrive and the night's work is done, so it takes its time."""
    page.get_by_role("button", name="Gå en måned frem").click(timeout=60_000)
