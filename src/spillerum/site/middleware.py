"""What every request passes: the demo's day, the person's language, and a door that is closed unless a view opens it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers

from spillerum.calendar.now import today
from spillerum.people.models import User
from spillerum.people.queries import viewer_of
from spillerum.site.doors import stands_open

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    Next = Callable[[HttpRequest], HttpResponse]

LANGUAGE_COOKIE = "spillerum_language"


def demo_day(get_response: Next) -> Next:
    """In the demo “today” is the day the demo has come to; elsewhere nothing is pinned."""
    if not settings.DEMO:
        return get_response
    pinning: Next = import_module("spillerum.site.demo.day").on_the_demos_day(get_response)
    return pinning


def language(get_response: Next) -> Next:
    """The person's own language, else the one chosen in the cookie, else Danish."""

    def in_it(request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request)):
            response = get_response(request)
            response.headers["Content-Language"] = translation.get_language() or "da"
            patch_vary_headers(response, ["Cookie"])
        return response

    return in_it


def language_of(request: HttpRequest) -> str:
    person = request.user
    wanted = person.language if isinstance(person, User) else request.COOKIES.get(LANGUAGE_COOKIE, "")
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class ClosedUnlessOpened:
    """Send whoever is not signed in to the sign-in page, except from views that are `@open_to_all`.

    Gives each request its `viewer`: the person with the posts held today, or None. It is worked out before the view
    runs, within the demo's day.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        cast("Any", request).viewer = None
        response = self.get_response(request)
        if isinstance(request.user, User) and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)  # what one may see, the next may not
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        person = request.user
        if isinstance(person, User):
            cast("Any", request).viewer = viewer_of(person, today())
        elif not stands_open(view):
            return redirect_to_login(request.get_full_path())
        return None
