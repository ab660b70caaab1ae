"""Parquet files of money, column by column: millions of rows in seconds. Whatever is odd goes to the reader of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from spillerum.calendar.period import Frequency
from spillerum.cli._forecast_book import Book
from spillerum.cli._forecast_columns import SPENDING, currency, places
from spillerum.cli._forecast_days import Days, month_of
from spillerum.cli._gathered import parted
from spillerum.exchange.columns import Odd, columns_of, joined
from spillerum.exchange.faults import BadFile
from spillerum.exchange.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from spillerum.analysis.series import Ints
    from spillerum.calendar.period import Period
    from spillerum.exchange.columns import Columns

_NO_MEASURE = "(no measure)"
_SPARSE = 1200  # months: a file that spans a century holds a date that is wrong


@dataclass(frozen=True, slots=True)
class _Read:
    """month: (rows,) ordinals. day: the newest, of payments told by day."""

    columns: Columns
    month: Ints
    payments: bool
    day: Period | None
    currency: str


def read_parquet(sources: Sequence[Path | bytes], given: Mapping[str, str], *, payments: bool) -> Book:
    """Raises Odd."""
    files = [_read(source, given, payments=payments) for source in sources]
    if len({file.payments for file in files}) > 1:
        raise Odd
    columns, month = joined([file.columns for file in files]), np.concatenate([file.month for file in files])
    names = _spelt(columns.unit.names)
    unit, measures = (
        np.array([names[1][name] for name in columns.unit.names])[columns.unit.code],
        columns.measure,
    )
    book = Book(
        spelt={name.casefold(): name for name in names[0]},
        told=set(np.unique(month).tolist()),
        newest_day=max((file.day for file in files if file.day is not None), default=None),
        currency=next((file.currency for file in files if file.currency), ""),
    )
    if max(book.told) - min(book.told) > _SPARSE:
        raise Odd
    if files[0].payments:
        book.without_amount = int(np.isnan(columns.value).sum())
    key = unit.astype(np.int64) * len(measures.names) + measures.code
    for code, line in _lines(key, month, columns, payments=files[0].payments):
        measure = measures.names[code % len(measures.names)]
        book.lines[names[0][code // len(measures.names)], "" if measure == _NO_MEASURE else measure] = line
    for at, group in _groups(unit, columns):
        book.groups[names[0][at]] = parted(group)[0]
    return book


def _read(source: Path | bytes, given: Mapping[str, str], *, payments: bool) -> _Read:
    try:
        table = pq.read_table(pa.BufferReader(source) if isinstance(source, bytes) else source)
        where = places(Table("", tuple(table.schema.names), ()), SPENDING, given)
        if len({name.strip().casefold() for name in table.schema.names}) < len(table.schema.names):
            raise Odd
        columns = columns_of(_renamed(table, where))
    except (pa.ArrowException, OSError, BadFile) as wrong:
        raise Odd from wrong
    days = Days(columns.period.names)
    periods = [_known(days.read(name)) for name in columns.period.names]
    frequencies = {period.frequency for period in periods}
    if len(frequencies) > 1:
        raise Odd
    by_day = frequencies == {Frequency.DAY} and (
        "day" in where or any(period.first_day.day != 1 for period in periods)
    )
    months = np.array([_known(month_of(period)).ordinal for period in periods])[columns.period.code]
    value = table.schema.names[where["value"]]
    return _Read(
        columns,
        months,
        payments or by_day or "day" in where,
        max(periods) if by_day else None,
        currency(value),
    )


def _known(period: Period | None) -> Period:
    if period is None:
        raise Odd
    return period


def _renamed(table: Any, where: Mapping[str, int]) -> Any:
    """With the columns of a tidy file, whatever they are called here."""
    found = {name: table.column(place) for name, place in where.items() if name != "day"}
    found.setdefault("period", table.column(where["day"]) if "day" in where else None)
    found.setdefault(
        "measure", pa.chunked_array([pa.array([_NO_MEASURE] * table.num_rows).dictionary_encode()])
    )
    return pa.table(found)


def _spelt(names: Sequence[str]) -> tuple[list[str], dict[str, int]]:
    """The units, and which of them each name is: capitals do not make another."""
    number: dict[str, int] = {}
    units: list[str] = []
    for name in names:
        if name.casefold() not in number:
            number[name.casefold()] = len(units)
            units.append(name)
    return units, {name: number[name.casefold()] for name in names}


def _lines(
    key: Ints, month: Ints, columns: Columns, *, payments: bool
) -> Iterator[tuple[int, dict[int, float | None]]]:
    """The months of each unit and measure. Raises Odd when a month's amount stands twice."""
    first = int(month.min())
    width = int(np.ptp(month)) + 1
    cell = key * width + (month - first)
    if payments:
        cell, at = np.unique(cell, return_inverse=True)
        value = np.zeros(len(cell))
        np.add.at(value, at, np.nan_to_num(columns.value))
    else:
        order = np.argsort(cell, kind="stable")
        cell, value = cell[order], columns.value[order]
        if (cell[1:] == cell[:-1]).any():
            raise Odd
    keys, months = cell // width, (cell % width + first).tolist()
    starts = np.flatnonzero(np.diff(keys, prepend=-1)).tolist()
    told = value.tolist() if not np.isnan(value).any() else [None if np.isnan(one) else one for one in value]
    for start, stop in zip(starts, [*starts[1:], len(cell)], strict=True):
        yield int(keys[start]), dict(zip(months[start:stop], told[start:stop], strict=True))


def _groups(unit: Ints, columns: Columns) -> Iterator[tuple[int, str]]:
    """The group that each unit names last."""
    names = columns.group.names
    named = np.array([bool(name) for name in names])[columns.group.code]
    last = np.full(int(unit.max()) + 1, -1)
    last[unit[named]] = columns.group.code[named]
    return ((at, names[code]) for at, code in enumerate(last.tolist()) if code >= 0)
