"""Amounts are read to the øre, and days as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spillerum.exchange.amounts import amount_mark, ore
from spillerum.exchange.days import day
from spillerum.exchange.numbers import Mark

COMMA, POINT = Mark.COMMA, Mark.POINT


@pytest.mark.parametrize(
    ("written", "mark", "found"),
    [
        ("1.234,50", COMMA, 123450),
        ("1,234.50", POINT, 123450),
        ("1234", COMMA, 123400),
        ("0,05", COMMA, 5),
        ("1.234,00-", COMMA, -123400),
        ("(12,00)", COMMA, -1200),
        ("−3,10", COMMA, -310),
        ("kr. 12", COMMA, 1200),
        ("12,50 kr.", COMMA, 1250),
        ("DKK 1.000", COMMA, 100000),
        ("250,-", COMMA, 25000),
        ("1e3", POINT, 100000),
        (0.1 + 0.2, COMMA, 30),
        (-1234.56, COMMA, -123456),
        ("", COMMA, None),
        ("–", COMMA, None),
    ],
)
def test_an_amount_is_read_in_oere(written, mark, found):
    assert ore(written, mark) == found


@pytest.mark.parametrize(
    "written", ["1,234,5", "12,345", "abc", "12 %", "1.2.3", "1e14", 12.345, float("nan")]
)
def test_what_is_no_amount_of_oere_is_refused(written):
    with pytest.raises(ValueError, match=r".*"):
        ore(written, COMMA)


def test_a_column_in_oere_is_taken_as_it_is():
    assert (ore("1234", COMMA, given_in_ore=True), ore(1234.0, COMMA, given_in_ore=True)) == (1234, 1234)
    with pytest.raises(ValueError, match=r"12,5"):
        ore("12,5", COMMA, given_in_ore=True)


@given(st.integers(-(10**13), 10**13), st.sampled_from(Mark))
def test_an_amount_written_in_any_way_comes_back_to_the_oere(amount, mark):
    thousands = "." if mark is COMMA else ","
    kroner, rest = divmod(abs(amount), 100)
    plain = f"{kroner:,}".replace(",", thousands) + f"{mark.value}{rest:02d}"
    assert ore(("-" if amount < 0 else "") + plain, mark) == amount
    assert ore(plain + ("-" if amount < 0 else ""), mark) == amount
    assert amount_mark([plain], COMMA if mark is POINT else POINT) is mark


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("2026-03-10", date(2026, 3, 10)),
        ("2026-03-10 00:00:00", date(2026, 3, 10)),
        ("2026-03-10T07:30:00", date(2026, 3, 10)),
        ("10-03-2026", date(2026, 3, 10)),
        ("10.3.26", date(2026, 3, 10)),
        ("10/03/2026", date(2026, 3, 10)),
        ("20260310", date(2026, 3, 10)),
        (20260310.0, date(2026, 3, 10)),
        (" ", None),
    ],
)
def test_a_day_is_read_as_people_write_it(written, found):
    assert day(written) == found


@pytest.mark.parametrize("written", ["03/13/2026", "2026-02-30", "i går", "46000", "2026-0", "2026-03"])
def test_what_is_no_day_is_refused(written):
    with pytest.raises(ValueError, match=r".*"):
        day(written)
