"""One figure over time: counted (dots and line) against expected (band and dashed line), with what people know of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spillerum.calendar import words
from spillerum.charts import marks
from spillerum.charts.axis import ticks
from spillerum.charts.labels import LANE, placed, width
from spillerum.charts.plot import Note, Plot, Point
from spillerum.charts.svg import described

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Note", "Point", "series_chart"]

BELOW = 26.0  # px under the plot, for the years
TALLEST_BAND = 1.6  # a band reaching further above everything counted and expected is cut off


def series_chart(
    points: Sequence[Point],
    notes: Sequence[Note] = (),
    *,
    key: str,
    title: str,
    description: str,
    language: str = "da",
    size: tuple[int, int] = (720, 230),
    css_class: str = "chart",
    pointer: bool = True,
) -> str:
    """An SVG of consecutive periods, oldest first; at least one. `key` makes its ids unique on the page.
    `pointer`: what each point tells whoever holds a pointer over it."""
    wide, high = size
    levels = ticks(*_reach(points), about=5 if high > 200 else 4)
    left = 12 + max(width(words.number(level, language)) for level in levels)
    dated = [(n, note) for note in notes if 0 <= (n := note.period - points[0].period) < len(points)]
    plot = Plot(points, levels, left, wide - 10.0, 10.0, high - BELOW)
    labels = placed([(plot.x(n), note.text) for n, note in dated], left=left, right=plot.right)
    lanes = 1 + max((label.lane for label in labels if label), default=-1)
    plot = Plot(points, levels, left, plot.right, 10.0 + lanes * LANE, high - BELOW)
    drawn = [
        marks.missing(plot),
        marks.grid(plot, language),
        marks.years(plot, language),
        marks.band(plot),
        marks.expected(plot),
        marks.line(plot),
        marks.notes(plot, dated, labels),
        marks.dots(plot),
        marks.told(plot) if pointer else "",
    ]
    return described(*drawn, key=key, title=title, description=description, size=size, css_class=css_class)


def _reach(points: Sequence[Point]) -> tuple[float, float]:
    """The lowest and highest the chart must show."""
    lines = [v for p in points for v in (p.value, p.expected) if v is not None]
    top = max(lines, default=1.0)
    band = max((p.high for p in points if p.high is not None), default=top)
    lows = [p.low for p in points if p.low is not None]
    return min([0.0, *lines, *(low for low in lows if low < 0)]), max(top, min(band, top * TALLEST_BAND))
