"""Is it worth anybody's time? A departure must probably be large in its own unit and in per cent, of what is usual here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis import measured
from spillerum.analysis.noise import straightened
from spillerum.analysis.robust import median
from spillerum.analysis.series import DEFAULT_RELATIVE
from spillerum.analysis.tails import two_sided

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.analysis.follow import Track
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Bools, Floats, Ints, MeasureSettings

_USUAL = 24  # periods that say what is usual
_HALVINGS = 24  # of the interval in which the smallest material departure is looked for


@dataclass(frozen=True, slots=True)
class Material:
    """Calling it tells how likely the departures asked for are material: that the true one is at least as demanded.

    Per cent are of what was expected or of what has been usual, whichever is more: where a common cause has
    emptied every unit, three visitors instead of one are not three hundred per cent.
    """

    grid: Grid
    track: Track
    absolute: Floats
    relative: Floats

    def __call__(self, away: Floats, error: Floats, t: int, asked: Bools) -> Floats:
        """away, error: (S,) on the scale. (S,): 0 where not asked."""
        found = np.zeros(len(away))
        rows = np.flatnonzero(asked & np.isfinite(away))
        if len(rows):
            least = self._least(rows, away[rows], t)
            sign, power = np.sign(away[rows]), self.track.power[rows, t - self.track.first]
            with np.errstate(invalid="ignore"):
                far = straightened(away[rows], power) - straightened(sign * least, power)
            beyond = np.where(np.isfinite(least), sign * far, -np.inf) / error[rows]
            found[rows] = likely(beyond)
        return found

    def _least(self, rows: Ints, away: Floats, t: int) -> Floats:
        """The smallest departure to that side that is material, on the scale; infinite where none is."""
        now = self.track.at(t)
        # What was expected is what came, less the departure: it stays, the departure is what is tried.
        expected_x = now.base[rows] + now.common[rows] + now.left[rows] - away
        expected = measured.back(self.grid, expected_x, t, rows)
        past = np.abs(self.grid.values[rows, max(0, t - _USUAL) : t])
        demand = np.maximum(
            self.absolute[rows], self.relative[rows] * np.fmax(np.abs(expected), median(past))
        )
        low, high = np.zeros(len(rows)), np.maximum(np.abs(away), 1.0) * 8
        reach = np.abs(measured.back(self.grid, expected_x + np.sign(away) * high, t, rows) - expected)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            size = np.abs(measured.back(self.grid, expected_x + np.sign(away) * middle, t, rows) - expected)
            low, high = np.where(size < demand, middle, low), np.where(size < demand, high, middle)
        return np.where(reach < demand, np.inf, high)


def likely(beyond: Floats) -> Floats:
    """How likely something is to be beyond a limit that its estimate is `beyond` deviations past."""
    tail = two_sided(np.clip(beyond, -1e6, 1e6)) / 2
    return np.where(beyond >= 0, 1 - tail, tail)


def demanded(settings: Sequence[MeasureSettings]) -> tuple[Floats, Floats]:
    """(S,), (S,): the absolute and relative materiality of each series."""
    absolute = np.array([one.materiality_absolute or 0.0 for one in settings])
    return absolute, np.array([_relative(one) for one in settings])


def _relative(settings: MeasureSettings) -> float:
    if settings.materiality_relative is not None:
        return settings.materiality_relative
    return 0.0 if settings.materiality_known else DEFAULT_RELATIVE
