"""The seven verdicts, as a leader would say them."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.figures import AT, FIRST, MONTHS, counts, of, series
from spillerum.analysis.judgement import Direction, Verdict
from spillerum.analysis.scan import scan
from spillerum.analysis.series import Good, Kind, MeasureSettings, Series
from spillerum.calendar.period import Period

DOWN_IS_BAD = {"visits": MeasureSettings(good=Good.UP)}


def judged(values, **options):
    return scan(series(values), at=AT, **options)


def test_one_branch_falling_alone_is_local():
    values = counts()
    values[3, -1] *= 0.5
    found = judged(values, measures=DOWN_IS_BAD)
    one = of(found, "u03")
    assert (one.verdict, one.direction, one.good, one.lasted) == (Verdict.LOCAL, Direction.DOWN, False, 1)
    assert (one.siblings, one.alike) == (11, 0)
    assert one.low < one.expected < one.high
    assert one.value < one.low
    assert [j.unit for j in found if j.needs_attention] == ["u03"]


def test_a_common_fall_is_one_finding():
    values = counts()
    values[:, -1] *= 0.5
    found = judged(values)
    attention = [j for j in found if j.needs_attention]
    assert [(j.unit, j.verdict, j.siblings, j.alike) for j in attention] == [(None, Verdict.COMMON, 12, 12)]
    assert {j.verdict for j in found if j.unit} == {Verdict.COMMON}
    assert attention[0].value == values[:, -1].sum()
    assert attention[0].effect == pytest.approx(-0.5, abs=0.1)


def test_a_pandemic_is_one_common_cause_also_when_some_are_at_nought_and_also_the_month_after():
    values = counts(months=MONTHS + 1)
    values[:, -2:] = np.round(values[:, -2:] * 0.03)
    values[:8, -2:] = 0
    found = scan(series(values), at=AT + 1, since=AT)
    assert [(j.unit, j.period, j.lasted) for j in found if j.needs_attention] == [
        (None, AT, 1),
        (None, AT + 1, 2),
    ]


def test_a_common_fall_with_one_falling_much_more_is_both():
    values = counts()
    values[:, -1] *= 0.6
    values[3, -1] *= 0.3
    found = judged(values)
    assert of(found, "u03").verdict is Verdict.BOTH
    assert {j.unit for j in found if j.needs_attention} == {None, "u03"}


def test_a_closed_branch_is_not_a_deviation():
    visits, loans = counts(), counts(seed=2)
    visits[3, -1] = loans[3, -1] = 0
    found = scan([*series(visits), *series(loans, "loans")], at=AT)
    assert (of(found, "u03").verdict, of(found, "u03", "loans").verdict) == (Verdict.CLOSED, Verdict.CLOSED)
    assert not any(j.needs_attention for j in found)


def test_noughts_before_the_doors_first_open_are_no_level_to_rise_from():
    values = counts()
    values[3, :40] = 0
    found = scan(series(values), at=AT, since=FIRST + 30)
    assert of(found, "u03", period=FIRST + 39).verdict is Verdict.CLOSED
    assert not any(j.needs_attention for j in found if j.unit == "u03")


def test_a_nought_in_one_measure_of_a_branch_that_is_open_is_a_deviation():
    visits, loans = counts(), counts(seed=2)
    visits[3, -1] = 0
    found = scan([*series(visits), *series(loans, "loans")], at=AT)
    assert [(j.unit, j.measure) for j in found if j.needs_attention] == [("u03", "visits")]


def test_no_figure_is_missing_and_never_nought():
    values = counts()
    values[3, -1] = np.nan
    one = of(judged(values), "u03")
    assert (one.verdict, one.value, one.p, one.since) == (Verdict.MISSING, None, None, AT + -1)


def test_no_figures_for_three_months_while_the_others_report_is_closed():
    values = counts()
    values[3, -3:] = np.nan
    found = scan(series(values), at=AT, since=AT + -2)
    assert [of(found, "u03", period=AT + n).verdict for n in (-2, -1, 0)] == [
        Verdict.MISSING, Verdict.MISSING, Verdict.CLOSED,
    ]  # fmt: skip


def test_when_nobody_reports_all_are_missing():
    values = counts()
    values[:, -4:] = np.nan
    assert {j.verdict for j in judged(values)} == {Verdict.MISSING}


def test_a_new_series_is_too_short_and_says_how_short():
    values = counts()
    values[3, :-4] = np.nan
    one = of(judged(values), "u03")
    assert (one.verdict, one.history, one.p) == (Verdict.TOO_SHORT, 3, None)


def test_more_history_is_never_too_short():
    for months in (8, 9, 20, 40):
        found = scan(series(counts(months=months)), at=FIRST + (months - 1))
        assert Verdict.TOO_SHORT not in {j.verdict for j in found}


def test_a_unit_that_has_not_begun_has_no_verdict():
    late = Series("late", "visits", "", AT + 1, np.array([5.0]))
    assert "late" not in {j.unit for j in scan([*series(counts()), late], at=AT)}


def test_equal_thirds_are_not_three_months():
    values = counts(months=MONTHS, seed=4, noise=0.15)
    thirds = values[2].reshape(-1, 3).mean(axis=1).repeat(3).round()
    thirds[-3:] = round(thirds[-3] * 0.3)
    values[2] = thirds
    found = scan(series(values), at=AT, since=AT + -2)
    first, second, third = (of(found, "u02", period=AT + n) for n in (-2, -1, 0))
    assert first.verdict is Verdict.LOCAL
    assert [one.spread for one in (first, second, third)] == [False, True, True]
    assert [one.verdict for one in (second, third)] == [Verdict.LOCAL] * 2
    assert second.p == third.p == 1.0, "what stands again says nothing new"


def test_the_second_of_two_months_alike_says_nothing_new_and_is_held_against_what_any_figure_would_be():
    values = counts(months=MONTHS, seed=4, noise=0.15)
    values[:, -1] = np.round(values[:, -1] * 0.4)
    values[2, -1] = values[2, -2]
    there = of(scan(series(values), at=AT), "u02")
    values[2, -1] += 1
    beside = of(scan(series(values), at=AT), "u02")
    assert (there.p, there.spread, beside.spread) == (1.0, True, False)
    assert there.expected == pytest.approx(beside.expected, rel=1e-9)


def test_spread_quarters_raise_no_alarm_where_quarters_begin():
    values = counts(units=12, months=96, seed=5)
    for row in range(0, 12, 2):
        values[row] = values[row].reshape(-1, 3).mean(axis=1).repeat(3).round()
    found = scan(series(values), at=FIRST + 95, since=FIRST + 48)
    assert sum(j.needs_attention for j in found) <= 2


def test_what_lasts_is_compared_with_how_it_was_and_what_comes_back_is_over():
    values = counts(months=MONTHS + 5)
    values[3, MONTHS - 1 : MONTHS + 3] *= 0.4
    found = scan(series(values), at=AT + 5, since=AT)
    run = [of(found, "u03", period=AT + n) for n in range(6)]
    assert [j.lasted for j in run] == [1, 2, 3, 4, 0, 0]
    assert [j.verdict for j in run] == [Verdict.LOCAL] * 4 + [Verdict.QUIET] * 2
    assert run[3].expected == pytest.approx(run[0].expected, rel=0.4)


def test_a_level_that_a_person_has_accepted_is_the_new_baseline():
    values = counts(months=MONTHS + 8)
    values[3, MONTHS - 1 :] *= 0.4
    accepted = {("u03", "visits"): [AT]}
    found = scan(series(values), at=AT + 8, since=AT, level_changes=accepted)
    run = [of(found, "u03", period=AT + n) for n in range(9)]
    assert {j.verdict for j in run[:6]} == {Verdict.TOO_SHORT}
    assert {j.verdict for j in run[6:]} == {Verdict.QUIET}
    assert of(scan(series(values), at=AT + 8), "u03", period=AT + 8).lasted == 9


def test_a_figure_set_aside_is_neither_judged_nor_learnt_from():
    values = counts(months=MONTHS + 1)
    without = values.copy()
    without[3, MONTHS - 1] = np.nan
    values[3, MONTHS - 1] = 99_999
    aside = [("u03", "visits", AT)]
    found = scan(series(values), at=AT + 1, since=AT, set_aside=aside)
    assert found == scan(series(without), at=AT + 1, since=AT)


def test_what_is_not_material_is_not_reported_however_sure():
    values = counts(noise=0.01, shock=0.0, level=200_000)
    values[3, -1] *= 0.91
    found = judged(values, measures={"visits": MeasureSettings(materiality_relative=0.05)})
    assert of(found, "u03").verdict is Verdict.LOCAL
    unknown = of(judged(values), "u03")
    assert (unknown.verdict, unknown.materiality_known) == (Verdict.QUIET, False)
    assert unknown.p < 0.001


def test_a_measure_may_ask_a_departure_to_last():
    values = counts(months=MONTHS + 1)
    values[3, -2:] *= 0.4
    patient = {"visits": MeasureSettings(lasting=2)}
    found = scan(series(values), at=AT + 1, since=AT, measures=patient)
    assert [of(found, "u03", period=AT + n).verdict for n in (0, 1)] == [Verdict.QUIET, Verdict.LOCAL]


def test_amounts_may_be_negative_and_scores_may_be_small():
    rng = np.random.default_rng(3)
    amounts = rng.normal(100.0, 60.0, (10, MONTHS))
    amounts[2, -1] = 900.0
    scores = rng.normal(3.5, 0.1, (10, MONTHS))
    scores[4, -1] = 2.0
    kinds = {"money": MeasureSettings(kind=Kind.AMOUNT), "score": MeasureSettings(kind=Kind.SCORE)}
    found = scan([*series(amounts, "money"), *series(scores, "score")], at=AT, measures=kinds)
    assert {(j.unit, j.measure) for j in found if j.needs_attention} == {("u02", "money"), ("u04", "score")}
    assert of(found, "u04", "score").effect == pytest.approx(-1.5, abs=0.2)


def test_exposure_explains_a_fall():
    values = counts()
    hours = np.full(MONTHS, 40.0)
    values[3, -1] *= 0.5
    hours[-1] = 20.0
    some = series(values)
    some[3] = Series("u03", "visits", "", FIRST, values[3], hours)
    assert of(scan(some, at=AT), "u03").verdict is Verdict.QUIET


@pytest.mark.parametrize("at", ["2016-W52", "2016-Q4", "2016-12-31", "2016"])
def test_every_frequency_is_judged(at):
    last = Period.parse(at)
    n = 70 if last.frequency != "year" else 12
    values = counts(months=n, shock=0.0)
    values[3, -1] *= 0.3
    found = scan(series(values, first=last + -(n - 1)), at=last)
    assert [j.unit for j in found if j.needs_attention] == ["u03"]


def test_a_month_asked_of_a_quarterly_series_means_its_last_whole_quarter():
    quarters = series(counts(months=30), first=Period.parse("2010-Q1"))
    assert {str(j.period) for j in scan(quarters, at=Period.parse("2016-08"))} == {"2016-Q2"}


def test_a_rate_that_falls_to_nothing_everywhere_is_one_common_cause():
    """The scale of a rate is bent: per cent on it are shorter than on a logarithm, and must not hide a closure."""
    rng = np.random.default_rng(4)
    rates = np.linspace(45, 22, MONTHS) + rng.uniform(-3, 3, (12, 1)) + rng.normal(0, 2, (12, MONTHS))
    rates[:, -1] = 0.0
    settings = {"pc": MeasureSettings(kind=Kind.RATE, materiality_absolute=5, materiality_relative=0.15)}
    found = scan(series(rates, "pc"), at=AT, measures=settings)
    assert of(found, None, "pc").verdict is Verdict.COMMON
    assert {j.verdict for j in found if j.unit} <= {Verdict.COMMON, Verdict.BOTH}


def test_a_group_that_falls_below_three_keeps_the_season_it_had():
    t = np.arange(96)
    rng = np.random.default_rng(12)
    values = np.round(2000 * np.exp(0.4 * np.cos(2 * np.pi * t / 12) + rng.normal(0, 0.05, (3, 96))))
    values[2, 60:] = np.nan
    found = scan(series(values), at=FIRST + 95, since=FIRST + 60)
    assert sum(one.needs_attention for one in found) <= 2


def test_what_returns_after_a_quarter_is_no_news():
    values = counts(units=20, months=72, noise=0.1, seed=13)
    values[::4, 60:63] *= 0.5
    found = scan(series(values), at=FIRST + 71, since=FIRST + 60)
    fell = [of(found, f"u{row:02d}", period=FIRST + 60) for row in range(0, 20, 4)]
    assert sum(one.verdict is Verdict.LOCAL for one in fell) >= 4
    after = [
        one
        for one in found
        if one.unit in {f"u{row:02d}" for row in range(0, 20, 4)} and one.period > FIRST + 62
    ]
    assert [one for one in after if one.needs_attention and one.direction is Direction.UP] == []


def test_an_accepted_level_ends_what_is_held_against_the_old_one():
    values = counts(units=12, months=72, seed=14)
    values[3, 58:] *= 0.5
    found = scan(
        series(values), at=FIRST + 71, since=FIRST + 58, level_changes={("u03", "visits"): [FIRST + 60]}
    )
    assert of(found, "u03", period=FIRST + 58).verdict is Verdict.LOCAL
    later = [of(found, "u03", period=FIRST + n) for n in range(66, 72)]
    assert {(one.verdict, one.lasted) for one in later} == {(Verdict.QUIET, 0)}
    assert all(one.expected < 1.2 * np.median(values[3, 58:]) for one in later)


def test_each_of_two_accepted_levels_counts_from_its_day():
    values = counts(units=12, months=72, seed=15)
    levels = {("u03", "visits"): [FIRST + 50, FIRST + 64]}
    found = scan(series(values), at=FIRST + 71, since=FIRST + 49, level_changes=levels)
    verdicts = [of(found, "u03", period=FIRST + n).verdict is Verdict.TOO_SHORT for n in range(49, 72)]
    assert verdicts == [50 <= n < 56 or 64 <= n < 70 for n in range(49, 72)]
    assert of(found, "u03", period=FIRST + 66).since == FIRST + 64


def test_how_likely_a_departure_is_to_be_material_is_told_as_long_as_it_lasts():
    values = counts(units=12, months=70, seed=16)
    values[3, 60:] *= 0.5
    found = scan(series(values), at=FIRST + 69, since=FIRST + 60)
    told = [of(found, "u03", period=FIRST + n) for n in range(60, 70)]
    assert {one.verdict for one in told} == {Verdict.LOCAL}
    assert all(one.material > 0.8 for one in told)


def test_measures_whose_likenesses_do_not_fit_together_are_judged_all_the_same():
    rng, t = np.random.default_rng(17), 80
    waves = rng.normal(size=(2, 15, t))
    turn = np.arange(8) * np.pi / 4
    some = []
    for number, angle in enumerate(turn):
        moved = np.cos(angle) * waves[0] + np.sin(angle) * waves[1] + rng.normal(0, 0.1, (15, t))
        some += series(np.round(1500 * np.exp(0.08 * moved)), measure=f"m{number}")
    found = scan(some, at=FIRST + 79, since=FIRST + 40)
    p = np.array([one.p for one in found if one.unit and one.p is not None])
    assert np.isfinite(p).all()
    assert (p < 0.001).mean() < 0.004
