"""A funnel: units by size and value, with limits that are wider where units are small. Nobody is placed above anybody."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spillerum.calendar import words
from spillerum.charts.axis import ticks
from spillerum.charts.labels import AIR, width
from spillerum.charts.svg import described, path, tag

if TYPE_CHECKING:
    from collections.abc import Sequence

TOP, BELOW = 26.0, 42.0  # px for the names of the axes
FURTHEST = 1.6  # times as wide as in the middle: there a limit is cut off


@dataclass(frozen=True)
class Dot:
    """A unit. `value` is a share, such as a change of 0.1. `beyond`: how many of the limits it lies outside."""

    name: str
    size: float
    value: float
    beyond: int
    told: str


@dataclass(frozen=True)
class Limit:
    """(size, value) along one limit, from a fifth below the smallest unit to a quarter above the largest."""

    points: Sequence[tuple[float, float]]
    outer: bool  # of the widest pair


@dataclass(frozen=True)
class FunnelPicture:
    """At least one unit and one limit; sizes above nought. `across` and `up` name the axes. `key` is unique on the page."""

    key: str
    title: str
    description: str
    across: str
    up: str
    level: float
    dots: Sequence[Dot]
    limits: Sequence[Limit]

    def wide(self, language: str) -> str:
        return self._drawn(language, "w", (720, 320), "chart chart-wide")

    def narrow(self, language: str) -> str:
        return self._drawn(language, "n", (350, 320), "chart chart-narrow")

    def _drawn(self, language: str, suffix: str, size: tuple[int, int], css_class: str) -> str:
        frame = _framed(self, language, size)
        drawn = [
            frame.grid(language),
            frame.sizes(language),
            frame.names(self.across, self.up),
            frame.flat(self.level),
            *(frame.limit(limit) for limit in self.limits),
            *(frame.dot(dot) for dot in self.dots),
            *(frame.told(dot) for dot in self.dots if suffix == "w"),
        ]
        return described(
            *drawn,
            key=f"{self.key}-{suffix}",
            title=self.title,
            description=self.description,
            size=size,
            css_class=css_class,
        )


@dataclass(frozen=True)
class _Frame:
    """Where a size and a value lie. Sizes by their logarithm: a small unit is seen as well as a large one."""

    levels: Sequence[float]
    smallest: float
    largest: float
    left: float
    right: float
    bottom: float

    def x(self, size: float) -> float:
        share = math.log(size / self.smallest) / math.log(self.largest / self.smallest)
        return self.left + (self.right - self.left) * share

    def y(self, value: float) -> float:
        low, high = self.levels[0], self.levels[-1]
        return self.bottom - (self.bottom - TOP) * (min(max(value, low), high) - low) / (high - low)

    def grid(self, language: str) -> str:
        parts = []
        for level in self.levels:
            y = self.y(level)
            parts.append(tag("line", x1=self.left, x2=self.right, y1=y, y2=y, class_="grid"))
            label = _percent(level, language)
            parts.append(tag("text", text=label, x=self.left - 6, y=y + 4, text_anchor="end", class_="ax"))
        return "".join(parts)

    def sizes(self, language: str) -> str:
        """Round sizes, as many as there is room for."""
        parts, taken = [], self.left - 30
        for size in _round(self.smallest, self.largest):
            x, label = self.x(size), words.number(size, language)
            half = width(label) / 2
            if x - half < taken + AIR or x + half > self.right + 10:
                continue
            taken = x + half
            parts.append(tag("line", x1=x, x2=x, y1=self.bottom, y2=self.bottom + 4, class_="tick"))
            parts.append(tag("text", text=label, x=x, y=self.bottom + 18, text_anchor="middle", class_="ax"))
        return "".join(parts)

    def names(self, across: str, up: str) -> str:
        return tag("text", text=up, x=4.0, y=14.0, class_="ax") + tag(
            "text", text=across, x=self.right, y=self.bottom + 36, text_anchor="end", class_="ax"
        )

    def flat(self, level: float) -> str:
        y = self.y(level)
        return tag("line", x1=self.left, x2=self.right, y1=y, y2=y, class_="exp")

    def limit(self, limit: Limit) -> str:
        """As far as it lies within the picture."""
        low, high = self.levels[0], self.levels[-1]
        inside = [(self.x(size), self.y(value)) for size, value in limit.points if low <= value <= high]
        if len(inside) < 2:
            return ""
        return tag("polyline", points=path(inside), class_="limit" if limit.outer else "limit limit-inner")

    def dot(self, dot: Dot) -> str:
        """Told by shape: round within the limits, a hollow diamond outside the inner, a full one outside both."""
        x, y = self.x(dot.size), self.y(dot.value)
        if dot.beyond == 0:
            return tag("circle", cx=x, cy=y, r=3.4, class_="pt")
        corners = [(x, y - 7), (x + 7, y), (x, y + 7), (x - 7, y)]
        return tag("polygon", points=path(corners), class_="off" if dot.beyond > 1 else "ring")

    def told(self, dot: Dot) -> str:
        return tag(
            "circle", tag("title", text=dot.told), cx=self.x(dot.size), cy=self.y(dot.value), r=10.0, class_="told"
        )  # fmt: skip


def _framed(picture: FunnelPicture, language: str, size: tuple[int, int]) -> _Frame:
    wide, high = size
    values = [dot.value for dot in picture.dots] + [picture.level]
    middles = [limit.points[len(limit.points) // 2][1] for limit in picture.limits]
    low, top = (picture.level + FURTHEST * (end(middles) - picture.level) for end in (min, max))
    ends = [value for limit in picture.limits for _, value in limit.points]
    low, top = max(low, min(ends)), min(top, max(ends))
    levels = ticks(min(low, *values), max(top, *values), about=6)
    left = 12 + max(width(_percent(level, language)) for level in levels)
    sizes = [dot.size for dot in picture.dots]
    return _Frame(levels, min(sizes) / 1.25, max(sizes) * 1.25, left, wide - 10.0, high - BELOW)


def _percent(share: float, language: str) -> str:
    """2.5 where 2.5 % is meant: the axis says so by name."""
    return words.number(round(share * 100, 6), language)


def _round(smallest: float, largest: float) -> list[float]:
    """1, 2, 5, 10, 20, 50, … within the two."""
    first, last = math.floor(math.log10(smallest)), math.ceil(math.log10(largest))
    every = (digit * 10.0**power for power in range(first, last + 1) for digit in (1, 2, 5))
    return [size for size in every if smallest <= size <= largest]
