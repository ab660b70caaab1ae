"""`spillerum deliver`: a nightly job sends files; exit status and sentences say what came of them."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from django.utils import translation

from spillerum.cli import main
from spillerum.figures.models import Delivery


@pytest.fixture
def deliver(tmp_path, db, monkeypatch):
    def do(source, *contents):
        files = []
        for number, content in enumerate(contents):
            files.append(tmp_path / f"f{number}.csv")
            files[-1].write_bytes(content)
        return CliRunner().invoke(main, ["deliver", "--lang", "en", source, *map(str, files)])

    # The tables are there already, and migrating inside a test's transaction is not possible.
    monkeypatch.setattr("spillerum.cli.deliver.make_ready", lambda: None)
    with translation.override("da"):  # the command chooses a language for its whole process
        yield do


def test_files_go_in_one_after_another(source, fenham, deliver, known):
    done = deliver("dørtællere", b"Library,2018-06\nFenham,90\n", b"Library,2018-06,2018-07\nFenham,91,100\n")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "f0.csv: Received: 1 figures read, 1 of them new and 0 corrected.",
        "f1.csv: Received: 2 figures read, 1 of them new and 1 corrected.",
    ]
    assert known() == [("2018-06", 91), ("2018-07", 100)]


def test_the_same_file_again_is_fine(source, fenham, deliver):
    done = deliver("Dørtællere", *[b"Library,2018-06\nFenham,90\n"] * 2)
    assert (done.exit_code, done.stdout.splitlines()[1]) == (
        0,
        "f1.csv: Exactly this file has come before. Nothing was changed.",
    )


def test_what_somebody_should_look_at_is_exit_status_1(source, fenham, deliver):
    done = deliver("Dørtællere", b"Library,2018-06\nFenham,x\nNy,3\n")
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "f0.csv: 1 row could not be read.",
        "f0.csv: 1 name of a unit is not known here; its figures wait.",
    ]


def test_a_bad_file_is_exit_status_2_and_the_others_go_in(source, fenham, deliver):
    done = deliver("Dørtællere", b"", b"Library,2018-06\nFenham,90\n")
    assert done.exit_code == 2
    assert done.stderr == "f0.csv: The file is empty. Send one with a header line and figures.\n"
    assert Delivery.objects.count() == 1


def test_a_source_that_does_not_exist_is_told_with_those_that_do(source, deliver):
    done = deliver("Vejrstation", b"")
    assert done.exit_code == 2
    assert done.stderr == "There is no source “Vejrstation”. There are: Dørtællere.\n"


def test_a_file_that_is_not_there_is_exit_status_2(source, deliver, tmp_path):
    done = CliRunner().invoke(main, ["deliver", "--lang", "en", "Dørtællere", str(tmp_path / "nothing.csv")])
    assert done.exit_code == 2
    assert "cannot be opened" in done.stderr
