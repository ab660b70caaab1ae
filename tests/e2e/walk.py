"""Follow every link on every page, once for each kind of page."""

import re
from urllib.parse import urlsplit


def kind_of(address):
    """Say what kind of page an address is: all units are one kind, and all measures."""
    parts = urlsplit(address)
    keys = sorted(pair.partition("=")[0] for pair in parts.query.split("&") if pair)
    path = re.sub(r"^/tal/[a-z-]+/$", "/tal/MEASURE/", re.sub(r"\d+", "N", parts.path))
    return path + ("?" + "&".join(keys) if keys else "")


def is_page(answer):
    """Say whether an answer is a page to read; else it must be a file to keep."""
    if answer.headers["content-type"].startswith("text/html"):
        return True
    if not answer.ok or "attachment" not in answer.headers.get("content-disposition", ""):
        raise AssertionError(f"{answer.url} is neither page nor file: {answer.status} {answer.headers}")
    return False


def links(page):
    """Give the addresses a page leads to, on this host."""
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    here = urlsplit(page.url).netloc
    return [link.partition("#")[0] for link in found if urlsplit(link).netloc == here]


def every_kind_of_page(page, start="/"):
    """Go to each kind of page that can be reached from here, and give its kind while standing there."""
    page.goto(start)
    waiting, seen = [page.url], set()
    while waiting:
        address = waiting.pop(0)
        if (kind := kind_of(address)) in seen:
            continue
        seen.add(kind)
        if not is_page(page.context.request.get(address, max_retries=2)):
            continue
        page.goto(address)
        yield kind
        waiting += links(page)
