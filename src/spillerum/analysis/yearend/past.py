"""Every earlier year as it looked at the same month, and how it went: what the forecast learns from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.yearend.origin import look
from spillerum.analysis.yearend.spending import MONTHS

if TYPE_CHECKING:
    from spillerum.analysis.series import Bools, Floats
    from spillerum.analysis.yearend.origin import Seen
    from spillerum.analysis.yearend.panel import Panel

_NEAR = 2  # months: what was seen that much sooner or later in the year counts too,
_WIDTH = 1.0  # by a normal kernel
REGULAR = 0.25  # of its months with something: a unit whose errors say something of others
_STOPPED = 0.25  # more likely than that to have stopped: of another kind


@dataclass(frozen=True, slots=True)
class Before:
    """One earlier date: what was seen, how it went (units,; NaN where not known), its weight, and who may be learnt from."""

    seen: Seen
    rest: Floats
    weight: float
    counts: Bools


def before(panel: Panel, year: int, known: int) -> list[Before]:
    """The years before `year` at about `known` months, the first with a whole year before it. Nothing of `year`."""
    dates = [k for k in range(known - _NEAR, known + _NEAR + 1) if (0 < k < MONTHS) or k == known]
    if panel.behind:
        dates = [known]
    found = []
    for earlier in range(1, year):
        for seen, _ in look(panel, earlier, dates):
            weight = float(np.exp(-0.5 * ((seen.known - known) / _WIDTH) ** 2))
            found.append(_went(panel, seen, weight))
    return found


def _went(panel: Panel, seen: Seen, weight: float) -> Before:
    rest = panel.months[:, seen.year, seen.known :].sum(axis=1)
    whole = np.isfinite(panel.months[:, seen.year - 1 : seen.year + 1]).all(axis=(1, 2))
    counts = whole & seen.lives & (seen.regular >= REGULAR) & (seen.stopped < _STOPPED) & (seen.scale > 0)
    return Before(seen, np.where(whole, rest, np.nan), weight, counts)
