"""The stretch of a series around a finding: what was counted and what was expected, as it stood."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from spillerum.deviations.models import Verdict

if TYPE_CHECKING:
    from spillerum.calendar.period import Period
    from spillerum.deviations.findings import Step
    from spillerum.deviations.models import Part

SHOWN = 36  # periods

Window = dict[str, list[Any]]


def unit_window(part: Part, until: Period) -> Window:
    """Columns period, value, expected, low, high for the unit's own series."""
    rows = Verdict.objects.filter(
        series__measure=part.measure,
        series__unit=part.unit,
        period__gt=until + -SHOWN,
        period__lte=until,
    ).order_by("period")
    return _columns(rows.values_list("period", "value", "expected", "low", "high"))


def group_window(part: Part, step: Step) -> Window:
    """The same for the sum of the group's units; the band only where the scan gave one for the whole group."""
    rows = Verdict.objects.filter(
        series__measure=part.measure,
        series__unit__in=step.units,
        period__gt=step.period + -SHOWN,
        period__lte=step.period,
    ).values_list("period", "value", "expected")
    sums: dict[Period, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for period, value, expected in rows:
        if value is None or expected is None:
            continue
        sums[period][0] += value
        sums[period][1] += expected
    judged = step.judgement
    cells: list[tuple[Any, ...]] = [
        (period, *sums[period], None, None) for period in sorted(sums) if period < step.period
    ]
    if judged is not None:
        cells.append((step.period, judged.value, judged.expected, judged.low, judged.high))
    return _columns(cells)


def _columns(rows: Any) -> Window:
    window: Window = {name: [] for name in ("period", "value", "expected", "low", "high")}
    for period, *numbers in rows:
        window["period"].append(str(period))
        for name, number in zip(("value", "expected", "low", "high"), numbers, strict=True):
            window[name].append(number)
    return window
