"""What is new since the last scan: figures that are not those that were judged, and answers given since."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Q

from spillerum.calendar.period import Frequency, Period
from spillerum.deviations.models import LevelChange, Verdict
from spillerum.figures.rows import read_rows, together

if TYPE_CHECKING:
    from spillerum.deviations.models import Scan
    from spillerum.figures.models import Series
    from spillerum.figures.rows import Ints, Rows

News = dict[int, Period]  # measure to its earliest period of which something new is known
MARGIN = timedelta(days=1)  # an answer given while the last scan read is not missed; twice does no harm
LOOKED_BACK = 24  # periods that are judged again when something in them has become known


def news_since(every: dict[int, Series], known: Rows, before: Scan | None) -> News:
    """For each measure, the earliest period whose figures are not those that were judged.

    The figures themselves are compared, not when they came: a delivery that was still being taken in while the
    last scan read is not missed.
    """
    about = _About(every)
    newest = about.ends(known, np.maximum)
    if before is None or not newest:
        return newest
    back = {measure: period + -LOOKED_BACK for measure, period in newest.items()}
    changed = about.ends(_changed(about.since(back, known), about.only(_judged_since(back))), np.minimum)
    levels = LevelChange.objects.filter(at__gt=before.at - MARGIN, series__measure__in=newest)
    for series, period in levels.values_list("series", "first_period"):
        if series in every:
            measure = every[series].measure_id
            changed[measure] = min(changed.get(measure, period), period)
    return changed


class _About:
    """Which measure a series is of, for very many rows at once."""

    def __init__(self, every: dict[int, Series]) -> None:
        self.frequency = {s.measure_id: Frequency(s.measure.frequency) for s in every.values()}
        self.measures = list(self.frequency)
        number = {measure: n for n, measure in enumerate(self.measures)}
        self.number = np.full(max(every, default=0) + 1, -1)
        self.number[list(every)] = [number[s.measure_id] for s in every.values()]

    def ends(self, rows: Rows, which: np.ufunc) -> News:
        """Each measure's last (np.maximum) or first (np.minimum) period."""
        of, ordinal = self.number[rows.series], rows.ordinal
        end = np.full(len(self.measures), -1)
        end[of] = ordinal
        which.at(end, of, ordinal)
        return {
            measure: Period(self.frequency[measure], int(end[n]))
            for n, measure in enumerate(self.measures)
            if end[n] >= 0
        }

    def since(self, first: News, rows: Rows) -> Rows:
        least = np.array([first[one].ordinal if one in first else 0 for one in self.measures])
        return rows.where(rows.ordinal >= least[self.number[rows.series]])

    def only(self, rows: Rows) -> Rows:
        """Without the series that are looked at no more."""
        inside = rows.where(rows.series < len(self.number))
        return inside.where(self.number[inside.series] >= 0)


def _judged_since(first: News) -> Rows:
    """What was judged, from each measure's first period on. One query."""
    wanted = Q(pk__in=[])
    for measure, period in first.items():
        wanted |= Q(series__measure=measure, period__gte=period)
    return read_rows(Verdict.objects.filter(wanted).order_by())


def _changed(known: Rows, judged: Rows) -> Rows:
    """What is known now and was not judged so, and what was judged and is known no more."""
    now, then = _cells(known), _cells(judged)
    if not len(then):
        return known
    order = then.argsort()
    at = order[np.searchsorted(then, now, sorter=order).clip(max=len(then) - 1)]
    missing = np.isnan(known.value) & np.isnan(judged.value[at])
    same = (then[at] == now) & ((known.value == judged.value[at]) | missing)
    gone = judged.where(~np.isin(then, now) & ~np.isnan(judged.value))
    return together(known.where(~same), gone)


def _cells(rows: Rows) -> Ints:
    """A number for each series and period."""
    return rows.series * 10**7 + rows.ordinal
