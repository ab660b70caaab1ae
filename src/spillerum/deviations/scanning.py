"""The scan over the figures that are known: read, judge, and keep what was found in one transaction.

Reading and judging hold no lock. Keeping takes its turn and looks first whether somebody has kept a newer scan
meanwhile; so of two scans at once each deviation is opened once, and one that dies leaves nothing behind.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from django.conf import settings

from spillerum.analysis.judgement import Verdict as Says
from spillerum.analysis.scan import scan
from spillerum.analysis.series import Good, Kind, MeasureSettings, Options
from spillerum.analysis.series import Series as Numbers
from spillerum.analysis.succession import inherited
from spillerum.calendar.now import now
from spillerum.calendar.period import Frequency, Period
from spillerum.calendar.workdays import COPENHAGEN
from spillerum.deviations.evidence import kept
from spillerum.deviations.following import take_in
from spillerum.deviations.models import LevelChange, Scan, SetAside, Verdict
from spillerum.deviations.news import LOOKED_BACK, news_since
from spillerum.deviations.queries import newest_scan
from spillerum.figures.carried import carried_rows, successions
from spillerum.figures.faulty import left_out, look, take_in_faults, to_leave_out
from spillerum.figures.models import Series
from spillerum.matters.turns import turn
from spillerum.organisation.queries import all_groups_on

if TYPE_CHECKING:
    from datetime import date, datetime

    from spillerum.analysis.judgement import Judgement
    from spillerum.deviations.news import News
    from spillerum.figures.faulty import Found
    from spillerum.figures.models import Measure
    from spillerum.figures.rows import Rows
    from spillerum.organisation.models import Unit

AT_ONCE = 10_000  # verdicts made into rows together: a first scan has very many


@dataclass(frozen=True)
class Judged:
    """What a scan says of one series (or, with no series, of a measure at a group) in one period.

    group: the one that the series is judged among, or that the cause is common to; within: narrower ones the unit is of.
    """

    judgement: Judgement
    measure: Measure
    group: Unit
    series: Series | None
    within: tuple[Unit, ...] = ()


def scan_figures(*, at: datetime | None = None, since: Period | None = None, opening: bool = True) -> Scan:
    """Judge everything that has become known since the last scan (or from `since` on), and keep it.

    With `opening` off nothing is made of what is found: for the years before the house moved in.
    Safe to run twice: the same figures give the same verdicts, and no deviation is opened again.
    """
    at = at or now()
    while True:
        before = newest_scan()
        judged, news, doubts = judge(at=at, since=since, before=before, asking=opening)
        with turn("scan"):
            if newest_scan() != before:
                continue
            take_in_faults(doubts.found, looked_at=doubts.measures, at=at)
            return _keep(judged, news if opening else {}, at=at)


@dataclass(frozen=True)
class Doubts:
    """Figures that look wrong, and the measures (by id) among whose figures they were looked for."""

    found: list[Found]
    measures: set[int]


def judge(
    *, at: datetime, since: Period | None, before: Scan | None, asking: bool = True
) -> tuple[list[Judged], News, Doubts]:
    """Read what is known and judge it; nothing is written. A period that is still running is not judged.

    With `asking` off nobody is asked about figures that look wrong, so they are judged as they are.
    """
    today = at.astimezone(COPENHAGEN).date()
    groups = all_groups_on(today)
    every = {
        s.pk: s
        for s in Series.objects.filter(measure__judged=True).select_related("measure", "unit")
        if s.unit_id in groups
    }
    aside = SetAside.objects.filter(at__lte=at).values_list("observation", flat=True)
    carried = carried_rows(at=at, without=frozenset(aside) | left_out())
    over = [period for period in carried.periods if period.last_day < today]
    known = carried.of(every).within(over)
    news = news_since(every, known, before)
    judged: list[Judged] = []
    doubts = Doubts([], set())
    for frequency in Frequency:
        some = {pk: s for pk, s in every.items() if s.measure.frequency == frequency}
        rows = known.of(some)
        if len(rows):
            first = _first_to_judge(rows, since, news, first=before is None)
            judged += _judge(some, rows, groups, first, on=today, doubts=doubts if asking else None)
    return judged, news, doubts


def _first_to_judge(rows: Rows, since: Period | None, news: News, *, first: bool) -> Period:
    """From `since`; the first scan from far back, for the charts; else from the earliest news; else the newest."""
    newest = rows.newest
    if since is not None:
        return min(newest, Period.containing(since.first_day, newest.frequency))
    if first:
        return newest + -LOOKED_BACK
    fresh = [period for period in news.values() if period.frequency is newest.frequency]
    return max(newest + -LOOKED_BACK, min([*fresh, newest]))


def _judge(
    some: dict[int, Series],
    rows: Rows,
    groups: dict[int, list[Unit]],
    since: Period,
    *,
    on: date,
    doubts: Doubts | None,
) -> list[Judged]:
    series_of = {(str(s.unit_id), s.measure.key): s for s in some.values()}
    measure_of = {s.measure.key: s.measure for s in some.values()}
    group_of = {str(group.pk): group for some in groups.values() for group in some}
    newest = rows.newest
    brought, numbers = _brought(some, rows), _numbers(some, rows, groups)
    measures = {key: _settings(measure) for key, measure in measure_of.items()}
    odd: list[Found] = []
    if doubts is not None:
        odd = look(
            numbers, rows, series=series_of, groups=group_of, at=newest, since=since, measures=measures
        )
        doubts.found.extend(odd)
        doubts.measures.update(measure.pk for measure in measure_of.values())
    found = scan(
        numbers,
        at=newest,
        since=since,
        measures=measures,
        options=Options(false_alarms=settings.FALSE_ALARMS),
        level_changes=_level_changes(some, on),
        set_aside=to_leave_out(odd),
    )
    return [
        _judged(j, measure_of[j.measure], group_of, series_of, groups)
        for j in found
        # A period that the whole measure lacks is a late delivery, not something about the units.
        if (j.measure, j.period) in brought
    ]


def _judged(
    judgement: Judgement,
    measure: Measure,
    group_of: dict[str, Unit],
    series_of: dict[tuple[str, str], Series],
    groups: dict[int, list[Unit]],
) -> Judged:
    """The narrower group is spoken of by its name."""
    narrow = group_of[judgement.subgroup] if judgement.subgroup else None
    spoken = replace(judgement, subgroup=narrow.name) if narrow else judgement
    if judgement.unit is None:
        return Judged(spoken, measure, narrow or group_of[judgement.group], None)
    series = series_of[judgement.unit, judgement.measure]
    group, *within = groups[series.unit_id]
    return Judged(spoken, measure, group, series, tuple(within))


def _brought(some: dict[int, Series], rows: Rows) -> set[tuple[str, Period]]:
    """The measures and periods of which anybody told a figure."""
    told = rows.where(~np.isnan(rows.value))
    pks, number = np.unique(told.series, return_inverse=True)
    keys = [some[pk].measure.key for pk in pks.tolist()]
    names = sorted(set(keys))
    places = {key: n for n, key in enumerate(names)}
    of = np.array([places[key] for key in keys], dtype=np.int64)[number]
    cells = np.unique(of * len(rows.periods) + told.place).tolist()
    return {(names[cell // len(rows.periods)], rows.periods[cell % len(rows.periods)]) for cell in cells}


def _numbers(some: dict[int, Series], rows: Rows, groups: dict[int, list[Unit]]) -> list[Numbers]:
    """The series as the analysis takes them, in the order of their ids; each from its first figure to its last."""
    if not len(rows):
        return []
    pks, number = np.unique(rows.series, return_inverse=True)
    first, width = int(rows.ordinal.min()), int(np.ptp(rows.ordinal)) + 1
    there = np.zeros((len(pks), width), dtype=np.bool_)
    values = np.full(there.shape, np.nan)
    there[number, rows.ordinal - first] = True
    values[number, rows.ordinal - first] = rows.value
    start = rows.newest + (first - rows.newest.ordinal)
    periods = [start + n for n in range(width)]
    begins, ends = there.argmax(axis=1).tolist(), (width - there[:, ::-1].argmax(axis=1)).tolist()
    numbers = []
    for row, pk in enumerate(pks.tolist()):
        series = some[pk]
        group, *within = (str(unit.pk) for unit in groups[series.unit_id])
        own = values[row, begins[row] : ends[row]]
        numbers.append(
            Numbers(
                str(series.unit_id), series.measure.key, group, periods[begins[row]], own, None, tuple(within)
            )
        )
    return numbers


def _settings(measure: Measure) -> MeasureSettings:
    absolute, relative = measure.materiality_absolute, measure.materiality_relative
    return MeasureSettings(
        kind=Kind(measure.kind),
        good=Good(measure.good) if measure.good else None,
        materiality_absolute=None if absolute is None else float(absolute),
        materiality_relative=None if relative is None else float(relative),
        lasting=measure.lasting,
    )


def _level_changes(some: dict[int, Series], on: date) -> dict[tuple[str, str], list[Period]]:
    """Accepted levels, also those of units that one of these carries on from."""
    measures = {s.measure_id for s in some.values()}
    changes: dict[tuple[int, str], list[Period]] = defaultdict(list)
    rows = LevelChange.objects.filter(series__measure__in=measures)
    for unit, measure, first in rows.values_list("series__unit", "series__measure__key", "first_period"):
        changes[unit, measure].append(first)
    every = inherited(changes, successions(on)) if changes else changes
    return {(str(unit), measure): periods for (unit, measure), periods in every.items()}


def _keep(judged: list[Judged], news: News, *, at: datetime) -> Scan:
    units = [one for one in judged if one.series is not None]
    unknown = {Says.MISSING, Says.TOO_SHORT}
    run = Scan.objects.create(
        at=at,
        known=at,
        judged=sum(one.judgement.verdict not in unknown | {Says.CLOSED} for one in units),
        off=sum(one.judgement.needs_attention for one in judged),
        not_judged=sum(one.judgement.verdict in unknown for one in units),
    )
    for start in range(0, len(units), AT_ONCE):
        some = units[start : start + AT_ONCE]
        Verdict.objects.bulk_create(
            [_verdict(one.series, one.judgement, run) for one in some if one.series is not None],
            update_conflicts=True,
            unique_fields=["series", "period"],
            update_fields=["scan", "says", "value", "expected", "low", "high", "p", "facts"],
            batch_size=500,
        )
    take_in([one for one in judged if _is_news(one, news)], run)
    return run


def _is_news(one: Judged, news: News) -> bool:
    """What has not changed since the last scan was taken in then."""
    first = news.get(one.measure.pk)
    return first is not None and one.judgement.period >= first


def _verdict(series: Series, judgement: Judgement, run: Scan) -> Verdict:
    return Verdict(
        series=series,
        period=judgement.period,
        scan=run,
        says=judgement.verdict.value,
        value=judgement.value,
        expected=judgement.expected,
        low=judgement.low,
        high=judgement.high,
        p=judgement.p,
        facts=kept(judgement) | {"unit": series.unit.name},
    )
