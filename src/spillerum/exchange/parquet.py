"""Parquet to a table."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from spillerum.exchange.faults import BadFile, Fault, gettext_noop
from spillerum.exchange.table import Table, TableRow, checked

if TYPE_CHECKING:
    from spillerum.exchange.table import Cell, Limits


def read_parquet(data: bytes, file: str, limits: Limits) -> Table:
    """Rows are numbered as the lines of the same table in CSV: the first is row 2. Raises BadFile."""
    try:
        source = pq.ParquetFile(pa.BufferReader(data))
        meta = source.metadata
        unpacked = sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups))
        if (
            meta.num_rows > limits.rows
            or meta.num_rows * meta.num_columns > limits.cells
            or unpacked >> 20 > limits.unpacked_megabytes
        ):
            message = gettext_noop("More than %(limit)s rows. Divide the file.")
            raise BadFile(Fault(message, file, facts={"limit": limits.rows}))
        columns = source.read().to_pydict()
    except (pa.ArrowException, OSError) as wrong:
        raise BadFile(Fault(gettext_noop("The Parquet file is damaged. Write it again."), file)) from wrong
    cells = zip(*columns.values(), strict=True)
    rows = tuple(TableRow(n, tuple(cell(found) for found in row)) for n, row in enumerate(cells, start=2))
    return checked(Table(file, tuple(str(name).strip() for name in columns), rows))


def cell(found: object) -> Cell:
    """A value of Arrow as a cell: a number, or text."""
    if found is None or (isinstance(found, float) and math.isnan(found)):
        return ""
    if isinstance(found, int | float) and not isinstance(found, bool):
        return float(found)
    if isinstance(found, dt.datetime):
        return found.date().isoformat()
    return found.isoformat() if isinstance(found, dt.date) else str(found).replace("\0", "")
