"""What is written comes back the same, and no spreadsheet runs it."""

from __future__ import annotations

import csv
import io
import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from spillerum.exchange.figures import read_tidy
from spillerum.exchange.guard import bare, guarded
from spillerum.exchange.reading import read_table
from spillerum.exchange.writing import write

COLUMNS = {"unit": str, "measure": str, "period": str, "value": float}
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12).filter(
    lambda text: not any(ruined in text for ruined in "Ã\ufffd")
)
VALUES = st.none() | st.floats(-1e12, 1e12)
ROWS = st.lists(st.tuples(NAMES, NAMES, VALUES), min_size=1, max_size=6)


def as_rows(found):
    return [
        {"unit": unit, "measure": measure, "period": f"20{place:02d}-01", "value": value}
        for place, (unit, measure, value) in enumerate(found)
    ]


@given(st.text())
def test_a_guarded_text_comes_back(text):
    assert bare(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@given(ROWS)
def test_csv_comes_back_as_it_was(found):
    rows = as_rows(found)
    reading = read_tidy(read_table(write(rows, COLUMNS, "csv"), "f.csv"))
    assert reading.faults == ()
    for row in rows:
        row |= {name: unicodedata.normalize("NFC", row[name]) for name in ("unit", "measure")}
    assert [
        {"unit": f.unit, "measure": f.measure, "period": str(f.period), "value": f.value}
        for f in reading.figures
    ] == rows


@given(ROWS)
def test_json_comes_back_as_it_was(found):
    assert json.loads(write(as_rows(found), COLUMNS, "json")) == as_rows(found)


def test_excel_and_parquet_come_back_as_they_were():
    rows = as_rows([("=1+1", "-Æ", 1.5), ("@b", "m", None)])
    for form in ("xlsx", "parquet"):
        figures = read_tidy(read_table(write(rows, COLUMNS, form), "f")).figures
        assert [(f.unit, f.measure, f.value) for f in figures] == [("=1+1", "-Æ", 1.5), ("@b", "m", None)]


def test_missing_is_empty_in_csv_and_null_in_json():
    rows = [{"unit": "A", "measure": "m", "period": "2018", "value": float("nan")}]
    assert list(csv.reader(io.StringIO(write(rows, COLUMNS, "csv").decode())))[1] == ["A", "m", "2018", ""]
    assert json.loads(write(rows, COLUMNS, "json"))[0]["value"] is None
