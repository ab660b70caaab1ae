"""Going about a page by keyboard alone."""


def press_until_at(page, name):
    """Press Tab until the focus stands on what is called that, and see that it can be seen."""
    for _press in range(150):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            """() => {
                const at = document.activeElement, style = getComputedStyle(at);
                const named = at.labels && at.labels.length ? at.labels[0] : at;
                return {name: named.innerText.trim(),
                        seen: style.outlineStyle !== 'none' || style.boxShadow !== 'none'};
            }"""
        )
        if focus["name"].startswith(name):
            assert focus == {"name": focus["name"], "seen": True}
            return
    raise AssertionError(f"Tab never came to “{name}” on {page.url}")


def enter(page):
    """Press Enter and wait for the page it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")
