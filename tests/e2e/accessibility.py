"""axe-core on a page, under the page's own Content-Security-Policy."""

from functools import cache
from pathlib import Path

AXE = Path(__file__).parents[2] / "assets/node_modules/axe-core/axe.min.js"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 375, "height": 800}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@cache
def axe():
    """Give the script. `make setup` fetches it; it is no part of the application."""
    return AXE.read_text(encoding="utf-8")


def violations(page):
    """Give one line for each element that breaks a rule."""
    page.evaluate(axe())
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)
    if not found["passes"]:
        raise AssertionError("axe looked at nothing")
    return [
        f"{rule['id']}: {rule['help']}: {node['html'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def assert_accessible(page):
    """Fail with what is wrong, if anything is."""
    if found := violations(page):
        raise AssertionError("\n".join([page.url, *found]))
