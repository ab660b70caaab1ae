"""`spillerum scan --engine spark` on a real Spark: the same findings to the last row (make test-spark)."""

from __future__ import annotations

import csv
import io
import json
import logging
import os
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from analysis.figures import counts
from spillerum.cli import main
from spillerum.cli._spark import _address, _started

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # Spark leaves its sockets to the collector
]

ENGLISH = ("unit", "measure", "period", "value", "group")
DANISH = ("enhed", "måltal", "periode", "værdi", "gruppe")


@pytest.fixture(scope="module")
def spark():
    """One Spark for all tests here; the command finds it running. Every file is a partition of its own."""
    from pyspark.sql import SparkSession  # noqa: PLC0415  only where it is installed

    os.environ["PYSPARK_PYTHON"] = sys.executable
    logging.getLogger("py4j").setLevel(logging.ERROR)  # it tells of its end when nobody listens any more
    builder = SparkSession.builder.master("local[2]").config("spark.sql.files.openCostInBytes", str(1 << 30))
    session = _started(builder)
    yield session
    session.stop()


def rows_of(values, groups="group {}"):
    return [
        (f"Unit {unit}", "visits", f"{2012 + t // 12}-{t % 12 + 1:02d}", value, groups.format(unit % 2))
        for unit, row in enumerate(values)
        for t, value in enumerate(row)
    ]


def put(folder, rows, name="a.parquet", header=ENGLISH, **types):
    folder.mkdir(parents=True, exist_ok=True)
    cells = zip(*rows, strict=True)
    table = {column: pa.array(some, types.get(column)) for column, some in zip(header, cells, strict=True)}
    pq.write_table(pa.table(table), folder / name)


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    """Five municipalities: one with a common cause, one in many files, in two alphabets, one of text, one quiet."""
    country = tmp_path_factory.mktemp("country")
    rng = np.random.default_rng(7)
    common, local, text = (counts(units=10, seed=seed) for seed in (1, 2, 3))
    common[:, -1] *= 0.5
    local[3, -1] *= 0.3
    text[0, -2:] *= 2.5
    put(country / "municipality=0101", rows_of(common))
    rows = rows_of(local)
    rng.shuffle(rows)
    rows = [tuple(row) for row in rows]
    rows = [(unit, measure, period, float(value), group) for unit, measure, period, value, group in rows]
    for n in range(7):
        header = DANISH if n % 2 else ENGLISH
        put(country / "municipality=K%C3%B8benhavn", rows[n::7], f"part-{n}.parquet", header)
    put(country / "municipality=Ærø", [(*row[:3], f"{row[3]:.0f}", row[4]) for row in rows_of(text)])
    put(country / "municipality=Quiet", rows_of(counts(units=4, seed=4)))
    (country / "_SUCCESS").touch()
    return country


def scan(*arguments):
    return CliRunner().invoke(main, ["scan", *map(str, arguments)], catch_exceptions=False)


def alone(country, folder, *arguments):
    """The plain command on one municipality's files."""
    files = sorted((country / f"municipality={folder}").glob("*.parquet"))
    return json.loads(scan(*files, "--format", "json", *arguments).stdout)


FOLDERS = {"0101": "0101", "København": "K%C3%B8benhavn", "Quiet": "Quiet", "Ærø": "Ærø"}


@pytest.mark.parametrize(
    "arguments",
    [(), ("--all", "--since", "2016-01", "--lang", "en"), ("--at", "2016-06", "--false-alarms", "20")],
)
def test_the_same_findings_to_the_last_row_as_the_plain_command_gives_for_each(spark, country, arguments):
    result = scan(country, "--engine", "spark", "--format", "json", *arguments)
    assert result.stderr == ""
    assert json.loads(result.stdout) == [
        {"municipality": name} | row
        for name, folder in FOLDERS.items()
        for row in alone(country, folder, *arguments)
    ]


def test_a_district_is_told_in_the_municipality_that_has_districts(spark, tmp_path):
    values = counts(units=20)
    values[::2, -1] *= 0.6
    put(tmp_path / "municipality=A", rows_of(values, "libraries | district {}"))
    put(tmp_path / "municipality=B", rows_of(values))
    rows = json.loads(scan(tmp_path, "--engine", "spark", "--format", "json", "--all").stdout)
    assert [row for row in rows if row["municipality"] == "A"] == [
        {"municipality": "A"} | row for row in alone(tmp_path, "A", "--all")
    ]
    assert [row for row in rows if row["municipality"] == "B"] == [
        {"municipality": "B"} | row | {"group": None} for row in alone(tmp_path, "B", "--all")
    ]
    assert [row["group"] for row in rows if row["municipality"] == "A" and row["unit"] is None] == [
        "district 0"
    ]


def test_without_a_format_it_is_csv_and_what_needs_attention_is_status_1(spark, country):
    result = scan(country, "--engine", "spark")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert result.exit_code == 1
    assert {(row["municipality"], row["unit"], row["verdict"]) for row in rows} >= {
        ("0101", "", "common"), ("København", "Unit 3", "local"),
    }  # fmt: skip
    assert {row["municipality"] for row in rows} <= set(FOLDERS)


def test_parquet_out_keeps_the_types_and_quiet_is_status_0(spark, country, tmp_path):
    put(tmp_path / "in" / "municipality=A", rows_of(counts(units=4, seed=4)))
    result = scan(tmp_path / "in", "--engine", "spark", "--all", "--out", tmp_path / "out.parquet")
    assert (result.exit_code, result.stdout) == (0, "")
    found = pq.read_table(tmp_path / "out.parquet")
    assert found.column_names[:2] == ["municipality", "unit"]
    assert found.schema.field("lasted").type == pa.int64()
    assert found.num_rows == 4
    result = scan(tmp_path / "in", "--engine", "spark")
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1)


def test_an_address_that_spark_knows_is_handed_on_and_a_folder_here_is_one_here(tmp_path):
    assert _address("s3a://figures/2018") == "s3a://figures/2018"
    assert _address("hdfs:///figures") == "hdfs:///figures"
    assert _address(str(tmp_path)) == f"file://{tmp_path}"


def test_every_fault_of_every_municipality_is_named_with_its_file_and_row(spark, tmp_path):
    put(tmp_path / "municipality=A", [("u", "m", "2018-13", 1.0, "")])
    put(tmp_path / "municipality=B", [("u", "m", "2018-01", 1.0, ""), ("u", "m", "2018-01", 2.0, "")])
    put(tmp_path / "municipality=C", rows_of(counts(units=4)))
    result = scan(tmp_path, "--engine", "spark", "--lang", "en")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        (
            "municipality=A/a.parquet, row 2, column “period”: “2018-13” is not a period. "
            "Write it like 2018-09, 2018-W05, 2018-Q3, 2018-09-01 or 2018."
        ),
        "municipality=B/a.parquet, row 3, column “value”: u, m, 2018-01 already stands in row 2 (value). Keep one.",
    ]


def test_a_file_outside_the_municipalities_and_a_folder_without_files_are_told(spark, tmp_path):
    said = "Every Parquet file must stand in a folder municipality=NAME here."
    assert said in scan(tmp_path, "--engine", "spark", "--lang", "en").stderr
    put(tmp_path, rows_of(counts(units=4)))
    assert said in scan(tmp_path, "--engine", "spark", "--lang", "en").stderr


def test_a_folder_that_is_not_there_is_told_in_a_sentence(spark, tmp_path):
    result = scan(tmp_path / "none", "--engine", "spark", "--lang", "en")
    assert result.exit_code == 2
    assert "Spark gave up ([PATH_NOT_FOUND]" in result.stderr


def test_without_java_it_says_so(monkeypatch, country):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "")
    result = scan(country, "--engine", "spark", "--lang", "en")
    assert (result.exit_code, "Install Java 17 or newer." in result.stderr) == (2, True)
