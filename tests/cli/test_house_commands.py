"""Commands that open the house: prepare, clock and serve, as processes on a database of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

SPILLERUM = Path(sys.executable).with_name("spillerum")


def run(folder, *args, **variables):
    names = {name: value for name, value in os.environ.items() if not name.startswith("SPILLERUM_")}
    env = names | {"DATABASE_URL": "", "SPILLERUM_DATA": str(folder)} | variables
    return subprocess.run(
        [SPILLERUM, *args], env=env, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """The folder, and what was answered."""
    folder = tmp_path_factory.mktemp("prepared")
    return folder, run(folder, "prepare")


@pytest.fixture
def spillerum(tmp_path):
    return partial(run, tmp_path)


def test_prepare_makes_the_database_and_may_be_run_again(prepared):
    folder, first = prepared
    assert (folder / "spillerum.sqlite3").exists()
    for done in (first, run(folder, "prepare")):
        assert (done.returncode, done.stdout) == (0, "The database is ready.\n"), done.stderr


def test_the_clock_runs_once_on_an_empty_house_and_asks_nobody_anything(prepared):
    done = run(prepared[0], "clock", "--once")
    assert (done.returncode, done.stdout) == (0, "Judged 0 figures; 0 need attention.\n"), done.stderr


@pytest.mark.parametrize("secret", ["", "too short"])
def test_nothing_is_served_without_a_secret_of_its_own(spillerum, secret):
    refused = spillerum("serve", "--port", "1", SPILLERUM_SECRET_KEY=secret)
    assert refused.returncode == 1
    assert "SPILLERUM_SECRET_KEY" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_setting_that_cannot_be_understood_stops_the_start_with_a_sentence(spillerum):
    refused = spillerum("prepare", SPILLERUM_DEMO="maybe")
    assert refused.returncode != 0
    assert "SPILLERUM_DEMO is “maybe”; write yes or no." in refused.stderr
