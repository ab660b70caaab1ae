"""A tidy Parquet file column by column: millions of figures in a second, as long as nothing in it is odd.

Whatever is odd (a fault, text where a number should be, a name given twice) is left to the reader of rows, which
names it. So both ways give the same figures, and only one of them knows what to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from spillerum.exchange.faults import BadFile
from spillerum.exchange.figures import places
from spillerum.exchange.numbers import LARGEST
from spillerum.exchange.parquet import cell
from spillerum.exchange.table import Limits, Table, named, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from spillerum.exchange.table import Cell

Codes = NDArray[np.int32]
Floats = NDArray[np.float64]

LIMITS = Limits(
    megabytes=4_000, unpacked_megabytes=16_000, rows=150_000_000, columns=4_000, cells=1_000_000_000
)
_NAMES = ("unit", "measure", "group", "period")
_AT_ONCE = 4_000_000  # rows decoded together


@dataclass(frozen=True, slots=True)
class Names:
    """A column of few names and many rows. `code`: (rows,), the place of each row's name in `names`."""

    names: tuple[str, ...]
    code: Codes


@dataclass(frozen=True, slots=True)
class Columns:
    """The figures of a tidy file; arrays are (rows,). `period` as it is written; `value`, `exposure`: NaN missing."""

    unit: Names
    measure: Names
    group: Names
    period: Names
    value: Floats
    exposure: Floats | None


class Odd(Exception):
    """There is something in it that the reader of rows should see."""


def read_columns(source: Path | bytes, limits: Limits = LIMITS) -> list[Columns]:
    """The figures of a Parquet file in portions. Raises Odd, also when it is damaged or too large."""
    file = pa.BufferReader(source) if isinstance(source, bytes) else source
    try:
        metadata = pq.read_metadata(file)
        found = _places(metadata.schema.to_arrow_schema().names)
        if not _within(metadata, limits):
            raise Odd
        names = [found[name] for name in _NAMES if name in found]
        with pq.ParquetFile(file, metadata=metadata, memory_map=True, read_dictionary=names) as opened:
            return [
                columns_of(opened.read_row_groups(groups, columns=list(found.values())))
                for groups in _portions(metadata)
            ]
    except (pa.ArrowException, OSError) as wrong:
        raise Odd from wrong


def columns_of(table: Any) -> Columns:
    """The figures of an Arrow table with the columns of a tidy file. Raises Odd."""
    found = _places(table.schema.names)
    none = Names(("",), np.zeros(table.num_rows, dtype=np.int32))
    return Columns(
        _names(table.column(found["unit"]), named),
        _names(table.column(found["measure"]), named),
        _names(table.column(found["group"]), named, empty=True) if "group" in found else none,
        _names(table.column(found["period"]), text),
        _numbers(table.column(found["value"])),
        _numbers(table.column(found["exposure"])) if "exposure" in found else None,
    )


def joined(parts: list[Columns]) -> Columns:
    """Portions one after the other, as one. They are taken out of the list, for they are large. Raises Odd when there is none."""
    if not parts:
        raise Odd
    if len(parts) == 1:
        return parts.pop()
    exposure = None
    if any(part.exposure is not None for part in parts):
        unsaid = [
            np.full(len(part.value), np.nan) if part.exposure is None else part.exposure for part in parts
        ]
        exposure = np.concatenate(unsaid)
    values = [part.value for part in parts]
    units, measures, groups, periods = (
        [getattr(part, name) for part in parts] for name in ("unit", "measure", "group", "period")
    )
    parts.clear()
    return Columns(
        _one_list(units),
        _one_list(measures),
        _one_list(groups),
        _one_list(periods),
        _one_array(values),
        exposure,
    )


def _places(header: Sequence[str]) -> dict[str, str]:
    """What each column is called in this file."""
    stripped = [name.strip() for name in header]
    if not all(stripped) or len({name.casefold() for name in stripped}) < len(stripped):
        raise Odd
    try:
        return {column: header[place] for column, place in places(Table("", tuple(stripped), ())).items()}
    except BadFile as wrong:
        raise Odd from wrong


def _within(metadata: Any, limits: Limits) -> bool:
    unpacked = sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))
    return bool(
        metadata.num_rows <= limits.rows
        and metadata.num_rows * metadata.num_columns <= limits.cells
        and unpacked >> 20 <= limits.unpacked_megabytes
    )


def _portions(metadata: Any) -> Iterator[list[int]]:
    portion: list[int] = []
    rows = 0
    for place in range(metadata.num_row_groups):
        portion.append(place)
        rows += metadata.row_group(place).num_rows
        if rows >= _AT_ONCE:
            yield portion
            portion, rows = [], 0
    if portion:
        yield portion


def _names(column: Any, read: Callable[[Cell], str], *, empty: bool = False) -> Names:
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    whole = coded.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):  # a column without a row has no chunk either
        raise Odd
    code = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    if not code.size:
        raise Odd
    written = [*whole.dictionary.to_pylist(), None]  # code -1, an empty cell, is the last
    used = np.zeros(len(written), dtype=np.bool_)
    used[code] = True
    number: dict[str, int] = {}  # each name once, however many ways it is written
    to = np.zeros(len(written), dtype=np.int32)
    for n in np.flatnonzero(used).tolist():
        to[n] = number.setdefault(read(cell(written[n])), len(number))
    if not empty and "" in number:
        raise Odd
    return Names(tuple(number), to[code])


def _one_list(parts: list[Names]) -> Names:
    number: dict[str, int] = {}
    codes = []
    while parts:
        part = parts.pop(0)
        to = np.array([number.setdefault(name, len(number)) for name in part.names], dtype=np.int32)
        codes.append(to[part.code])
    return Names(tuple(number), _one_array(codes))


def _one_array(parts: list[NDArray[Any]]) -> NDArray[Any]:
    """Each forgotten when it has found its place."""
    whole = np.empty(sum(map(len, parts)), parts[0].dtype)
    begin = 0
    while parts:
        part = parts.pop(0)
        whole[begin : begin + len(part)] = part
        begin += len(part)
    return whole


def _numbers(column: Any) -> Floats:
    kind = column.type
    if not (pa.types.is_integer(kind) or pa.types.is_float32(kind) or pa.types.is_float64(kind)):
        raise Odd
    values = column.cast(pa.float64(), safe=False).to_numpy()
    if not (np.isnan(values) | (np.abs(values) <= LARGEST)).all():
        raise Odd
    return np.asarray(values, dtype=np.float64)
