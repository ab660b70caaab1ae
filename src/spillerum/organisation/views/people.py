"""Persons and posts, as the administrator arranges them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from spillerum.organisation.forms import GivePostForm, SeatForm
from spillerum.organisation.roster import empty_chairs, persons, roster
from spillerum.organisation.services import OrganisationError, seat_post
from spillerum.people.access import PeoplePermission, PostKind, require, viewer_in
from spillerum.people.forms import LastDayForm, PersonForm
from spillerum.people.models import Holding
from spillerum.people.services import PeopleError, create_person, end_post, give_post, invite

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from spillerum.people.access import Viewer

A_PAGE = 50


def _administrator(request: HttpRequest) -> Viewer:
    viewer = viewer_in(request)
    require(viewer, PeoplePermission.ARRANGE_PEOPLE)
    return viewer


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    viewer, wanted = _administrator(request), " ".join(request.GET.get("q", "").split())[:100]
    shown = Paginator(persons(wanted), A_PAGE).get_page(request.GET.get("page"))
    context = {"wanted": wanted, "shown": shown, "rows": roster(shown.object_list, viewer.on)}
    return render(
        request, "organisation/people.html", {**context, "chairs": empty_chairs(viewer.on)[:A_PAGE]}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    viewer = _administrator(request)
    form = PersonForm(request.POST or None)

    def do(fields: dict[str, Any]) -> None:
        wanted = fields.pop("invite", False)
        person = create_person(viewer=viewer, **fields)
        if wanted:
            invite(person=person, viewer=viewer)

    return _asked(request, form, _("New person"), do)


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    viewer = _administrator(request)
    initial = {name: request.GET[name] for name in ("person", "post") if name in request.GET}
    form = GivePostForm(request.POST or None, on=viewer.on, initial=initial)
    return _asked(request, form, _("Give a post"), lambda fields: give_post(viewer=viewer, **fields))


@require_http_methods(["GET", "HEAD", "POST"])
def new_post(request: HttpRequest) -> HttpResponse:
    viewer = _administrator(request)
    form = SeatForm(request.POST or None, on=viewer.on)

    def do(fields: dict[str, Any]) -> None:
        seat_post(viewer=viewer, unit=fields["unit"], kind=PostKind(fields["kind"]), title=fields["title"])

    return _asked(request, form, _("New post"), do)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = _administrator(request)
    holding = get_object_or_404(Holding.objects.select_related("person", "post"), pk=pk)
    form = LastDayForm(request.POST or None, initial={"last_day": max(viewer.on, holding.first_day)})
    heading = _("%(person)s no longer holds “%(post)s”") % {"person": holding.person, "post": holding.post}

    def do(fields: dict[str, Any]) -> None:
        end_post(viewer=viewer, person=holding.person, post=holding.post, last_day=fields["last_day"])

    return _asked(request, form, heading, do)


def _asked(
    request: HttpRequest, form: forms.Form, heading: str, do: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """Ask with the form; when it is filled in rightly, do it and go back to the list."""
    if form.is_valid():
        try:
            do(form.cleaned_data)
        except (PeopleError, OrganisationError) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It is done."))
            return redirect("people")
    context = {"form": form, "heading": heading}
    return render(request, "organisation/ask.html", context, status=422 if form.is_bound else 200)
