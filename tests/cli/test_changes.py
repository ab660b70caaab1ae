"""`[[changes]]` in the configuration of `spillerum scan`."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from click.testing import CliRunner
from django.utils.translation import override

from analysis.figures import counts
from spillerum.analysis.judgement import Judgement, Verdict
from spillerum.calendar.period import Period
from spillerum.cli import main
from spillerum.deviations.sentences import reason

WHEN = 57  # of 60 months: from 2016-10 on "West" stands where "Fenham" and "Outer" stood


@pytest.fixture
def files(tmp_path):
    """A file of eight libraries, two of which became one, and a function that scans it with a configuration."""
    values = counts(units=8)
    halves = np.round(values[:2, :WHEN] * np.array([[0.3], [0.7]]))
    names = [("Fenham", halves[0], 0), ("Outer", halves[1], 0), ("West", halves.sum(axis=0)[-1:], WHEN)]
    expected = values[0, WHEN:] * 0.3 + values[1, WHEN:] * 0.7
    names[2] = ("West", expected.round(), WHEN)
    names += [(f"Bi{n}", values[n], 0) for n in range(2, 8)]
    lines = ["unit,measure,period,value"]
    lines += [
        f"{name},visits,{2012 + (t + first) // 12}-{(t + first) % 12 + 1:02d},{value:.0f}"
        for name, row, first in names
        for t, value in enumerate(row)
    ]
    (tmp_path / "figures.csv").write_text("\n".join(lines) + "\n")

    def do(config, *options):
        (tmp_path / "config.toml").write_text(config)
        asked = [str(tmp_path / "figures.csv"), "--config", str(tmp_path / "config.toml"), *options]
        return CliRunner().invoke(main, ["scan", *asked])

    return do


def verdicts(result):
    return {row["unit"]: row["verdict"] for row in csv.DictReader(io.StringIO(result.stdout)) if row["unit"]}


MERGED = '[[changes]]\nkind = "merged"\non = "2016-10"\nfrom = ["Fenham", "Outer"]\nto = "West"\n'
ALL = ("--all", "--format", "csv", "--lang", "en")


def test_a_merged_unit_is_judged_on_the_sum_of_those_before_it(files):
    before = verdicts(files("", *ALL))
    assert (before["West"], before["Fenham"], before["Outer"]) == ("too_short", "closed", "closed")
    after = verdicts(files(MERGED, *ALL))
    assert after["West"] == "quiet"
    assert sorted(after) == ["Bi2", "Bi3", "Bi4", "Bi5", "Bi6", "Bi7", "West"]


def test_before_the_day_the_old_units_are_judged(files):
    found = verdicts(files(MERGED, *ALL, "--at", "2016-09"))
    assert (found["Fenham"], found["Outer"]) == ("quiet", "quiet")
    assert "West" not in found


def test_a_split_unit_is_too_short_from_its_day(files):
    split = '[[changes]]\nkind = "split"\non = 2016-08-01\nfrom = "Bi2"\nto = ["Bi2", "Bi9"]\n'
    assert verdicts(files(split, *ALL))["Bi2"] == "too_short"


def test_too_few_figures_to_judge_by_are_told_since_when():
    october = Period.parse("2018-10")
    told = Judgement("Bi2", "visits", "", october, Verdict.TOO_SHORT, 512.0, history=3, since=october + -3)
    with override("en"):
        assert reason(told).endswith(
            "only 3 figures before it we cannot know whether it is as expected; the first is from July 2018."
        )
    with override("da"):
        assert reason(told).endswith("; det første er fra juli 2018.")


def test_a_renamed_unit_goes_on_also_while_its_figures_come_under_the_old_name(files):
    renamed = '[[changes]]\nkind = "renamed"\non = "2016"\nfrom = "Bi2"\nto = "Nyt bibliotek"\n'
    found = verdicts(files(renamed, *ALL, "--at", "2016-08"))
    assert found["Nyt bibliotek"] == "quiet"
    assert "Bi2" not in found


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('kind = "merged"\nfrom = ["A", "B"]\nto = "C"', "on, from and to"),
        ('kind = "moved"\non = "2016"\nfrom = "A"\nto = "C"', "renamed, merged or split"),
        ('kind = "renamed"\non = "2016"\nfrom = ["A", "B"]\nto = "C"', "On 2016: renamed is from one"),
        ('kind = "renamed"\non = "2016"\nfrom = "A"\nto = "A"', "On 2016: renamed is from one"),
        ('kind = "merged"\non = "summer"\nfrom = ["A", "B"]\nto = "C"', "“summer” is not a period"),
        (
            'kind = "merged"\non = "2016"\nfrom = ["A", "B"]\nto = "C"\nweights = { A = 1 }',
            "On 2016: weights",
        ),
        ('kind = "merged"\non = "2016"\nfrom = 7\nto = [""]', "on, from and to"),
    ],
)
def test_what_is_wrong_in_a_change_is_said(files, entry, said):
    result = files(f"[[changes]]\n{entry}\n", "--lang", "en")
    assert result.exit_code == 2
    assert said in result.stderr


def test_changes_that_are_no_table_are_answered(files):
    assert files("changes = 3\n").exit_code == 2
