"""`spillerum scan`: the contract, as a stranger at a terminal meets it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner

from analysis.figures import counts
from spillerum.analysis.judgement import Verdict
from spillerum.cli import main
from spillerum.exchange.reading import read_table

COLUMNS = [
    "unit",
    "measure",
    "period",
    "verdict",
    "value",
    "expected",
    "low",
    "high",
    "p",
    "effect",
    "direction",
    "good",
    "lasted",
    "reason",
]


def tidy(values, measure="visits", separator=",", decimals="."):
    lines = [separator.join(("period", "value", "unit", "measure"))]
    lines += [
        separator.join(
            (f"{2012 + t // 12}-{t % 12 + 1}", f"{value:.1f}".replace(".", decimals), f"Bi{u}", measure)
        )
        for u, row in enumerate(values)
        for t, value in enumerate(row)
        if np.isfinite(value)
    ]
    return "\n".join(lines) + "\n"


def wide(values):
    head = ["Library", *(f"{2012 + t // 12}-{t % 12 + 1}" for t in range(values.shape[1]))]
    return "\n".join(
        ",".join(map(str, line)) for line in [head, *([f"Bi{u}", *row] for u, row in enumerate(values))]
    )


@pytest.fixture(scope="module")
def values():
    found = counts(units=9)
    found[3, -1] *= 0.4
    return found


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments, **files):
        for name, content in files.items():
            (tmp_path / name.replace("_", ".")).write_bytes(
                content if isinstance(content, bytes) else content.encode()
            )
        return CliRunner().invoke(main, ["scan", *map(str, arguments)], catch_exceptions=False)

    return call


def test_one_row_for_what_needs_attention_and_status_1(run, values):
    result = run("a.csv", "--format", "csv", "--lang", "en", a_csv=tidy(values))
    assert result.exit_code == 1
    (row,) = csv.DictReader(io.StringIO(result.stdout))
    assert list(row) == COLUMNS
    assert (row["unit"], row["period"], row["verdict"], row["direction"]) == (
        "Bi3",
        "2016-12",
        "local",
        "down",
    )
    assert row["reason"].startswith("Visits in December 2016: ")


def test_quiet_is_status_0(run):
    result = run("a.csv", "--lang", "en", a_csv=tidy(counts(units=9)))
    assert result.exit_code == 0
    assert "No news is good news" in result.stdout


def test_all_gives_every_figure_with_p(run, values):
    result = run("a.csv", "--all", "--format", "json", "--since", "2016-7", a_csv=tidy(values))
    rows = json.loads(result.stdout)
    assert len([row for row in rows if row["unit"]]) == 9 * 6
    assert {row["period"] for row in rows} == {f"2016-{month:02d}" for month in range(7, 13)}
    assert all(0 < row["p"] <= 1 for row in rows)
    assert {row["verdict"] for row in rows} <= set(Verdict)


def test_danish_semicolons_decimal_comma_and_windows_1252_say_the_same(run, values):
    english = run("a.csv", "--format", "json", "--all", a_csv=tidy(values, "gæster"))
    danish = run(
        "b.csv", "--format", "json", "--all", b_csv=tidy(values, "gæster", ";", ",").encode("cp1252")
    )
    assert danish.stdout == english.stdout


def test_wide_says_the_same_as_tidy(run, values):
    tall = run("a.csv", "--format", "json", "--all", a_csv=tidy(values))
    broad = run("w.csv", "--wide", "--measure", "visits", "--format", "json", "--all", w_csv=wide(values))
    assert json.loads(broad.stdout) == json.loads(tall.stdout)


def test_several_wide_files_have_a_measure_each(run, values):
    result = run(
        "v.csv", "l.csv", "--wide", "--measure", "visits", "--measure", "loans", "--format", "json", "--all",
        v_csv=wide(values), l_csv=wide(counts(units=9, seed=2)),
    )  # fmt: skip
    assert {row["measure"] for row in json.loads(result.stdout)} == {"visits", "loans"}


@pytest.mark.parametrize("form", ["csv", "json", "parquet", "xlsx"])
def test_what_is_written_to_a_file_can_be_read_again(run, values, tmp_path, form):
    result = run("a.csv", "--all", "--out", f"out.{form}", a_csv=tidy(values))
    assert (result.exit_code, result.stdout) == (1, "")
    if form == "json":
        assert len(json.loads((tmp_path / "out.json").read_text())) == 9
    else:
        assert len(read_table(tmp_path / f"out.{form}").rows) == 9
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", f"out.{form}"]


def test_the_terminal_is_danish_unless_told_otherwise(run, values, monkeypatch):
    assert "Har set på 9 tal fra 9 enheder, december 2016." in run("a.csv", a_csv=tidy(values)).stdout
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert "Looked at 9 figures from 9 units, December 2016." in run("a.csv").stdout
    assert "Har set på" in run("a.csv", "--lang", "da").stdout


def test_the_text_has_a_sparkline_a_sentence_and_the_proof(run, values):
    text = run("a.csv", a_csv=tidy(values)).stdout
    assert text.startswith("Bi3 · visits · december 2016\n  ")
    assert set(text.splitlines()[1].strip()) <= set("▁▂▃▄▅▆▇█")
    assert "hvor vi havde ventet omkring" in " ".join(text.split())
    assert "Som ventet: 8." in text


def test_a_common_cause_has_no_unit(run):
    values = counts(units=9)
    values[:, -1] *= 0.5
    result = run("a.csv", "--format", "csv", "--lang", "en", a_csv=tidy(values))
    (row,) = csv.DictReader(io.StringIO(result.stdout))
    assert (row["unit"], row["verdict"]) == ("", "common")
    assert "it touches 9 of 9 units" in row["reason"]


def test_a_config_says_what_is_good_material_accepted_and_wrong(run, values):
    config = """
        [measures.visits]
        kind = "count"
        good = "up"
        materiality_relative = 0.2
        [groups]
        Bi0 = "large"
        [[level_changes]]
        unit = "Bi1"
        measure = "visits"
        from = "2016-11"
        [[set_aside]]
        unit = "Bi3"
        measure = "visits"
        period = "2016-12"
    """
    result = run(
        "a.csv", "--config", "c.toml", "--all", "--format", "json", a_csv=tidy(values), c_toml=config
    )
    rows = {row["unit"]: row for row in json.loads(result.stdout)}
    assert rows["Bi1"]["verdict"] == "too_short"
    assert rows["Bi3"]["verdict"] == "missing"
    assert {row["good"] for row in rows.values() if row["p"] is not None} <= {True, False, None}


def test_an_early_period_is_judged_as_it_was_then(run, values):
    then = run("a.csv", "--at", "2015-06", "--all", "--format", "json", a_csv=tidy(values[:, :42]))
    now = run("b.csv", "--at", "2015-06", "--all", "--format", "json", b_csv=tidy(values))
    assert json.loads(now.stdout) == json.loads(then.stdout)


@pytest.mark.parametrize(
    ("arguments", "content", "said"),
    [
        ([], "", "The file is empty."),
        (
            [],
            "unit,measure,period,value\nA,m,2018-13,1\nA,m,2018-1,x\n",
            "row 3, column “value”: “x” is not a number",
        ),
        (
            [],
            "unit,measure,period,value\nA,m,2018-1,-5\nA,m,2018-2,5\n" + "B,m,2018-2,5\n",
            "-5 is below zero",
        ),
        ([], "unit,measure,period,value\nA,m,2018-1,\n", "There is not a single figure in it."),
        (["--wide", "--measure", "m"], "a,b\n1,2\n", "No column is a period"),
        (["--at", "2001-01"], "unit,measure,period,value\nA,m,2018-1,1\n", "The figures begin in 2018-01"),
        (["--since", "2019-01"], "unit,measure,period,value\nA,m,2018-1,1\n", "--since 2019-01 must be"),
        (["--at", "soon"], "unit,measure,period,value\nA,m,2018-1,1\n", "“soon” is not a period"),
        (["--wide"], "a,2018-01\n1,2\n", "does not say what it measures"),
        (
            ["--config", "no.toml"],
            "unit,measure,period,value\nA,m,2018-1,1\n",
            "no.toml: The file cannot be opened",
        ),
        (
            ["--out", "no/where.csv"],
            "unit,measure,period,value\nA,m,2018-1,1\n",
            "The file cannot be written",
        ),
    ],
)
def test_bad_input_is_a_sentence_and_status_2(run, arguments, content, said):
    result = run("a.csv", "--lang", "en", *arguments, a_csv=content)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_all_faults_of_all_files_are_told_at_once_and_in_danish(run):
    bad = "unit,measure,period,value\nA,m,2018-13,1\nA,m,2018-1,x\n"
    result = run(
        "a.csv",
        "b.csv",
        "none.csv",
        a_csv=bad,
        b_csv="unit,measure,period,value\nA,m,2018-1,1\nA,m,2018-1,1\n",
    )
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        (
            "a.csv, række 2, kolonne “period”: “2018-13” er ikke en periode. "
            "Skriv den som 2018-09, 2018-W05, 2018-Q3, 2018-09-01 eller 2018."
        ),
        (
            "a.csv, række 3, kolonne “value”: “x” er ikke et tal her. "
            "Skriv det som resten af kolonnen, eller lad feltet stå tomt."
        ),
        "b.csv, række 3, kolonne “value”: A, m, 2018-01 står allerede i række 2 (value). Behold den ene.",
        (
            "none.csv: Filen kan ikke åbnes (den findes ikke). "
            "Se efter, om navnet er rigtigt, og om du må læse den."
        ),
    ]


def test_the_same_figure_in_two_files_is_a_fault(run):
    one = "unit,measure,period,value\nA,m,2018-1,1\n"
    result = run("a.csv", "b.csv", "--lang", "en", a_csv=one, b_csv=one)
    assert (result.exit_code, "already stands in a.csv, row 2" in result.stderr) == (2, True)


def test_a_config_with_faults_tells_all_of_them(run):
    config = (
        'tables = 1\n[measures.m]\nkind = "counts"\nlasting = -1\ncolour = "red"\n[[set_aside]]\nunit = "A"\n'
    )
    content = "unit,measure,period,value\nA,m,2018-1,1\n"
    result = run("a.csv", "--lang", "en", "--config", "c.toml", a_csv=content, c_toml=config)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 5
    assert "“kind = counts” is not known here. Known are: count, amount, rate, score." in result.stderr


def test_amounts_below_zero_are_understood_from_the_figures(run):
    rng = np.random.default_rng(1)
    result = run("a.csv", "--format", "json", "--all", a_csv=tidy(rng.normal(50, 60, (6, 40)), "money"))
    assert result.exit_code in {0, 1}
    assert len(json.loads(result.stdout)) >= 6


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a"], "Install spillerum[spark]."),
        ([], "Name at least one file"),
        (["a", "b"], "Name one folder"),
        (["a", "--sheet", "S"], "Leave --sheet out."),
        (["a", "--measure", "m"], "Leave --measure out."),
        (["a", "--format", "text"], "Choose csv, json, parquet or xlsx."),
    ],
)
def test_what_spark_cannot_do_is_a_sentence_and_status_2(run, monkeypatch, arguments, said):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    result = run("--engine", "spark", "--lang", "en", *arguments)
    assert (result.exit_code, said in result.stderr) == (2, True)


def test_a_scan_of_a_file_loads_neither_the_application_nor_a_database(tmp_path):
    (tmp_path / "a.csv").write_text(tidy(counts(units=3, months=30)))
    code = (
        "import sys; from click.testing import CliRunner; from spillerum.cli import main;"
        f"r = CliRunner().invoke(main, ['scan', {str(tmp_path / 'a.csv')!r}]);"
        "assert r.exit_code == 0, r.output;"
        "found = [n for n in sys.modules if n in {'django.db.models', 'spillerum.site.settings', 'scipy', 'pyarrow'}];"
        "assert not found, found"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_common_cause_in_a_rate_is_told_as_a_mean_and_not_as_a_sum(run):
    values = counts(units=9, level=50.0, seed=4)
    values[:, -1] *= 0.3
    result = run(
        "a.csv",
        "--config",
        "c.toml",
        "--lang",
        "en",
        a_csv=tidy(values),
        c_toml='[measures.visits]\nkind = "rate"\n',
    )
    text = " ".join(result.stdout.split())
    assert ("on average, where we had expected" in text, "together" in text) == (True, False)
