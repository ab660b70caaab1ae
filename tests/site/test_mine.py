"""“Mit spillerum” for each role."""

from __future__ import annotations


def text(response):
    return " ".join(response.content.decode().split())


def test_a_silent_page_proves_that_somebody_looked(as_):
    page = text(as_("leader").get("/"))
    assert "Intet nyt er godt nyt" in page
    assert "<b>1</b> tal gennemgået i nat kl. 02.10" in page


def test_a_deviation_is_told_with_its_silence_and_its_answers(as_, deviation):
    page = text(as_("leader").get("/"))
    assert "Svarer du ikke senest 19. oktober 2018" in page
    assert "Resten er stille" in page
    assert f'href="/sag/{deviation.matter_id}/explain/"' in page


def test_each_role_has_a_page(as_, deviation, common):
    for role in ("leader", "other leader", "staff", "director", "data owner", "politician", "administrator"):
        response = as_(role).get("/")
        assert (role, response.status_code) == (role, 200)
