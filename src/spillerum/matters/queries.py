"""What waits for whom, and what has happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spillerum.matters.kinds import KINDS
from spillerum.matters.models import Entry, Matter

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from spillerum.matters.kinds import Card
    from spillerum.people.access import Viewer


def inbox(viewer: Viewer) -> QuerySet[Matter]:
    """The matters that wait for the viewer, the most urgent first."""
    return (
        Matter.objects.filter(asks=True, post__in=viewer.post_ids)
        .select_related("post")
        .order_by("falls_due", "pk")
    )


def open_matters() -> QuerySet[Matter]:
    return Matter.objects.filter(post__isnull=False).select_related("post").order_by("falls_due", "pk")


def overdue(at: datetime) -> QuerySet[Matter]:
    return Matter.objects.filter(falls_due__lte=at).order_by("falls_due", "pk")


def cards(matters: Iterable[Matter]) -> dict[int, Card]:
    """The cards of many matters of many kinds: one bulk call a kind."""
    by_kind: dict[str, list[Matter]] = {}
    for matter in matters:
        by_kind.setdefault(matter.kind, []).append(matter)
    told: dict[int, Card] = {}
    for kind, some in by_kind.items():
        told |= KINDS[kind].cards(some)
    return told


def timeline(matter: Matter) -> QuerySet[Entry]:
    return Entry.objects.filter(matter=matter).select_related("by", "for_post").order_by("at", "pk")
