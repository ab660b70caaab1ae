"""A file of units in two steps: send it and see what it changes, then say yes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from spillerum.exchange.faults import BadFile
from spillerum.organisation.access import OrganisationPermission
from spillerum.organisation.forms import UnitFileForm
from spillerum.organisation.intake.planning import plan_import
from spillerum.organisation.intake.telling import done, headings, left_alone, told
from spillerum.organisation.models import Draft
from spillerum.organisation.services import OrganisationError, apply_draft, keep_draft
from spillerum.people.access import require, viewer_in
from spillerum.people.services import PeopleError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from spillerum.exchange.faults import Fault
    from spillerum.organisation.intake.plan import Plan

AT_MOST = 200  # of each kind of change, and of faults, on the page


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    viewer = viewer_in(request)
    require(viewer, OrganisationPermission.ARRANGE)
    form = UnitFileForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _form(request, form)
    sent = form.cleaned_data["file"]
    content, file = sent.read(), sent.name
    try:
        plan_import(content, file, viewer.on)
    except BadFile as bad:
        return _form(request, form, faults=_told(bad.faults))
    return redirect("organisation_draft", keep_draft(content=content, file=file, viewer=viewer).pk)


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = viewer_in(request)
    require(viewer, OrganisationPermission.ARRANGE)
    kept = get_object_or_404(Draft, pk=pk)
    if kept.applied is not None:
        messages.info(request, gettext("This file has been taken in already."))
        return redirect("organisation_import")
    if request.method == "POST":
        try:
            plan = apply_draft(draft=kept, seen=request.POST.get("seen", ""), viewer=viewer)
        except (OrganisationError, PeopleError) as refused:
            messages.error(request, str(refused))
            return redirect("organisation_draft", pk)
        messages.success(request, done(plan))
        return redirect("units")
    plan = plan_import(bytes(kept.content), kept.file, viewer.on)
    return render(request, "organisation/draft.html", {"draft": kept, "plan": plan, **_preview(plan)})


def _preview(plan: Plan) -> dict[str, Any]:
    groups = [(label, plan.those(what)) for what, label in headings()]
    return {
        "groups": [
            (label, len(changes), [(change, told(change, plan)) for change in changes[:AT_MOST]])
            for label, changes in groups
            if changes
        ],
        "left_alone": list(left_alone(plan)),
        "faults": _told(plan.faults[:AT_MOST]),
        "fault_count": len(plan.faults),
        "notices": _told(plan.notices),
        "at_most": AT_MOST,
    }


def _told(faults: Iterable[Fault]) -> list[str]:
    return [fault.sentence(gettext) for fault in faults]


def _form(request: HttpRequest, form: UnitFileForm, faults: list[str] | None = None) -> HttpResponse:
    context = {"form": form, "faults": faults or []}
    return render(request, "organisation/import.html", context, status=422 if form.is_bound else 200)
