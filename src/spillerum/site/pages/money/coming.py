"""What a leader knows of a unit's months that the books cannot know yet: said, seen and taken back on one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from spillerum.calendar.now import today
from spillerum.forecasts.access import ForecastPermission
from spillerum.forecasts.due import closing_day, first_month
from spillerum.forecasts.errors import ForecastError
from spillerum.forecasts.models import Commitment
from spillerum.forecasts.queries import commitments_of, newest_forecast
from spillerum.forecasts.services import commit, withdraw
from spillerum.matters.kinds import UNMEASURED
from spillerum.organisation.models import Unit
from spillerum.people.access import require, viewer_in
from spillerum.site.pages.money.forms import ComingForm

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from spillerum.calendar.period import Period
    from spillerum.people.access import Viewer


@dataclass(frozen=True)
class Said:
    """What was said at once: one amount or several months of it. planned: with a plan, and taken back with it."""

    months: list[Commitment]

    @property
    def first(self) -> Commitment:
        return self.months[0]

    @property
    def amount(self) -> int:
        return sum(one.amount for one in self.months)

    @property
    def when(self) -> tuple[Period, Period]:
        """The first and the last of its months."""
        return _month(self.months[0]), _month(self.months[-1])

    @property
    def planned(self) -> bool:
        return self.first.kind == Commitment.Kind.PLANNED


def _month(one: Commitment) -> Period:
    return first_month(one.year) + (one.month - 1)


def said_at_once(commitments: Iterable[Commitment]) -> list[Said]:
    """In the order of their first months."""
    found: dict[UUID, list[Commitment]] = {}
    for one in commitments:
        found.setdefault(one.key, []).append(one)
    return [Said(months) for months in found.values()]


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    viewer, unit = viewer_in(request), get_object_or_404(Unit, pk=pk)
    require(viewer, ForecastPermission.COMMIT, unit)
    years = [year for year in range(today().year - 1, today().year + 2) if closing_day(year) >= today()]
    asked = request.GET.get("aar", "")
    year = int(asked) if asked in {str(one) for one in years} else today().year
    if "withdraw" in request.POST:
        _withdraw(request, viewer, unit)
        return redirect(request.get_full_path())
    form = _form(request, year)
    if form.is_valid() and _commit(request, viewer, unit, form):
        return redirect(request.get_full_path())
    context = {
        "unit": unit,
        "year": year,
        "years": [one for one in years if one != year],
        "form": form,
        "said": said_at_once(commitments_of(unit, year)),
    }
    return render(
        request,
        "site/money/coming.html",
        context | {"asked": UNMEASURED},
        status=422 if form.is_bound else 200,
    )


def _form(request: HttpRequest, year: int) -> ComingForm:
    forecast = newest_forecast(year)
    return ComingForm(request.POST or None, year=year, settled=forecast.at if forecast else None)


def _commit(request: HttpRequest, viewer: Viewer, unit: Unit, form: ComingForm) -> bool:
    said: dict[str, Any] = {
        name: form.cleaned_data[name] for name in ("key", "months", "kind", "reason", "group")
    }
    try:
        commit(viewer=viewer, unit=unit, year=form.year, **said)
    except ForecastError as wrong:
        form.add_error(None, str(wrong))
        return False
    messages.success(request, _("It is said. The forecast counts it in the coming night."))
    return True


def _withdraw(request: HttpRequest, viewer: Viewer, unit: Unit) -> None:
    """What comes with a plan is taken back with the plan, not here."""
    rows = Commitment.objects.filter(unit=unit, matter__isnull=True).select_related("unit")
    asked = request.POST["withdraw"]
    commitment = get_object_or_404(rows, pk=int(asked) if asked.isdecimal() else 0)
    withdraw(viewer=viewer, commitment=commitment)
    messages.success(request, _("It is taken back."))
