"""A deviation's pictures in a page, one a measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from spillerum.deviations.pictures import of_part
from spillerum.deviations.queries import off_periods
from spillerum.matters.queries import timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.charts.picture import Picture
    from spillerum.deviations.kinds import Side
    from spillerum.deviations.models import Deviation

register = template.Library()


@register.simple_tag
def drawn(deviation: Deviation, sides: Sequence[Side]) -> list[tuple[Side, Picture | None]]:
    """Each measure with its chart. Two queries."""
    off = off_periods([side.part.pk for side in sides])
    entries = list(timeline(deviation.matter).select_related("matter"))
    return [
        (
            side,
            of_part(side.part, side.finding, off=off[side.part.pk], entries=entries)
            if side.finding
            else None,
        )
        for side in sides
    ]
