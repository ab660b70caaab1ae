"""Numbers as people write them: 1.234,5 and 1,234.5 and 1 234, 12 %, −3. Decided for a whole column."""

from __future__ import annotations

import math
import re
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spillerum.exchange.table import Cell

MISSING = frozenset(
    {"", "-", "–", "—", ".", "..", "...", "…", "*", "na", "n/a", "nan", "null", "none", "#n/a", "i.a.", "?"}
)
_SHAPE = re.compile(r"[+-]?[0-9][0-9.,]*(?:e[+-]?[0-9]{1,3})?|[+-]?[.,][0-9]+", re.IGNORECASE)
_ONE_GROUP = {mark: re.compile(rf"[+-]?[1-9][0-9]{{0,2}}\{mark}[0-9]{{3}}") for mark in ".,"}
_GROUPS = {mark: re.compile(rf"[+-]?[0-9]{{1,3}}(?:\{mark}[0-9]{{3}})+") for mark in ".,"}
_SPACES = dict.fromkeys(map(ord, " \u00a0\u202f\u2009'’")) | {ord("−"): "-"}
LARGEST = 1e15


class Mark(Enum):
    POINT = "."
    COMMA = ","


def decimal_mark(cells: Iterable[Cell], default: Mark) -> Mark:
    """The decimal mark of a column: what its unambiguous cells show; where there are none, `default`."""
    seen = {Mark.POINT: 0, Mark.COMMA: 0}
    for cell in cells:
        if isinstance(cell, str) and (shown := _shown(_plain(cell))):
            seen[shown] += 1
    if seen[Mark.POINT] == seen[Mark.COMMA]:
        return default
    return max(seen, key=lambda mark: seen[mark])


def number(cell: Cell, mark: Mark) -> float | None:
    """The number; None when the cell is blank. Raises ValueError when it is no number under this mark.

    Per cent are kept as written: 12 % is 12.
    """
    if isinstance(cell, float):
        return _finite(cell)
    found = decimal_text(cell, mark)
    return None if found is None else _finite(float(found))


def decimal_text(cell: str, mark: Mark) -> str | None:
    """The number as a machine writes it, 1234.5; None when the cell is blank. Raises ValueError as `number` does."""
    plain = _plain(cell)
    if plain.casefold() in MISSING:
        return None
    if not _SHAPE.fullmatch(plain) or _shown(plain) not in {None, mark}:
        raise ValueError(cell)
    thousands = "," if mark is Mark.POINT else "."
    whole, _, rest = plain.partition(mark.value)
    if thousands in rest or (thousands in whole and not _GROUPS[thousands].fullmatch(whole)):
        raise ValueError(cell)
    return f"{whole.replace(thousands, '')}.{rest}" if rest else whole.replace(thousands, "")


def _plain(text: str) -> str:
    return text.translate(_SPACES).removesuffix("%")


def _finite(value: float) -> float:
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise ValueError(value)
    return value


def _shown(plain: str) -> Mark | None:
    """The decimal mark this number gives away; None for 1.234, which may be either."""
    point, comma = plain.rfind("."), plain.rfind(",")
    if point >= 0 and comma >= 0:
        return Mark.POINT if point > comma else Mark.COMMA
    if point < 0 and comma < 0:
        return None
    own, other = (Mark.POINT, Mark.COMMA) if point >= 0 else (Mark.COMMA, Mark.POINT)
    if plain.count(own.value) > 1:
        return other
    return None if _ONE_GROUP[own.value].fullmatch(plain) else own
