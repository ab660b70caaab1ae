"""Where an axis has its ticks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spillerum.calendar.period import Frequency, Period
from spillerum.charts.axis import ticks, turns_of_year


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 2309, [0, 500, 1000, 1500, 2000, 2500]),
        (0, 0, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (0, 0.9, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (-3, 7, [-4, -2, 0, 2, 4, 6, 8]),
    ],
)
def test_round_ticks(low, high, expected):
    assert ticks(low, high) == expected


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))
def test_ticks_hold_everything_and_are_few(one, other):
    low, high = sorted((one, other))
    found = ticks(low, high)
    slack = 1e-6 * (abs(low) + abs(high) + 1)
    assert found[0] <= min(low, 0) + slack
    assert found[-1] >= max(high, 0) - slack
    assert 2 <= len(found) <= 9
    assert found == sorted(set(found))


def months(first, count):
    return [Period.parse(first) + n for n in range(count)]


def test_years_are_named_where_they_begin():
    assert turns_of_year(months("2016-10", 24), 9, "da") == [(3, "2017"), (15, "2018")]


def test_a_stretch_that_begins_with_a_year_names_it():
    assert turns_of_year(months("2016-01", 24), 9, "da") == [(0, "2016"), (12, "2017")]


def test_too_many_years_are_thinned():
    assert [label for _, label in turns_of_year(months("2000-01", 240), 7, "da")] == [
        "2000", "2003", "2006", "2009", "2012", "2015", "2018",
    ]  # fmt: skip


def test_a_short_stretch_names_its_ends():
    assert turns_of_year(months("2018-03", 5), 9, "da") == [(0, "mar. 2018"), (4, "jul. 2018")]


@given(st.sampled_from(list(Frequency)), st.integers(1, 200), st.integers(700_000, 740_000))
def test_something_is_always_named(frequency, count, day):
    start = Period.containing(Period(Frequency.DAY, day).first_day, frequency)
    named = turns_of_year([start + n for n in range(count)], 9, "en")
    assert count == 1 or len(named) >= 1
