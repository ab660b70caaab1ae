"""Amounts of money in øre, exactly: 1.234,50 and 1,234.50, kr. 12, (12,00) and the 12,00- of the books."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from spillerum.exchange.numbers import decimal_mark, decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spillerum.exchange.numbers import Mark
    from spillerum.exchange.table import Cell

LARGEST = 10**13
"""Øre: a hundred thousand million kroner, more than any municipality spends in a year."""
_CURRENCY = re.compile(r"^(?:kr\.?|dkk)\s*|\s*(?:kr\.?|dkk|,-)$", re.IGNORECASE)
_CLOSE = 0.05  # øre: what a spreadsheet's own sums are wrong by, and less than anybody writes


def amount_mark(cells: Iterable[Cell], default: Mark) -> Mark:
    """The decimal mark of a column of amounts."""
    return decimal_mark((_bare(cell) if isinstance(cell, str) else cell for cell in cells), default)


def ore(cell: Cell, mark: Mark, *, given_in_ore: bool = False) -> int | None:
    """The amount in øre; None when the cell is blank.

    Raises ValueError when it is no amount, finer than an øre, or too large.
    """
    if isinstance(cell, float):
        return _whole(cell if given_in_ore else cell * 100)
    found = _text(cell, mark)
    if found is None:
        return None
    try:
        value = Decimal(found) if given_in_ore else Decimal(found).scaleb(2)
    except InvalidOperation as wrong:
        raise ValueError(cell) from wrong
    if value != value.to_integral_value() or abs(value) > LARGEST:
        raise ValueError(cell)
    return int(value)


def _text(cell: str, mark: Mark) -> str | None:
    if "%" in cell:
        raise ValueError(cell)
    return decimal_text(_bare(cell), mark)


def _bare(cell: str) -> str:
    """Without currency, and with the sign in front."""
    bare = cell.strip()
    if bare[-1:].isalpha() or bare[:1].isalpha() or bare.endswith((".", ",-")):
        bare = _CURRENCY.sub("", _CURRENCY.sub("", bare))
    if bare.startswith("(") and bare.endswith(")"):
        return f"-{bare[1:-1]}"
    if len(bare) > 1 and bare[-1] in "-−" and bare[0] not in "-−":
        return f"-{bare[:-1].rstrip()}"
    return bare


def _whole(value: float) -> int:
    if not abs(value) <= LARGEST or abs(value - round(value)) > _CLOSE:
        raise ValueError(value)
    return round(value)
