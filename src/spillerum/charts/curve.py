"""How a year's money is laid out and drawn: lines are told apart by how thick and how broken they are, not by colour alone."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from spillerum.calendar import words
from spillerum.charts import curve_marks, ends, marks
from spillerum.charts.ahead import MONTHS
from spillerum.charts.axis import ticks
from spillerum.charts.ends import AWAY, End
from spillerum.charts.labels import LANE, placed, width
from spillerum.charts.plot import Note, Plot, Point
from spillerum.charts.svg import tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.charts.ahead import Step
    from spillerum.charts.budget import BudgetPicture
    from spillerum.charts.curve_marks import Dots
    from spillerum.charts.labels import Label
    from spillerum.charts.money import Scale

BELOW, ABOVE = 24.0, 24.0  # px for the months, and for the axis' unit
TALLEST, TRIFLE = 0.35, 0.05  # of all else: what a band reaches further than that, or less, is cut off


def drawn(picture: BudgetPicture, language: str, size: tuple[int, int], *, pointer: bool) -> list[str]:
    """All marks, those behind first."""
    scale = picture.scale(language)
    beside = _beside(picture, scale)
    plot, notes, labels = _framed(picture, scale, size, beside)
    budget, spent = _sums(picture.budget, scale), _spent(picture, scale)
    ahead, plan = (_scaled(picture.steps(one), scale) for one in (picture.ahead, picture.plan))
    ways = [[(step.months, step.middle) for step in steps] for steps in (ahead, plan)]
    return [
        marks.grid(plot, language),
        tag("text", text=scale.unit, x=2, y=plot.top - 9, class_="ax"),
        curve_marks.months(plot, language),
        *(curve_marks.line(plot, _sums(year, scale), "past") for year in picture.past),
        curve_marks.bands(plot, ahead),
        marks.notes(plot, notes, labels),
        curve_marks.line(plot, _ceiling(picture, scale), "ceiling"),
        curve_marks.line(plot, budget, "budget"),
        curve_marks.line(plot, ways[0], "ahead"),
        curve_marks.line(plot, ways[1], "plan"),
        curve_marks.line(plot, spent, "spent"),
        curve_marks.ends(plot, budget, ahead, plan),
        curve_marks.now(plot, spent, _so_far(picture, scale), [spent, budget, *ways, _ceiling(picture, scale)]),
        ends.written(
            [End(plot.y(value), name, figure) for value, name, figure in beside],
            x=plot.right, top=plot.top, bottom=plot.bottom - 4,
        ),
        marks.told(plot) if pointer else "",
    ]  # fmt: skip


def _framed(
    picture: BudgetPicture, scale: Scale, size: tuple[int, int], beside: Sequence[tuple[float, str, str]]
) -> tuple[Plot, list[tuple[float, Note]], list[Label | None]]:  # fmt: skip
    """The plot, and the changes of the budget with their words above it."""
    wide, high = size
    levels = ticks(*_reach(picture, scale), about=5)
    points = [Point(picture.first + n, None, told=picture.told[n] if picture.told else "") for n in range(MONTHS)]  # fmt: skip
    left = 12 + max(width(words.number(level, scale.language)) for level in levels)
    right = wide - AWAY - 4 - max((width(text) for _, *texts in beside for text in texts), default=0.0)
    plot = Plot(points, levels, left, right, ABOVE, high - BELOW)
    notes = [(picture.months(one.day) - 0.5, Note(picture.first, one.text, answer=True)) for one in picture.changes]  # fmt: skip
    labels = placed([(plot.x(n), note.text) for n, note in notes], left=left, right=right)
    lanes = 1 + max((label.lane for label in labels if label), default=-1)
    return Plot(points, levels, left, right, ABOVE + lanes * LANE, plot.bottom), notes, labels


def _reach(picture: BudgetPicture, scale: Scale) -> tuple[float, float]:
    """The lowest and highest the chart must show; a band's far end does not flatten the rest."""
    ahead = [step for one in (picture.ahead, picture.plan) for step in _scaled(picture.steps(one), scale)]
    lines = [_sums(year, scale) for year in (picture.budget, *picture.past)]
    lines += [_ceiling(picture, scale), _spent(picture, scale), [(s.months, s.middle) for s in ahead]]
    shown = [value for line in lines for _, value in line] or [0.0]
    low, high = min(0.0, *shown), max(0.0, *shown)
    bands = [v for s in ahead for v in (s.low90, s.high90)]
    under, over = low - min([low, *bands]), max([high, *bands]) - high
    return low - _further(under, high - low), high + _further(over, high - low)


def _further(band: float, span: float) -> float:
    return 0.0 if band < TRIFLE * span else min(band, TALLEST * span)


def _sums(months: Sequence[float], scale: Scale) -> Dots:
    """Of amounts by month, cumulated from the year's beginning; nothing where there are none."""
    sums = accumulate(months, initial=0.0) if months else ()
    return [(float(n), scale.of_ore(ore)) for n, ore in enumerate(sums)]


def _ceiling(picture: BudgetPicture, scale: Scale) -> Dots:
    """The whole year's budget, a step at each change."""
    if not picture.budget:
        return []
    level, dots = scale.of_ore(picture.original), [(0.0, scale.of_ore(picture.original))]
    for change in sorted(picture.changes, key=lambda change: change.day):
        gone, after = picture.months(change.day), level + scale.of_ore(change.ore)
        dots += [(gone, level), (gone, after)]
        level = after
    return [*dots, (float(MONTHS), level)]


def _spent(picture: BudgetPicture, scale: Scale) -> Dots:
    """From nought at the year's beginning to the last day known; what is booked after the year stands at its end."""
    reached, total = picture.now
    dots = [(0.0, 0.0), *((picture.months(one.day), scale.of_ore(one.ore)) for one in picture.spent)]
    return [*dots, (reached, scale.of_ore(total))] if reached > dots[-1][0] else dots


def _scaled(steps: Sequence[Step], scale: Scale) -> list[Step]:
    return [step.times(scale.of_ore(1.0)) for step in steps]


def _beside(picture: BudgetPicture, scale: Scale) -> list[tuple[float, str, str]]:
    """(value, name, figure) of each line that reaches the year's end."""
    names, (reached, total) = picture.names, picture.now
    said = [(float(sum(picture.budget)), names.budget)] if picture.budget else []
    if reached >= MONTHS:
        said.append((float(total), names.spent))
    else:
        both = ((picture.ahead, names.expected), (picture.plan, names.plan))
        said += [(one.total, name) for one, name in both if one]
    return [(scale.of_ore(ore), name, scale.said(ore)) for ore, name in said]


def _so_far(picture: BudgetPicture, scale: Scale) -> str:
    """What stands at the curve's last point; at the year's end it stands beside the plot."""
    reached, total = picture.now
    return "" if not 0 < reached < MONTHS else f"{picture.names.spent} {scale.said(total)}"
