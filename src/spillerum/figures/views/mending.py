"""What a source's owner does: say which unit a name is, mend a row, wave rows off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from spillerum.figures.access import FiguresPermission
from spillerum.figures.errors import AlreadySettled, FigureError
from spillerum.figures.forms import MendForm, NameForm
from spillerum.figures.models import Alias, Source, UnreadRow
from spillerum.figures.services import ignore_alias, map_alias, mend_row, wave_off, wave_off_all
from spillerum.figures.views.sources import source_page
from spillerum.people.access import require, viewer_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_POST
def name(request: HttpRequest, pk: int) -> HttpResponse:
    """Which unit a name is, or that it is none of ours."""
    alias = get_object_or_404(Alias.objects.select_related("source__owner", "source__measure"), pk=pk)
    viewer = viewer_in(request)
    require(viewer, FiguresPermission.MEND, alias.source)
    form = NameForm(request.POST)
    try:
        if "ignore" in request.POST:
            ignore_alias(viewer=viewer, alias=alias)
            messages.success(request, _("“%(name)s” is left out from now on.") % {"name": alias.name})
        elif form.is_valid():
            unit = form.cleaned_data["unit"]
            new = map_alias(viewer=viewer, alias=alias, unit=unit)
            told = ngettext(
                "%(n)s figure that waited has gone in.", "%(n)s figures that waited have gone in.", new
            )
            messages.success(request, f"{alias.name}: {unit}. {told % {'n': new}}")
        else:
            return source_page(request, alias.source, status=422, wrong_name=alias.pk, name_form=form)
    except FigureError as wrong:
        messages.warning(request, str(wrong))
    return redirect("source", pk=alias.source_id)


@require_POST
def row(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend a row that could not be read, or wave it off."""
    rows = UnreadRow.objects.select_related("delivery__source__owner", "delivery__source__measure")
    the_row = get_object_or_404(rows.defer("delivery__content"), pk=pk)
    source, viewer = the_row.delivery.source, viewer_in(request)
    require(viewer, FiguresPermission.MEND, source)
    form = MendForm(request.POST)
    try:
        if "wave_off" in request.POST:
            wave_off(viewer=viewer, row=the_row)
            messages.success(request, _("The row is put aside. The file still has it."))
            return redirect("source", pk=source.pk)
        if form.is_valid():
            mend_row(viewer=viewer, row=the_row, **form.deed())
            messages.success(request, _("The figure has gone in."))
            return redirect("source", pk=source.pk)
    except AlreadySettled as wrong:
        messages.warning(request, str(wrong))
        return redirect("source", pk=source.pk)
    except FigureError as wrong:
        form.add_error(None, str(wrong))
    return source_page(request, source, status=422, wrong_row=the_row.pk, mend_form=form)


@require_POST
def all_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """Wave off every row of a source that could not be read."""
    source, viewer = get_object_or_404(Source.objects.select_related("owner"), pk=pk), viewer_in(request)
    require(viewer, FiguresPermission.MEND, source)
    n = wave_off_all(viewer=viewer, source=source)
    told = ngettext("%(n)s row is put aside.", "%(n)s rows are put aside.", n) % {"n": n}
    messages.success(request, told)
    return redirect("source", pk=pk)
