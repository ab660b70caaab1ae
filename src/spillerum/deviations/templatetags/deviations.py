"""A deviation's picture in a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from spillerum.deviations.pictures import of_deviation
from spillerum.matters.queries import timeline

if TYPE_CHECKING:
    from spillerum.charts.picture import Picture
    from spillerum.deviations.models import Deviation, Finding

register = template.Library()


@register.simple_tag
def picture_of(deviation: Deviation, finding: Finding | None) -> Picture | None:
    """Two queries."""
    if finding is None:
        return None
    off = list(deviation.findings.filter(off=True).values_list("period", flat=True))
    return of_deviation(
        deviation, finding, off=off, entries=timeline(deviation.matter).select_related("matter")
    )
