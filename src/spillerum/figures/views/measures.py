"""What is counted: all measures, one measure, and a series to take home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from spillerum.analysis.series import DEFAULT_RELATIVE
from spillerum.calendar.now import today
from spillerum.exchange.writing import write
from spillerum.figures.access import FiguresPermission, series_open_to
from spillerum.figures.comparing import compared
from spillerum.figures.models import Measure
from spillerum.figures.queries import known_observations, newest_values, series_with_names, sources_health
from spillerum.people.access import require, viewer_in

if TYPE_CHECKING:
    from django.http import HttpRequest

    from spillerum.figures.models import Series

COLUMNS = {"measure": str, "unit": str, "period": str, "value": float, "known": str}
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    require(viewer_in(request), FiguresPermission.SEE)
    found = Measure.objects.select_related("owner")
    return render(request, "figures/measures.html", {"measures": found, "on": today()})


@require_safe
def measure(request: HttpRequest, key: str) -> HttpResponse:
    viewer = viewer_in(request)
    require(viewer, FiguresPermission.SEE)
    the_measure = get_object_or_404(Measure.objects.select_related("owner"), key=key)
    series = list(series_open_to(viewer, series_with_names().filter(measure=the_measure)))
    newest = newest_values([one.pk for one in series])
    context = {
        "measure": the_measure,
        "on": today(),
        "default_share": DEFAULT_RELATIVE,
        "sources": [h for h in sources_health(today()) if h.source.measure_id in {None, the_measure.pk}],
        "comparison": compared(the_measure, series, newest),
        "rows": [(one, newest.get(one.pk)) for one in series],
    }
    return render(request, "figures/measure.html", context)


@require_safe
def series_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The series as it is known now, in a file whose cells cannot run as formulas."""
    if form not in KINDS:
        raise Http404
    series = get_object_or_404(series_with_names(), pk=pk)
    require(viewer_in(request), FiguresPermission.SEE_SERIES, series)
    content = write(_rows(series), COLUMNS, "csv" if form == "csv" else "xlsx")
    response = HttpResponse(content, content_type=KINDS[form])
    name = f"{slugify(series.measure.key)}-{slugify(series.unit.name) or series.unit_id}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _rows(series: Series) -> list[dict[str, str | float | None]]:
    names: dict[str, str | float | None] = {"measure": series.measure.name, "unit": series.unit.name}
    return [
        names
        | {
            "period": str(known.period),
            "value": None if known.value is None else float(known.value),
            "known": known.known.date().isoformat(),
        }
        for known in known_observations(series_ids=[series.pk])
    ]
