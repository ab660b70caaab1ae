"""That p means what it says, and that the promise of few false alarms is kept: on made-up quiet figures, fixed seeds."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.figures import FIRST, counts, series
from spillerum.analysis.discovery import discovered, in_levels
from spillerum.analysis.scan import scan
from spillerum.analysis.series import Options
from spillerum.analysis.tails import quantile, small_count, two_sided


@pytest.fixture(scope="module")
def quiet():
    """Three measures of 40 units, 10 years; the last 6 judged."""
    some = [
        one
        for number, measure in enumerate(("visits", "loans", "enquiries"))
        for one in series(counts(units=40, months=120, seed=10 + number), measure)
    ]
    return scan(some, at=FIRST + 119, since=FIRST + 48)


@pytest.mark.parametrize(
    ("level", "least", "most"), [(0.1, 0.05, 0.12), (0.05, 0.02, 0.06), (0.01, 0.002, 0.014)]
)
def test_p_is_calibrated_where_nothing_happens(quiet, level, least, most):
    p = np.array([j.p for j in quiet if j.unit is not None])
    assert len(p) == 40 * 3 * 72
    assert least <= (p <= level).mean() <= most


def test_there_are_no_more_false_reports_than_promised(quiet):
    reports = sum(j.unit is not None and j.lasted == 1 and j.needs_attention for j in quiet)
    assert reports / (40 * 6) <= 1.0


def test_fewer_false_alarms_asked_for_are_fewer_reports():
    values = counts(units=20, months=72, seed=3, noise=0.2)
    reports = [
        sum(
            j.needs_attention
            for j in scan(series(values), at=FIRST + 71, since=FIRST + 36, options=Options(false_alarms=n))
        )
        for n in (0.05, 1.0, 10.0)
    ]
    assert reports == sorted(reports)
    assert reports[0] < reports[2]


def test_tails_agree_with_the_table_of_student():
    """Two-sided 5, 1 and 0.1 % points of t with 4 degrees of freedom, from the printed table."""
    assert two_sided(np.array([2.776, 4.604, 8.610])) == pytest.approx([0.05, 0.01, 0.001], rel=1e-3)
    assert quantile(0.05) == pytest.approx(2.776, abs=5e-4)


def test_a_small_count_without_over_dispersion_is_poisson():
    """P(X = 0) + P(X = 1) = 3 e^-2 for mean 2, so the mid-p of 0 is e^-2 (two-sided: twice a half of it)."""
    p = small_count(np.array([0.0]), np.array([2.0]), np.array([np.sqrt(0.5)]))
    assert p == pytest.approx([np.exp(-2)], rel=1e-3)


def test_false_discoveries_are_those_of_benjamini_and_hochberg():
    """The worked example of their 1995 paper: 15 hypotheses, of which 4 are rejected at 0.05."""
    p = np.array([
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
        0.7590, 1.0,
    ])  # fmt: skip
    assert discovered(p, 0.05).tolist() == [True] * 4 + [False] * 11


def test_a_group_in_which_nothing_happens_is_not_looked_into():
    p = np.array([0.0001, 0.5, 0.6, 0.04, 0.7, 0.9])
    assert in_levels(p, np.array([[0, 1, 2], [3, 4, 5]]), 0.05).tolist() == [True] + [False] * 5


def test_what_is_not_tested_makes_nothing_a_discovery():
    p = np.array([0.9, *[np.nan] * 99])
    assert not discovered(p, 0.05).any()
    assert not in_levels(p, np.arange(100)[None], 0.05).any()
