"""A Parquet file read by column gives what it gives read by row, its faults too."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spillerum.analysis.series import Kind, MeasureSettings
from spillerum.calendar.period import Period
from spillerum.cli import _columns, _files
from spillerum.cli._config import Config
from spillerum.cli._files import File
from spillerum.exchange.columns import LIMITS, Odd, joined, read_columns
from spillerum.exchange.faults import BadFile
from spillerum.exchange.table import Limits

UNITS = ["Fenham", " Fenham ", "City", "Ærø  by", "7"]
PERIODS = ["2018-01", "2018-1", "2018-02", "2018-09", "2019-12"]
VALUES = st.none() | st.integers(0, 10**6).map(float) | st.floats(0, 1e9) | st.just(math.nan)
ROWS = st.lists(
    st.tuples(st.sampled_from(UNITS), st.sampled_from(["visits", "loans"]), st.sampled_from(PERIODS), VALUES,
              st.sampled_from(["", "small", "large", None])),
    min_size=1, max_size=30,
)  # fmt: skip
ODDITIES = [
    ("unit", ""), ("unit", None), ("measure", "  "), ("period", "2018-13"), ("period", None), ("period", "2018-Q3"),
    ("value", math.inf), ("value", 2e15), ("value", -1.0),
]  # fmt: skip
HEAD = ("unit", "measure", "period", "value", "group")


def write(file, columns, **how):
    pq.write_table(pa.table(columns), file, **how)
    return file


def columns_of(rows):
    return {name: pa.array(cells) for name, cells in zip(HEAD, zip(*rows, strict=True), strict=True)}


def as_floats(rows):
    columns = columns_of(rows)
    return columns | {
        "value": columns["value"].cast(pa.float64()),
        "group": columns["group"].cast(pa.string()),
    }


def alike(found):
    """What is comparable of what was gathered: NaN as text, a view as a list."""
    series = [
        (one.unit, one.measure, one.group, str(one.first), list(map(repr, one.values.tolist())),
         None if one.exposure is None else list(map(repr, one.exposure.tolist())))
        for one in found.series
    ]  # fmt: skip
    return series, found.measures, found.first, found.newest


def outcome(read, files, config):
    try:
        return alike(read(files, config, wide=None, sheet=None))
    except BadFile as wrong:
        return [str(fault) for fault in wrong.faults]


def same_both_ways(paths, config=None):
    files = [File(str(path), path) for path in paths]
    by_column = outcome(_files.gather, files, config or Config())
    assert by_column == outcome(_files.by_rows, files, config or Config())
    return by_column


@given(rows=ROWS, size=st.integers(1, 12), coded=st.booleans())
def test_whatever_the_rows_both_ways_give_equal_series_and_equal_faults(tmp_path_factory, rows, size, coded):
    columns = as_floats(rows)
    if coded:
        columns = {
            name: cells if name == "value" else cells.dictionary_encode() for name, cells in columns.items()
        }
    same_both_ways([write(tmp_path_factory.mktemp("t") / "a.parquet", columns, row_group_size=size)])


@given(rows=ROWS, odd=st.sampled_from(ODDITIES), at=st.integers(0, 29))
def test_an_odd_cell_anywhere_is_named_by_its_row_as_ever(tmp_path_factory, rows, odd, at):
    name, cell = odd
    place = HEAD.index(name)
    rows[at % len(rows)] = (*rows[at % len(rows)][:place], cell, *rows[at % len(rows)][place + 1 :])
    same_both_ways([write(tmp_path_factory.mktemp("t") / "a.parquet", as_floats(rows))])


@given(
    cells=st.dictionaries(st.tuples(st.sampled_from("ABC"), st.sampled_from("vl"), st.integers(0, 40)),
                          st.tuples(VALUES, st.sampled_from(["", "s", "t"])), min_size=1),
    split=st.integers(0, 40),
)  # fmt: skip
def test_a_flawless_file_is_read_by_column_alone_and_so_are_two(tmp_path_factory, cells, split):
    rows = [
        (unit, measure, str(Period.parse("2018-01") + month), value, group)
        for (unit, measure, month), (value, group) in cells.items()
    ]
    folder = tmp_path_factory.mktemp("t")
    parts = [part for part in (rows[:split], rows[split:]) if part]
    files = [write(folder / f"{n}.parquet", as_floats(part)) for n, part in enumerate(parts)]
    assert alike(_columns.from_files(files, Config())) == same_both_ways(files)


DAYS = [dt.date(2018, 1, 1), dt.date(2018, 2, 1)]


@pytest.mark.parametrize(
    "column",
    [
        pa.array(DAYS),
        pa.array([dt.datetime.combine(day, dt.time()) for day in DAYS]),
        pa.array([2018, 2019]),
        pa.array([2018.0, 2019.0]),
        pa.array(["2018-W05", "2018-W07"], pa.large_string()),
        pa.array(["2018-01-01", "2018-01-02"]),
        pa.array(["2018-01-01", "2018-02-01"]).dictionary_encode(),
    ],
    ids=lambda column: f"{column.type} {column[1]}",
)
def test_periods_of_every_type_are_read_alike(tmp_path, column):
    columns = {
        "Periode": column,
        "Enhed": ["A", "A"],
        "måltal": ["m", "m"],
        "value": [1, 2],
        "note": ["", "x"],
    }
    file = write(tmp_path / "a.parquet", columns)
    assert alike(_columns.from_files([file], Config())) == same_both_ways([file])


@pytest.mark.parametrize("kind", [pa.int8(), pa.uint64(), pa.float32(), pa.float64()], ids=str)
def test_numbers_of_every_type_are_read_alike(tmp_path, kind):
    columns = {
        "unit": [1, 2], "measure": ["m", "m"], "period": ["2018-01", "2018-02"],
        "value": pa.array([1, None]).cast(kind), "exposure": pa.array([None, 3]).cast(kind),
    }  # fmt: skip
    file = write(tmp_path / "a.parquet", columns)
    assert alike(_columns.from_files([file], Config())) == same_both_ways([file])


@pytest.mark.parametrize(
    "value", [pa.array(["1", "2"]), pa.array([True, False]), pa.nulls(2), pa.array([1, 2]).cast(pa.decimal128(30, 2))],
    ids=lambda column: str(column.type),
)  # fmt: skip
def test_what_is_no_number_to_arrow_is_left_to_the_reader_of_rows(tmp_path, value):
    columns = {"unit": ["A", "A"], "measure": ["m", "m"], "period": ["2018-01", "2018-02"], "value": value}
    file = write(tmp_path / "a.parquet", columns)
    with pytest.raises(Odd):
        _columns.from_files([file], Config())
    same_both_ways([file])


def test_the_settings_and_groups_of_a_config_go_before_the_files(tmp_path):
    rows = [("A", "m", "2018-01", -1.0, "g"), ("B", "n", "2018-01", 1.0, None)]
    file = write(tmp_path / "a.parquet", as_floats(rows))
    config = Config({"m": MeasureSettings(kind=Kind.SCORE)}, {"B": "h"})
    series, measures, *_ = same_both_ways([file], config)
    assert [(one[0], one[2]) for one in series] == [("A", "g"), ("B", "h")]
    assert {name: one.kind for name, one in measures.items()} == {"m": Kind.SCORE, "n": Kind.COUNT}


def test_figures_below_zero_make_an_amount_alike(tmp_path):
    rows = [("A", "m", str(Period.parse("2018-01") + n), float(n - 6), "") for n in range(12)]
    rows += [("A", "n", "2018-01", -0.5, ""), ("A", "n", "2018-02", 0.5, "")]
    _, measures, *_ = same_both_ways([write(tmp_path / "a.parquet", as_floats(rows))])
    assert {name: one.kind for name, one in measures.items()} == {"m": Kind.AMOUNT, "n": Kind.AMOUNT}


def test_a_figure_in_two_files_and_months_beside_quarters_are_told_as_ever(tmp_path):
    one = write(tmp_path / "1.parquet", as_floats([("A", "m", "2018-01", 1.0, "")]))
    two = write(tmp_path / "2.parquet", as_floats([("A", "m", "2018-1", 1.0, "")]))
    quarter = write(tmp_path / "3.parquet", as_floats([("A", "m", "2018-Q1", 1.0, "")]))
    assert same_both_ways([one, two]) == [
        f"{two}, row 2, column “value”: A, m, 2018-01 already stands in {one}, row 2. Keep one."
    ]
    assert len(same_both_ways([one, quarter])[0]) == 2


def test_an_empty_table_and_a_damaged_file_are_told_as_ever(tmp_path):
    rows = as_floats([("A", "m", "2018-01", 1.0, "")])
    (tmp_path / "b.parquet").write_bytes(write(tmp_path / "a.parquet", rows).read_bytes()[:-9])
    same_both_ways([write(tmp_path / "none.parquet", {name: cells[:0] for name, cells in rows.items()})])
    assert "damaged" in same_both_ways([tmp_path / "b.parquet"])[0]


def test_one_date_far_away_does_not_ask_for_room_for_all_dates(tmp_path):
    rows = [(f"u{n}", "m", "2018-01-02", 1.0, "") for n in range(900)] + [("u", "m", "9999-01-02", 1.0, "")]
    with pytest.raises(Odd):
        _columns.from_files([write(tmp_path / "a.parquet", as_floats(rows))], Config())


def test_a_file_is_read_in_portions_and_too_large_a_one_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr("spillerum.exchange.columns._AT_ONCE", 10)
    rows = [(f"u{n % 7}", "m", str(Period.parse("2018-01") + n // 7), float(n), "g") for n in range(70)]
    file = write(tmp_path / "a.parquet", as_floats(rows), row_group_size=4)
    parts = read_columns(file)
    assert len(parts) == 6
    assert np.array_equal(joined(parts).value, np.arange(70.0))
    same_both_ways([file])
    with pytest.raises(Odd):
        read_columns(file, Limits(rows=69, megabytes=LIMITS.megabytes))
