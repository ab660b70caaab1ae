"""The main job in a browser: meet a deviation and answer it; without JavaScript, and by keyboard alone."""

import pytest
from playwright.sync_api import expect

from e2e.keyboard import enter, press_until_at
from e2e.people import ANSWER, LEADERS, become, find_something_off

CAUSE = "Der bygges om til december."


def test_the_main_job_by_keyboard_alone(visit):
    page = visit()
    leader = find_something_off(page)
    press_until_at(page, f"Log {leader} ud")
    enter(page)
    press_until_at(page, leader)
    enter(page)
    press_until_at(page, ANSWER)
    enter(page)
    press_until_at(page, "Hvad er årsagen?")
    page.keyboard.type(CAUSE)
    press_until_at(page, "Send")
    enter(page)
    expect(page.get_by_role("listitem").filter(has_text=CAUSE)).to_contain_text(leader)


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_leader_answers_a_deviation_and_finds_the_answer_in_the_timeline(visit, scripts):
    page = visit(scripts=scripts)
    leader = find_something_off(page)
    page.get_by_role("link", name=ANSWER).first.click()
    page.get_by_label("Hvad er årsagen?").fill(CAUSE)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_be_visible()
    timeline = page.get_by_role("listitem").filter(has_text=CAUSE)
    expect(timeline.last).to_contain_text(leader)


def test_an_answer_without_words_is_asked_for_again_and_loses_nothing(visit):
    page = visit(refused={422})
    find_something_off(page)
    page.get_by_role("link", name="Jeg har en plan").first.click()
    page.get_by_label("Hvad gør du?").fill(CAUSE)
    page.eval_on_selector("form.narrow", "form => form.noValidate = true")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Dette felt er påkrævet.")).to_be_visible()
    expect(page.get_by_label("Hvad gør du?")).to_have_value(CAUSE)


def test_the_first_tab_leads_past_the_menu(visit):
    page = visit()
    become(page, LEADERS[0])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
