"""The small pages: which language, and how accessible Spillerum is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from spillerum.people.models import User
from spillerum.site.doors import open_to_all
from spillerum.site.middleware import LANGUAGE_COOKIE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

A_YEAR = 365 * 24 * 3600


@open_to_all
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language with the person, or in a cookie for whoever is not signed in."""
    wanted, onward = request.POST.get("language", ""), request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}):
        onward = "/"
    response = HttpResponseRedirect(onward)
    if wanted in dict(settings.LANGUAGES):
        if isinstance(request.user, User):
            User.objects.filter(pk=request.user.pk).update(language=wanted)
        response.set_cookie(
            LANGUAGE_COOKIE, wanted, max_age=A_YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax"
        )
    return response


@open_to_all
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "site/accessibility.html")
