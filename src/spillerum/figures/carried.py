"""What a unit carries on: before the day it took over, the sum of its predecessors' figures (and its own).

The rule is that of `analysis.succession`. Only counts and amounts are summed: a rate or a score is carried on from
a single predecessor, never from several.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.series import Kind
from spillerum.analysis.succession import Link, Links, carried
from spillerum.calendar.now import now
from spillerum.calendar.workdays import COPENHAGEN
from spillerum.figures.models import Observation, Series
from spillerum.figures.queries import Known, known_observations
from spillerum.figures.rows import Figure, read_rows, together
from spillerum.organisation.models import Succession

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from spillerum.analysis.succession import Line
    from spillerum.calendar.period import Frequency
    from spillerum.figures.rows import Rows


def carried_rows(*, at: datetime | None = None, without: Collection[int] = ()) -> Rows:
    """The newest value of each series and period that was known at `at`, with what is carried on from predecessors.

    `without`: observations that count no more, by id; a sum they would be part of is missing. Four queries.
    """
    found = Observation.objects.order_by("series_id", "period", "known")
    rows = read_rows(found if at is None else found.filter(known__lte=at))
    counting = rows.where(~np.isin(rows.observation, list(without))) if without else rows
    links = successions((at or now()).astimezone(COPENHAGEN).date())
    if not links.all:
        return counting
    touched = Series.objects.filter(unit__in={*links.into, *links.out_of})
    known = known_observations(at=at, series_ids=touched.values("pk"))
    heirs = _heirs(known, links, frozenset(without))
    own = counting.where(~np.isin(counting.series, list(heirs)))
    return together(own, (_figure(one) for line in heirs.values() for one in line))


def _figure(one: Known) -> Figure:
    value = None if one.value is None else float(one.value)
    return Figure(one.series_id, one.period, value, one.observation_id)


def successions(on: date) -> Links[int]:
    """Who carries on from whom by that day, by unit. A predecessor that has not ended goes on itself, with a part gone."""
    rows = list(
        Succession.objects.filter(day__lte=on)
        .order_by("day", "pk")
        .values_list("predecessor", "successor", "day", "predecessor__first_day", "predecessor__last_day")
    )
    links = [Link(before, after, day, began) for before, after, day, began, _ in rows]
    stay = {(before, day) for before, _, day, _, last in rows if last is None or last >= day}
    return Links([*links, *(Link(unit, unit, day) for unit, day in stay)])


def _heirs(known: list[Known], links: Links[int], without: frozenset[int]) -> dict[int, list[Known]]:
    """The lines of the series that carry on from others, by series."""
    touched = {*links.into, *links.out_of}
    rows = Series.objects.filter(unit__in=touched).values_list("pk", "measure", "measure__kind", "unit")
    about = {pk: (measure, Kind(kind), unit) for pk, measure, kind, unit in rows}
    series_of = {(measure, unit): pk for pk, (measure, _, unit) in about.items()}
    kinds = {measure: kind for measure, kind, _ in about.values()}
    lines: dict[tuple[int, Frequency], dict[int, Line[Known]]] = defaultdict(lambda: defaultdict(dict))
    for one in known:
        if one.series_id in about:
            measure, _, unit = about[one.series_id]
            counts = one.value is not None and one.observation_id not in without
            lines[measure, one.period.frequency][unit][one.period.ordinal] = one if counts else None
    found: dict[int, list[Known]] = defaultdict(list)
    for (measure, frequency), own in lines.items():
        summed = kinds[measure].relative
        adding = partial(_sum, summed=summed)
        for unit, line in carried(own, links, frequency=frequency, summed=summed, together=adding).items():
            if (pk := series_of.get((measure, unit))) is not None:
                found[pk] += [_of(pk, one) for one in line.values() if one is not None]
    return found


def _sum(parts: Mapping[int, Known], *, summed: bool) -> Known | None:
    if not summed:
        return None
    value = sum((part.value for part in parts.values() if part.value is not None), Decimal(0))
    first = next(iter(parts.values()))
    return Known(first.series_id, first.period, value, None, max(part.known for part in parts.values()))


def _of(series: int, one: Known) -> Known:
    """A predecessor's figure as the heir's: no observation of its own."""
    mine = one.series_id == series and one.observation_id is not None
    return one if mine else replace(one, series_id=series, observation_id=None)
