"""A measure's last year against the year before, for units of different size: the funnel."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from spillerum.analysis.funnel import COVERAGES, Form, funnel
from spillerum.calendar import words
from spillerum.calendar.period import Frequency
from spillerum.charts.funnel import Dot, FunnelPicture, Limit
from spillerum.figures.queries import known_observations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spillerum.analysis.funnel import Funnel
    from spillerum.analysis.series import Floats
    from spillerum.calendar.period import Period
    from spillerum.figures.models import Measure, Series
    from spillerum.figures.queries import Known

LEAST = 5  # units: fewer do not show what scatter is usual
FLAT = 1.25  # times as wide where units are smallest: less is not seen
DRAWN = 60  # points along a limit
_A_YEAR = {
    Frequency.DAY: 364,  # as many Mondays in both
    Frequency.WEEK: 52,
    Frequency.MONTH: 12,
    Frequency.QUARTER: 4,
    Frequency.YEAR: 1,
}


@dataclass(frozen=True)
class Compared:
    """One unit. `change`, `low` and `high` are shares: 0.1 is 10 % more than the year before."""

    series: Series
    before: float
    after: float
    low: float
    high: float
    beyond: int  # 0: within the limits, 1: outside the inner ones, 2: outside both

    @property
    def change(self) -> float:
        return self.after / self.before - 1


@dataclass(frozen=True)
class Comparison:
    """By name, as the series came: never by value. `left_out`: a figure is missing in one of the years."""

    first: Period
    last: Period
    rows: list[Compared]
    left_out: list[Series]
    picture: FunnelPicture

    @property
    def flat(self) -> bool:
        """All are so large that chance is little beside what units usually differ."""
        widths = [row.high - row.low for row in self.rows]
        return max(widths) < FLAT * min(widths)


def compared(measure: Measure, series: Sequence[Series], newest: Mapping[int, Known]) -> Comparison | None:
    """None where there is nothing to compare: no count, or too few units with two whole years. One query.

    A unit's change is told against the median change, with the scatter of two counts and what units usually differ.
    """
    ends = sorted((newest[one.pk].period for one in series if one.pk in newest), reverse=True)
    if measure.kind != measure.Kind.COUNT or len(ends) < LEAST:
        return None
    last = ends[len(ends) // 2]  # half of the units have come so far
    years = _years(series, last)
    whole = [one for one in series if one.pk in years]
    if len(whole) < LEAST:
        return None
    before, after = (np.array([years[one.pk][n] for one in whole]) for n in (0, 1))
    level = max(float(np.median(after / before)), 1 / float(before.sum()))  # most may have closed
    found = funnel(after, before, Form.RATE, level=level, honest=True)
    rows = _rows(whole, before, after, found)
    return Comparison(
        first=last + (1 - _A_YEAR[last.frequency]),
        last=last,
        rows=rows,
        left_out=[one for one in series if one.pk not in years],
        picture=_picture(measure, rows, found),
    )


def _years(series: Sequence[Series], last: Period) -> dict[int, tuple[float, float]]:
    """What was counted the year before and the last year, by series; where no figure is missing."""
    year = _A_YEAR[last.frequency]
    cells: dict[int, dict[int, float]] = defaultdict(dict)
    for known in known_observations(series_ids=[one.pk for one in series], since=last + (1 - 2 * year)):
        if known.value is not None and known.period <= last:
            cells[known.series_id][last - known.period] = float(known.value)
    sums = {
        pk: (sum(own[n] for n in range(year, 2 * year)), sum(own[n] for n in range(year)))
        for pk, own in cells.items()
        if len(own) == 2 * year
    }
    return {pk: both for pk, both in sums.items() if both[0] >= 1 and both[1] >= 0}


def _rows(
    series: Sequence[Series],
    before: Floats,
    after: Floats,
    found: Funnel,
) -> list[Compared]:
    (low, high), (lowest, highest) = (found.limits(before, coverage) for coverage in COVERAGES)
    ratio = after / before
    beyond = ((ratio < low) | (ratio > high)) * 1 + ((ratio < lowest) | (ratio > highest))
    return [
        Compared(
            one, float(before[n]), float(after[n]), float(low[n]) - 1, float(high[n]) - 1, int(beyond[n])
        )
        for n, one in enumerate(series)
    ]


def _picture(measure: Measure, rows: Sequence[Compared], found: Funnel) -> FunnelPicture:
    sizes = np.geomspace(
        min(row.before for row in rows) / 1.25, max(row.before for row in rows) * 1.25, DRAWN
    )
    limits = [
        Limit([(float(x), float(y) - 1) for x, y in zip(sizes, line, strict=True)], outer=bool(n))
        for n, coverage in enumerate(COVERAGES)
        for line in found.limits(sizes, coverage)
    ]
    return FunnelPicture(
        key=f"funnel-{measure.pk}",
        title=_("%(measure)s: the last year against the year before") % {"measure": measure.name},
        description=_described(rows),
        across=_("the year before (%(what)s)") % {"what": measure.counted or measure.name},
        up=_("change in per cent"),
        level=found.level - 1,
        dots=[Dot(row.series.unit.name, row.before, row.change, row.beyond, _told(row)) for row in rows],
        limits=limits,
    )


def _described(rows: Sequence[Compared]) -> str:
    said = {"units": len(rows), "names": ", ".join(row.series.unit.name for row in rows if row.beyond)}
    if said["names"]:
        return _("%(units)s units. Outside the limits: %(names)s.") % said
    return _("%(units)s units, all within the limits.") % said


def _told(row: Compared) -> str:
    language = "en" if get_language() == "en" else "da"
    return _("%(unit)s: %(after)s against %(before)s, %(change)s (limits %(low)s to %(high)s)") % {
        "unit": row.series.unit.name,
        "after": words.number(row.after, language),
        "before": words.number(row.before, language),
        "change": words.percent(row.change, language),
        "low": words.percent(row.low, language),
        "high": words.percent(row.high, language),
    }
