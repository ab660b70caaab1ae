"""One page for each unit: its few figures, its open matters and where it comes from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from spillerum.calendar.now import now
from spillerum.deviations.models import LevelChange, Verdict
from spillerum.deviations.pictures import of_series
from spillerum.deviations.queries import deviations
from spillerum.figures.models import Event, Series
from spillerum.figures.queries import known_observations
from spillerum.matters.access import MatterPermission
from spillerum.money.access import MoneyPermission
from spillerum.organisation.access import OrganisationPermission
from spillerum.organisation.models import Succession, Unit
from spillerum.people.access import may, require, viewer_in
from spillerum.site.pages.directory import leaders_of
from spillerum.site.pages.familiar import as_xmr
from spillerum.site.pages.rows import rows_of
from spillerum.site.pages.sheet import sheet_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from spillerum.calendar.period import Period
    from spillerum.charts.picture import Picture
    from spillerum.matters.models import Entry
    from spillerum.people.access import Viewer
    from spillerum.site.pages.familiar import Familiar
    from spillerum.site.pages.rows import Row
    from spillerum.site.pages.sheet import Sheet

SHOWN = 60  # periods in a chart
XMR = "xmr"  # what ?visning= asks for


@dataclass(frozen=True)
class Shown:
    """A figure with its chart: what was expected, or (where `familiar` is given) XmR."""

    row: Row
    picture: Picture | None = None
    familiar: Familiar | None = None


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    viewer, unit = viewer_in(request), get_object_or_404(Unit, pk=pk)
    require(viewer, OrganisationPermission.DIRECTORY)
    context: dict[str, Any] = {
        "unit": unit,
        "leaders": leaders_of(viewer.on, unit).get(unit.pk, ""),
        "steps": _steps(unit),
        "sees_money": may(viewer, MoneyPermission.SEE, unit),
    }
    if may(viewer, OrganisationPermission.SEE_UNIT, unit):
        context |= _figures_of(viewer, unit, xmr=request.GET.get("visning") == XMR)
    return render(request, "site/unit.html", context)


def _figures_of(viewer: Viewer, unit: Unit, *, xmr: bool) -> dict[str, Any]:
    seen = [d for d in deviations(unit=unit) if may(viewer, MatterPermission.SEE, d.matter)]
    sheet, verdicts = sheet_of(seen, evidence=False), _verdicts(unit)
    every = {s.pk: s for s in Series.objects.filter(unit=unit).select_related("measure", "unit")}
    rows = rows_of(every, {pk: some[0] for pk, some in verdicts.items()})
    return {
        "sees_figures": True,
        "xmr": xmr,
        "figures": _familiar(rows, unit) if xmr else _shown(rows, unit, sheet, verdicts),
        "open_matters": sheet.of(d for d in seen if not d.ended),
        "closed_matters": sheet.of(d for d in seen if d.ended),
    }


def _shown(rows: Sequence[Row], unit: Unit, sheet: Sheet, verdicts: dict[int, list[Verdict]]) -> list[Shown]:
    """Two queries, however many figures."""
    if not rows:
        return []
    counted = _counted(rows)
    events = list(Event.objects.filter(Q(unit=unit) | Q(unit__isnull=True)).order_by("first_day"))
    said = _said(sheet)
    return [
        Shown(
            row,
            of_series(
                row.series,
                verdicts.get(row.series.pk, []),
                counted[row.series.pk],
                events=events,
                entries=said[row.series.measure_id],
            ),
        )
        for row in rows
    ]


def _familiar(rows: Sequence[Row], unit: Unit) -> list[Shown]:
    """Two queries, however many figures."""
    if not rows:
        return []
    counted, anew = _counted(rows), defaultdict(list)
    for series, first in LevelChange.objects.filter(series__unit=unit).values_list("series", "first_period"):
        anew[series].append(first)
    return [
        Shown(row, familiar=as_xmr(row.series, counted[row.series.pk], anew=anew[row.series.pk]))
        for row in rows
    ]


def _verdicts(unit: Unit) -> dict[int, list[Verdict]]:
    """The last verdicts of each series, the newest first."""
    found: dict[int, list[Verdict]] = defaultdict(list)
    for verdict in Verdict.objects.filter(series__unit=unit).order_by("-period"):
        if len(found[verdict.series_id]) < SHOWN:
            found[verdict.series_id].append(verdict)
    return found


def _counted(rows: Sequence[Row]) -> dict[int, dict[Period, float | None]]:
    """The last periods of each, as they are known now."""
    found: dict[int, dict[Period, float | None]] = defaultdict(dict)
    for known in known_observations(series_ids=[row.series.pk for row in rows], at=now()):
        found[known.series_id][known.period] = None if known.value is None else float(known.value)
    return defaultdict(dict, {pk: _newest(cells) for pk, cells in found.items()})


def _newest(cells: dict[Period, float | None]) -> dict[Period, float | None]:
    last = max(cells)
    return {period: value for period, value in cells.items() if last - period < SHOWN}


def _said(sheet: Sheet) -> dict[int, list[Entry]]:
    """What was answered, by measure."""
    said: dict[int, list[Entry]] = defaultdict(list)
    for deviation in sheet.deviations:
        for part in deviation.every_part:
            said[part.measure_id] += sheet.entries.get(deviation.matter_id, [])
    return said


def _steps(unit: Unit) -> list[tuple[date, Unit, bool]]:
    """What it came from (True) and what it went on as (False). One query."""
    both = Succession.objects.filter(Q(successor=unit) | Q(predecessor=unit))
    steps = both.select_related("predecessor", "successor").order_by("day", "pk")
    return [
        (s.day, s.predecessor if s.successor_id == unit.pk else s.successor, s.successor_id == unit.pk)
        for s in steps
    ]
