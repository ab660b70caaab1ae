"""A control chart: a figure over time with its mean and its limits, and each rule's points in a shape of their own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from spillerum.calendar import words
from spillerum.charts import marks
from spillerum.charts.axis import ticks
from spillerum.charts.labels import width
from spillerum.charts.picture import Picture
from spillerum.charts.plot import Plot, Point
from spillerum.charts.series import BELOW
from spillerum.charts.svg import described, path, tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.charts.plot import Note


class Shape(StrEnum):
    DIAMOND = "diamond"
    UPWARDS = "upwards"
    DOWNWARDS = "downwards"
    SQUARE = "square"
    RING = "ring"


@dataclass(frozen=True)
class ControlPoint(Point):
    """`expected` is the mean, `low` and `high` the limits. `shape`: of what the rules say; `signal`: that in words."""

    shape: Shape | None = None
    signal: str = ""


@dataclass(frozen=True)
class ControlPicture(Picture):
    points: Sequence[ControlPoint]
    notes: Sequence[Note] = ()

    @property
    def shapes(self) -> frozenset[str]:
        return frozenset(point.shape.value for point in self.points if point.shape)

    def _drawn(self, language: str, suffix: str, size: tuple[int, int], css_class: str) -> str:
        if not self.points:
            return ""
        key = f"{self.key}-{suffix}"
        drawn = _control(self.points, language, size, pointer=suffix == "w")
        return described(
            *drawn, key=key, title=self.title, description=self.description, size=size, css_class=css_class
        )


def _control(
    points: Sequence[ControlPoint], language: str, size: tuple[int, int], *, pointer: bool
) -> list[str]:
    wide, high = size
    shown = [v for p in points for v in (p.value, p.low, p.high) if v is not None]
    levels = ticks(min(shown, default=0.0), max(shown, default=1.0))
    left = 12 + max(width(words.number(level, language)) for level in levels)
    plot = Plot(points, levels, left, wide - 10.0, 10.0, high - BELOW)
    return [
        marks.missing(plot),
        marks.grid(plot, language),
        marks.years(plot, language),
        *(_level(plot, points, name, css) for name, css in (("low", "limit"), ("high", "limit"), ("expected", "exp"))),
        marks.line(plot),
        *(_dot(plot, n, point) for n, point in enumerate(points) if point.value is not None),
        marks.told(plot) if pointer else "",
    ]  # fmt: skip


def _level(plot: Plot, points: Sequence[ControlPoint], name: str, css_class: str) -> str:
    """A flat line for each stretch with one level: where the chart starts anew, it steps."""
    drawn, start = [], 0
    half = (plot.x(1) - plot.x(0)) / 2
    for n in range(1, len(points) + 1):
        level = getattr(points[start], name)
        if n < len(points) and getattr(points[n], name) == level:
            continue
        if level is not None:
            y = plot.y(level)
            drawn.append(
                tag("line", x1=plot.x(start) - half, x2=plot.x(n - 1) + half, y1=y, y2=y, class_=css_class)
            )
        start = n
    return "".join(drawn)


def _dot(plot: Plot, n: int, point: ControlPoint) -> str:
    x, y = plot.x(n), plot.y(point.value or 0.0)
    match point.shape:
        case Shape.DIAMOND:
            corners = [(x, y - 7), (x + 7, y), (x, y + 7), (x - 7, y)]
        case Shape.UPWARDS:
            corners = [(x, y - 6), (x + 6, y + 5), (x - 6, y + 5)]
        case Shape.DOWNWARDS:
            corners = [(x, y + 6), (x + 6, y - 5), (x - 6, y - 5)]
        case Shape.SQUARE:
            corners = [(x - 5, y - 5), (x + 5, y - 5), (x + 5, y + 5), (x - 5, y + 5)]
        case Shape.RING:
            return tag("circle", cx=x, cy=y, r=4.0, class_="ring")
        case None:
            radius = 2.6 if plot.x(1) - plot.x(0) > 7 else 1.8
            return tag("circle", cx=x, cy=y, r=radius, class_="pt")
    return tag("polygon", points=path(corners), class_="off")
