"""All kinds of faults at once: series in, faults out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from spillerum.analysis.faults.copies import copies
from spillerum.analysis.faults.slips import slips
from spillerum.analysis.faults.stops import stops
from spillerum.analysis.faults.sums import sums
from spillerum.analysis.faults.twins import twins
from spillerum.analysis.faults.usual import MEMORY, usual
from spillerum.analysis.grid import lay
from spillerum.calendar.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from spillerum.analysis.faults.fault import Fault
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import MeasureSettings, Series
    from spillerum.calendar.period import Frequency


def find_faults(
    series: Sequence[Series],
    *,
    at: Period,
    since: Period | None = None,
    measures: Mapping[str, MeasureSettings] | None = None,
    set_aside: Iterable[tuple[str, str, Period]] = (),
    names: Mapping[str, str] | None = None,
) -> list[Fault]:
    """The faults in the figures of `at`, or of every period from `since` to `at`; with what stopped or took over a
    name within the year before `at`. By period, measure, group and unit.

    set_aside: (unit, measure, period) of figures that a person has declared wrong. Nothing after `at` is looked at.
    names: what units are called, where `unit` is a key.
    """
    asides = list(set_aside)
    by_frequency: dict[Frequency, list[Series]] = defaultdict(list)
    for one in series:
        by_frequency[one.first.frequency].append(one)
    found: list[Fault] = []
    for frequency, every in by_frequency.items():
        last, start = _at(at, frequency), _at(since or at, frequency)
        some = [one for one in every if one.first <= last]
        if some:
            grid = lay(
                some, last=last, measures=measures or {}, level_changes={},
                set_aside=[aside for aside in asides if aside[2].frequency is frequency],
            )  # fmt: skip
            begin = max(start - grid.first, 0)
            late, since_late = _late(grid, begin)
            expected = usual(late, max(since_late - MEMORY, 0))
            found += [
                *slips(late, expected, since_late), *copies(late, expected, since_late),
                *sums(grid, begin), *stops(grid), *twins(grid, names or {}),
            ]  # fmt: skip
    return sorted(found, key=_order)


def _late(grid: Grid, begin: int) -> tuple[Grid, int]:
    """The columns that expectations and their record need, and where `begin` is among them."""
    cut = max(begin - 3 * MEMORY, 0)
    late = replace(
        grid, values=grid.values[:, cut:], exposure=grid.exposure[:, cut:], first=grid.first + cut, season=grid.season[cut:]
    )  # fmt: skip
    return late, begin - cut


def _order(fault: Fault) -> tuple[str, int, str, str, str, str]:
    period = fault.periods[0]
    return (
        period.frequency.value,
        period.ordinal,
        fault.measure,
        fault.group,
        fault.unit or "",
        fault.kind.value,
    )


def _at(at: Period, frequency: Frequency) -> Period:
    """The last period of this frequency that ends with or before `at`."""
    if at.frequency is frequency:
        return at
    period = Period.containing(at.last_day, frequency)
    return period if period.last_day <= at.last_day else period + -1
