"""Who may do what is said once, as predicates a lawyer can read; what no predicate allows is refused.

Each room declares its permissions as a StrEnum and one predicate for each with `@rule`. A predicate is given the
viewer (the person, and the posts the person holds or stands in for today) and the thing in question.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from spillerum.people.models import Post, User


class PostKind(models.TextChoices):
    LEADER = "leader", _("leader")
    DIRECTOR = "director", _("director")
    DATA_OWNER = "data_owner", _("data owner")
    STAFF = "staff", _("staff")
    POLITICIAN = "politician", _("politician")
    ADMINISTRATOR = "administrator", _("administrator")


class PeoplePermission(StrEnum):
    ARRANGE_PEOPLE = "people.arrange"  # create users, give and end posts


@dataclass(frozen=True)
class Viewer:
    """A signed-in person today: the posts held, and the vacant ones that fall to them."""

    user: User
    on: date
    held: tuple[Post, ...] = ()
    stands_in_for: tuple[Post, ...] = ()
    notes: dict[str, Any] = field(
        default_factory=dict, compare=False
    )  # what rooms worked out once for this viewer

    @property
    def posts(self) -> tuple[Post, ...]:
        return self.held + self.stands_in_for

    @property
    def post_ids(self) -> frozenset[int]:
        return frozenset(post.pk for post in self.posts)

    def is_a(self, *kinds: PostKind) -> bool:
        return any(post.kind in kinds for post in self.posts)


def viewer_in(request: HttpRequest) -> Viewer:
    """The viewer of a request to a view that is not open to all: there is always one."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None:
        raise PermissionDenied(_("Sign in first."))
    return viewer


Predicate = Callable[[Viewer, Any], bool]
_rules: dict[str, Predicate] = {}


def rule(permission: StrEnum) -> Callable[[Predicate], Predicate]:
    """Declare the predicate that guards a permission. A permission has exactly one."""

    def declare(predicate: Predicate) -> Predicate:
        if permission.value in _rules:
            raise ValueError(f"{permission.value} has two rules")
        _rules[permission.value] = predicate
        return predicate

    return declare


def may(viewer: Viewer | None, permission: str, thing: object = None) -> bool:
    """Whether the viewer may do this to the thing. Nobody signed in, or no rule: no."""
    predicate = _rules.get(str(permission))
    return viewer is not None and predicate is not None and predicate(viewer, thing)


def require(viewer: Viewer | None, permission: str, thing: object = None) -> None:
    """Raise PermissionDenied, with a sentence, unless the viewer may."""
    if not may(viewer, permission, thing):
        raise PermissionDenied(_("Your posts do not give you the right to do this here."))


def permissions() -> frozenset[str]:
    return frozenset(_rules)


@rule(PeoplePermission.ARRANGE_PEOPLE)
def _administrators(viewer: Viewer, _thing: object) -> bool:
    return viewer.is_a(PostKind.ADMINISTRATOR)
