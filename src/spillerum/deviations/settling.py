"""A measure that has long been off may have settled on a new level: proposed with a date and intervals, from the evidence.

Nothing is re-based by it. A person says that it is so, and why: `services.renew`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.series import DEFAULT_RELATIVE
from spillerum.analysis.settled import LASTED, settled
from spillerum.analysis.tails import quantile
from spillerum.calendar.period import Period

if TYPE_CHECKING:
    from spillerum.analysis.series import Floats
    from spillerum.deviations.models import Finding, Part
    from spillerum.figures.models import Measure

_BAND = quantile(0.05)  # what the evidence's low and high are apart, in standard deviations to either side
_HALF = 0.5


@dataclass(frozen=True)
class Proposal:
    """A new level from `first`, with 90 % between `early` and `late`; higher by `size`, with 90 % from `low` to `high`.

    relative: the sizes are shares of what was expected (counts), else in the measure's own unit.
    """

    first: Period
    early: Period
    late: Period
    size: float
    low: float
    high: float
    relative: bool


def proposed(part: Part, finding: Finding | None) -> Proposal | None:
    """From a local part's newest finding. A common cause says too little of what came before it."""
    if finding is None or part.ended or part.unit_id is None or not finding.off:
        return None
    if finding.period.frequency is not part.first_period.frequency:
        return None
    if finding.period - part.first_period < LASTED - 2:  # it may have begun before it was seen
        return None
    window = finding.evidence["window"]
    periods = [Period.parse(text) for text in window["period"]]
    value, expected, low, high = (
        np.array(window[name], dtype=np.float64) for name in ("value", "expected", "low", "high")
    )
    relative = part.measure.kind == part.measure.Kind.COUNT
    if relative:
        value, expected, low, high = (
            np.log(np.maximum(column, 0) + _HALF) for column in (value, expected, low, high)
        )
    least = _material(part.measure, expected, relative=relative)
    x, scale = value - expected, (high - low) / (2 * _BAND)
    (found,) = settled(x[None, :], scale[None, :], least=np.array([least]))
    if found is None:
        return None
    size, under, over = (
        float(np.expm1(part_)) if relative else part_ for part_ in (found.size, found.low, found.high)
    )
    return Proposal(periods[found.at], periods[found.early], periods[found.late], size, under, over, relative)


def _material(measure: Measure, expected: Floats, *, relative: bool) -> float:
    """What is material, on the scale of the departures."""
    share = DEFAULT_RELATIVE if measure.materiality_relative is None else float(measure.materiality_relative)
    if relative:
        return float(np.log1p(share))
    if measure.materiality_absolute is not None:
        return float(measure.materiality_absolute)
    return share * float(np.nanmedian(np.abs(expected)))
