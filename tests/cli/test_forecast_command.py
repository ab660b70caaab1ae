"""`spillerum forecast`: the contract, as a stranger at a terminal meets it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from spillerum.calendar.now import pinned
from spillerum.cli import main
from spillerum.exchange.reading import read_table
from spillerum.money.verdict import Verdict

COLUMNS = [
    "unit",
    "year",
    "at",
    "spent",
    "budget",
    "total",
    "low90",
    "low80",
    "high80",
    "high90",
    "p_over",
    "verdict",
    "reason",
]
UNITS = ("Brønshøj", "Husum", "Islev", "Nørrebro", "Sundby", "Valby", "Vanløse", "Østerbro")
YEARS, MONTHS = 6, 66  # 2018-01 … 2023-06


def amounts(units=UNITS, months=MONTHS):
    """About 100,000 a month, more in December, alike each year; in 2023 Valby spends 40 % more and Islev 40 % less."""
    noise = np.random.default_rng(4).lognormal(0, 0.05, (len(units), months))
    season = np.where(np.arange(months) % 12 == 11, 1.5, 1.0)
    values = 100_000 * season * noise
    for unit, factor in (("Valby", 1.4), ("Islev", 0.6)):
        if unit in units:
            values[units.index(unit), 60:] *= factor
    return values.round(2)


def tidy(values, units=UNITS, separator=",", mark="."):
    lines = [separator.join(("unit", "period", "value"))]
    for unit, row in zip(units, values, strict=True):
        lines += [
            separator.join((unit, f"{2018 + t // 12}-{t % 12 + 1:02d}", f"{value:.2f}".replace(".", mark)))
            for t, value in enumerate(row)
        ]
    return "\n".join(lines) + "\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """The command, in a folder with figures.csv and budget.csv; files given by name are written first."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "figures.csv").write_text(tidy(amounts()), encoding="utf-8")
    budget = "unit,budget\n" + "".join(f"{unit},1250000\n" for unit in UNITS)
    (tmp_path / "budget.csv").write_text(budget, encoding="utf-8")

    def do(*options, file="figures.csv", lang="en", **files):
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (tmp_path / name.replace("_", ".")).write_bytes(data)
        return CliRunner().invoke(main, ["forecast", file, "--lang", lang, *options])

    return do


def rows(result):
    return list(csv.DictReader(io.StringIO(result.stdout)))


def by_unit(result):
    return {row["unit"]: row for row in rows(result)}


HELD = ("--budget", "budget.csv", "--format", "csv")


def test_a_row_a_unit_with_the_columns_of_the_contract(run):
    result = run(*HELD)
    assert list(rows(result)[0]) == COLUMNS
    assert [row["unit"] for row in rows(result)] == list(UNITS)
    valby = by_unit(result)["Valby"]
    assert (valby["year"], valby["at"], valby["verdict"]) == ("2023", "2023-06", "over")
    assert float(valby["spent"]) == pytest.approx(amounts()[5, 60:].sum(), abs=0.01)
    numbers = [float(valby[name]) for name in ("low90", "low80", "total", "high80", "high90")]
    assert numbers == sorted(numbers)


def test_over_under_and_quiet(run):
    result = run(*HELD)
    verdicts = {unit: row["verdict"] for unit, row in by_unit(result).items()}
    assert verdicts == dict.fromkeys(UNITS, "quiet") | {"Valby": "over", "Islev": "under"}
    assert result.exit_code == 1
    assert float(by_unit(result)["Valby"]["p_over"]) >= 0.9
    assert float(by_unit(result)["Islev"]["p_over"]) <= 0.05


def test_without_a_budget_there_is_a_forecast_all_the_same(run):
    result = run("--format", "csv")
    assert result.exit_code == 0
    assert {row["verdict"] for row in rows(result)} == {"no_budget"}
    assert {(row["budget"], row["p_over"]) for row in rows(result)} == {("", "")}
    steady = [float(row["total"]) for row in rows(result) if row["unit"] not in {"Islev", "Valby"}]
    assert all(1_150_000 < total < 1_350_000 for total in steady)


def test_a_forecast_sees_nothing_of_what_came_after_it(run):
    early = run(*HELD, "--at", "2022-04").stdout
    assert early == run(*HELD, "--at", "2022-04", figures_csv=tidy(amounts()[:, :52])).stdout
    assert {row["at"] for row in csv.DictReader(io.StringIO(early))} == {"2022-04"}


def test_the_order_of_the_rows_changes_nothing(run):
    head, *lines = tidy(amounts()).splitlines()
    turned = "\n".join([head, *reversed(lines)]) + "\n"
    assert run(*HELD, turned_csv=turned, file="turned.csv").stdout == run(*HELD).stdout


def test_exit_status_is_0_when_every_budget_will_do(run):
    likely = {row["unit"]: row["total"] for row in rows(run("--format", "csv"))}
    budget = "unit,budget\n" + "".join(f"{unit},{total}\n" for unit, total in likely.items())
    result = run("--budget", "likely.csv", "--format", "csv", likely_csv=budget)
    assert (result.exit_code, {row["verdict"] for row in rows(result)}) == (0, {"quiet"})


def test_what_matters_is_for_whoever_asks_to_say(run):
    assert run(*HELD, "--absolute", "2000000", "--relative", "0").exit_code == 0
    assert run(*HELD, "--relative", "0.9").exit_code == 0


def test_defaults_are_said_beside_the_rows_and_not_among_them(run):
    note = "Nobody has said how much matters, so more than 10,000 kr. and 5% of the budget was taken."
    assert note in run(*HELD).stderr
    assert note not in run(*HELD, "--relative", "0.05").stderr
    assert note in run("--budget", "budget.csv").stdout


def test_a_financial_year_may_begin_in_april(run):
    result = run("--first-month", "4", "--format", "csv")
    valby = by_unit(result)["Valby"]
    assert (valby["year"], valby["at"]) == ("2023", "2023-06")
    assert float(valby["spent"]) == pytest.approx(amounts()[5, 63:].sum(), abs=0.01)
    assert "in 2023/24" in valby["reason"]


@pytest.mark.parametrize(
    ("options", "year", "at"),
    [
        (("--year", "2022"), "2022", "2022-12"),
        (("--at", "2022-09"), "2022", "2022-09"),
        (("--at", "2022-Q3"), "2022", "2022-09"),
        (("--at", "2022-09-30"), "2022", "2022-09"),
        (("--at", "2022-02", "--first-month", "4"), "2021", "2022-02"),
        (("--year", "2021/22", "--first-month", "4"), "2021", "2022-03"),
    ],
)
def test_the_year_and_the_month_follow_from_one_another(run, options, year, at):
    assert {(row["year"], row["at"]) for row in rows(run("--format", "csv", *options))} == {(year, at)}


def test_a_year_that_has_ended_is_what_was_spent(run):
    valby = by_unit(run("--year", "2022", *HELD, "--relative", "0.2"))["Valby"]
    assert valby["total"] == valby["low90"] == valby["high90"] == valby["spent"]
    assert (
        valby["reason"]
        == "Valby ended as expected at 1.19 million kr. in 2022; the budget was 1.25 million kr."
    )


def test_all_together_is_a_row_without_a_unit_and_narrower_than_its_parts(run):
    *units, whole = rows(run(*HELD, "--total"))
    assert whole["unit"] == ""
    assert float(whole["spent"]) == pytest.approx(sum(float(row["spent"]) for row in units), abs=0.05)
    assert float(whole["budget"]) == 8 * 1_250_000
    widths = [float(row["high90"]) - float(row["low90"]) for row in [*units, whole]]
    assert widths[-1] < sum(widths[:-1])


def test_json_parquet_and_excel_hold_the_same_rows(run, tmp_path):
    expected = rows(run(*HELD))
    told = json.loads(run("--budget", "budget.csv", "--format", "json").stdout)
    assert [(one["unit"], one["total"]) for one in told] == [
        (row["unit"], float(row["total"])) for row in expected
    ]
    for name in ("out.parquet", "out.xlsx", "out.csv"):
        assert run("--budget", "budget.csv", "--out", name).exit_code == 1
        table = read_table(tmp_path / name)
        assert list(table.header) == COLUMNS
        assert [row.cells[0] for row in table.rows] == list(UNITS)


def test_it_runs_without_settings_or_a_database(run, tmp_path):
    run()
    done = subprocess.run(
        [sys.executable, "-c", "from spillerum.cli import main; main()", "forecast",
         "figures.csv", "--budget", "budget.csv", "--lang", "da"],
        cwd=tmp_path, capture_output=True, encoding="utf-8", check=False, env={"PATH": "", "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "")
    assert "Valby bruger efter alt at dømme" in done.stdout


def test_the_text_tells_the_few_first_then_counts_the_quiet(run):
    text = run("--budget", "budget.csv", "--absolute", "50000", lang="da").stdout
    blocks = text.strip().split("\n\n")
    assert [block.splitlines()[0] for block in blocks[:2]] == ["Valby", "Islev"]
    told = " ".join(blocks[0].split())
    assert "brugt ·" in told
    assert "1,25 mio. kr. i budget Valby bruger efter alt at dømme" in told
    assert "mere end budgettet i 2023 (mellem" in told
    assert "Af de øvrige 7 ligger 6 som ventet." in told
    assert blocks[2].splitlines()[:2] == [
        "Set på 2023 for 8 enheder med det, man vidste ved udgangen af juni 2023.",
        "Som ventet: 6.",
    ]


def test_the_text_of_a_quiet_year_says_so(run):
    assert run("--budget", "budget.csv", "--relative", "0.9", lang="da").stdout == (
        "Set på 2023 for 8 enheder med det, man vidste ved udgangen af juni 2023.\n"
        "Intet nyt er godt nyt: de budgetter, der kunne bedømmes, holder.\n"
        "Budgetterne siger ikke, hvilket år de er for; de er taget som 2023.\n"
    )


def test_in_the_year_itself_it_is_this_year(run):
    with pinned(datetime(2023, 7, 10, tzinfo=UTC)):
        assert "mere end budgettet i år" in by_unit(run(*HELD, lang="da"))["Valby"]["reason"]


def test_all_tells_every_unit_in_the_text(run):
    text = run("--budget", "budget.csv", "--all").stdout
    assert [unit for unit in UNITS if f"\n{unit}\n" in f"\n{text}"] == list(UNITS)


def test_the_currency_is_read_from_the_columns_name_or_said(run):
    pounds = tidy(amounts()).replace("value", "amount_gbp", 1)
    assert "£" in by_unit(run("--format", "csv", file="p.csv", p_csv=pounds))["Valby"]["reason"]
    assert "€" in by_unit(run("--format", "csv", "--currency", "€"))["Valby"]["reason"]


@pytest.mark.parametrize("word", [*COLUMNS, "measure", *(verdict.value for verdict in Verdict)])
def test_every_column_and_verdict_stands_in_the_docs(word):
    page = (Path(__file__).parents[2] / "docs/commands.md").read_text(encoding="utf-8")
    chapter = page.split("## `spillerum forecast`")[1].split("\n## ")[0]
    assert f"`{word}`" in chapter
