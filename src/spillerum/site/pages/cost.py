"""What Spillerum costs: the minutes it has asked people for. A deed nobody has measured stays unknown, never 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count
from django.shortcuts import render

from spillerum.calendar.now import today
from spillerum.matters.kinds import KINDS
from spillerum.matters.models import Entry
from spillerum.people.access import PostKind, viewer_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from spillerum.people.access import Viewer

Made = tuple[str | None, str, str | None, int]  # kind of matter, move, kind of post, how often


@dataclass(frozen=True)
class Asked:
    """Minutes of the deeds whose minutes are known, and how many deeds are unknown."""

    deeds: int = 0
    minutes: int = 0
    unknown: int = 0

    def __bool__(self) -> bool:
        return self.deeds > 0

    def __add__(self, other: Asked) -> Asked:
        return Asked(self.deeds + other.deeds, self.minutes + other.minutes, self.unknown + other.unknown)


def asked_this_year(viewer: Viewer) -> Asked:
    """What Spillerum has asked this person for since New Year."""
    return _sum(_made_this_year(person=viewer.user.pk))


def page(request: HttpRequest) -> HttpResponse:
    """Everybody's minutes by role: a sum nobody can be picked out of."""
    viewer_in(request)
    made = _made_this_year()
    labels = dict(PostKind.choices)
    roles = {role: _sum(row for row in made if row[2] == role) for role in PostKind.values}
    return render(
        request,
        "site/cost.html",
        {
            "roles": [(labels[role], asked) for role, asked in roles.items() if asked.deeds],
            "total": _sum(made),
            "year": str(today().year),  # a name, not a quantity: no dot after the thousand
            "stated": _stated(),
        },
    )


def minutes_of(kind: str | None, move: str) -> int | None:
    """What one deed is said to take; None when nobody has said."""
    deed = KINDS[kind].deeds.get(move) if kind in KINDS else None
    return None if deed is None else deed.minutes


def _made_this_year(person: int | None = None) -> list[Made]:
    year = today().year
    made = Entry.objects.filter(by__isnull=False, matter__isnull=False, at__year=year)
    if person is not None:
        made = made.filter(by_id=person)
    rows = made.order_by().values_list("matter__kind", "what", "for_post__kind").annotate(times=Count("pk"))
    return [(kind, what, role, times) for kind, what, role, times in rows]


def _sum(rows: Iterable[Made]) -> Asked:
    total = Asked()
    for kind, what, _role, times in rows:
        minutes = minutes_of(kind, what)
        total += Asked(times, times * (minutes or 0), times if minutes is None else 0)
    return total


def _stated() -> list[tuple[object, object, int | None]]:
    """Every deed Spillerum can ask for, with what it is said to take."""
    return [
        (kind.lifecycle.label, move.label, kind.deeds[move.name].minutes)
        for kind in KINDS.values()
        for move in kind.lifecycle.moves
        if move.name in kind.deeds
    ]
