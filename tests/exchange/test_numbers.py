"""Numbers as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spillerum.exchange.numbers import Mark, decimal_mark, number


@pytest.mark.parametrize(
    ("written", "mark", "meant"),
    [
        ("1.234,5", Mark.COMMA, 1234.5),
        ("1,234.5", Mark.POINT, 1234.5),
        ("1.234", Mark.COMMA, 1234.0),
        ("1.234", Mark.POINT, 1.234),
        ("1.234.567", Mark.COMMA, 1234567.0),
        ("1 234\u00a0567", Mark.COMMA, 1234567.0),
        ("12 %", Mark.COMMA, 12.0),
        ("12,5%", Mark.COMMA, 12.5),
        ("−3", Mark.COMMA, -3.0),
        ("0.125", Mark.POINT, 0.125),
        (",5", Mark.COMMA, 0.5),
        ("1e3", Mark.POINT, 1000.0),
        ("", Mark.POINT, None),
        ("n/a", Mark.POINT, None),
        ("-", Mark.POINT, None),
    ],
)
def test_a_number_is_read_as_meant(written, mark, meant):
    assert number(written, mark) == meant


@pytest.mark.parametrize(
    "written", ["1,5", "x", "1.2.3", "1..2", "12,34,5.6", "inf", "1e400", "=1", "1 2a", "--1"]
)
def test_what_is_no_number_under_a_decimal_point_is_refused(written):
    with pytest.raises(ValueError):  # noqa: PT011  the caller words the sentence
        number(written, Mark.POINT)


def test_a_column_shows_its_own_decimal_mark():
    assert decimal_mark(["1.234", "2.000,5"], Mark.POINT) is Mark.COMMA
    assert decimal_mark(["1,234", "0.5"], Mark.COMMA) is Mark.POINT
    assert decimal_mark(["1.234", "5"], Mark.COMMA) is Mark.COMMA


@given(st.floats(-1e9, 1e9).map(lambda x: round(x, 2)))
def test_danish_writing_is_read_back(value):
    written = f"{value:,.2f}".translate({ord(","): ".", ord("."): ","})
    assert number(written, Mark.COMMA) == value
