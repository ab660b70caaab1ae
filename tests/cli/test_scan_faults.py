"""`spillerum scan`: what it says of the figures themselves."""

from __future__ import annotations

import csv

import pytest
from click.testing import CliRunner

from analysis.figures import counts
from spillerum.cli import main


@pytest.fixture
def scan(tmp_path, monkeypatch):
    """The command on figures laid wide, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def do(values, *options):
        head = ["Library", *(f"{2012 + t // 12}-{t % 12 + 1:02d}" for t in range(values.shape[1]))]
        lines = [head, *([f"Bi{u}", *row] for u, row in enumerate(values.astype(int)))]
        (tmp_path / "v.csv").write_text("\n".join(",".join(map(str, line)) for line in lines))
        return CliRunner().invoke(main, ["scan", "v.csv", "--wide", "--measure", "besøg", *options])

    return do


@pytest.fixture
def slipped():
    values = counts(units=9, noise=0.03, shock=0.02, level=2000.0)
    values[4, -1] *= 10
    return values


def test_the_text_ends_with_the_figures_to_look_at(scan, slipped):
    value, likely = (f"{number:,.0f}".replace(",", ".") for number in (slipped[4, -1], slipped[4, -1] / 10))
    told = scan(slipped, "--lang", "da").stdout.split("\n\n")[-1]
    assert told == (
        "Tal at se efter\n"
        "  Besøg: 10 gange for meget?\n"
        f"    Bi4 har {value} i december 2016. Med {likely} ville det være som ventet.\n"
    )


def test_figures_without_faults_are_told_as_before(scan):
    values = counts(units=9, noise=0.03, shock=0.02)
    assert "Tal at se efter" not in scan(values, "--lang", "da").stdout


def test_the_rows_for_machines_are_the_same_and_the_faults_have_a_file_of_their_own(scan, slipped, tmp_path):
    bare = scan(slipped, "--format", "csv", "--all", "--lang", "en")
    both = scan(slipped, "--format", "csv", "--all", "--lang", "en", "--faults", "faults.csv")
    assert both.stdout == bare.stdout
    (row,) = csv.DictReader((tmp_path / "faults.csv").read_text(encoding="utf-8").splitlines())
    assert {name: row[name] for name in ("unit", "measure", "period", "kind", "value", "likely")} == {
        "unit": "Bi4", "measure": "besøg", "period": "2016-12", "kind": "factor",
        "value": f"{slipped[4, -1]:.1f}", "likely": f"{slipped[4, -1] / 10:.1f}",
    }  # fmt: skip
    assert row["reason"].startswith("Bi4 has ")


@pytest.mark.parametrize("name", ["faults.json", "faults.parquet", "faults.xlsx"])
def test_the_file_of_faults_has_the_form_its_name_ends_with(scan, slipped, tmp_path, name):
    assert scan(slipped, "--faults", name).exit_code == 1
    assert (tmp_path / name).read_bytes()[:1] in (b"[", b"P")


def test_a_place_that_cannot_be_written_to_is_told(scan, slipped):
    result = scan(slipped, "--faults", "nowhere/faults.csv", "--lang", "en")
    assert (result.exit_code, "Choose another place." in result.stderr) == (2, True)


def test_a_whole_country_has_no_file_of_faults(scan, slipped):
    result = scan(slipped, "--engine", "spark", "--faults", "faults.csv", "--lang", "en")
    assert (result.exit_code, "Leave out --engine spark." in result.stderr) == (2, True)
