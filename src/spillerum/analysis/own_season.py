"""A unit's own season: its departure from its siblings' season, shrunk by as many years as has served the siblings best.

Some towns have a month of their own in every branch, others in none: how strongly to shrink is not fixed but
learnt, by weighing several strengths by their record, the siblings' together and the unit's own (as in `level`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.grid import gathered
from spillerum.analysis.level import MISSED, weights

if TYPE_CHECKING:
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Floats

YEARS = (1.5, 5.0, 15.0, 60.0)  # of the siblings' season that weigh against the unit's own
FADING = 0.98
TOGETHER = 0.7  # n siblings' records count as n ** TOGETHER: they are not independent
OWN = 0.5


@dataclass(slots=True)
class Seasons:
    """Along (S, seasons) sums and counts of the departures seen; `records` (S, K) what each strength has missed by."""

    sums: Floats
    counts: Floats
    records: Floats
    years: Floats

    @classmethod
    def none(cls, rows: int, seasons: int, years: tuple[float, ...]) -> Seasons:
        return cls(
            np.zeros((seasons, rows)).T,
            np.zeros((seasons, rows)).T,
            np.zeros((len(years), rows)).T,
            np.array(years),
        )

    def seen(self, season: int) -> tuple[Floats, Floats]:
        """(S, K), (S,): the season's offset at each strength, and these weighed by their records."""
        each = (self.sums[:, season] / (self.counts[:, season] + self.years[:, None])).T
        return each, np.asarray((each * weights(self.records)).sum(axis=1))

    def learn(
        self, grid: Grid, season: int, each: Floats, rest: Floats, scale: Floats, offset: Floats
    ) -> None:
        """each: what the strengths foretold (S, K); rest: what came, without level and common; offset: what to learn."""
        judged = np.isfinite(offset)
        self.sums[:, season] += np.where(judged, offset, 0.0)
        self.counts[:, season] += judged
        if self.records.shape[1] < 2:
            return
        missed = np.minimum(np.abs(rest[:, None] - each) / scale[:, None], MISSED)
        missed = np.where(np.isfinite(missed), missed, 0.0)
        begun = gathered(np.asarray(self.counts.any(axis=1), dtype=np.float64), grid.siblings)
        count = np.maximum(np.nansum(begun, axis=1), 1.0)[:, None] ** (TOGETHER - 1)
        shared = np.stack([np.nansum(gathered(one, grid.siblings), axis=1) for one in missed.T], axis=1)
        self.records = FADING * self.records + (shared * count)[grid.group_of] + OWN * missed
