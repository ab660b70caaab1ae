"""Rows out: CSV, JSON, Parquet and Excel, with cells that no spreadsheet runs as a formula.

CSV is for machines as much as for people: UTF-8, comma between, point before decimals, empty for missing.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from spillerum.exchange.faults import CannotWrite
from spillerum.exchange.guard import guarded

Value = str | float | int | bool | None
Rows = Iterable[Mapping[str, Value]]
Data = Mapping[str, Sequence[Value]]
Format = Literal["csv", "json", "parquet", "xlsx"]


def write(rows: Rows, columns: Mapping[str, type], form: Format) -> bytes:
    """The rows as a file. `columns`: names, order, types (str, int, float, bool). None, NaN: missing."""
    return write_columns(_turned(rows, columns), columns, form)


def write_columns(data: Data, columns: Mapping[str, type], form: Format) -> bytes:
    """`write`, of what is given column by column (name to cells), all equally long."""
    if form == "parquet":
        return parquet(arrow(data, columns))
    table = list(zip(*(map(_clean, data[name]) for name in columns), strict=True))
    match form:
        case "csv":
            return _csv(table, list(columns))
        case "json":
            return _json(table, list(columns))
        case "xlsx":
            return _xlsx(table, list(columns))
    raise CannotWrite(f"“{form}” is not one of csv, json, parquet and xlsx.")


def _turned(rows: Rows, columns: Mapping[str, type]) -> Data:
    some = list(rows)
    return {name: [row.get(name) for row in some] for name in columns}


def _clean(value: Value) -> Value:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _csv(table: Sequence[Sequence[Value]], columns: Sequence[str]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([guarded(name) for name in columns])
    writer.writerows([_csv_cell(value) for value in row] for row in table)
    return out.getvalue().encode()


def _csv_cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return guarded(value) if isinstance(value, str) else repr(value)


def _json(table: Sequence[Sequence[Value]], columns: Sequence[str]) -> bytes:
    found = [dict(zip(columns, row, strict=True)) for row in table]
    return (json.dumps(found, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


def arrow(data: Data, columns: Mapping[str, type]) -> Any:
    """The columns as an Arrow table."""
    import pyarrow as pa  # noqa: PLC0415  Arrow takes half a second to load

    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    return pa.table({
        name: pa.array([_clean(cell) for cell in data[name]] if kind is float else data[name], type=kinds[kind])
        for name, kind in columns.items()
    })  # fmt: skip


def parquet(table: Any) -> bytes:
    """An Arrow table as a Parquet file."""
    import pyarrow.parquet as pq  # noqa: PLC0415  Arrow takes half a second to load

    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def _xlsx(table: Sequence[Sequence[Value]], columns: Sequence[str]) -> bytes:
    import xlsxwriter  # noqa: PLC0415  only needed here

    sink = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(sink, options) as book:
        sheet = book.add_worksheet("Spillerum")
        for number, row in enumerate([list(columns), *table]):
            for place, value in enumerate(row):
                if value is not None:
                    sheet.write(number, place, value)
    return sink.getvalue()
