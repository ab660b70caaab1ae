"""What a year's money is drawn with, each a piece of SVG; x in months into the year, y in the scale's unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spillerum.calendar import words
from spillerum.charts.ahead import MONTHS
from spillerum.charts.free import Box, freest
from spillerum.charts.labels import width
from spillerum.charts.svg import path, tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.charts.ahead import Step
    from spillerum.charts.plot import Plot

FULL = 38.0  # px a month is wide from which on each is named, else every third
RIGHT, BESIDE = (
    9.0,
    (17.0, -9.0, 4.0, 32.0, -24.0, 48.0, -40.0),
)  # px from the last point to its words, the best first
LETTERS = 10.0  # px they are high

Dots = list[tuple[float, float]]


def at(plot: Plot, months: float, value: float) -> tuple[float, float]:
    return plot.x(months - 0.5), plot.y(value)


def months(plot: Plot, language: str) -> str:
    """A tick where each month begins, its name under it; the year with the first, and where it turns."""
    every = 1 if plot.x(1) - plot.x(0) >= FULL else 3
    parts = []
    for n in range(MONTHS + 1):
        x = plot.x(n - 0.5)
        parts.append(tag("line", x1=x, x2=x, y1=plot.bottom, y2=plot.bottom + 4, class_="tick"))
    for n in range(0, MONTHS, every):
        month = plot.points[n].period
        name = words.period(month, language, short=True)
        turns = n == 0 or month.first_day.year != plot.points[n - every].period.first_day.year
        label, x = name if turns else name.split(" ")[0], plot.x(n)
        parts.append(tag("text", text=label, x=x, y=plot.bottom + 18, text_anchor="middle", class_="ax"))
    return "".join(parts)


def line(plot: Plot, dots: Dots, css_class: str) -> str:
    points = path([at(plot, *dot) for dot in dots])
    return tag("polyline", points=points, class_=css_class) if len(dots) > 1 else ""


def bands(plot: Plot, ahead: Sequence[Step]) -> str:
    """The 90 % band pale with an edge, the 80 % band on it."""
    if not ahead:
        return ""
    outer = [(s.months, s.high90) for s in ahead] + [(s.months, s.low90) for s in reversed(ahead)]
    inner = [(s.months, s.high80) for s in ahead] + [(s.months, s.low80) for s in reversed(ahead)]
    return "".join(
        tag("polygon", points=path([at(plot, *dot) for dot in edge]), class_=css_class)
        for edge, css_class in ((outer, "band90"), (inner, "band"))
    )


def ends(plot: Plot, budget: Dots, ahead: Sequence[Step], plan: Sequence[Step]) -> str:
    """Where lines reach the year's end: a square the budget, a dot what is expected, a ring that with the plan."""
    parts = []
    if budget:
        x, y = at(plot, *budget[-1])
        parts.append(tag("rect", x=x - 3.5, y=y - 3.5, width=7.0, height=7.0, class_="end-budget"))
    for course, css_class in ((plan, "end-plan"), (ahead, "pt")):
        if course:
            x, y = at(plot, MONTHS, course[-1].middle)
            parts.append(tag("circle", cx=x, cy=y, r=4.0, class_=css_class))
    return "".join(parts)


def now(plot: Plot, spent: Dots, said: str, lines: Sequence[Dots]) -> str:
    """The last point, with its words where fewest of the lines run through them."""
    x, y = at(plot, *spent[-1])
    dot = tag("circle", cx=x, cy=y, r=4.5, class_="pt") if spent[-1][0] > 0 else ""
    if not said:
        return dot
    wide, edges = width(said), Box(plot.left, plot.top, plot.right, plot.bottom)
    places = [(x + away, y + down) for down in BESIDE for away in (RIGHT, -RIGHT)]
    lefts = [edge if edge > x else edge - wide for edge, _ in places]
    boxes = [
        Box(left, base - LETTERS, left + wide, base + 3)
        for left, (_, base) in zip(lefts, places, strict=True)
    ]
    drawn = [[at(plot, *dot) for dot in line] for line in lines]
    text_x, text_y = places[freest(boxes, drawn, edges)]
    anchor = "start" if text_x > x else "end"
    return dot + tag("text", text=said, x=text_x, y=text_y, text_anchor=anchor, class_="nowt")
