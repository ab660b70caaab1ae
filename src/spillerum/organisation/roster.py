"""Who holds what where, as the administrator reads it. An own file: the other queries know no persons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from spillerum.organisation.queries import seated
from spillerum.people.models import Holding, User
from spillerum.people.queries import vacant

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from spillerum.organisation.models import Seat
    from spillerum.people.models import Post


@dataclass(frozen=True)
class Row:
    """A person with the posts held now or later, each with its unit."""

    person: User
    holdings: list[Holding]


def persons(wanted: str) -> list[User]:
    """Those whose name or mail address has every word wanted. In Python: SQLite knows no small Æ, Ø and Å."""
    words = wanted.casefold().split()
    everybody = User.objects.filter(is_active=True).order_by("name", "pk")
    return [one for one in everybody if all(word in f"{one.name} {one.email}".casefold() for word in words)]


def roster(some: Iterable[User], on: date) -> list[Row]:
    """One query, however many persons."""
    people = list(some)
    running = Holding.objects.filter(Q(last_day__isnull=True) | Q(last_day__gte=on), person__in=people)
    by_person: dict[int, list[Holding]] = {}
    for holding in running.select_related("post__seat__unit").order_by("first_day", "pk"):
        by_person.setdefault(holding.person_id, []).append(holding)
    return [Row(person, by_person.get(person.pk, [])) for person in people]


@dataclass(frozen=True)
class Chair:
    """A seat whose post nobody holds, and the held post that acts for it (None: nobody does)."""

    seat: Seat
    acting: Post | None


def empty_chairs(on: date) -> list[Chair]:
    """By unit. Two queries, however many chairs are empty in a row."""
    empty = {post.pk: post for post in vacant(on).select_related("falls_to")}
    seats = seated(on).filter(post__in=empty).order_by("unit__name", "pk")
    return [Chair(seat, _acting(empty[seat.post_id], empty)) for seat in seats]


def _acting(post: Post, empty: dict[int, Post]) -> Post | None:
    at, seen = post.falls_to, {post.pk}
    while at is not None and at.pk in empty and at.pk not in seen:
        seen.add(at.pk)
        at = empty[at.pk].falls_to
    return None if at is None or at.pk in seen else at
