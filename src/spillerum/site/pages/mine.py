"""“Mit spillerum”: what needs me, and the proof that the rest is silent. Each role adds its own part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.views.decorators.http import require_safe

from spillerum.organisation.queries import groups_on, reach
from spillerum.people.access import PostKind, viewer_in
from spillerum.site.pages import around, oversight
from spillerum.site.pages.cost import Asked
from spillerum.site.pages.needs import IN_FULL, needs_of
from spillerum.site.pages.watch import watch

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from spillerum.people.access import Viewer


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    viewer = viewer_in(request)
    needs = needs_of(viewer)
    context: dict[str, Any] = {
        "needs": needs[:IN_FULL],
        "more_needs": needs[IN_FULL:],
        "asked": sum((need.asked for need in needs[:IN_FULL]), Asked()),
        "stands_in_for": viewer.stands_in_for,
    }
    for kinds, add in PARTS:
        if viewer.is_a(*kinds):
            context |= add(viewer)
    return render(request, "site/mine.html", context)


def _at_the_unit(viewer: Viewer) -> dict[str, Any]:
    units = reach(viewer, PostKind.LEADER, PostKind.STAFF)
    groups = {group.pk for unit, group in groups_on(viewer.on).items() if unit in units}
    return {"watch": watch(units), "around": around.around(viewer, units, groups)}


def _directing(viewer: Viewer) -> dict[str, Any]:
    return {"oversight": oversight.oversight(reach(viewer, PostKind.DIRECTOR), viewer)}


def _owning(viewer: Viewer) -> dict[str, Any]:
    return {"sources": oversight.sources_of(viewer)}


def _steering(viewer: Viewer) -> dict[str, Any]:
    return {"common": around.common_causes(viewer)}


def _arranging(viewer: Viewer) -> dict[str, Any]:
    return {"chairs": oversight.empty_chairs(viewer.on)}


PARTS = (
    ((PostKind.LEADER, PostKind.STAFF), _at_the_unit),
    ((PostKind.DIRECTOR,), _directing),
    ((PostKind.DATA_OWNER,), _owning),
    ((PostKind.POLITICIAN,), _steering),
    ((PostKind.ADMINISTRATOR,), _arranging),
)
