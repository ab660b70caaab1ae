"""The two pages where a leader puts a question about money. The answers are given on the matter's own page."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from spillerum.agreements.access import AgreementPermission
from spillerum.agreements.errors import AgreementError
from spillerum.agreements.forms import MoveForm, SavingForm
from spillerum.agreements.queries import partners_of
from spillerum.agreements.saving import Terms, propose_saving
from spillerum.agreements.services import move_within, propose
from spillerum.matters.kinds import UNMEASURED
from spillerum.organisation.models import Unit
from spillerum.people.access import require, viewer_in

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from spillerum.agreements.models import Transfer


@require_http_methods(["GET", "HEAD", "POST"])
def move_money(request: HttpRequest, pk: int) -> HttpResponse:
    """Within the unit it is done at once; between units the other leader is asked."""
    unit, viewer = get_object_or_404(Unit, pk=pk), viewer_in(request)
    require(viewer, AgreementPermission.MOVE, unit)
    form = MoveForm(request.POST or None, unit=unit, units=partners_of(unit))
    if form.is_valid():
        asked = form.cleaned_data
        try:
            if asked["giver"] == asked["taker"]:
                giver = asked.pop("giver")
                del asked["taker"]
                move_within(viewer=viewer, unit=giver, **asked)
                messages.success(request, _("The money is moved."))
                return redirect("money", pk=unit.pk)
            transfer = propose(viewer=viewer, **asked)
        except AgreementError as wrong:
            form.add_error(None, str(wrong))
        else:
            messages.success(request, _proposed(transfer))
            return redirect("matter", pk=transfer.matter_id)
    return _page(request, "agreements/move.html", unit, form)


def _proposed(transfer: Transfer) -> str:
    """Whoever leads both sides has said yes with it."""
    if transfer.matter is not None and transfer.matter.state == "moved":
        return _("The money is moved.")
    return _("%(unit)s is asked. Nothing is moved before the answer.") % {"unit": transfer.other}


@require_http_methods(["GET", "HEAD", "POST"])
def save_together(request: HttpRequest, pk: int) -> HttpResponse:
    """Every unit that is ticked gets the question; none is bound before its own yes."""
    unit, viewer = get_object_or_404(Unit, pk=pk), viewer_in(request)
    require(viewer, AgreementPermission.PROPOSE_SAVING, unit)
    form = SavingForm(request.POST or None, unit=unit, units=partners_of(unit))
    if form.is_valid():
        asked = form.cleaned_data
        terms = Terms(
            asked["name"], asked["reason"], asked["percent"] / 100, asked["first_year"], asked["years"],
            asked["growth"] / Decimal(100),
        )  # fmt: skip
        try:
            saving = propose_saving(
                viewer=viewer, key=asked["key"], unit=unit, others=list(asked["others"]), terms=terms
            )
        except AgreementError as wrong:
            form.add_error(None, str(wrong))
        else:
            messages.success(request, _("They are asked. Nobody is bound before their own yes."))
            return redirect("matter", pk=saving.matter_id)
    return _page(request, "agreements/save.html", unit, form)


def _page(request: HttpRequest, template: str, unit: Unit, form: forms.Form) -> HttpResponse:
    context = {"unit": unit, "form": form, "asked": UNMEASURED}
    return render(request, template, context, status=422 if form.is_bound else 200)
