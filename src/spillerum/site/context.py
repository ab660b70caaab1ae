"""What the frame around every page needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from spillerum.calendar.now import today
from spillerum.people.access import PostKind
from spillerum.site.pages.cost import asked_this_year

if TYPE_CHECKING:
    from django.http import HttpRequest

    from spillerum.matters.lifecycle import Text
    from spillerum.people.access import Viewer

EVERYBODY = frozenset(PostKind)
NAVIGATION: tuple[tuple[str, Text, frozenset[PostKind]], ...] = (
    ("mine", _("My room to move"), EVERYBODY),
    ("units", _("Units"), EVERYBODY),
    ("measures", _("Figures"), EVERYBODY),
    ("sources", _("Sources"), frozenset({PostKind.DATA_OWNER, PostKind.ADMINISTRATOR})),
    ("people", _("People"), frozenset({PostKind.ADMINISTRATOR})),
    ("organisation_import", _("Organisation"), frozenset({PostKind.ADMINISTRATOR})),
    ("search", _("Search"), EVERYBODY),
)


@dataclass(frozen=True)
class Place:
    """A place in the navigation."""

    name: Text
    address: str
    here: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    viewer: Viewer | None = getattr(request, "viewer", None)
    return {
        "viewer": viewer,
        "navigation": [] if viewer is None else list(_places(request, viewer)),
        "demo": settings.DEMO,
        "today": today(),
        "other_language": _other_language(),
        "asked_this_year": SimpleLazyObject(lambda: asked_this_year(viewer) if viewer else None),
    }


def _places(request: HttpRequest, viewer: Viewer) -> list[Place]:
    places = []
    for name, label, kinds in NAVIGATION:
        if kinds is EVERYBODY or viewer.is_a(*kinds):
            try:
                address = reverse(name)
            except NoReverseMatch:
                continue
            places.append(Place(label, address, here=request.path == address))
    return places


def _other_language() -> tuple[str, str]:
    return ("da", "Dansk") if get_language() == "en" else ("en", "English")
