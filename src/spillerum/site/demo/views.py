"""Only in the demo: be somebody, and go on to next month. Outside it these addresses do not exist."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from spillerum.calendar.now import today
from spillerum.people.models import User
from spillerum.people.queries import holdings_on
from spillerum.site.demo.day import step
from spillerum.site.demo.money.told import made_in, stated
from spillerum.site.demo.newcastle import last_day
from spillerum.site.doors import open_to_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def only_in_the_demo(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Deny by default: the setting is looked at on every request, not only when addresses are made."""

    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@open_to_all
@only_in_the_demo
def who(request: HttpRequest) -> HttpResponse:
    """Click a person to be that person."""
    holdings = holdings_on(today()).select_related("post", "person").order_by("pk")
    return render(request, "site/demo/who.html", {"holdings": holdings})


@open_to_all
@only_in_the_demo
@require_POST
def be(request: HttpRequest, pk: int) -> HttpResponse:
    login(request, get_object_or_404(User, pk=pk, is_active=True), settings.AUTHENTICATION_BACKENDS[0])
    return redirect("/")


@open_to_all
@only_in_the_demo
@require_safe
def how_money_is_made(request: HttpRequest) -> HttpResponse:
    """What the demo's money is worked out from, and every price."""
    year = min(today(), last_day()).year
    context = {"year": year, "made": made_in(year), "prices": stated()}
    return render(request, "site/demo/money.html", context)


@open_to_all
@only_in_the_demo
@require_POST
def next_month(request: HttpRequest) -> HttpResponse:
    """The page says which day it went from, so that two clicks are one step."""
    try:
        from_day = date.fromisoformat(request.POST.get("from", ""))
    except ValueError as wrong:
        raise Http404 from wrong
    step(today=from_day)
    return (
        redirect(request.POST.get("back") or "/") if _inside(request.POST.get("back", "")) else redirect("/")
    )


def _inside(address: str) -> bool:
    """An address of our own: a path, and not one that a browser reads as another host."""
    return address.startswith("/") and not address.startswith(("//", "/\\"))
