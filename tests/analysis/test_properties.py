"""What must hold whatever the figures are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.figures import FIRST, counts, series, whole
from analysis.figures import of as found_of
from spillerum.analysis import blocks, workers
from spillerum.analysis.judgement import Verdict
from spillerum.analysis.scan import scan
from spillerum.analysis.series import Kind, MeasureSettings, Series

MONTHS = 30  # enough to judge by, and quick
AT = FIRST + (MONTHS - 1)
AMOUNT = {"visits": MeasureSettings(kind=Kind.AMOUNT)}


def bare(judgements):
    return {(j.unit, j.period): (j.verdict, j.p and round(j.p, 9), j.lasted) for j in judgements}


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_units_changes_nothing(seed):
    some = series(counts(units=5, seed=seed, noise=0.3, months=MONTHS))
    mixed = [some[i] for i in np.random.default_rng(seed).permutation(len(some))]
    assert bare(scan(mixed, at=AT, since=AT + -5)) == bare(scan(some, at=AT, since=AT + -5))


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10_000), factor=st.sampled_from([0.01, 7.5, 1000.0]))
def test_scaling_amounts_changes_no_verdict(seed, factor):
    values = counts(units=5, seed=seed, noise=0.3, months=MONTHS)
    found = scan(series(values), at=AT, since=AT + -5, measures=AMOUNT)
    scaled = scan(series(values * factor), at=AT, since=AT + -5, measures=AMOUNT)
    assert {k: (v[0], v[2]) for k, v in bare(found).items()} == {
        k: (v[0], v[2]) for k, v in bare(scaled).items()
    }
    for one, other in zip(found, scaled, strict=True):
        assert other.expected == pytest.approx(one.expected * factor)


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10_000), value=st.integers(0, 50_000))
def test_a_figure_never_moves_its_own_baseline(seed, value):
    values = counts(units=5, seed=seed, noise=0.3, months=MONTHS)
    changed = values.copy()
    changed[2, -1] = value
    before, after = (scan(series(v), at=AT) for v in (values, changed))
    one, other = found_of(before, "u02", period=AT), found_of(after, "u02", period=AT)
    if other.expected is not None and other.lasted < 2 and one.lasted < 2:
        assert other.expected == pytest.approx(one.expected, rel=1e-9)


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_what_comes_later_changes_nothing_about_what_was_judged(seed):
    values = counts(units=5, seed=seed, noise=0.3, months=MONTHS + 6)
    then = scan(series(values[:, :MONTHS]), at=AT, since=AT + -3)
    assert scan(series(values), at=AT, since=AT + -3) == then


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10_000), shift=st.floats(0.3, 3.0))
def test_a_shift_common_to_all_is_never_local(seed, shift):
    values = counts(units=8, seed=seed, noise=0.05, months=MONTHS)
    # Who stood out before may be told of now: of more visits a tenth is the clearer.
    nearly = {j.unit for j in scan(series(values), at=AT) if j.needs_attention or (j.p or 1) < 0.02}
    values[:, -1] = np.round(values[:, -1] * shift)
    assert {j.unit for j in scan(series(values), at=AT) if j.needs_attention} <= nearly | {None}


def test_a_group_of_its_own_changes_nothing_for_the_others():
    some = series(counts(noise=0.3, months=MONTHS), group="a")
    constant = Series("still", "visits", "b", FIRST, np.full(MONTHS, 50.0))
    assert bare(scan([*some, constant], at=AT)).items() >= bare(scan(some, at=AT)).items()


@pytest.mark.filterwarnings("error")
def test_strange_series_are_judged_without_a_warning_and_p_is_never_degenerate():
    rng = np.random.default_rng(8)
    values = counts(units=9, months=MONTHS)
    values[0] = 0
    values[1] = 50
    values[2] = rng.poisson(1.5, MONTHS)
    values[3] = np.where(rng.random(MONTHS) < 0.5, np.nan, values[3])
    values[4, 10:20] = 0
    values[5] = np.nan
    values[6, :-1] = np.nan
    values[7] *= 1e9
    found = scan(series(values), at=AT, since=FIRST)
    ps = [j.p for j in found if j.unit and j.p is not None]
    assert all(0 < p <= 1 for p in ps)
    assert all(j.p is not None for j in found if j.verdict in {"quiet", "local", "common", "both"})


def test_one_series_alone_is_judged():
    values = counts(units=1, months=96, shock=0.0)
    values[0, -1] *= 0.3
    (found,) = scan(series(values), at=FIRST + 95)
    assert (found.verdict, found.siblings) == ("local", 0)


def test_judging_a_period_alone_or_in_a_replay_gives_the_same():
    values = counts(units=8, seed=18, noise=0.2, months=60)
    values[3, 40:43] *= 0.4
    values[6, :30], values[7, :50], values[5, 35:45] = np.nan, np.nan, np.nan
    some = [
        Series(one.unit, one.measure, one.group, one.first + start, one.values[start:])
        for one, start in zip(series(values), [0, 0, 0, 0, 0, 0, 30, 50], strict=True)
    ]
    replayed = scan(some, at=FIRST + 59, since=FIRST + 24)
    for t in (30, 41, 43, 46, 52, 59):
        alone = scan(some, at=FIRST + t)
        assert whole(alone) == whole(one for one in replayed if one.period == FIRST + t)


def test_constant_series_in_groups_of_their_own_change_nothing_for_the_others():
    some = series(counts(units=6, seed=19, months=MONTHS), group="a")
    alone = bare(scan(some, at=AT, since=AT + -5))
    for value in (3.0, 50.0, 1234.0):
        beside = [
            *some,
            *series(np.full((4, MONTHS), value), group=f"{value}", names=[f"c{n}" for n in range(4)]),
        ]
        found = bare(scan(beside, at=AT, since=AT + -5))
        assert {key: found[key] for key in alone} == alone


def test_a_grid_in_blocks_gives_what_one_block_gives(monkeypatch):
    some = [
        one for group in range(6) for one in series(
            counts(units=2 + group, seed=group, months=40), group=f"g{group}", names=[f"{group}-{n}" for n in range(2 + group)]
        )
    ]  # fmt: skip
    at_once = whole(scan(some, at=FIRST + 39, since=FIRST + 30))
    monkeypatch.setattr(blocks, "SERIES", 7)
    assert whole(scan(some, at=FIRST + 39, since=FIRST + 30)) == at_once


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("size", [7, 30])
def test_blocks_and_processes_find_what_is_found_at_once(size, apart, monkeypatch):
    """Discoveries are chosen among the groups of all blocks, and all blocks' records say how heavy the tails are."""
    some = []
    for group in range(8):
        values = counts(units=5, seed=group, months=40)
        values[0, -1 - group % 3 :] *= 0.6
        values[:, -1] *= 2 if group == 3 else 1
        some += series(values, group=f"g{group}", names=[f"{group}-{n}" for n in range(5)])
    at_once = whole(scan(some, at=FIRST + 39, since=FIRST + 30))
    assert {Verdict.LOCAL, Verdict.COMMON} <= {one.verdict for one in scan(some, at=FIRST + 39)}
    monkeypatch.setattr(blocks, "SERIES", size)
    monkeypatch.setattr(workers, "processors", lambda: 2)
    monkeypatch.setattr(workers, "can_fork", lambda: True)
    assert whole(scan(some, at=FIRST + 39, since=FIRST + 30, apart=apart)) == at_once
