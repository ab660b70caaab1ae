"""Where words can stand without a line through them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Line = list[tuple[float, float]]


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other: Box) -> bool:
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom


def freest(boxes: Sequence[Box], lines: Sequence[Line], inside: Box) -> int:
    """Which of the boxes lies inside and has fewest lines through it; of equal ones the first."""

    trouble = []
    for box in boxes:
        outside = 0 if inside.holds(box) else len(lines) + 1
        trouble.append(outside + sum(_crosses(line, box) for line in lines))
        if not trouble[-1]:
            break
    return trouble.index(min(trouble))


def _crosses(line: Line, box: Box) -> bool:
    return any(_touches(one, other, box) for one, other in pairwise(line))


def _touches(one: tuple[float, float], other: tuple[float, float], box: Box) -> bool:
    """Whether the stretch is in the box anywhere: cut to its width, then compared with its height."""
    (x1, y1), (x2, y2) = sorted((one, other))
    if x2 < box.left or x1 > box.right:
        return False
    slope = (y2 - y1) / (x2 - x1) if x2 > x1 else 0.0
    begin = y1 + slope * (max(x1, box.left) - x1)
    end = y1 + slope * (min(x2, box.right) - x1) if x2 > x1 else y2
    return min(begin, end) <= box.bottom and max(begin, end) >= box.top
