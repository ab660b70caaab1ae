"""Is it worth anybody's time? A departure must be large in its own unit and in per cent, of what is usual here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis import measured
from spillerum.analysis.robust import weighted_median
from spillerum.analysis.series import DEFAULT_RELATIVE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.analysis.follow import Track
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Bools, Floats, Ints, MeasureSettings

_USUAL = 24  # periods that say what is usual


@dataclass(frozen=True, slots=True)
class Material:
    """Calling it tells of the series `asked` (S,) whether a departure `away` (S,) on its scale at column t is material.

    Per cent are of what was expected or of what has been usual, whichever is more: where a common cause has
    emptied every unit, three visitors instead of one are not three hundred per cent.
    """

    grid: Grid
    track: Track
    absolute: Floats
    relative: Floats

    def __call__(self, away: Floats, t: int, asked: Bools) -> Bools:
        x = self.track.base[:, t] + self.track.common[:, t] + self.track.z[:, t] * self.track.scale[:, t]
        value, expected = measured.back(self.grid, x, t), measured.back(self.grid, x - away, t)
        size = np.abs(value - expected)
        with np.errstate(invalid="ignore"):
            large = asked & (size >= self.absolute) & (size >= self.relative * np.abs(expected))
        rows = np.flatnonzero(large)
        large[rows] = ~(size[rows] < self.relative[rows] * self._usual(rows, t))
        return np.asarray(large)

    def _usual(self, rows: Ints, t: int) -> Floats:
        past = np.abs(self.grid.values[rows, max(0, t - _USUAL) : t + 1])
        return weighted_median(past, np.isfinite(past).astype(np.float64))


def demanded(settings: Sequence[MeasureSettings]) -> tuple[Floats, Floats]:
    """(S,), (S,): the absolute and relative materiality of each series."""
    absolute = np.array([one.materiality_absolute or 0.0 for one in settings])
    return absolute, np.array([_relative(one) for one in settings])


def _relative(settings: MeasureSettings) -> float:
    if settings.materiality_relative is not None:
        return settings.materiality_relative
    return 0.0 if settings.materiality_known else DEFAULT_RELATIVE
