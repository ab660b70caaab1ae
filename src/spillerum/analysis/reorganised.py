"""Series as the organisation is in the period that is judged: merged, split and renamed units."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.series import MeasureSettings
from spillerum.analysis.succession import Link, Links, carried, inherited
from spillerum.calendar.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from spillerum.analysis.series import Kind, Series
    from spillerum.analysis.succession import Line, Together
    from spillerum.calendar.period import Frequency

Cell = tuple[float, float | None]  # value, exposure


@dataclass(frozen=True, slots=True)
class Change:
    """From the day `after` carry on from `before`. A unit in both goes on itself.

    weights: how much each predecessor's shares and scores weigh (its number of answers, say) where the figures
    have no exposure; without them several shares make no history.
    """

    day: date
    before: tuple[str, ...]
    after: tuple[str, ...]
    weights: Mapping[str, float] = field(default_factory=dict)


def reorganised(
    series: Sequence[Series],
    changes: Sequence[Change],
    *,
    at: Period,
    measures: Mapping[str, MeasureSettings] | None = None,
    level_changes: Mapping[tuple[str, str], Sequence[Period]] | None = None,
    set_aside: Iterable[tuple[str, str, Period]] = (),
) -> tuple[list[Series], dict[tuple[str, str], list[Period]]]:
    """Series and accepted levels of the units there are at `at`; see `succession` for the rule.

    Units that have ended are left out, changes after `at` have not happened, what is set aside is in no sum.
    """
    links = Links(_links(changes, at.last_day))
    accepted = inherited(level_changes or {}, links)
    if not links.all:
        return list(series), accepted
    touched = {*links.into, *links.out_of}
    weights = {unit: weight for change in changes for unit, weight in change.weights.items()}
    aside = set(set_aside)
    by_measure: dict[tuple[str, Frequency], list[Series]] = defaultdict(list)
    for one in series:
        if one.unit in touched:
            by_measure[one.measure, one.first.frequency].append(one)
    out = [one for one in series if one.unit not in touched]
    for (measure, frequency), some in by_measure.items():
        kind = (measures or {}).get(measure, MeasureSettings()).kind
        lines = {one.unit: _cells(one, aside) for one in some}
        together = _together(kind, weights)
        heirs = carried(lines, links, frequency=frequency, summed=kind.relative, together=together)
        named = {one.unit: one for one in some}
        for unit, line in {**lines, **heirs}.items():
            like = named.get(unit) or named[_eldest(unit, links, named)]
            if not links.gone(unit, at.last_day) and (laid := _laid(unit, like, line)) is not None:
                out.append(laid)
    return sorted(out, key=lambda one: (one.measure, one.group, one.unit)), accepted


def _links(changes: Sequence[Change], until: date) -> list[Link[str]]:
    return [
        Link(before, after, change.day)
        for change in changes
        if change.day <= until
        for before in change.before
        for after in change.after
        if before != after or len(change.after) > 1  # whoever takes others in goes on whole
    ]


def _together(kind: Kind, weights: Mapping[str, float]) -> Together[str, Cell]:
    """Values and exposures (numerators and denominators) are added; bare shares and scores are weighed."""

    def add(parts: Mapping[str, Cell]) -> Cell | None:
        values = [value for value, _ in parts.values()]
        exposures = [exposure for _, exposure in parts.values() if exposure is not None]
        if exposures:
            return (sum(values), sum(exposures)) if len(exposures) == len(parts) else None
        if kind.relative:
            return sum(values), None
        shares = [weights.get(unit, 0.0) for unit in parts]
        return (float(np.average(values, weights=shares)), None) if all(shares) else None

    return add


def _cells(one: Series, aside: set[tuple[str, str, Period]]) -> Line[Cell]:
    values = one.values.tolist()
    exposures = [None] * len(values) if one.exposure is None else one.exposure.tolist()
    cells: Line[Cell] = {
        one.first.ordinal + place: (value, exposure)
        for place, (value, exposure) in enumerate(zip(values, exposures, strict=True))
        if isfinite(value) and (exposure is None or isfinite(exposure))
    }
    for unit, measure, period in aside:
        if (unit, measure, period.frequency) == (one.unit, one.measure, one.first.frequency):
            cells[period.ordinal] = None
    return cells


def _laid(unit: str, like: Series, line: Line[Cell]) -> Series | None:
    """The line as a series; of a unit with nothing to tell there is none."""
    cells = {period: cell for period, cell in line.items() if cell is not None}
    if not cells:
        return None
    first = min(cells)
    values, exposure = np.full((2, max(cells) - first + 1), np.nan)
    for period, (value, weight) in cells.items():
        values[period - first] = value
        exposure[period - first] = np.nan if weight is None else weight
    given = any(weight is not None for _, weight in cells.values())
    start = Period(like.first.frequency, first)
    return replace(like, unit=unit, first=start, values=values, exposure=exposure if given else None)


def _eldest(unit: str, links: Links[str], named: Mapping[str, Series]) -> str:
    """A predecessor with figures of its own: an heir without any is of its group."""
    line = [unit]
    for at in line:
        if at in named:
            return at
        line += [link.before for link in links.into.get(at, ()) if link.before not in line]
    raise LookupError(unit)
