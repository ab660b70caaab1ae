"""Everything a chart of one figure over time is drawn with, each a piece of SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spillerum.calendar import words
from spillerum.charts.axis import turns_of_year
from spillerum.charts.labels import LANE, width
from spillerum.charts.svg import path, tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.charts.labels import Label
    from spillerum.charts.plot import Note, Plot


def grid(plot: Plot, language: str) -> str:
    parts = []
    for level in plot.levels:
        y = plot.y(level)
        parts.append(tag("line", x1=plot.left, x2=plot.right, y1=y, y2=y, class_="grid"))
        label = words.number(level, language)
        parts.append(tag("text", text=label, x=plot.left - 6, y=y + 4, text_anchor="end", class_="ax"))
    return "".join(parts)


def years(plot: Plot, language: str) -> str:
    named = turns_of_year([p.period for p in plot.points], int((plot.right - plot.left) / 46), language)
    parts = []
    for n, label in named:
        x, half = plot.x(n), width(label) / 2
        parts.append(tag("line", x1=x, x2=x, y1=plot.bottom, y2=plot.bottom + 4, class_="tick"))
        x = min(max(x, plot.left + half - 10), plot.right - half + 8)
        parts.append(tag("text", text=label, x=x, y=plot.bottom + 18, text_anchor="middle", class_="ax"))
    return "".join(parts)


def missing(plot: Plot) -> str:
    """A pale column where a figure is missing: a gap is seen, and is no zero."""
    half = (plot.x(1) - plot.x(0)) / 2
    gaps = [n for n, p in enumerate(plot.points) if p.value is None]
    tall = plot.bottom - plot.top
    return "".join(
        tag("rect", x=plot.x(n) - half, y=plot.top, width=2 * half, height=tall, class_="missing")
        for n in gaps
    )


def band(plot: Plot) -> str:
    parts = []
    for run in _runs([p.low is not None and p.high is not None for p in plot.points]):
        upper = [(plot.x(n), plot.y(plot.points[n].high or 0.0)) for n in run]
        lower = [(plot.x(n), plot.y(plot.points[n].low or 0.0)) for n in run]
        if len(run) == 1:  # a band one period wide
            (x, top), (_, bottom), half = upper[0], lower[0], (plot.x(1) - plot.x(0)) / 2
            upper, lower = [(x - half, top), (x + half, top)], [(x - half, bottom), (x + half, bottom)]
        parts.append(tag("polygon", points=path(upper + lower[::-1]), class_="band"))
    return "".join(parts)


def expected(plot: Plot) -> str:
    runs = _runs([p.expected is not None for p in plot.points])
    lines = [[(plot.x(n), plot.y(plot.points[n].expected or 0.0)) for n in run] for run in runs]
    return "".join(tag("polyline", points=path(line), class_="exp") for line in lines if len(line) > 1)


def line(plot: Plot) -> str:
    runs = _runs([p.value is not None for p in plot.points])
    lines = [[(plot.x(n), plot.y(plot.points[n].value or 0.0)) for n in run] for run in runs]
    return "".join(tag("polyline", points=path(line), class_="act") for line in lines if len(line) > 1)


def dots(plot: Plot) -> str:
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


def notes(plot: Plot, dated: Sequence[tuple[float, Note]], labels: Sequence[Label | None]) -> str:
    """dated: at a point, or between two. Every line first, then the words with a white edge: a line never strikes a word out."""
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


def told(plot: Plot) -> str:
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
