"""Days as people write them: 2026-03-10, 10-03-2026, 10.3.26, 20260310. The day comes before the month."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from spillerum.exchange.table import text

if TYPE_CHECKING:
    from spillerum.exchange.table import Cell

_YEAR_FIRST = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ][\d:.]+)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4}|\d{2})(?: [\d:.]+)?")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")


def day(cell: Cell) -> date | None:
    """The day; None when the cell is blank. Raises ValueError when it is no day."""
    written = text(cell)
    if not written:
        return None
    if found := _YEAR_FIRST.fullmatch(written) or _PACKED.fullmatch(written):
        year, month, number = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(written):
        number, month, year = map(int, found.groups())
        year += 2000 if year < 100 else 0
    else:
        raise ValueError(written)
    return date(year, month, number)
