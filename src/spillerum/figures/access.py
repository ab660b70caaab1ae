"""Who may do what with figures. What is counted and where it comes from is open to everybody signed in;

a source is run by the post that owns it; a unit's figures are for those who answer for the unit.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, cast

from django.db.models import Q

from spillerum.figures import lifecycle
from spillerum.organisation.access import SEES_FIGURES
from spillerum.organisation.queries import reach
from spillerum.people.access import PostKind, rule

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from spillerum.figures.models import Delivery, Series, Source
    from spillerum.matters.models import Matter
    from spillerum.people.access import Viewer


class FiguresPermission(StrEnum):
    SEE = "figures.see"  # which measures there are, what they are for, and whether their sources are fresh
    SEE_SOURCE = "figures.see_source"  # a source with its deliveries and what could not be read
    SEE_SERIES = "figures.see_series"  # a unit's figures of a measure
    DELIVER = "figures.deliver"  # send a file
    MEND = "figures.mend"  # mend rows, and say which unit a name is
    DOWNLOAD = "figures.download"  # a delivery as it came
    POSTPONE = lifecycle.POSTPONE  # say when late figures come
    STOP = lifecycle.STOP  # say that figures come no more
    SEE_LATENESS = "figures.see_lateness"
    CHECK = lifecycle.CHECK  # say whether figures that look wrong are right
    SEE_FAULT = "figures.see_fault"


@rule(FiguresPermission.SEE)
def _everybody_signed_in(_viewer: Viewer, _thing: object) -> bool:
    return True


@rule(FiguresPermission.DELIVER)
@rule(FiguresPermission.MEND)
def _owns_the_source(viewer: Viewer, thing: object) -> bool:
    """The post that owns the source (or whoever it falls to while it is vacant), and administrators."""
    return cast("Source", thing).owner_id in viewer.post_ids or viewer.is_a(PostKind.ADMINISTRATOR)


@rule(FiguresPermission.DOWNLOAD)
def _owns_where_it_came_from(viewer: Viewer, thing: object) -> bool:
    return _owns_the_source(viewer, cast("Delivery", thing).source)


@rule(FiguresPermission.SEE_SOURCE)
def _owns_it_or_answers_for_units_in_it(viewer: Viewer, thing: object) -> bool:
    """Also every data owner, and leaders and directors with a unit whose figures come from it."""
    source = cast("Source", thing)
    return _owns_the_source(viewer, source) or viewer.is_a(PostKind.DATA_OWNER) or _is_reached(viewer, source)


@rule(FiguresPermission.SEE_SERIES)
def _answers_for_the_unit(viewer: Viewer, thing: object) -> bool:
    """Whoever may see the unit's figures; the post that owns the measure; administrators."""
    series = cast("Series", thing)
    return (
        viewer.is_a(PostKind.ADMINISTRATOR)
        or series.measure.owner_id in viewer.post_ids
        or series.unit_id in reach(viewer, *SEES_FIGURES)
    )


def series_open_to(viewer: Viewer, series: QuerySet[Series]) -> QuerySet[Series]:
    """Those of the series that the viewer may see: SEE_SERIES for many at once."""
    if viewer.is_a(PostKind.ADMINISTRATOR):
        return series
    units = reach(viewer, *SEES_FIGURES)
    return series.filter(Q(unit__in=units) | Q(measure__owner__in=viewer.post_ids))


@rule(FiguresPermission.POSTPONE)
@rule(FiguresPermission.STOP)
def _owns_the_late_source(viewer: Viewer, thing: object) -> bool:
    return cast("Matter", thing).lateness.source.owner_id in viewer.post_ids


@rule(FiguresPermission.SEE_LATENESS)
def _sees_the_late_source(viewer: Viewer, thing: object) -> bool:
    return _owns_it_or_answers_for_units_in_it(viewer, cast("Matter", thing).lateness.source)


@rule(FiguresPermission.CHECK)
def _owns_the_measure(viewer: Viewer, thing: object) -> bool:
    return cast("Matter", thing).fault.measure.owner_id in viewer.post_ids


@rule(FiguresPermission.SEE_FAULT)
def _owns_the_measure_or_sees_the_figures(viewer: Viewer, thing: object) -> bool:
    """Whoever may see the unit's figures; where a whole group is asked about, the data owners and administrators."""
    fault = cast("Matter", thing).fault
    return (
        viewer.is_a(PostKind.ADMINISTRATOR)
        or fault.measure.owner_id in viewer.post_ids
        or (fault.unit_id is None and viewer.is_a(PostKind.DATA_OWNER))
        or (fault.unit_id is not None and fault.unit_id in reach(viewer, *SEES_FIGURES))
    )


def _is_reached(viewer: Viewer, source: Source) -> bool:
    """Whether it brings figures of a unit the viewer leads, or of one below. One query a viewer."""
    if "figures.sources" not in viewer.notes:
        units = reach(viewer, PostKind.LEADER, PostKind.DIRECTOR)
        found = type(source).objects.filter(aliases__unit__in=units)
        viewer.notes["figures.sources"] = frozenset(found.values_list("pk", flat=True))
    return source.pk in viewer.notes["figures.sources"]
