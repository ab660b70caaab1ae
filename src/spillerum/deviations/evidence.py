"""A judgement as it is kept: JSON in, the very same judgement out."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from spillerum.analysis.judgement import Direction, Judgement, Verdict
from spillerum.calendar.period import Period

if TYPE_CHECKING:
    from collections.abc import Callable

_READ: dict[str, Callable[[Any], Any]] = {
    "period": Period.parse,
    "since": Period.parse,
    "verdict": Verdict,
    "direction": Direction,
}


_NAMES = tuple(field.name for field in fields(Judgement))


def kept(judgement: Judgement) -> dict[str, Any]:
    """The judgement as JSON: periods and enumerations as text, what is not known left out."""
    pairs = ((name, getattr(judgement, name)) for name in _NAMES)
    return {name: _plain(value) for name, value in pairs if value is not None}


def read(kept_: dict[str, Any]) -> Judgement:
    """The judgement again. What a later version does not know is left out."""
    given = {name: _READ.get(name, _same)(value) for name, value in kept_.items() if name in _NAMES}
    return Judgement(**{"unit": None, **given})


def _same(value: Any) -> Any:
    return value


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Period | Verdict | Direction) else value
