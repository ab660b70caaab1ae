"""Sign-in and sign-out, by allauth. Nobody signs themselves up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account import views
from django.shortcuts import render

from spillerum.site.doors import open_to_all

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

login = open_to_all(views.login)
logout = open_to_all(views.logout)
inactive = open_to_all(views.account_inactive)


@open_to_all
def no_signup(request: HttpRequest) -> HttpResponse:
    """Where allauth would send somebody without a user."""
    return render(request, "account/signup_closed.html", status=403)
