"""Pictures beside words: a sparkline, and how many of the units a thing touches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spillerum.charts.svg import path, tag

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDE, HIGH, AIR = 120.0, 28.0, 4.0
BOX, STEP, MOST = 14.0, 17.0, 40


def sparkline(values: Sequence[float | None]) -> str:
    """Oldest first; None is a gap. For the eye only: the words and figures beside it say the same."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    step = (WIDE - 2 * AIR) / max(len(values) - 1, 1)

    def at(n: int, value: float) -> tuple[float, float]:
        share = (value - low) / (high - low) if high > low else 0.5
        return AIR + n * step, HIGH - AIR - (HIGH - 2 * AIR) * share

    runs: list[list[tuple[float, float]]] = [[]]
    for n, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(at(n, value))
    lines = [tag("polyline", points=path(run), class_="act") for run in runs if len(run) > 1]
    alone = [tag("circle", cx=run[0][0], cy=run[0][1], r=1.5, class_="pt") for run in runs if len(run) == 1]
    last = ""
    if runs[-1]:
        x, y = runs[-1][-1]
        last = tag("circle", cx=x, cy=y, r=3.0, class_="pt")
    return tag(
        "svg", *lines, *alone, last, viewBox=f"0 0 {WIDE:.0f} {HIGH:.0f}", class_="spark", aria_hidden="true"
    )


def ruler(touched: int, of: int) -> str:
    """`touched` boxes of `of` stand out, in colour and in height. More than 40 units are shown to scale."""
    if of <= 0:
        return ""
    boxes = min(of, MOST)
    hit = touched if of <= MOST else min(boxes, max(round(touched / of * boxes), 1 if touched else 0))
    drawn = [
        tag(
            "rect",
            x=n * STEP,
            y=0.0 if n < hit else 5.0,
            width=BOX,
            height=20.0 if n < hit else 10.0,
            class_="ruler-hit" if n < hit else "ruler-calm",
        )
        for n in range(boxes)
    ]
    return tag(
        "svg",
        *drawn,
        viewBox=f"0 0 {boxes * STEP:.0f} 20",
        class_="ruler",
        height=20.0,
        width=boxes * STEP,
        aria_hidden="true",
    )
