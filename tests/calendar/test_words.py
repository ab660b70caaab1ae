"""Numbers, dates and periods as a reader would write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from spillerum.calendar import words
from spillerum.calendar.period import Period


@pytest.mark.parametrize(
    ("value", "danish", "english"),
    [
        (None, "–", "–"),
        (0, "0", "0"),
        (757, "757", "757"),
        (1234.5, "1.234", "1,234"),
        (99.5, "99,5", "99.5"),
        (0.3333, "0,33", "0.33"),
        (1_250_000, "1.250.000", "1,250,000"),
        (-12.0, "-12", "-12"),
    ],
)
def test_numbers(value, danish, english):
    assert (words.number(value, "da"), words.number(value, "en")) == (danish, english)


def test_decimals_when_they_are_asked_for():
    assert words.number(1234.5, "da", 1) == "1.234,5"


@pytest.mark.parametrize(
    ("text", "danish", "english", "short"),
    [
        ("2018-09", "september 2018", "September 2018", "sep. 2018"),
        ("2018-Q3", "3. kvartal 2018", "Q3 2018", "3. kv. 2018"),
        ("2018-W36", "uge 36, 2018", "week 36, 2018", "uge 36, 2018"),
        ("2018-10-05", "5. oktober 2018", "5 October 2018", "5. oktober 2018"),
        ("2018", "2018", "2018", "2018"),
    ],
)
def test_periods(text, danish, english, short):
    period = Period.parse(text)
    assert (words.period(period, "da"), words.period(period, "en")) == (danish, english)
    assert words.period(period, "da", short=True) == short


def test_a_moment_is_told_in_copenhagen():
    night = datetime(2018, 10, 4, 22, 30, tzinfo=UTC)
    assert (words.day(night), words.clock(night), words.short_day(night)) == (
        "5. oktober 2018",
        "00.30",
        "5. oktober",
    )
    assert (words.day(date(2018, 10, 5), "en"), words.clock(night, "en")) == ("5 October 2018", "00:30")


def test_shares():
    assert (words.percent(0.124), words.percent(0.124, "en"), words.percent(None)) == ("12 %", "12%", "–")
