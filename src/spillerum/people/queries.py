"""Who holds what today, and who answers for an empty chair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from spillerum.people.access import Viewer
from spillerum.people.models import Holding, Post, User

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


def holdings_on(day: date) -> QuerySet[Holding]:
    return Holding.objects.filter(
        Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day, person__is_active=True
    )


def posts_held(person: User, on: date) -> QuerySet[Post]:
    return Post.objects.filter(holdings__in=holdings_on(on).filter(person=person)).order_by("pk").distinct()


def vacant(on: date) -> QuerySet[Post]:
    return Post.objects.exclude(Exists(holdings_on(on).filter(post=OuterRef("pk"))))


def viewer_of(person: User, on: date) -> Viewer:
    """The person with the posts held, and the vacant ones that fall to them, however many chairs are empty in a row."""
    held = tuple(posts_held(person, on))
    stands_in: list[Post] = []
    level, seen = {post.pk for post in held}, {post.pk for post in held}
    while level:
        below = list(vacant(on).filter(falls_to__in=level).exclude(pk__in=seen).order_by("pk"))
        stands_in += below
        level = {post.pk for post in below}
        seen |= level
    return Viewer(user=person, on=on, held=held, stands_in_for=tuple(stands_in))


def acting_post(post: Post, on: date) -> Post:
    """The post itself if somebody holds it, else the first up its chain that is held (itself when nobody is)."""
    at: Post | None = post
    seen: set[int] = set()
    while at is not None and at.pk not in seen:
        seen.add(at.pk)
        if holdings_on(on).filter(post=at).exists():
            return at
        at = at.falls_to
    return post


def holders(post: Post, on: date) -> QuerySet[User]:
    return User.objects.filter(holdings__in=holdings_on(on).filter(post=post)).order_by("name").distinct()
