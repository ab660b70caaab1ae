"""Is it worth anybody's time? A departure must be large in its own unit and in per cent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis import measured
from spillerum.analysis.series import DEFAULT_RELATIVE

if TYPE_CHECKING:
    from spillerum.analysis.follow import Track
    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Bools, Floats, MeasureSettings


@dataclass(frozen=True, slots=True)
class Material:
    """Calling it tells of each series whether a departure `away` (S,) on its scale at column t is material."""

    grid: Grid
    track: Track
    absolute: Floats
    relative: Floats

    def __call__(self, away: Floats, t: int) -> Bools:
        x = self.track.base[:, t] + self.track.common[:, t]
        value = measured.back(self.grid, x + self.track.z[:, t] * self.track.scale[:, t], t)
        expected = measured.back(self.grid, x + self.track.z[:, t] * self.track.scale[:, t] - away, t)
        size = np.abs(value - expected)
        with np.errstate(invalid="ignore"):
            return (size >= self.absolute) & (size >= self.relative * np.abs(expected))


def demanded(settings: list[MeasureSettings]) -> tuple[Floats, Floats]:
    """(S,), (S,): the absolute and relative materiality of each series."""
    absolute = np.array([one.materiality_absolute or 0.0 for one in settings])
    relative = np.array([
        one.materiality_relative
        if one.materiality_relative is not None
        else (0.0 if one.materiality_known else DEFAULT_RELATIVE)
        for one in settings
    ])  # fmt: skip
    return absolute, relative
