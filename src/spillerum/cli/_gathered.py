"""What the files of a scan hold, however they were read: series in one order, and how each measure is judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spillerum.analysis.series import Kind

if TYPE_CHECKING:
    from spillerum.analysis.series import MeasureSettings, Series
    from spillerum.calendar.period import Period

_MANY, _RARE = 5, 0.05  # so many, and such a share, of a measure's figures below zero: it is an amount


@dataclass(frozen=True, slots=True)
class Gathered:
    """`first`, `newest`: the periods of the earliest and the latest figure; None where there is no figure at all."""

    series: list[Series]
    measures: dict[str, MeasureSettings]
    first: Period | None
    newest: Period | None


def parted(written: str) -> tuple[str, ...]:
    """The groups in one cell: “All libraries | East” are two. At least one, perhaps without a name."""
    names = dict.fromkeys(name.strip() for name in written.split("|"))
    return tuple(name for name in names if name) or ("",)


def stands(measure: str, group: str, unit: str) -> tuple[str, str, str]:
    """Where a series stands. The order of a file's rows is not to move a sum's last digit."""
    return measure, group, unit


def kind_of(*, figures: int, below: int, whole: bool) -> Kind:
    """A count, unless figures below zero are many, or any figure has decimals beside them."""
    many = below >= max(_MANY, _RARE * figures)
    return Kind.AMOUNT if below and (many or not whole) else Kind.COUNT
