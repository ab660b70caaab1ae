"""The funnel against FunnelPlotR 0.6.0, see published/README.md; and whether the limits hold what they say."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spillerum.analysis.funnel import COVERAGES, Form, funnel

CASES = json.loads((Path(__file__).parent / "published/funnel.json").read_text(encoding="utf-8"))["cases"]


def of(case, **options):
    counted, size = (np.array(case[name], dtype=float) for name in ("counted", "size"))
    return funnel(counted, size, Form(case["form"]), **options)


@pytest.mark.parametrize("name", CASES)
def test_every_number_is_theirs(name):
    case = CASES[name]
    found = of(case, trim=case["trim"])
    scalars = [found.target, found.phi, found.tau2]
    assert scalars == pytest.approx([case["target"], case["phi"], case["tau2"]], rel=1e-7, abs=1e-9)
    for column in ("y", "s", "z", "adjusted"):
        assert getattr(found, column) == pytest.approx(np.array(case[column]), rel=1e-7, abs=1e-9)
    outside = [np.flatnonzero(found.outside(coverage)).tolist() for coverage in COVERAGES]
    assert outside == [case["out95"], case["out998"]]


@pytest.mark.parametrize("name", ["SR_SHMI", "SR_CQC", "PR_overdispersed"])
def test_outside_the_drawn_limits_is_outside(name):
    """On these forms the standard error is the size's alone, so that picture and numbers cannot disagree."""
    case = CASES[name]
    found = of(case)
    share = np.array(case["counted"]) / np.array(case["size"])
    for coverage in COVERAGES:
        low, high = found.limits(np.array(case["size"], dtype=float), coverage)
        assert ((share < low) | (share > high)).tolist() == found.outside(coverage).tolist()
        assert (low <= found.level).all()
        assert (found.level <= high).all()


def quiet(seed, form, between, units=40):
    """Units that differ by chance and, if so asked, by what nobody has explained: nothing is out of the ordinary."""
    rng = np.random.default_rng(seed)
    usual = np.exp(rng.normal(7, 1, units)).clip(50)
    size = (
        rng.poisson(usual) if form is Form.RATE else usual
    )  # against the year before, or against a standard
    counted = rng.poisson(usual * np.exp(rng.normal(0, between, units)))
    return funnel(counted.clip(1).astype(float), size.clip(1).astype(float), form, honest=True)


@pytest.mark.parametrize("form", [Form.RATIO, Form.RATE])
@pytest.mark.parametrize("between", [0.0, 0.1])
def test_honest_limits_hold_about_the_share_they_say(form, between):
    shares = [
        np.mean([quiet(seed, form, between).outside(coverage).mean() for seed in range(300)])
        for coverage in COVERAGES
    ]
    assert 0.02 < shares[0] < 0.07
    assert 0.0 < shares[1] < 0.008


def test_the_published_limits_do_not_when_units_differ_beyond_chance():
    rng = np.random.default_rng(1)
    shares = []
    for _ in range(300):
        size = np.exp(rng.normal(7, 1, 40)).clip(50)
        counted = rng.poisson(size * np.exp(rng.normal(0, 0.1, 40))).clip(1)
        shares.append(funnel(counted.astype(float), size, Form.RATIO).outside(0.95).mean())
    assert np.mean(shares) > 0.12


units = st.lists(st.tuples(st.integers(1, 500), st.integers(500, 5000)), min_size=2, max_size=30)


@given(units, st.sampled_from(list(Form)), st.randoms(use_true_random=False))
def test_the_order_of_the_units_is_nothing(some, form, shuffle):
    counted, size = np.array(some, dtype=float).T
    order = list(range(len(some)))
    shuffle.shuffle(order)
    straight, mixed = funnel(counted, size, form), funnel(counted[order], size[order], form)
    assert mixed.adjusted == pytest.approx(straight.adjusted[order], rel=1e-6, abs=1e-9)


@given(units, st.sampled_from(list(Form)))
def test_what_nobody_has_explained_never_makes_anybody_more_conspicuous(some, form):
    counted, size = np.array(some, dtype=float).T
    found = funnel(counted, size, form)
    assert found.tau2 >= 0
    assert (np.abs(found.adjusted) <= np.abs(found.z) + 1e-12).all()


@given(units, st.sampled_from(list(Form)))
def test_the_funnel_is_narrower_where_units_are_larger(some, form):
    counted, size = np.array(some, dtype=float).T
    found = funnel(counted, size, form)
    low, high = found.limits(np.array([100.0, 1000.0, 10_000.0]), 0.95)
    assert (np.diff(high - low) <= 1e-12).all()
