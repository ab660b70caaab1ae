"""The money pages in a browser: found by links alone, without JavaScript, and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from e2e.accessibility import NARROW, WIDE, assert_accessible
from e2e.keyboard import enter, press_until_at
from e2e.people import EVERY_ROLE, become

WHAT = "Nyt tag over læsesalen"
BY_KEYBOARD = "En kollega på barsel"


def well(page):
    """Say that the page can be used by everybody, wide and narrow."""
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size(WIDE)


def follow(page, *names):
    for name in names:
        page.get_by_role("link", name=name, exact=True).first.click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_leader_says_what_is_coming_and_takes_it_back(visit, scripts):
    page = visit(scripts=scripts)
    become(page, EVERY_ROLE["leader"])
    follow(page, "Se hvad det består af, eller flyt penge", "Sig, hvad der kommer")
    page.get_by_label("Hvor meget om måneden, i kr.?").fill("25.000")
    page.get_by_label("Hvad er det? En linje er nok.").fill(WHAT)
    page.get_by_role("button", name="Sig det").click()
    expect(page.get_by_role("status")).to_contain_text("Det er sagt.")
    expect(page.get_by_role("listitem").filter(has_text=WHAT)).to_contain_text("25.000 kr. i ")
    if scripts:
        well(page)
    page.get_by_role("button", name=re.compile(f"Tag det tilbage.*{WHAT}")).click()
    expect(page.get_by_role("listitem").filter(has_text=WHAT)).to_have_count(0)


def test_what_is_coming_is_said_by_keyboard_alone(visit):
    page = visit()
    become(page, EVERY_ROLE["leader"])
    for name in ("Se hvad det består af", "Sig, hvad der kommer"):
        press_until_at(page, name)
        enter(page)
    press_until_at(page, "Hvor meget om måneden")
    page.keyboard.type("12.000")
    press_until_at(page, "Hvad er det?")
    page.keyboard.type(BY_KEYBOARD)
    press_until_at(page, "Sig det")
    enter(page)
    expect(page.get_by_role("listitem").filter(has_text=BY_KEYBOARD)).to_contain_text("12.000 kr.")
    press_until_at(page, "Tag det tilbage")
    enter(page)
    expect(page.get_by_role("status")).to_contain_text("Det er taget tilbage.")


def test_a_fault_is_told_beside_its_field_and_loses_nothing(visit):
    page = visit(refused={422})
    become(page, EVERY_ROLE["leader"])
    follow(page, "Se hvad det består af, eller flyt penge", "Sig, hvad der kommer")
    page.get_by_label("Hvor meget om måneden, i kr.?").fill("0")
    page.get_by_label("Hvad er det? En linje er nok.").fill(WHAT)
    page.get_by_role("button", name="Sig det").click()
    expect(page.get_by_text("Skriv et beløb, der ikke er nul.")).to_be_visible()
    expect(page.get_by_label("Hvad er det? En linje er nok.")).to_have_value(WHAT)
    well(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_leader_bends_the_year_and_straightens_it_again(visit, scripts):
    page = visit(scripts=scripts)
    become(page, EVERY_ROLE["leader"])
    follow(page, "Se hvad det består af, eller flyt penge")
    bend = page.get_by_role("link", name=re.compile("Bøj året.*Materialer"))
    bend.click()
    page.get_by_label("december 2018").fill("100.000")
    page.get_by_label("Hvorfor? En linje er nok.").fill("Julens bøger")
    page.get_by_role("button", name="Lad det ligge sådan").click()
    page.get_by_role("link", name=re.compile("Bøjet af lederen.*Materialer")).click()
    page.get_by_role("button", name="Fjern bøjningen").click()
    expect(bend).to_be_visible()


def test_everybody_finds_the_frames_and_the_forecast_s_hit_rate(visit):
    page = visit()
    become(page, EVERY_ROLE["staff"])
    follow(page, "Enheder", "Politiske rammer")
    well(page)
    follow(page, "Så godt rammer prognosen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Så godt rammer prognosen")
    well(page)


def test_a_data_owner_finds_the_accounts_and_their_rules(visit):
    page = visit()
    become(page, EVERY_ROLE["data_owner"])
    follow(page, "Kilder", "Økonomisystemet", "Hvor kontiene hører til, og dem uden plads")
    expect(page.get_by_role("heading", name="Reglerne, der gælder")).to_be_visible()
    well(page)
