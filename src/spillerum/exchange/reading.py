"""Any file to a table: what it is is read from its first bytes, not from its name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from spillerum.exchange.delimited import read_delimited
from spillerum.exchange.faults import BadFile, Fault, gettext_noop
from spillerum.exchange.refusals import not_opened
from spillerum.exchange.table import LIMITS

if TYPE_CHECKING:
    from spillerum.exchange.table import Limits, Table


def read_table(
    source: Path | bytes, name: str | None = None, *, limits: Limits = LIMITS, sheet: str | None = None
) -> Table:
    """Header and rows of a CSV, .xlsx or Parquet file; `name` is what faults call it. Raises BadFile."""
    file = name or (source.name if isinstance(source, Path) else "file")
    data = read_bytes(source, file, limits)
    if data.startswith(b"PK\x03\x04"):
        from spillerum.exchange.excel import read_excel  # noqa: PLC0415  a CSV needs no Excel engine

        return read_excel(data, file, limits, sheet)
    if data.startswith(b"PAR1"):
        from spillerum.exchange.parquet import read_parquet  # noqa: PLC0415  Arrow takes half a second to load

        return read_parquet(data, file, limits)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        message = gettext_noop(
            "This is an old or locked Excel file. Save it without a password as .xlsx or CSV."
        )
        raise BadFile(Fault(message, file))
    return read_delimited(data, file, limits)


def read_bytes(source: Path | bytes, file: str, limits: Limits = LIMITS) -> bytes:
    """The content of a file that is not too large. Raises BadFile."""
    try:
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        if size > limits.megabytes << 20:
            message = gettext_noop(
                "The file is %(size)s MB; at most %(limit)s MB are read. Divide it, or send Parquet."
            )
            facts = {"size": -(-size >> 20), "limit": limits.megabytes}
            raise BadFile(Fault(message, file, facts=facts))
        return source if isinstance(source, bytes) else source.read_bytes()
    except OSError as wrong:
        message = gettext_noop(
            "The file cannot be opened (%(why)s). Check its name and that you may read it."
        )
        raise BadFile(Fault(message, file, facts={"why": not_opened(wrong)})) from wrong
