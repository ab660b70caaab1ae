"""Where figures come from: all sources with their health, one source, and what its owner sends."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from spillerum.calendar.now import today
from spillerum.figures.access import FiguresPermission
from spillerum.figures.errors import FigureError, UnusableFile
from spillerum.figures.forms import TOO_LARGE, DeliverForm
from spillerum.figures.models import Delivery, Source
from spillerum.figures.naming import labels_of_units
from spillerum.figures.queries import corrections, health_of, open_rows, sources_health, unmapped
from spillerum.figures.services import receive
from spillerum.figures.telling import left_out, told
from spillerum.people.access import may, require, viewer_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from spillerum.figures.services import Received
    from spillerum.people.access import Viewer

ROWS, CORRECTIONS, DELIVERIES = 50, 20, 25  # on a page


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    viewer = viewer_in(request)
    require(viewer, FiguresPermission.SEE)
    seen = [h for h in sources_health(today()) if may(viewer, FiguresPermission.SEE_SOURCE, h.source)]
    return render(request, "figures/sources.html", {"sources": seen})


@require_safe
def source(request: HttpRequest, pk: int) -> HttpResponse:
    the_source = get_object_or_404(Source.objects.select_related("owner", "measure"), pk=pk)
    require(viewer_in(request), FiguresPermission.SEE_SOURCE, the_source)
    return source_page(request, the_source)


@require_POST
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """A file from the source's owner. Bad ones are answered on the page, with all that is wrong at once."""
    the_source, viewer = (
        get_object_or_404(Source.objects.select_related("owner", "measure"), pk=pk),
        viewer_in(request),
    )
    require(viewer, FiguresPermission.DELIVER, the_source)
    form = DeliverForm(request.POST, request.FILES)
    if getattr(request, "too_large", False):
        form.errors["file"] = form.error_class([TOO_LARGE % {"limit": settings.MAX_UPLOAD >> 20}])
    if form.is_valid() and (received := _received(viewer, the_source, form)):
        _say(request, received)
        return redirect("source", pk=pk)
    return source_page(request, the_source, status=422, deliver_form=form)


@require_safe
def delivery_file(request: HttpRequest, pk: int) -> FileResponse:
    """A delivery as it came: always saved, never shown by the browser."""
    delivery = get_object_or_404(Delivery.objects.select_related("source"), pk=pk)
    require(viewer_in(request), FiguresPermission.DOWNLOAD, delivery)
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
    return FileResponse(
        io.BytesIO(delivery.content),
        as_attachment=True,
        filename=delivery.filename,
        content_type="application/octet-stream",
        headers=headers,
    )


def source_page(request: HttpRequest, the_source: Source, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a source; its owner also gets what there is to do."""
    viewer = viewer_in(request)
    deliveries = Delivery.objects.filter(source=the_source).select_related("by").defer("content")
    context = {
        "source": the_source,
        "health": health_of(the_source, today()),
        "deliveries": Paginator(deliveries, DELIVERIES).get_page(request.GET.get("page")),
        "may_deliver": may(viewer, FiguresPermission.DELIVER, the_source),
        "deliver_form": DeliverForm(),
    }
    if may(viewer, FiguresPermission.MEND, the_source):
        context |= _to_do(the_source)
    return render(request, "figures/source.html", context | more, status=status)


def _to_do(the_source: Source) -> dict[str, Any]:
    rows = (
        open_rows().filter(delivery__source=the_source).select_related("delivery").defer("delivery__content")
    )
    names = list(unmapped().filter(source=the_source).order_by("name"))
    return {
        "may_mend": True,
        "rows": rows[:ROWS],
        "names": names,
        "unit_labels": [label for label, _unit in labels_of_units()] if names else [],
        "corrections": corrections(the_source)[:CORRECTIONS],
    }


def _received(viewer: Viewer, the_source: Source, form: DeliverForm) -> Received | None:
    file = form.cleaned_data["file"]
    try:
        return receive(source=the_source, filename=file.name, content=file.read(), by=viewer.user)
    except UnusableFile as wrong:
        form.add_error("file", list(wrong.sentences))
    except FigureError as wrong:
        form.add_error("file", str(wrong))
    return None


def _say(request: HttpRequest, received: Received) -> None:
    if received.fresh:
        messages.success(request, told(received))
    else:
        messages.info(request, told(received))
    for sentence in left_out(received):
        messages.warning(request, sentence)
