"""A unit's money, on its page and in a file; and its leader's own course of the year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from spillerum.agreements.access import AgreementPermission
from spillerum.agreements.queries import savings_of, transfers_of
from spillerum.calendar.now import today
from spillerum.exchange.writing import write
from spillerum.forecasts.access import ForecastPermission
from spillerum.forecasts.due import closing_day
from spillerum.forecasts.queries import commitments_of
from spillerum.matters.access import MatterPermission
from spillerum.matters.kinds import UNMEASURED
from spillerum.money.access import MoneyPermission
from spillerum.money.errors import MoneyError
from spillerum.money.models import AccountGroup, BudgetLine
from spillerum.money.queries import loose
from spillerum.money.services import bend, straighten
from spillerum.organisation.models import Unit
from spillerum.people.access import may, require, viewer_in
from spillerum.site.pages.money.coming import said_at_once
from spillerum.site.pages.money.forms import BendForm
from spillerum.site.pages.money.picture import picture_of
from spillerum.site.pages.money.purse import purse_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from spillerum.people.access import Viewer
    from spillerum.site.pages.money.purse import Purse

YEARS_BACK = 5
COLUMNS = {
    "unit": str, "year": float, "account_group": str, "original": float, "budget": float, "spent": float,
    "expected": float, "low80": float, "high80": float,
}  # fmt: skip


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    viewer, unit = viewer_in(request), get_object_or_404(Unit, pk=pk)
    require(viewer, MoneyPermission.SEE, unit)
    purse = purse_of(unit, _year(request))
    context = {
        "unit": unit,
        "purse": purse,
        "picture": picture_of(purse),
        "to_come": not purse.sentence and closing_day(purse.year) >= today(),
        "years": [
            year for year in range(today().year + 1, today().year - YEARS_BACK, -1) if year != purse.year
        ],
        "kinds": dict(BudgetLine.Kind.choices),
        "leads": may(viewer, AgreementPermission.MOVE, unit) and not purse.below,
        "may_commit": may(viewer, ForecastPermission.COMMIT, unit) and not purse.below,
        "loose": loose(purse.year) if purse.below else None,
        "may_place": may(viewer, MoneyPermission.PLACE),
    }
    return render(request, "site/money/unit.html", context | _agreed(viewer, unit, purse))


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The table of the page, in a file whose cells cannot run as formulas."""
    unit = get_object_or_404(Unit, pk=pk)
    require(viewer_in(request), MoneyPermission.SEE, unit)
    purse = purse_of(unit, _year(request))
    response = HttpResponse(write(_rows(purse), COLUMNS, "csv"), content_type="text/csv; charset=utf-8")
    money = _("money")
    name = f"{money}-{slugify(unit.name) or unit.pk}-{purse.year}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def course(request: HttpRequest, pk: int, group: int) -> HttpResponse:
    """How the year's budget of an account group lies over its months, and the leader's own word on it."""
    viewer, unit = viewer_in(request), get_object_or_404(Unit, pk=pk)
    require(viewer, MoneyPermission.BEND, unit)
    the_group, year = get_object_or_404(AccountGroup, pk=group), _year(request)
    purse = purse_of(unit, year)
    part = next((part for part in purse.parts if part.group == the_group), None)
    if part is None or part.laid is None:
        raise Http404
    form = BendForm(request.POST or None, laid=part.laid.months, year=year)
    address = redirect("money", pk=unit.pk)
    if "straighten" in request.POST:
        straighten(viewer=viewer, unit=unit, group=the_group, year=year)
        messages.success(request, _("The year lies as it is worked out again."))
        return address
    if form.is_valid():
        try:
            bend(
                viewer=viewer, unit=unit, group=the_group, year=year, laid=part.laid.months,
                months=form.cleaned_data["months"], reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except MoneyError as wrong:
            form.add_error(None, str(wrong))
        else:
            messages.success(request, _("The year lies as you have said."))
            return address
    context = {"unit": unit, "part": part, "form": form, "year": year}
    return render(
        request,
        "site/money/course.html",
        context | {"asked": UNMEASURED},
        status=422 if form.is_bound else 200,
    )


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("aar", "")
    now = today().year
    near = {str(year): year for year in range(now - YEARS_BACK, now + YEARS_BACK + 1)}
    return near.get(asked, now)


def _agreed(viewer: Viewer, unit: Unit, purse: Purse) -> dict[str, Any]:
    """What was moved, agreed on, and is known to come. Who may not see a matter sees what came of it, unlinked; of a plan
    nothing, for its words are the matter's."""
    moved = list(transfers_of([unit.pk], purse.year))
    savings = list(savings_of([unit.pk]))
    said = [] if purse.below else said_at_once(commitments_of(unit, purse.year))
    matters = [one.matter for one in moved] + [one.matter for one in savings]
    matters += [one.first.matter for one in said]
    seen = {matter.pk for matter in matters if matter and may(viewer, MatterPermission.SEE, matter)}
    return {
        "moved": moved,
        "savings": savings,
        "seen": seen,
        "said": [one for one in said if not one.planned or one.first.matter_id in seen],
    }


def _rows(purse: Purse) -> list[dict[str, Any]]:
    def kroner(ore: int | None) -> float | None:
        return None if ore is None else ore / 100

    return [
        {
            "unit": purse.unit.name,
            "year": purse.year,
            "account_group": part.group.name,
            "original": kroner(part.original),
            "budget": kroner(part.budget),
            "spent": kroner(part.spent),
            "expected": kroner(part.outlook.total if part.outlook else None),
            "low80": kroner(part.outlook.low80 if part.outlook else None),
            "high80": kroner(part.outlook.high80 if part.outlook else None),
        }
        for part in purse.parts
    ]
