"""A deviation's pictures in a page, one a measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import template

from spillerum.deviations.pictures import of_part
from spillerum.deviations.queries import off_periods
from spillerum.deviations.sentences import new_level
from spillerum.deviations.settling import proposed
from spillerum.matters.queries import timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.calendar.period import Period
    from spillerum.charts.picture import Picture
    from spillerum.deviations.kinds import Side
    from spillerum.deviations.models import Deviation
    from spillerum.matters.models import Entry

register = template.Library()


@dataclass(frozen=True)
class Drawn:
    side: Side
    chart: Picture | None = None
    proposal: str = ""


@register.simple_tag
def drawn(deviation: Deviation, sides: Sequence[Side]) -> list[Drawn]:
    """Each measure with its chart and, where it has settled, the new level that is proposed. Two queries."""
    off = off_periods([side.part.pk for side in sides])
    entries = list(timeline(deviation.matter).select_related("matter"))
    return [_drawn(side, off[side.part.pk], entries) for side in sides]


def _drawn(side: Side, off: list[Period], entries: list[Entry]) -> Drawn:
    if side.finding is None:
        return Drawn(side)
    proposal = proposed(side.part, side.finding)
    return Drawn(
        side,
        of_part(side.part, side.finding, off=off, entries=entries),
        "" if proposal is None else new_level(proposal),
    )
