"""Search over the units and the matters that the viewer may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from spillerum.deviations.queries import deviations
from spillerum.matters.access import MatterPermission
from spillerum.organisation.queries import units_on
from spillerum.people.access import may, viewer_in
from spillerum.site.pages.sheet import sheet_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from spillerum.deviations.models import Deviation
    from spillerum.organisation.models import Unit
    from spillerum.people.access import Viewer
    from spillerum.site.pages.sheet import Told

AT_MOST = 50  # of each kind
LOOKED_THROUGH = 5000  # matters, the newest
LONGEST = 100  # letters anybody searches for


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    viewer, wanted = viewer_in(request), " ".join(request.GET.get("q", "").split())[:LONGEST]
    found = {"units": _units(viewer, wanted), "matters": _matters(viewer, wanted)} if wanted else {}
    return render(request, "site/search.html", {"wanted": wanted, "at_most": AT_MOST, **found})


def _units(viewer: Viewer, wanted: str) -> list[Unit]:
    """By name. Compared in Python: SQLite knows no small Æ, Ø and Å."""
    return [unit for unit in units_on(viewer.on) if matches(wanted, unit.name, unit.kind)][:AT_MOST]


def _matters(viewer: Viewer, wanted: str) -> list[Told]:
    """By number, figure or unit; the newest first."""
    found = [d for d in deviations(at_most=LOOKED_THROUGH) if matches(wanted, *_words(d))]
    seen = [d for d in found if may(viewer, MatterPermission.SEE, d.matter)][:AT_MOST]
    return sheet_of(seen, evidence=False).of(seen)


def _words(deviation: Deviation) -> tuple[str, ...]:
    names = [name for part in deviation.every_part for name in (part.measure.name_da, part.measure.name_en)]
    return str(deviation.matter_id), *names, deviation.place.name


def matches(wanted: str, *texts: str) -> bool:
    """Every word searched for stands somewhere, in whatever case."""
    whole = " ".join(texts).casefold()
    return all(word in whole for word in wanted.casefold().split())
