"""The units: who there is, who lies under whom, and who leads."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from spillerum.organisation.access import OrganisationPermission
from spillerum.organisation.queries import line_parents, reach, units_on
from spillerum.people.access import PostKind, require, viewer_in
from spillerum.people.queries import holdings_on

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from spillerum.organisation.models import Unit


@dataclass(frozen=True)
class Branch:
    """A unit in the directory, `depth` steps under the top."""

    unit: Unit
    depth: int
    leaders: str


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    viewer = viewer_in(request)
    require(viewer, OrganisationPermission.DIRECTORY)
    return render(request, "site/units.html", {"branches": _tree(viewer.on), "mine": reach(viewer)})


def _tree(on: date) -> list[Branch]:
    """The units of the day, each under the one above it, by name. Three queries."""
    units, parents, leaders = {u.pk: u for u in units_on(on)}, line_parents(on), leaders_of(on)
    children: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in units.values():
        above = parents.get(unit.pk)
        children[above if above in units else None].append(unit)
    branches: list[Branch] = []
    todo = [(unit, 0) for unit in reversed(children[None])]
    while todo:
        unit, depth = todo.pop()
        branches.append(Branch(unit, depth, leaders.get(unit.pk, "")))
        todo += [(child, depth + 1) for child in reversed(children[unit.pk])]
    return branches


def leaders_of(on: date, *units: Unit) -> dict[int, str]:
    """Who leads each unit: the names of those who hold its leader's or director's posts. One query."""
    held = (
        holdings_on(on)
        .filter(post__kind__in=[PostKind.LEADER, PostKind.DIRECTOR])
        .exclude(post__last_day__lt=on)
    )
    if units:
        held = held.filter(post__seat__unit__in=units)
    names: dict[int, list[str]] = defaultdict(list)
    for unit, name in held.order_by("pk").values_list("post__seat__unit", "person__name"):
        names[unit].append(name)
    return {unit: ", ".join(some) for unit, some in names.items()}
