"""What is new since the last scan: figures that are not those that were judged, and answers given since."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from spillerum.calendar.period import Period
from spillerum.deviations.models import LevelChange, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spillerum.deviations.models import Scan
    from spillerum.figures.models import Series
    from spillerum.figures.queries import Known

News = dict[int, Period]  # measure to its earliest period of which something new is known
MARGIN = timedelta(days=1)  # an answer given while the last scan read is not missed; twice does no harm
LOOKED_BACK = 24  # periods that are judged again when something in them has become known


def news_since(every: dict[int, Series], known: list[Known], before: Scan | None) -> News:
    """For each measure, the earliest period whose figures are not those that were judged.

    The figures themselves are compared, not when they came: a delivery that was still being taken in while the
    last scan read is not missed.
    """
    newest = _newest(every, known)
    if before is None:
        return newest
    judged = dict(_judged_since({measure: period + -LOOKED_BACK for measure, period in newest.items()}))
    now_known = {
        (row.series_id, row.period): None if row.value is None else float(row.value)
        for row in known
        if newest[every[row.series_id].measure_id] - row.period <= LOOKED_BACK
    }
    changed = {cell for cell, value in now_known.items() if cell not in judged or judged[cell] != value}
    changed |= {cell for cell, value in judged.items() if value is not None and cell not in now_known}
    levels = LevelChange.objects.filter(at__gt=before.at - MARGIN, series__in=every)
    changed |= set(levels.values_list("series", "first_period"))
    news: News = {}
    for series, period in changed:
        if series in every:
            measure = every[series].measure_id
            news[measure] = min(news.get(measure, period), period)
    return news


def _newest(every: dict[int, Series], known: list[Known]) -> News:
    newest: News = {}
    for row in known:
        measure = every[row.series_id].measure_id
        newest[measure] = max(newest.get(measure, row.period), row.period)
    return newest


def _judged_since(first: News) -> Iterator[tuple[tuple[int, Period], float | None]]:
    """What was judged, (series, period) to value, from each measure's first period on. One query."""
    wanted = Q(pk__in=[])
    for measure, period in first.items():
        wanted |= Q(series__measure=measure, period__gte=period)
    for series, period, value in Verdict.objects.filter(wanted).values_list("series", "period", "value"):
        yield (series, period), value
