"""Sources that are late: their matters open when they fell due and end when the figures arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from spillerum.calendar.workdays import COPENHAGEN
from spillerum.figures.lifecycle import LATENESS
from spillerum.figures.models import Lateness, Source
from spillerum.figures.queries import expected_period, fell_due, is_late, newest_periods
from spillerum.matters.services import MovedMeanwhile, move, open_matter

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from spillerum.calendar.period import Period


def look_for_late(*, at: datetime) -> int:
    """Open a matter for every source that is late, dated when it fell due; end those that are late no more.

    Safe to run twice at once. Returns how many matters were opened or ended.
    """
    on = at.astimezone(COPENHAGEN).date()
    newest = newest_periods(on)
    late = {lateness.source_id: lateness for lateness in open_latenesses()}
    done = 0
    for source in Source.objects.select_related("owner"):
        brought = newest[source.pk][0] if source.pk in newest else None
        expected = expected_period(source, on)
        if not is_late(source, brought, expected):
            done += source.pk in late and _end(late[source.pk], at)
        elif source.pk not in late:
            done += _open(source, brought)
    return done


def end_if_arrived(source: Source, *, at: datetime) -> None:
    """End the source's lateness if it has brought all that was due; in the transaction that took it in."""
    lateness = open_latenesses().filter(source=source).first()
    if lateness is None:
        return
    on = at.astimezone(COPENHAGEN).date()
    brought = newest_periods(on, [source.pk]).get(source.pk, (None, None))[0]
    if not is_late(source, brought, expected_period(source, on)):
        _end(lateness, at)


def open_latenesses() -> QuerySet[Lateness]:
    return Lateness.objects.filter(ended=False).select_related("matter", "source__owner")


def _open(source: Source, brought: Period | None) -> bool:
    missing = source.expected_from if brought is None else brought + 1
    if missing is None:
        raise AssertionError("a source that has brought nothing is late only from expected_from")
    at = fell_due(source, missing)
    try:
        with transaction.atomic():
            who = {"data_owner": source.owner}
            matter = open_matter(kind=LATENESS.name, about=f"source:{source.pk}", who=who, at=at)
            Lateness.objects.create(matter=matter, source=source, period=missing)
    except IntegrityError:
        return False  # another clock opened it first; the constraint one_open_lateness let only one through
    return True


def _end(lateness: Lateness, at: datetime) -> bool:
    try:
        with transaction.atomic():
            move(matter=lateness.matter, name="arrive", at=at)
            Lateness.objects.filter(pk=lateness.pk).update(ended=True)
    except MovedMeanwhile:
        return False
    return True
