"""The operator's commands: units from a file, the first persons and posts."""

from __future__ import annotations

from datetime import date

import pytest
from click.testing import CliRunner

from spillerum.cli import main
from spillerum.organisation.models import Unit
from spillerum.people.models import Holding, User

FILE = "navn;overordnet;leder\nByen;;\nKultur;Byen;Kulturchef\n"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def run(*args, **more):
    return CliRunner().invoke(main, [str(arg) for arg in args], catch_exceptions=False, **more)


@pytest.fixture
def units(tmp_path):
    file = tmp_path / "enheder.csv"
    file.write_text(FILE, encoding="utf-8")
    return file


def test_a_file_is_shown_and_only_taken_in_when_told_to(units):
    shown = run("organisation", "import", units)
    assert (shown.exit_code, Unit.objects.count()) == (0, 0)
    assert shown.output.splitlines() == [
        "New units (2)",
        "  Byen.",
        "  Kultur. Lies under “Byen”. Gets the post “Kulturchef”.",
    ]
    assert run("organisation", "import", units, "--apply").output.splitlines()[-1] == "2 units are arranged."
    again = run("organisation", "import", units, "--apply").output.splitlines()
    assert again == ["2 units are already as the file has them.", "0 units are arranged."]


def test_rows_left_out_are_told_and_the_status_says_so(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("navn;overordnet\nA;Findes ikke\nB;\n", encoding="utf-8")
    done = run("organisation", "import", file, "--apply")
    assert done.exit_code == 1
    assert "x.csv, row 2: There is no unit called “Findes ikke”." in done.stderr
    assert [unit.name for unit in Unit.objects.all()] == ["B"]


def test_a_file_that_cannot_be_used_is_answered_with_a_sentence(tmp_path):
    file = tmp_path / "x.csv"
    file.write_bytes(b"hej\n1\n")
    refused = run("organisation", "import", file, "--apply")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "No column holds the names of the units." in refused.stderr


def test_the_first_administrator_comes_from_the_command_line(units):
    run("organisation", "import", units, "--apply")
    run("people", "add", "Adam@by.dk", "--name", "Adam", "--ask-password", input="en-lang-hemmelighed\n" * 2)
    given = run(
        "people",
        "give-post",
        "adam@by.dk",
        "--unit",
        "byen",
        "--kind",
        "administrator",
        "--from",
        "2018-09-01",
    )
    assert given.exit_code == 0, given.output
    holding = Holding.objects.get(person__email="adam@by.dk")
    assert (holding.post.kind, holding.post.seat.unit.name) == ("administrator", "Byen")
    assert User.objects.get().check_password("en-lang-hemmelighed")
    ended = run(
        "people", "end-post", "adam@by.dk", "--unit", "Byen", "--kind", "administrator", "--on", "2018-10-01"
    )
    assert ended.exit_code == 0
    holding.refresh_from_db()
    assert holding.last_day == date(2018, 10, 1)


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("add", "adam", "--name", "Adam"), "“adam” is no mail address. Write one like anna@kommune.dk."),
        (
            ("give-post", "x@by.dk", "--unit", "Byen", "--kind", "leader"),
            "Nobody has the mail address x@by.dk.",
        ),
        (("give-post", "ida@by.dk", "--unit", "Nord", "--kind", "leader"), "There is no unit called “Nord”."),
        (("end-post", "ida@by.dk", "--unit", "Nord", "--kind", "leader"), "There is no unit called “Nord”."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(args, sentence):
    run("people", "add", "ida@by.dk", "--name", "Ida")
    refused = run("people", *args)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert sentence in refused.stderr
    assert not Holding.objects.exists()
