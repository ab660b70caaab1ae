"""Sign-in, sign-out and a new password, by allauth. Nobody signs themselves up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account import views
from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from spillerum.site.doors import open_to_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def not_in_the_demo(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Nobody in the demo has a password to choose; there one clicks a person."""

    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


login = open_to_all(views.login)
logout = open_to_all(views.logout)
inactive = open_to_all(views.account_inactive)
ask = open_to_all(not_in_the_demo(views.password_reset))
asked = open_to_all(not_in_the_demo(views.password_reset_done))
choose = open_to_all(not_in_the_demo(never_cache(views.password_reset_from_key)))
chosen = open_to_all(not_in_the_demo(views.password_reset_from_key_done))


@open_to_all
def no_signup(request: HttpRequest) -> HttpResponse:
    """Where allauth would send somebody without a user."""
    return render(request, "account/signup_closed.html", status=403)
