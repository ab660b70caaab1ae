"""What the scan gives: one judgement a figure, and one a common cause."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spillerum.calendar.period import Period


class Verdict(StrEnum):
    QUIET = "quiet"
    LOCAL = "local"
    COMMON = "common"
    BOTH = "both"
    MISSING = "missing"
    TOO_SHORT = "too_short"
    CLOSED = "closed"


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One verdict with its evidence.

    unit: None for a common cause (one row for measure, group and period; value and expected are the group's sums).
    subgroup: of a common cause, the narrower group within `group` it is common to, if it is not all of that's; of a
        unit, the one whose common cause touches it.
    expected: what was to be expected, given the unit's own past and what its siblings did in the same period.
    low, high: 95 % of such periods fall between when nothing happens.
    p: two-sided probability of a local departure this large had nothing local happened; None when not judged.
    effect: value / expected - 1 for counts and amounts; value - expected for rates and scores; None when not judged.
    lasted: how many periods in a row, this one included, have been off to the same side; 0 when not off.
    siblings: how many others of the group were judged; alike: how many of them are off as well, or touched.
    since: for what is closed or missing, its last period with a figure. history: how many figures came before.
    material: for what is off, how likely it is that the true departure is as large as the measure demands.
    """

    unit: str | None
    measure: str
    group: str
    period: Period
    verdict: Verdict
    value: float | None = None
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    effect: float | None = None
    direction: Direction | None = None
    good: bool | None = None
    lasted: int = 0
    siblings: int = 0
    alike: int = 0
    history: int = 0
    since: Period | None = None
    spread: bool = False
    materiality_known: bool = True
    material: float | None = None
    subgroup: str = ""

    @property
    def needs_attention(self) -> bool:
        return self.verdict in {Verdict.LOCAL, Verdict.BOTH} or (
            self.unit is None and self.verdict is Verdict.COMMON
        )
