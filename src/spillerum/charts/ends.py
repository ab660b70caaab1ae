"""Names at the right end of lines, in two lines each, moved apart so that none lies on another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spillerum.charts.svg import tag

if TYPE_CHECKING:
    from collections.abc import Sequence

HIGH, LINE = 28.0, 12.0  # px of a name with its figure; of each
AWAY = 12.0  # px from the plot's edge to the words


@dataclass(frozen=True)
class End:
    """`css_class` is that of the words; they stand beside `y`, or as near as the others let them."""

    y: float
    name: str
    figure: str
    css_class: str = "endt"


def apart(wanted: Sequence[float], *, top: float, bottom: float) -> list[float]:
    """Where each stands: HIGH from its neighbours, in their order, within the edges as far as there is room."""
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    placed = [0.0] * len(wanted)
    free = top
    for n in order:
        placed[n] = max(wanted[n], free)
        free = placed[n] + HIGH
    taken = bottom
    for n in reversed(order):
        placed[n] = min(placed[n], taken)
        taken = placed[n] - HIGH
    return placed


def written(ends: Sequence[End], *, x: float, top: float, bottom: float) -> str:
    """With a thin line from where a name was moved away. `top` and `bottom`: between which a name's middle may stand."""
    said = []
    for end, y in zip(ends, apart([end.y for end in ends], top=top, bottom=bottom), strict=True):
        if abs(y - end.y) > LINE / 2:
            said.append(tag("line", x1=x + 3, x2=x + AWAY - 2, y1=end.y, y2=y, class_="tick"))
        said.append(tag("text", text=end.name, x=x + AWAY, y=y - 2, class_=end.css_class))
        said.append(tag("text", text=end.figure, x=x + AWAY, y=y - 2 + LINE, class_=f"{end.css_class} endf"))
    return "".join(said)
