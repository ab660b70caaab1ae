"""What is counted is said in a sheet, whole or not at all, and may be said again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from factories import a_post, a_unit
from spillerum.figures.models import Event, Measure, Source
from spillerum.figures.sheet import BadSheet, apply_sheet
from spillerum.matters.models import Entry
from spillerum.people.access import PostKind

TODAY = date(2018, 9, 1)
SHEET = """
[[measure]]
key = "visits"
name = {da = "Besøg", en = "Visits"}
counted = {da = "besøg", en = "visits"}
kind = "count"
good = "up"
frequency = "month"
purpose = "Kommer folk på biblioteket?"
review = 2027-01-01
owner = {unit = "Bibliotekerne", post = "data_owner"}
materiality = {absolute = 100, relative = 0.15}

[[source]]
name = "Besøgstællere"
measure = "visits"
layout = "wide"
frequency = "month"
owner = {unit = "Bibliotekerne", post = "data_owner"}

[[event]]
text = {da = "ombygning", en = "rebuilding"}
unit = "Fenham"
from = 2018-08-31
to = 2018-12-07
"""


@pytest.fixture(autouse=True)
def units(db):
    department = a_unit("Bibliotekerne")
    a_post(PostKind.DATA_OWNER, at=department)
    a_unit("Fenham", under=department)


def applied(text=SHEET):
    return apply_sheet(content=text.encode(), on=TODAY)


def faults(text):
    with pytest.raises(BadSheet) as wrong:
        applied(text)
    assert (Measure.objects.count(), Source.objects.count(), Event.objects.count()) == (0, 0, 0)
    return list(wrong.value.sentences)


def test_a_sheet_is_taken_in_whole():
    assert applied() == {"measure": 1, "source": 1, "event": 1}
    measure = Measure.objects.get()
    assert (measure.name_da, measure.kind, measure.review_day) == ("Besøg", "count", date(2027, 1, 1))
    assert (measure.materiality_absolute, measure.materiality_relative) == (Decimal(100), Decimal("0.15"))
    assert Source.objects.get().measure == measure
    assert (Event.objects.get().unit.name, Event.objects.get().last_day) == ("Fenham", date(2018, 12, 7))


def test_the_same_sheet_twice_changes_nothing_and_a_change_is_one_line_in_the_timeline():
    applied()
    lines = Entry.objects.count()
    applied()
    assert Entry.objects.count() == lines
    applied(SHEET.replace("relative = 0.15", "relative = 0.25"))
    entry = Entry.objects.last()
    assert (entry.about, entry.what, entry.data) == (
        "measure visits",
        "define_measure",
        {"materiality_relative": "0.25"},
    )
    assert Measure.objects.get().materiality_relative == Decimal("0.25")


def test_every_fault_is_named_and_nothing_is_written():
    text = SHEET.replace('kind = "count"', 'kind = "antal"').replace('unit = "Fenham"', 'unit = "Fenhamm"')
    found = faults(text)
    assert [sentence.split(":")[0] for sentence in found] == ["[[measure]] 1", "[[source]] 1", "[[event]] 1"]
    assert "antal" in found[0]
    assert "Fenhamm" in found[2]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x = [", "TOML"),
        ("[[maaltal]]\nkey = 1", "maaltal"),
        ("measure = 3", "measure"),
        (SHEET.replace("purpose", "formaal"), "»purpose«"),
        (SHEET.replace('name = {da = "Besøg", en = "Visits"}', 'name = "Besøg"'), "[[measure]] 1: En værdi"),
        (SHEET.replace("from = 2018-08-31", 'from = "i går"'), "[[event]] 1: En værdi"),
        (SHEET.replace('unit = "Fenham"', "unit = 3"), "[[event]] 1: En værdi"),
        (SHEET.replace("relative = 0.15", 'relative = "meget"'), "[[measure]] 1: En værdi"),
        (SHEET + 'color = "red"', "»color«"),
        (SHEET.replace('post = "data_owner"', 'post = "king"'), "data_owner"),
        (SHEET.replace('post = "data_owner"', 'post = "leader"'), "give-post"),
    ],
)
def test_what_cannot_be_understood_is_said(text, says):
    assert says in "\n".join(faults(text))
