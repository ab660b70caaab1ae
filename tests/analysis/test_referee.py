"""A referee: R's farringtonFlexible (surveillance 1.20.3) on ten weekly series alone; see published/README.md.

We do not want its alarms (docs/scan.md says why), but on a series without siblings the two must see the same figures
as improbable.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from spillerum.analysis.scan import scan
from spillerum.analysis.series import Series
from spillerum.calendar.period import Period

PUBLISHED = json.loads((Path(__file__).parent / "published/farrington.json").read_text(encoding="utf-8"))
METHODS = ("delta", "nbPlugin", "muan")
JUDGED = 25  # weeks of each series, the last
FIRST = Period.parse("2005-W01")
ALARM = 0.01


@pytest.fixture(scope="module")
def ours():
    """(250,): our one-sided probability of a figure this high; a nought taken for closed is no high figure."""
    every = [
        Series(name, "cases", name, FIRST, np.array(values, dtype=float))
        for name, values in PUBLISHED["series"].items()
    ]
    at = FIRST + (len(every[0].values) - 1)
    found = {(j.unit, j.period): j for j in scan(every, at=at, since=at + (1 - JUDGED)) if j.unit}
    return np.array([high(found[one.unit, at + (n + 1 - JUDGED)]) for one in every for n in range(JUDGED)])


def high(judgement):
    if judgement.p is None:
        return 1.0
    return judgement.p / 2 if judgement.value >= judgement.expected else 1 - judgement.p / 2


def theirs(method, column):
    by_series = {case["series"]: case[column] for case in PUBLISHED["cases"] if case["method"] == method}
    return np.array([value for name in PUBLISHED["series"] for value in by_series[name]])


def ranks(x):
    """Equal values share the mean of their ranks."""
    _, place = np.unique(x, return_inverse=True)
    order = np.argsort(np.argsort(x, kind="stable"), kind="stable")
    return (np.bincount(place, order) / np.bincount(place))[place]


def agreement(a, b):
    return float(np.corrcoef(ranks(a), ranks(b))[0, 1])


@pytest.mark.parametrize("method", METHODS)
def test_the_same_figures_are_high(method, ours):
    assert agreement(ours, theirs(method, "p")) > 0.75


@pytest.mark.parametrize("method", METHODS)
def test_in_nearly_every_series_too(method, ours):
    p = theirs(method, "p")
    each = [agreement(ours[n : n + JUDGED], p[n : n + JUDGED]) for n in range(0, len(p), JUDGED)]
    assert sorted(each)[1] > 0.7


@pytest.mark.parametrize("method", METHODS)
def test_at_the_same_level_they_agree_on_19_of_20_weeks(method, ours):
    alarm = theirs(method, "alarm") == "1"
    assert np.mean(alarm == (ours < ALARM)) > 0.95


def test_what_it_is_surest_of_is_in_our_surest_twentieth(ours):
    surest = int(np.argmin(theirs("delta", "p")))
    assert np.mean(ours < ours[surest]) < 0.05
