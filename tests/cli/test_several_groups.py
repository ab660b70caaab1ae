"""Units of several groups, as files and configurations say it."""

from __future__ import annotations

import csv
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from analysis.figures import counts
from spillerum.cli import main

HEADER = ("unit", "measure", "period", "value", "group")
DISTRICTS = ("East", "West", "North", "South")


@pytest.fixture
def values():
    found = counts(20)
    found[:5, -1] *= 0.6
    return found


def rows_of(values, named):
    return [
        (f"Unit {unit:02d}", "visits", f"{2012 + t // 12}-{t % 12 + 1:02d}", value, named(unit))
        for unit, row in enumerate(values)
        for t, value in enumerate(row)
    ]


def scanned(*arguments, lang="en"):
    result = CliRunner().invoke(main, ["scan", *map(str, arguments), "--lang", lang])
    assert result.exit_code == 1, result.output
    return result.output


def told(output):
    return [(row["unit"], row["verdict"], row["group"]) for row in csv.DictReader(io.StringIO(output))]


def as_csv(file, rows, separator=","):
    with file.open("w", newline="") as out:
        csv.writer(out, delimiter=separator).writerows([HEADER, *rows])
    return file


@pytest.mark.parametrize("separator", [",", ";", "|"])
def test_a_cell_may_hold_several_groups(tmp_path, values, separator):
    rows = rows_of(values, lambda unit: f"{DISTRICTS[unit // 5]} | Libraries")
    file = as_csv(tmp_path / "a.csv", rows, separator)
    assert told(scanned(file, "--format", "csv")) == [("", "common", "East")]


def test_a_parquet_file_says_it_in_the_same_way(tmp_path, values):
    rows = rows_of(values, lambda unit: f"Libraries|{DISTRICTS[unit // 5]}")
    pq.write_table(
        pa.table(dict(zip(HEADER, map(list, zip(*rows, strict=True)), strict=True))), tmp_path / "a.parquet"
    )
    by_row = scanned(as_csv(tmp_path / "a.csv", rows), "--all", "--format", "csv")
    assert scanned(tmp_path / "a.parquet", "--all", "--format", "csv") == by_row
    assert set(told(by_row)) == {
        ("", "common", "East"),
        *((f"Unit {unit:02d}", "common", "East") for unit in range(5)),
        *((f"Unit {unit:02d}", "quiet", "Libraries") for unit in range(5, 20)),
    }


def test_a_configuration_may_name_several_groups(tmp_path, values):
    file = as_csv(tmp_path / "a.csv", rows_of(values, lambda _: ""))
    lines = [f'"Unit {unit:02d}" = ["Libraries", "{DISTRICTS[unit // 5]}"]' for unit in range(20)]
    (tmp_path / "c.toml").write_text("\n".join(["[groups]", *lines]))
    assert told(scanned(file, "--config", tmp_path / "c.toml", "--format", "csv")) == [("", "common", "East")]


def test_the_districts_cause_in_words(tmp_path, values):
    file = as_csv(tmp_path / "a.csv", rows_of(values, lambda unit: f"Libraries|{DISTRICTS[unit // 5]}"))
    output = " ".join(scanned(file).split())
    assert "East · visits · December 2016" in output
    assert "and it touches all 5 in East, so the cause is there." in output
    danish = " ".join(scanned(file, lang="da").split())
    assert "og det rammer alle 5 i East, så årsagen ligger dér." in danish


def test_where_each_unit_is_of_one_group_the_columns_are_as_ever(tmp_path, values):
    file = as_csv(tmp_path / "a.csv", rows_of(values, lambda _: "Libraries"))
    assert "group" not in scanned(file, "--format", "csv").splitlines()[0].split(",")
