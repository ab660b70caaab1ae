"""What is known: observations as we knew them at a time, and sources with their health."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery

from spillerum.calendar.period import Frequency, Period
from spillerum.calendar.workdays import end_of
from spillerum.figures.models import Alias, Delivery, Lateness, Observation, Series, Source, UnreadRow
from spillerum.figures.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime
    from decimal import Decimal

    from django.db.models import QuerySet

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Known:
    """A value as it was known. `observation_id` is None where it is a sum carried over from predecessors."""

    series_id: int
    period: Period
    value: Decimal | None  # None: withdrawn
    observation_id: int | None
    known: datetime


@dataclass(frozen=True, slots=True)
class SourceHealth:
    source: Source
    newest: Period | None  # the newest period it has brought
    arrived: datetime | None  # the newest delivery
    expected: Period | None  # the newest period that should have been here
    late: bool
    unread: int  # rows to mend or wave off
    unmapped: int  # names of units that somebody must say which is
    open_matter_id: int | None  # its lateness


@dataclass(frozen=True, slots=True)
class _Sides:
    """What is counted beside the sources, by source."""

    brought: dict[int, tuple[Period | None, datetime]]
    unread: dict[int, int]
    unmapped: dict[int, int]
    matters: dict[int, int]


def known_observations(
    *,
    at: datetime | None = None,
    series_ids: Collection[int] | QuerySet[Series, Any] | None = None,
    since: Period | None = None,
) -> list[Known]:
    """The newest value of each series and period that was known at `at` (now without). One query."""
    found = Observation.objects.order_by("series_id", "period", "known")
    if at is not None:
        found = found.filter(known__lte=at)
    if series_ids is not None:
        found = found.filter(series__in=series_ids)
    if since is not None:
        found = found.filter(period__gte=since)
    newest: dict[tuple[int, Period], Known] = {
        (series, period): Known(series, period, value, pk, known)
        for series, period, value, pk, known in found.values_list(
            "series_id", "period", "value", "pk", "known"
        )
    }  # a later row of the same cell takes the earlier one's place
    return list(newest.values())


def newest_values(series_ids: Collection[int]) -> dict[int, Known]:
    """The newest period of each series that has a value."""
    known = [one for one in known_observations(series_ids=series_ids) if one.value is not None]
    return {one.series_id: one for one in sorted(known, key=lambda one: one.period.ordinal)}


def series_with_names() -> QuerySet[Series]:
    return Series.objects.select_related("measure", "unit").order_by("measure_id", "unit__name", "pk")


def expected_period(source: Source, on: date) -> Period | None:
    """The newest period that should have been here by `on`: it has ended, and the grace has passed."""
    period = Period.containing(on - source.grace_days * _DAY, Frequency(source.frequency)) + -1
    if source.expected_to is not None:
        period = min(period, brought_in(source, source.expected_to))
    too_early = source.expected_from is not None and period.last_day < source.expected_from.last_day
    return None if too_early else period


def fell_due(source: Source, period: Period) -> datetime:
    """When the source is late with the period: midnight in Copenhagen after the last day of grace."""
    return end_of(period.last_day + source.grace_days * _DAY)


def brought_in(source: Source, newest: Period) -> Period:
    """The newest period of the source's own rhythm that figures up to `newest` make whole."""
    period = Period.containing(newest.last_day, Frequency(source.frequency))
    return period if period.last_day <= newest.last_day else period + -1


def is_late(source: Source, newest: Period | None, expected: Period | None) -> bool:
    """A source that has brought nothing is late only when somebody has said from when it is expected."""
    if expected is None:
        return False
    return newest < expected if newest is not None else source.expected_from is not None


def newest_periods(
    on: date, sources: Collection[int] | None = None
) -> dict[int, tuple[Period | None, datetime]]:
    """For each source that has delivered by the end of the day: the newest period of its rhythm, and when."""
    brought = Delivery.objects.filter(arrived__lt=end_of(on))
    if sources is not None:
        brought = brought.filter(source__in=sources)
    rows = brought.order_by().values_list("source").annotate(Max("newest"), Max("arrived"))
    return {source: (newest, arrived) for source, newest, arrived in rows}


def open_rows() -> QuerySet[UnreadRow]:
    """Rows somebody should look at; those that wait for the name of a unit are counted as names."""
    open_ones = UnreadRow.objects.filter(mended__isnull=True, waved_off__isnull=True)
    return open_ones.exclude(reason=Reason.UNKNOWN_UNIT)


def unmapped() -> QuerySet[Alias]:
    return Alias.objects.filter(unit__isnull=True, ignored=False)


def sources_health(on: date) -> list[SourceHealth]:
    """Every source, by name. Five queries, however many there are."""
    sides = _sides(on)
    sources = Source.objects.select_related("owner", "measure").order_by("name")
    return [_health(source, on, sides) for source in sources]


def health_of(source: Source, on: date) -> SourceHealth:
    return _health(source, on, _sides(on, [source.pk]))


def told_about(series_ids: Collection[int]) -> dict[int, Lateness]:
    """For series whose source is late: the open matter, so that a page can say that its owner was told."""
    late = Lateness.objects.filter(ended=False).select_related("source", "source__owner", "matter")
    by_source = {lateness.source_id: lateness for lateness in late}
    if not by_source:
        return {}
    brought = Observation.objects.filter(series__in=series_ids, delivery__source__in=by_source)
    pairs = brought.order_by().values_list("series", "delivery__source").distinct()
    return {series: by_source[source] for series, source in pairs}


def corrections(source: Source) -> QuerySet[Observation]:
    """The source's figures that changed what was known, the newest first; `before` is what was known."""
    earlier = Observation.objects.filter(
        series=OuterRef("series"), period=OuterRef("period"), known__lt=OuterRef("known")
    )
    deliveries = Delivery.objects.filter(source=source, corrections__gt=0)
    changed = Observation.objects.filter(Exists(earlier), delivery__in=deliveries)
    before = Subquery(earlier.order_by("-known").values("value")[:1])
    named = changed.select_related("series__unit", "series__measure", "delivery").defer("delivery__content")
    return named.annotate(before=before).order_by("-known", "-pk")


def _health(source: Source, on: date, sides: _Sides) -> SourceHealth:
    newest, arrived = sides.brought.get(source.pk, (None, None))
    expected = expected_period(source, on)
    return SourceHealth(
        source=source,
        newest=newest,
        arrived=arrived,
        expected=expected,
        late=is_late(source, newest, expected),
        unread=sides.unread.get(source.pk, 0),
        unmapped=sides.unmapped.get(source.pk, 0),
        open_matter_id=sides.matters.get(source.pk),
    )


def _sides(on: date, sources: Collection[int] | None = None) -> _Sides:
    only = Q() if sources is None else Q(source__in=sources)
    rows = open_rows() if sources is None else open_rows().filter(delivery__source__in=sources)
    return _Sides(
        brought=newest_periods(on, sources),
        unread=dict(rows.order_by().values_list("delivery__source").annotate(Count("pk"))),
        unmapped=dict(unmapped().filter(only).order_by().values_list("source").annotate(Count("pk"))),
        matters=dict(Lateness.objects.filter(only, ended=False).values_list("source", "matter")),
    )
