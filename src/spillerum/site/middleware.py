"""What every request passes: the demo's day, the person's language, and a door that is closed unless a view opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Next = Callable[[HttpRequest], HttpResponse]


def demo_day(get_response: Next) -> Next:
    return get_response


def language(get_response: Next) -> Next:
    return get_response


def closed_unless_opened(get_response: Next) -> Next:
    return get_response
