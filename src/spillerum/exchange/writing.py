"""Rows out: CSV, JSON, Parquet and Excel, with cells that no spreadsheet runs as a formula.

CSV is for machines as much as for people: UTF-8, comma between, point before decimals, empty for missing.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

from spillerum.exchange.faults import CannotWrite
from spillerum.exchange.guard import guarded

if TYPE_CHECKING:
    from collections.abc import Sequence

Value = str | float | int | bool | None
Rows = Iterable[Mapping[str, Value]]
Format = Literal["csv", "json", "parquet", "xlsx"]


def write(rows: Rows, columns: Mapping[str, type], form: Format) -> bytes:
    """The rows as a file. `columns`: names, order, types (str, int, float, bool). None, NaN: missing."""
    table = [[_clean(row.get(name)) for name in columns] for row in rows]
    match form:
        case "csv":
            return _csv(table, list(columns))
        case "json":
            return _json(table, list(columns))
        case "parquet":
            return _parquet(table, columns)
        case "xlsx":
            return _xlsx(table, list(columns))
    raise CannotWrite(f"“{form}” is not one of csv, json, parquet and xlsx.")


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


def _parquet(table: Sequence[Sequence[Value]], columns: Mapping[str, type]) -> bytes:
    import pyarrow as pa  # noqa: PLC0415  Arrow takes half a second to load
    import pyarrow.parquet as pq  # noqa: PLC0415  as above

    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    arrays = [
        pa.array([row[place] for row in table], type=kinds[kind])
        for place, kind in enumerate(columns.values())
    ]
    sink = io.BytesIO()
    pq.write_table(pa.table(arrays, names=list(columns)), sink, compression="zstd")
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
