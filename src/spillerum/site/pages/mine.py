"""“Mit spillerum”: what needs me, and the proof that the rest is silent. Each role adds its own part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.views.decorators.http import require_safe

from spillerum.deviations.queries import open_deviations
from spillerum.figures.models import Source
from spillerum.money.queries import loose
from spillerum.organisation.queries import all_groups_on, reach, units_of
from spillerum.people.access import PostKind, viewer_in
from spillerum.site.pages import around, oversight
from spillerum.site.pages.cost import Asked
from spillerum.site.pages.money import mine as money
from spillerum.site.pages.money.frames import frames
from spillerum.site.pages.needs import IN_FULL, needs_of, waiting_for
from spillerum.site.pages.sheet import sheet_of, waits_for
from spillerum.site.pages.watch import watch

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.http import HttpRequest, HttpResponse

    from spillerum.matters.models import Matter
    from spillerum.people.access import Viewer
    from spillerum.site.pages.sheet import Sheet


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    viewer = viewer_in(request)
    waiting = waiting_for(viewer)
    sheet = _sheet(viewer, waiting)
    needs = needs_of(viewer, waiting, sheet)
    context: dict[str, Any] = {
        "needs": needs[:IN_FULL],
        "more_needs": needs[IN_FULL:],
        "asked": sum((need.asked for need in needs[:IN_FULL]), Asked()),
        "stands_in_for": viewer.stands_in_for,
    }
    for kinds, add in PARTS:
        if viewer.is_a(*kinds):
            context |= add(viewer, sheet)
    return render(request, "site/mine.html", context)


def _sheet(viewer: Viewer, waiting: Collection[Matter]) -> Sheet:
    """The open deviations that any part of the page counts or tells of. Two queries."""
    waits = {matter.pk for matter in waiting}
    units = reach(viewer) if viewer.is_a(PostKind.LEADER, PostKind.STAFF, PostKind.DIRECTOR) else frozenset()
    return sheet_of(
        d
        for d in open_deviations()
        if d.unit_id is None or d.unit_id in units or d.matter_id in waits or d.matter.state == "helping"
    )


def _at_the_unit(viewer: Viewer, sheet: Sheet) -> dict[str, Any]:
    units = reach(viewer, PostKind.LEADER, PostKind.STAFF)
    groups = [some for unit, some in all_groups_on(viewer.on).items() if unit in units]
    seen = watch(units)
    waiting = [d for d in sheet.deviations if waits_for(viewer, d.matter)]
    asked = {(part.unit_id, part.measure_id) for d in waiting for part in d.now_parts}
    return {
        "watch": seen,
        "rest": seen.without(asked),
        "around": around.around(
            viewer,
            sheet,
            units,
            among={some[0].pk for some in groups},
            within={group.pk for some in groups for group in some},
        ),
        "several_units": len({row.series.unit_id for row in seen.rows}) > 1,
        "bags": money.bags_of(units),
    }


def _directing(viewer: Viewer, sheet: Sheet) -> dict[str, Any]:
    units = reach(viewer, PostKind.DIRECTOR)
    return {
        "oversight": oversight.oversight(units, sheet),
        "across": money.across(units, sorted(units_of(viewer, PostKind.DIRECTOR))),
    }


def _owning(viewer: Viewer, _sheet: Sheet) -> dict[str, Any]:
    sources = oversight.sources_of(viewer)
    books = {Source.Layout.POSTINGS, Source.Layout.BUDGET}
    return {
        "sources": sources,
        "loose": loose(),
        "keeps_books": any(health.source.layout in books for health in sources),
    }


def _steering(viewer: Viewer, sheet: Sheet) -> dict[str, Any]:
    """What is common, and the proof that somebody looked: counts only, no unit is named."""
    return {
        "common": around.common_causes(sheet),
        "steered": watch(reach(viewer, PostKind.POLITICIAN), sparks=False),
        "frames": frames(reach(viewer, PostKind.POLITICIAN)),
    }


def _arranging(viewer: Viewer, _sheet: Sheet) -> dict[str, Any]:
    return {"chairs": oversight.empty_chairs(viewer.on)}


PARTS = (
    ((PostKind.LEADER, PostKind.STAFF), _at_the_unit),
    ((PostKind.DIRECTOR,), _directing),
    ((PostKind.DATA_OWNER,), _owning),
    ((PostKind.POLITICIAN,), _steering),
    ((PostKind.ADMINISTRATOR,), _arranging),
)
