"""The browser tests see what they are there to see."""

import pytest

from e2e.accessibility import assert_accessible
from e2e.watch import Watch

PAGE = '<!doctype html><html lang="da"><title>Side</title><body><h1>Side</h1>{}</body></html>'
POLICY = {"Content-Security-Policy": "default-src 'self'"}


@pytest.fixture
def shown(browser):
    """Show a page of our own making: shown(html) gives the page and its watch."""
    context = browser.new_context()

    def shown(inside):
        page = context.new_page()
        watch = Watch(page, "http://here")
        page.route("**/*", lambda route: route.fulfill(status=404))
        page.route(
            "http://here/",
            lambda route: route.fulfill(content_type="text/html", headers=POLICY, body=PAGE.format(inside)),
        )
        page.goto("http://here/", wait_until="networkidle")
        return page, watch

    yield shown
    context.close()


def test_a_quiet_page_has_no_faults(shown):
    page, watch = shown("<p>Stille.</p>")
    assert_accessible(page)
    assert watch.faults == []


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ('<p style="color: red">Rød</p>', "Content Security Policy"),
        ("<script>alert(1)</script>", "Content Security Policy"),
        ('<img alt="" src="/mangler.png">', "404"),
        ('<a href="http://there/" id="there">Et andet sted</a>', "fetched from elsewhere"),
    ],
)
def test_what_a_page_should_not_do_is_told(shown, inside, told):
    page, watch = shown(inside)
    if "there" in inside:
        page.click("#there")
    assert any(told in fault for fault in watch.faults), watch.faults


def test_a_picture_without_words_is_told(shown):
    page, _watch = shown('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">')
    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page)
