"""One page for every matter, and one for each question it asks. The buttons are the lifecycle's."""

from __future__ import annotations

from dataclasses import dataclass
from inspect import signature
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spillerum.matters.access import MatterPermission, may_move
from spillerum.matters.forms import NoteForm
from spillerum.matters.letters import silence_in_words
from spillerum.matters.lifecycle import MatterError, NotAllowed
from spillerum.matters.models import Matter
from spillerum.matters.queries import cards, timeline
from spillerum.matters.services import MovedMeanwhile
from spillerum.matters.services import note as write_note
from spillerum.people.access import may, require, viewer_in

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from spillerum.matters.kinds import Deed
    from spillerum.matters.lifecycle import Move
    from spillerum.matters.models import Entry
    from spillerum.people.access import Viewer


@dataclass(frozen=True)
class Line:
    """One line of the timeline, as it is read."""

    entry: Entry
    heading: str
    words: str


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    matter = _seen(request, pk)
    return _page(request, matter, NoteForm())


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The question a move asks, and the deed when it is answered."""
    matter, viewer = _seen(request, pk), viewer_in(request)
    deed = matter.kind_of.deeds.get(name)
    if deed is None:
        raise Http404
    try:
        the_move = matter.lifecycle.move(matter.state, name)
    except NotAllowed:
        return _moved_on(request, matter)
    require(viewer, the_move.permission, matter)
    form = _form(deed, matter, request.POST if request.method == "POST" else None)
    if form.is_valid() and (done := _do(request, viewer, matter, deed, form)):
        return done
    context = {
        "matter": matter,
        "card": cards([matter])[matter.pk],
        "move": the_move,
        "deed": deed,
        "form": form,
    }
    return render(request, "matters/move.html", context | _asks(deed), status=422 if form.is_bound else 200)


@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    matter, form = _seen(request, pk), NoteForm(request.POST)
    require(viewer_in(request), MatterPermission.NOTE, matter)
    if not form.is_valid():
        return _page(request, matter, form, status=422)
    write_note(viewer=viewer_in(request), matter=matter, text=form.cleaned_data["text"])
    messages.success(request, _("Your line stands in the timeline."))
    return redirect("matter", pk=matter.pk)


def moves_for(viewer: Viewer, matter: Matter) -> list[tuple[Move, Deed]]:
    """The buttons: the moves from here that this viewer may make, the primary one first."""
    deeds = matter.kind_of.deeds
    moves = [
        m
        for m in matter.lifecycle.moves_from(matter.state)
        if m.name in deeds and may_move(viewer, matter, m)
    ]
    return sorted(((m, deeds[m.name]) for m in moves), key=lambda pair: not pair[1].primary)


def _seen(request: HttpRequest, pk: int) -> Matter:
    matter = get_object_or_404(Matter.objects.select_related("post"), pk=pk)
    require(viewer_in(request), MatterPermission.SEE, matter)
    return matter


def _page(request: HttpRequest, matter: Matter, note_form: NoteForm, status: int = 200) -> HttpResponse:
    viewer = viewer_in(request)
    buttons, lines = moves_for(viewer, matter), [_line(matter, entry) for entry in timeline(matter)]
    waits_for_me = matter.asks and matter.post_id in viewer.post_ids
    return render(
        request,
        "matters/page.html",
        (_asks(buttons[0][1]) if buttons and waits_for_me else {})
        | {
            "matter": matter,
            "card": cards([matter])[matter.pk],
            "lines": lines,
            "answered": any(line.entry.by and line.entry.what != "note" for line in lines),
            "buttons": buttons,
            "silence": silence_in_words(matter),
            "note_form": note_form if may(viewer, MatterPermission.NOTE, matter) else None,
            "waits_for_me": waits_for_me,
            **matter.kind_of.context(request, matter),
        },
        status=status,
    )


def _line(matter: Matter, entry: Entry) -> Line:
    done = {move.name: str(move.done or move.label) for move in matter.lifecycle.moves}
    told = matter.kind_of.told(entry)
    began = {"open": _("It began")} if not told else {}
    return Line(entry, done.get(entry.what) or began.get(entry.what, ""), told)


def _form(deed: Deed, matter: Matter, data: Any) -> forms.Form:
    """A form that wants to know its matter (for its choices or dates) has an argument of that name."""
    extra: dict[str, Any] = {"matter": matter} if "matter" in signature(deed.form).parameters else {}
    return deed.form(data, **extra)


def _do(
    request: HttpRequest, viewer: Viewer, matter: Matter, deed: Deed, form: forms.Form
) -> HttpResponse | None:
    try:
        entry = deed.do(viewer=viewer, matter=matter, **form.cleaned_data)
    except (MovedMeanwhile, NotAllowed):
        return _moved_on(request, matter)
    except MatterError as wrong:
        form.add_error(None, str(wrong))
        return None
    heading = _line(matter, entry).heading
    messages.success(request, _("Thank you. It is written down: %(what)s.") % {"what": heading})
    return redirect("matter", pk=matter.pk)


def _moved_on(request: HttpRequest, matter: Matter) -> HttpResponse:
    messages.warning(
        request, _("The matter has moved on meanwhile, so nothing was changed. This is how it stands now.")
    )
    return redirect("matter", pk=matter.pk)


def _asks(deed: Deed) -> dict[str, Any]:
    return {"asked": {"minutes": deed.minutes or 0, "unknown": deed.minutes is None}}
