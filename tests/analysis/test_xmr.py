"""XmR against NHSRplotthedots 0.2.2 and a textbook; see published/README.md."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from spillerum.analysis.series import Good
from spillerum.analysis.xmr import (
    RUN,
    SCREEN,
    Assurance,
    Rule,
    assurance,
    back,
    complete,
    near_three,
    rising,
    xmr,
)

PUBLISHED = json.loads((Path(__file__).parent / "published/xmr.json").read_text(encoding="utf-8"))
CHARTS = {one["name"]: one for one in PUBLISHED["charts"]}
HELPERS = PUBLISHED["helpers"]
TEXTBOOK = {one["chart"]: one for one in PUBLISHED["textbook"]}
LETTERS = {Rule.OUTSIDE: "oO", Rule.TREND: "tT", Rule.NEAR: "nN", Rule.SIDE: "sS"}
GOOD = {"increase": Good.UP, "decrease": Good.DOWN}


def letters(chart):
    return "".join("." if s is None else LETTERS[s.rule][s.up] for s in chart.signals)


def drawn(case):
    return xmr(np.array(case["y"]), fix_after=case["fix"], screen=case["screen"], rebase=case["rebase"])


def test_there_are_43_of_them():
    assert len(CHARTS) == 43


@pytest.mark.parametrize("name", CHARTS)
def test_limits_and_signals_are_theirs(name):
    case = CHARTS[name]
    chart = drawn(case)
    starts = [0, *case["rebase"]]
    found = np.array([[chart.lower[n], chart.mean[n], chart.upper[n]] for n in starts])
    assert found == pytest.approx(np.array(case["limits"]), rel=1e-7, abs=1e-7)
    assert letters(chart) == case["signals"]


@pytest.mark.parametrize("name", [name for name, case in CHARTS.items() if case["assurance"]])
def test_so_is_what_the_chart_says_of_a_target(name):
    case = CHARTS[name]
    found = assurance(drawn(case), case["target"], GOOD[case["good"]])
    assert found.value == case["assurance"].removeprefix("consistent_")


@pytest.mark.parametrize("name", [name for name, case in CHARTS.items() if case["good"] != "neutral"])
def test_and_whether_a_signal_is_to_the_good(name):
    case = CHARTS[name]
    good = GOOD[case["good"]] is Good.UP
    types = "".join("." if s is None else "+" if s.up is good else "-" for s in drawn(case).signals)
    assert types == case["types"]


def helper(name):
    return [one for one in HELPERS if one["name"] == name]


def test_seven_to_one_side():
    (one,) = helper("seven_point_one_side_mean")
    side = np.array(one["v"])
    assert (complete(side > 0, RUN) | complete(side < 0, RUN)).tolist() == [bool(v) for v in one["expected"]]


@pytest.mark.parametrize("one", helper("seven_point_trend"))
def test_seven_rising_or_falling(one):
    y = np.array(one["y"], dtype=float)
    assert (1 * rising(y) - 1 * rising(-y)).tolist() == one["expected"]


def test_the_whole_run_is_marked():
    (one,) = helper("part_of_seven_trend")
    assert back(np.abs(one["v"]) == 1, RUN).tolist() == [bool(v) for v in one["expected"]]


def test_two_of_three_near_a_limit():
    (one,) = helper("two_in_three")
    near = np.array(one["v"]) == 1
    found = near_three(near, np.array(one["rtm"], dtype=float))
    assert found.tolist() == [bool(v) for v in one["expected"]]
    (part,) = helper("part_of_two_in_three")  # of those three, only the ones that are near themselves
    marked = (np.array(part["v"]) == 1) & (np.abs(part["x"]) == 1)
    assert marked.tolist() == [bool(v) for v in part["expected"]]


def test_montgomerys_chart_of_individuals():
    """The textbook divides by 1.128 where the NHS multiplies by 2.66: the same to the fourth digit."""
    case = TEXTBOOK["i"]
    chart = xmr(np.array(case["y"], dtype=float), fix_after=case["freeze"])
    assert [chart.lower[0], chart.mean[0], chart.upper[0]] == pytest.approx(case["limits"], rel=2e-5)


def test_montgomerys_chart_of_moving_ranges():
    case = TEXTBOOK["mr"]
    ranges = np.abs(np.diff(case["y"][: case["freeze"]]))
    assert [ranges.mean(), SCREEN * ranges.mean()] == pytest.approx(case["limits"][1:])


def test_montgomerys_chart_of_times_between_events():
    """On the scale where they are nearly normal (Nelson 1994): the power 1/3.6."""
    case = TEXTBOOK["t"]
    chart = xmr(np.array(case["y"], dtype=float) ** (1 / 3.6))
    assert [chart.mean[0] ** 3.6, chart.upper[0] ** 3.6] == pytest.approx(case["limits"][1:], rel=4e-4)


def test_a_point_that_turns_is_told_by_the_way_it_goes_on():
    up_and_down = np.array([*range(1, 8), *range(6, 0, -1)], dtype=float) * 0.001
    far = np.array([5.0, -5.0] * 10)  # so wide that nothing is outside
    signals = xmr(np.concatenate([far, up_and_down])).signals
    assert [s.up for s in signals[-13:] if s and s.rule is Rule.TREND] == [True] * 6 + [False] * 7


def test_what_is_missing_is_left_out_and_has_no_signal():
    y = np.array([5.0, 6, 4, np.nan, 5, 6, 5, 40])
    chart, without = xmr(y), xmr(y[np.isfinite(y)])
    assert chart.signals[3] is None
    assert letters(chart).replace(".", "", 1) == letters(without).replace(".", "", 1)
    assert chart.upper[0] == without.upper[0]


def test_one_figure_has_no_limits_and_equal_ones_have_no_signal():
    assert np.isnan(xmr(np.array([3.0])).mean).all()
    assert letters(xmr(np.full(20, 3.0))) == "." * 20
    assert letters(xmr(np.array([]))) == ""


def test_where_ordinary_variation_holds_the_target():
    flat = xmr(np.array([10.0, 11, 10, 11, 10, 11]))
    said = [assurance(flat, target, Good.UP) for target in (5, 10.5, 20)]
    assert said == [Assurance.PASS, Assurance.INCONSISTENT, Assurance.FAIL]
    assert assurance(flat, 5, Good.DOWN) is Assurance.FAIL


whole = arrays(np.float64, st.integers(2, 40), elements=st.integers(-50, 50).map(float))


@given(whole, st.sampled_from([0.5, 2.0, 4.0]))
def test_another_unit_of_measurement_changes_no_signal(y, times):
    assert letters(xmr(y * times)) == letters(xmr(y))


@given(whole)
def test_upside_down_is_the_same_chart_upside_down(y):
    assert letters(xmr(-y)) == letters(xmr(y)).swapcase()


@given(whole, whole)
def test_what_comes_after_a_new_start_changes_nothing_before_it(before, after):
    chart = xmr(np.concatenate([before, after]), rebase=[len(before)])
    assert letters(chart) == letters(xmr(before)) + letters(xmr(after))
