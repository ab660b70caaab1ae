"""One figure over time: counted (dots and line) against expected (band and dashed line), with what people know of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spillerum.calendar import words
from spillerum.charts.axis import ticks, turns_of_year
from spillerum.charts.labels import placed, width
from spillerum.charts.svg import path, tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.calendar.period import Period
    from spillerum.charts.labels import Label

LANE = 14.0
BELOW = 26.0  # px under the plot, for the years
TALLEST_BAND = 1.6  # a band reaching further above everything counted and expected is cut off


@dataclass(frozen=True)
class Point:
    """One period. `value` None: missing. `told` is what a pointer held over it reads."""

    period: Period
    value: float | None
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    off: bool = False
    told: str = ""


@dataclass(frozen=True)
class Note:
    """Something dated: an event, or (`answer`) what somebody said. It stands at the period it falls in."""

    period: Period
    text: str
    answer: bool = False


@dataclass(frozen=True)
class _Plot:
    points: Sequence[Point]
    levels: Sequence[float]
    left: float
    right: float
    top: float
    bottom: float

    def x(self, n: float) -> float:
        return self.left + (self.right - self.left) * (n + 0.5) / len(self.points)

    def y(self, value: float) -> float:
        low, high = self.levels[0], self.levels[-1]
        share = (min(max(value, low), high) - low) / (high - low)
        return self.bottom - (self.bottom - self.top) * share


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
    plot = _Plot(points, levels, left, wide - 10.0, 10.0, high - BELOW)
    labels = placed([(plot.x(n), note.text) for n, note in dated], left=left, right=plot.right)
    lanes = 1 + max((label.lane for label in labels if label), default=-1)
    plot = _Plot(points, levels, left, plot.right, 10.0 + lanes * LANE, high - BELOW)
    drawn = [
        _missing(plot),
        _grid(plot, language),
        _years(plot, language),
        _band(plot),
        _expected(plot),
        _line(plot),
        _notes(plot, dated, labels),
        _dots(plot),
        _told(plot) if pointer else "",
    ]
    return tag(
        "svg",
        tag("title", text=title, id=f"{key}-t"),
        tag("desc", text=description, id=f"{key}-d"),
        tag("g", *drawn, aria_hidden="true"),
        role="img",
        aria_labelledby=f"{key}-t {key}-d",
        viewBox=f"0 0 {wide} {high}",
        class_=css_class,
    )


def _reach(points: Sequence[Point]) -> tuple[float, float]:
    """The lowest and highest the chart must show."""
    lines = [v for p in points for v in (p.value, p.expected) if v is not None]
    top = max(lines, default=1.0)
    band = max((p.high for p in points if p.high is not None), default=top)
    lows = [p.low for p in points if p.low is not None]
    return min([0.0, *lines, *(low for low in lows if low < 0)]), max(top, min(band, top * TALLEST_BAND))


def _grid(plot: _Plot, language: str) -> str:
    parts = []
    for level in plot.levels:
        y = plot.y(level)
        parts.append(tag("line", x1=plot.left, x2=plot.right, y1=y, y2=y, class_="grid"))
        label = words.number(level, language)
        parts.append(tag("text", text=label, x=plot.left - 6, y=y + 4, text_anchor="end", class_="ax"))
    return "".join(parts)


def _years(plot: _Plot, language: str) -> str:
    named = turns_of_year([p.period for p in plot.points], int((plot.right - plot.left) / 46), language)
    parts = []
    for n, label in named:
        x, half = plot.x(n), width(label) / 2
        parts.append(tag("line", x1=x, x2=x, y1=plot.bottom, y2=plot.bottom + 4, class_="tick"))
        x = min(max(x, plot.left + half - 10), plot.right - half + 8)
        parts.append(tag("text", text=label, x=x, y=plot.bottom + 18, text_anchor="middle", class_="ax"))
    return "".join(parts)


def _missing(plot: _Plot) -> str:
    """A pale column where a figure is missing: a gap is seen, and is no zero."""
    half = (plot.x(1) - plot.x(0)) / 2
    gaps = [n for n, p in enumerate(plot.points) if p.value is None]
    tall = plot.bottom - plot.top
    return "".join(
        tag("rect", x=plot.x(n) - half, y=plot.top, width=2 * half, height=tall, class_="missing")
        for n in gaps
    )


def _band(plot: _Plot) -> str:
    parts = []
    for run in _runs([p.low is not None and p.high is not None for p in plot.points]):
        upper = [(plot.x(n), plot.y(plot.points[n].high or 0.0)) for n in run]
        lower = [(plot.x(n), plot.y(plot.points[n].low or 0.0)) for n in run]
        if len(run) == 1:  # a band one period wide
            (x, top), (_, bottom), half = upper[0], lower[0], (plot.x(1) - plot.x(0)) / 2
            upper, lower = [(x - half, top), (x + half, top)], [(x - half, bottom), (x + half, bottom)]
        parts.append(tag("polygon", points=path(upper + lower[::-1]), class_="band"))
    return "".join(parts)


def _expected(plot: _Plot) -> str:
    runs = _runs([p.expected is not None for p in plot.points])
    lines = [[(plot.x(n), plot.y(plot.points[n].expected or 0.0)) for n in run] for run in runs]
    return "".join(tag("polyline", points=path(line), class_="exp") for line in lines if len(line) > 1)


def _line(plot: _Plot) -> str:
    runs = _runs([p.value is not None for p in plot.points])
    lines = [[(plot.x(n), plot.y(plot.points[n].value or 0.0)) for n in run] for run in runs]
    return "".join(tag("polyline", points=path(line), class_="act") for line in lines if len(line) > 1)


def _dots(plot: _Plot) -> str:
    """Round where as expected, a larger diamond where off: told by shape, not by colour alone."""
    radius = 2.6 if plot.x(1) - plot.x(0) > 7 else 1.8
    parts = []
    for n, point in enumerate(plot.points):
        if point.value is None:
            continue
        x, y = plot.x(n), plot.y(point.value)
        if point.off:
            parts.append(
                tag("polygon", points=path([(x, y - 7), (x + 7, y), (x, y + 7), (x - 7, y)]), class_="off")
            )
        else:
            parts.append(tag("circle", cx=x, cy=y, r=radius, class_="pt"))
    return "".join(parts)


def _notes(plot: _Plot, dated: Sequence[tuple[int, Note]], labels: Sequence[Label | None]) -> str:
    """Every line first, then the words with a white edge: a line never strikes a word out."""
    lines, said = [], []
    for (n, note), label in zip(dated, labels, strict=True):
        x, kind = plot.x(n), "ans" if note.answer else "ev"
        top = plot.top if label is None else 4 + label.lane * LANE
        lines.append(tag("line", x1=x, x2=x, y1=top, y2=plot.bottom, class_=kind))
        if note.answer:
            points = path([(x, plot.bottom - 7), (x + 5, plot.bottom), (x - 5, plot.bottom)])
            lines.append(tag("polygon", points=points, class_="answer"))
        if label is not None:
            anchor = "end" if label.ends_here else "start"
            y = 14 + label.lane * LANE
            said.append(tag("text", text=label.text, x=label.x, y=y, text_anchor=anchor, class_=f"{kind}t"))
    return "".join(lines + said)


def _told(plot: _Plot) -> str:
    """What a pointer reads, a column a period wide: no script needed."""
    half = (plot.x(1) - plot.x(0)) / 2
    tall = plot.bottom - plot.top
    return "".join(
        tag(
            "rect",
            tag("title", text=p.told),
            x=plot.x(n) - half,
            y=plot.top,
            width=2 * half,
            height=tall,
            class_="told",
        )
        for n, p in enumerate(plot.points)
        if p.told
    )


def _runs(has: Sequence[bool]) -> list[list[int]]:
    """The stretches without a hole: [T, T, F, T] is [[0, 1], [3]]."""
    runs: list[list[int]] = []
    for n, here in enumerate(has):
        if here and n > 0 and has[n - 1]:
            runs[-1].append(n)
        elif here:
            runs.append([n])
    return runs
