"""The tool that finds, keeps, checks and compiles the Danish."""

import gettext
import subprocess
import sys
from pathlib import Path

import messages
import pytest
import texts

ROOT = Path(__file__).parents[2]


def strings(template):
    """Give (text, context) for each string found in a template, in no order."""
    return {
        (found.text, found.context)
        for found in messages.in_template("{% load i18n %}" + template, "page.html")
    }


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("{% translate 'Units' %}", (("Units",), None)),
        ("{% translate 'May' context 'month' %}", (("May",), "month")),
        ("{% translate 'Units' as word %}", (("Units",), None)),
        ("{% translate '100% done' %}", (("100%% done",), None)),
        ("{{ _('Units') }}", (("Units",), None)),
        ("{{ name|default:_('Nobody') }}", (("Nobody",), None)),
        ("{% if name == _('Nobody') %}{% endif %}", (("Nobody",), None)),
        (
            "{% if 1 %}{% for a in b %}{% empty %}{% translate 'Deep' %}{% endfor %}{% endif %}",
            (("Deep",), None),
        ),
        ("{% with word=_('Units') %}{% endwith %}", (("Units",), None)),
        ("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}", (("Hello %(name)s",), None)),
        ("{% blocktranslate trimmed %}\n  one\n  two\n{% endblocktranslate %}", (("one two",), None)),
        ("{% blocktranslate context 'month' %}May{% endblocktranslate %}", (("May",), "month")),
        (
            "{% blocktranslate count n=x %}{{ n }} unit{% plural %}{{ n }} units{% endblocktranslate %}",
            (("%(n)s unit", "%(n)s units"), None),
        ),
    ],
)
def test_a_string_of_a_template_is_found_as_django_will_look_it_up(template, found):
    assert strings(template) == {found}


def test_a_variable_that_only_holds_text_is_no_string_of_ours():
    assert strings("{% translate name %}{{ 'plain' }}{{ name|default:'plain' }}") == set()


def test_the_strings_of_a_python_file_are_found(tmp_path):
    file = tmp_path / "views.py"
    file.write_text(
        '_("One " "sentence")\nngettext("%d unit", "%d units", n)\npgettext("month", "May")\nf("no")\n'
    )
    found = {(message.text, message.context) for message in messages.in_python(file, "views.py")}
    assert found == {(("One sentence",), None), (("%d unit", "%d units"), None), (("May",), "month")}


@pytest.fixture
def room(tmp_path):
    """A room with one string in its code."""
    folder = tmp_path / "spillerum" / "figures"
    folder.mkdir(parents=True)
    say(folder, '_("Units")')
    return folder


def say(room, *lines):
    (room / "views.py").write_text("\n".join(lines))


def write(room, *entries):
    file = room / texts.CATALOGUE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(texts.HEADER + "\n" + "\n\n".join(entries) + "\n", encoding="utf-8")


def faults(room):
    return list(texts.faults(room.parent, []))


def test_a_string_without_danish_is_a_fault(room):
    assert faults(room) == ["figures: “Units” lacks Danish (views.py)"]


def test_a_string_with_danish_is_none(room):
    write(room, 'msgid "Units"\nmsgstr "Enheder"')
    assert faults(room) == []


def test_a_fuzzy_string_is_a_fault(room):
    write(room, '#, fuzzy\nmsgid "Units"\nmsgstr "Enheder"')
    assert faults(room) == ["figures: “Units” is marked fuzzy: read it and take the mark away"]


@pytest.mark.parametrize("danish", ["Hej", "Hej %(navn)s", "Hej %(name)s og %(name2)s"])
def test_danish_with_other_placeholders_is_a_fault(room, danish):
    say(room, '_("Hello %(name)s")')
    write(room, f'msgid "Hello %(name)s"\nmsgstr "{danish}"')
    assert faults(room) == [f"figures: “Hello %(name)s” has other placeholders in Danish: '{danish}'"]


def test_one_of_many_may_leave_the_number_out(room):
    say(room, 'ngettext("%(n)s unit", "%(n)s units", n)')
    plural = 'msgid "%(n)s unit"\nmsgid_plural "%(n)s units"\n'
    write(room, plural + 'msgstr[0] "én enhed"\nmsgstr[1] "%(n)s enheder"')
    assert faults(room) == []


def test_many_may_not(room):
    say(room, 'ngettext("%(n)s unit", "%(n)s units", n)')
    write(
        room,
        'msgid "%(n)s unit"\nmsgid_plural "%(n)s units"\nmsgstr[0] "%(n)s enhed"\nmsgstr[1] "flere enheder"',
    )
    assert faults(room) == ["figures: “%(n)s unit” has other placeholders in Danish: 'flere enheder'"]


def test_one_word_for_one_thing(room):
    other = room.parent / "organisation"
    other.mkdir()
    say(other, '_("Units")')
    write(room, 'msgid "Units"\nmsgstr "Enheder"')
    write(other, 'msgid "Units"\nmsgstr "Institutioner"')
    assert faults(room) == ["organisation, figures: “Units” is 'Institutioner' here, 'Enheder' there"]


def test_extracting_keeps_the_danish_adds_the_new_and_drops_the_gone(room):
    write(room, 'msgid "Units"\nmsgstr "Enheder"', 'msgid "Gone"\nmsgstr "Væk"')
    say(room, '_("Units")', '_("Figures")')
    texts.extract(room.parent, [])
    catalogue = texts.read(room / texts.CATALOGUE)
    assert {entry.id: entry.string for entry in catalogue if entry.id} == {"Units": "Enheder", "Figures": ""}


def test_extracting_twice_changes_nothing(room):
    texts.extract(room.parent, [])
    once = (room / texts.CATALOGUE).read_bytes()
    texts.extract(room.parent, [])
    assert (room / texts.CATALOGUE).read_bytes() == once


def test_what_is_compiled_can_be_looked_up_with_its_plural(room):
    say(room, 'ngettext("%(n)s unit", "%(n)s units", n)')
    plural = 'msgid "%(n)s unit"\nmsgid_plural "%(n)s units"\n'
    write(room, plural + 'msgstr[0] "%(n)s enhed"\nmsgstr[1] "%(n)s enheder"')
    texts.compile_all(room.parent)
    with (room / texts.CATALOGUE).with_suffix(".mo").open("rb") as stream:
        looked_up = gettext.GNUTranslations(stream)
    assert [looked_up.ngettext("%(n)s unit", "%(n)s units", n) for n in (0, 1, 2)] == [
        "%(n)s enheder",
        "%(n)s enhed",
        "%(n)s enheder",
    ]


def test_every_text_of_spillerum_has_its_danish():
    check = subprocess.run(
        [sys.executable, ROOT / "tools" / "texts.py", "check"], capture_output=True, text=True, check=False
    )
    assert (check.returncode, check.stderr) == (0, "")
