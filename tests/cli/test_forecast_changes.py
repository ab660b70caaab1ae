"""`spillerum forecast`: units that were merged, renamed or split, and amounts that are known to come."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from spillerum.analysis.reorganised import Change
from spillerum.calendar.period import Period
from spillerum.cli import main
from spillerum.cli._forecast_book import Book
from spillerum.cli._forecast_lines import lines_of

START, AT = Period.parse("2022-01"), Period.parse("2022-06")


@pytest.fixture
def run(tmp_path, monkeypatch):
    """The command on the lines and the configuration given, held against the budgets."""
    monkeypatch.chdir(tmp_path)

    def do(lines, config, budget=""):
        (tmp_path / "a.csv").write_text("\n".join(["unit,period,value", *lines]) + "\n")
        (tmp_path / "c.toml").write_text(config)
        (tmp_path / "b.csv").write_text("unit,budget\n" + (budget or "nobody,1\n"))
        asked = [
            "forecast",
            "a.csv",
            "--config",
            "c.toml",
            "--budget",
            "b.csv",
            "--format",
            "csv",
            "--lang",
            "en",
        ]
        result = CliRunner().invoke(main, asked)
        assert result.exit_code in {0, 1}, result.output
        return {
            row["unit"]: row for row in csv.DictReader(io.StringIO(result.stdout)) if row["unit"] != "nobody"
        }

    return do


def months(unit, first, last, amount):
    first, last = Period.parse(first), Period.parse(last)
    return [f"{unit},{first + n},{amount}" for n in range(last - first + 1)]


def change(kind, on, before, after):
    return f'[[changes]]\nkind = "{kind}"\non = "{on}"\nfrom = {before}\nto = {after}\n'


def test_a_renamed_unit_goes_on_with_its_money_its_history_and_its_budget(run):
    lines = [*months("Old", "2018-01", "2022-03", 100), *months("New", "2022-04", "2022-06", 100)]
    found = run(lines, change("renamed", "2022-04", '"Old"', '"New"'), "Old,1200\n")
    assert {unit: (row["spent"], row["budget"], row["verdict"]) for unit, row in found.items()} == {
        "New": ("600.0", "1200.0", "quiet")
    }


def test_a_unit_that_looks_renamed_is_asked_about_until_somebody_has_said_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    noise = np.random.default_rng(2).lognormal(0, 0.1, (3, 54)).round(3) * 100_000
    lines = [
        f"{name if t < 48 or unit else 'Valby Library (new)'},{START + (t - 48)},{value:.0f}"
        for unit, name in enumerate(("Valby Library", "Husum", "Islev"))
        for t, value in enumerate(noise[unit])
    ]
    (tmp_path / "a.csv").write_text("\n".join(["unit,period,value", *lines]) + "\n")
    (tmp_path / "c.toml").write_text(change("renamed", "2022-01", '"Valby Library"', '"Valby Library (new)"'))
    asked, said = (
        CliRunner().invoke(main, ["forecast", "a.csv", "--lang", "da", *more]).stdout
        for more in ((), ("--config", "c.toml"))
    )
    assert "Valby Library (new) begynder i januar 2022, omtrent hvor Valby Library holdt op." in asked
    assert " ".join(asked.split()).endswith("så følger penge, historik og budget med.")
    assert "[[changes]]" not in said


def test_a_merged_unit_has_the_money_and_the_budgets_of_all(run):
    lines = [
        *months("Fenham", "2018-01", "2022-03", 30), *months("Outer", "2019-05", "2022-03", 70),
        *months("West", "2022-04", "2022-06", 100),
    ]  # fmt: skip
    found = run(
        lines, change("merged", "2022-04", '["Fenham", "Outer"]', '"West"'), "Fenham,360\nOuter,840\n"
    )
    assert {unit: (row["spent"], row["budget"]) for unit, row in found.items()} == {
        "West": ("600.0", "1200.0")
    }
    assert "earlier year" not in found["West"]["reason"]


def test_a_split_unit_keeps_what_it_spent_before(run):
    lines = [*months("Walker", "2018-01", "2022-03", 100)]
    lines += [*months("A", "2022-04", "2022-06", 60), *months("B", "2022-04", "2022-06", 40)]
    found = run(lines, change("split", "2022-04", '"Walker"', '["A", "B"]'))
    assert {unit: (row["spent"], row["verdict"]) for unit, row in found.items()} == {
        "A": ("180.0", "no_budget"), "B": ("120.0", "no_budget"), "Walker": ("300.0", "closed"),
    }  # fmt: skip
    assert found["Walker"]["total"] == "300.0"


def test_a_unit_that_gives_a_part_away_keeps_its_years_money(run):
    lines = [*months("Walker", "2018-01", "2022-03", 100), *months("Walker", "2022-04", "2022-06", 60)]
    lines += months("Byker", "2022-04", "2022-06", 40)
    found = run(lines, change("split", "2022-04", '"Walker"', '["Walker", "Byker"]'))
    assert {unit: row["spent"] for unit, row in found.items()} == {"Walker": "480.0", "Byker": "120.0"}


def test_a_change_to_come_has_not_happened(run):
    lines = months("Old", "2018-01", "2022-06", 100)
    assert list(run(lines, change("renamed", "2022-07", '"Old"', '"New"'))) == ["Old"]


KINDS = [
    Change(Period.parse(on).first_day, before, after)
    for on, before, after in (
        ("2022-04", ("A", "B"), ("C",)),
        ("2022-03", ("A",), ("C",)),
        ("2022-05", ("B",), ("B", "C")),
        ("2021-05", ("A",), ("D", "E")),
        ("2022-04", ("A",), ("D", "E")),
    )
]
CENTS = st.dictionaries(
    st.tuples(st.sampled_from("ABCDE"), st.integers((START + -30).ordinal, AT.ordinal)),
    st.integers(-9999, 9999),
    min_size=1,
)


@given(CENTS, st.sampled_from(KINDS))
@settings(max_examples=200, deadline=None)
def test_no_money_is_lost_or_made_by_a_change(cells, change):
    book = Book(told=set(range((START + -30).ordinal, AT.ordinal + 1)))
    for (unit, month), cents in cells.items():
        book.lines[unit, ""][month] = float(cents)
    lines = lines_of(book, [change], at=AT, start=START)
    expected = sum(cents for (_unit, month), cents in cells.items() if month >= START.ordinal)
    assert sum(line.spent(START, AT) for line in lines) == expected


def commitment(period, amount):
    return f'[[commitments]]\nunit = "Valby"\nperiod = "{period}"\namount = {amount}\nwhy = "new roof"\n'


def test_what_is_known_to_come_is_added_and_named(run):
    lines = months("Valby", "2018-01", "2022-06", 100)
    plain, held = (float(run(lines, config)["Valby"]["total"]) for config in ("", commitment("2022-09", 500)))
    assert held == pytest.approx(plain + 500, abs=1)
    assert (
        "This includes 500 kr. known to come (new roof)."
        in run(lines, commitment("2022-09", 500))["Valby"]["reason"]
    )


def test_what_has_come_once_is_not_learnt_from(run):
    lines = [
        line if "2021-09" not in line else "Valby,2021-09,600"
        for line in months("Valby", "2018-01", "2022-06", 100)
    ]
    plain = run(months("Valby", "2018-01", "2022-06", 100), "")["Valby"]
    once = run(lines, commitment("2021-09", 500))["Valby"]
    assert once["total"] == plain["total"]
    assert "known to come" not in once["reason"]


def test_what_comes_after_the_year_is_not_of_the_year(run):
    lines = months("Valby", "2018-01", "2022-06", 100)
    assert run(lines, commitment("2023-01", 500)) == run(lines, "")


def test_a_figure_that_is_set_aside_is_missing(run):
    config = '[[set_aside]]\nunit = "Valby"\nmeasure = ""\nperiod = "2022-02"\n'
    row = run(months("Valby", "2018-01", "2022-06", 100), config, "Valby,1200\n")["Valby"]
    assert (row["spent"], row["verdict"]) == ("500.0", "missing")


def test_groups_are_compared_within_themselves(run):
    lines = [
        line
        for unit, amount in (("A", 100_000), ("B", 100_000), ("C", 100_000))
        for line in months(unit, "2018-01", "2022-06", amount)
    ]
    row = run(lines, '[groups]\nA = "x"\nB = "x"\n', "A,500000\nB,1200000\nC,1200000\n")["A"]
    assert row["verdict"] == "over"
    assert "The other one is as expected." in row["reason"]
