"""What the scan takes: series, how a measure is to be judged, and how often it may be wrong."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from spillerum.calendar.period import Period

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


class Kind(StrEnum):
    COUNT = "count"
    AMOUNT = "amount"
    RATE = "rate"
    SCORE = "score"

    @property
    def relative(self) -> bool:
        """Whether a departure is told in per cent of what was expected, and a group by its sum."""
        return self in {Kind.COUNT, Kind.AMOUNT}


class Good(StrEnum):
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Series:
    """One measure of one unit. `values`: (n,), one a period from `first`, NaN missing; `exposure` likewise or None.

    group: whose units are its siblings. within: narrower groups among these, nested or crossing (see `subgroups`).
    """

    unit: str
    measure: str
    group: str
    first: Period
    values: Floats
    exposure: Floats | None = None
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureSettings:
    """How a measure is judged.

    A departure is material when it is at least `materiality_absolute` (in the measure's own unit) and
    `materiality_relative` (0.1 is 10 %) away from what was expected, for `lasting` periods in a row.
    None: nobody has said; then 10 % is used, and the finding says so.
    """

    kind: Kind = Kind.COUNT
    good: Good | None = None
    materiality_absolute: float | None = None
    materiality_relative: float | None = None
    lasting: int = 1

    @property
    def materiality_known(self) -> bool:
        return self.materiality_absolute is not None or self.materiality_relative is not None


DEFAULT_RELATIVE = 0.10


@dataclass(frozen=True, slots=True)
class Options:
    """How often the scan may be wrong.

    false_alarms: expected false local reports per unit and year, over all the unit's measures.
    false_common: the same for common causes, per group and year.
    discoveries: of what is reported in a period, the share that may be false, for one false alarm a year
        (six times that among common causes, of which there are few).
    material: how likely it must be that what is reported is material.
    """

    false_alarms: float = 1.0
    false_common: float = 0.5
    discoveries: float = 0.05
    material: float = 0.90
