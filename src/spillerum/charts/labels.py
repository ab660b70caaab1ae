"""Labels above a chart that never lie on top of one another: each gets a lane, or is left out (its line stays)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LETTER = 6.1  # px: a generous average of IBM Plex Sans at 11 px
AIR = 8.0
LANE = 14.0  # px a lane is high


@dataclass(frozen=True)
class Label:
    """Where a text is written: x of its anchor, whether it ends there, and its lane from the top."""

    x: float
    text: str
    ends_here: bool
    lane: int


def placed(
    wanted: Sequence[tuple[float, str]], *, left: float, right: float, lanes: int = 3
) -> list[Label | None]:
    """One label for each (x, text), in the order given; None where there was no room."""
    taken: list[list[tuple[float, float]]] = [[] for _ in range(lanes)]
    return [_place(x, text, taken, left, right) for x, text in wanted]


def width(text: str) -> float:
    return len(text) * LETTER


def _place(
    x: float, text: str, taken: list[list[tuple[float, float]]], left: float, right: float
) -> Label | None:
    ends_here = x > (left + right) / 2
    text = _shortened(text, (x - left if ends_here else right - x) - 4)
    span = (x - 4 - width(text), x - 4) if ends_here else (x + 4, x + 4 + width(text))
    for lane, spans in enumerate(taken):
        if all(span[1] + AIR <= a or b + AIR <= span[0] for a, b in spans):
            spans.append(span)
            return Label(span[1] if ends_here else span[0], text, ends_here, lane)
    return None


def _shortened(text: str, room: float) -> str:
    letters = int(room / LETTER)
    return text if len(text) <= letters else text[: max(letters - 1, 1)].rstrip() + "…"
