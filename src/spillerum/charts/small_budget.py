"""A year's money beside words: how far from the budget laid out it is and is expected to end, the budget being level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spillerum.charts.ahead import MONTHS, cumulated
from spillerum.charts.small import AIR, HIGH, WIDE, sparkline
from spillerum.charts.svg import path, tag

if TYPE_CHECKING:
    from spillerum.charts.budget import BudgetPicture

FURTHEST = 0.2  # of the year's budget, at the upper and lower edge: pictures in a list can be compared


def budget_sparkline(picture: BudgetPicture) -> str:
    """Over the level: more spent (or less income) than budgeted. A bar at the end: 80 %. Without a budget: what is spent.

    For the eye only: the words and figures beside it say the same. What is spent by month is enough here.
    """
    size = abs(sum(picture.budget))
    if not size:
        return sparkline([0.0, *(float(one.ore) for one in picture.spent)])

    def at(months: float, ore: float) -> tuple[float, float]:
        apart = (ore - cumulated(picture.budget, months)) / size / FURTHEST
        return AIR + (WIDE - 2 * AIR) * months / MONTHS, HIGH / 2 - (HIGH / 2 - AIR) * min(max(apart, -1), 1)

    reached, total = picture.now
    days = [(picture.months(one.day), float(one.ore)) for one in picture.spent]
    spent = [at(*day) for day in ((0.0, 0.0), *days, (reached, float(total)))]
    steps = picture.steps(picture.ahead)
    ahead = [at(step.months, step.middle) for step in steps]
    ends = [at(MONTHS, steps[-1].low80), at(MONTHS, steps[-1].high80)] if steps else []
    x, y = (ahead or spent)[-1]
    lines = ((ends, "tick"), (ahead, "ahead"), (spent if reached else [], "spent"))
    return tag(
        "svg",
        tag("line", x1=AIR, x2=WIDE - AIR, y1=HIGH / 2, y2=HIGH / 2, class_="budget"),
        *(tag("polyline", points=path(line), class_=css_class) for line, css_class in lines if line),
        tag("circle", cx=x, cy=y, r=3.0, class_="pt"),
        viewBox=f"0 0 {WIDE:.0f} {HIGH:.0f}", class_="spark", aria_hidden="true",
    )  # fmt: skip
