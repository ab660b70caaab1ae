"""What a unit carries on: before the day it took over, the sum of its predecessors' figures (and its own).

Only what can be summed is summed: counts and amounts. A rate or a score is carried on from a single
predecessor, never from several. A sum with a part missing is missing. A unit that was split in several leaves
its history with none of them, since nobody knows whose it was.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from spillerum.figures.models import Measure, Series
from spillerum.figures.queries import Known, known_observations
from spillerum.organisation.models import Succession

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from spillerum.calendar.period import Period

Values = dict["Period", Known]
SUMMED = frozenset({Measure.Kind.COUNT.value, Measure.Kind.AMOUNT.value})


def carried_observations(
    *, at: datetime | None = None, since: Period | None = None, without: Collection[int] = ()
) -> list[Known]:
    """`known_observations` of every series, with what it carries on from predecessors.

    `without`: observations that count no more, by id; a sum they would be part of is missing. Four queries.
    """
    known = known_observations(at=at, since=since)
    successions = _successions()
    if not successions:
        return [one for one in known if one.observation_id not in without]
    own: dict[int, Values] = defaultdict(dict)
    for one in known:
        if one.observation_id not in without:
            own[one.series_id][one.period] = one
    house = _House(own, successions, frozenset(one.series_id for one in known))
    return [one for series in sorted(house.series_ids) for one in house.carried(series).values()]


@dataclass(frozen=True, slots=True)
class _Before:
    """A predecessor, the day it was taken over, and whether it was whole (not split among several)."""

    unit_id: int
    day: date
    began: date | None
    whole: bool


class _House:
    def __init__(
        self, own: dict[int, Values], successions: dict[int, list[_Before]], told: frozenset[int]
    ) -> None:
        self.own = own
        self.told = told  # the series with any figure, be it one that counts no more
        self.before = successions
        rows = Series.objects.values_list("pk", "measure", "measure__kind", "unit")
        self.about = {pk: (measure, kind, unit) for pk, measure, kind, unit in rows}
        self.series_ids = frozenset(self.about)
        self.of = {(measure, unit): pk for pk, (measure, _kind, unit) in self.about.items()}
        self.done: dict[int, Values] = {}

    def carried(self, series: int) -> Values:
        """The series with what its unit carries on. Worked out once; a ring of successions ends at itself."""
        if series not in self.done:
            own = self.own.get(series, {})
            self.done[series] = own
            self.done[series] = self._with_history(series, own)
        return self.done[series]

    def _with_history(self, series: int, own: Values) -> Values:
        measure, kind, unit = self.about[series]
        history = []
        for before in self.before.get(unit, []):
            pk = self.of.get((measure, before.unit_id))
            values = self.carried(pk) if pk is not None and before.whole else {}
            if values or pk in self.told:
                history.append((before, values))
        if not history:
            return own
        periods = set(own).union(*(values for _, values in history))
        found = ((period, _sum(series, kind, period, own, history)) for period in sorted(periods))
        return {period: known for period, known in found if known is not None}


def _sum(
    series: int, kind: str, period: Period, own: Values, history: list[tuple[_Before, Values]]
) -> Known | None:
    """The unit's own from the day it took over; before, the sum of all that were there, if all told it."""
    first = min(b.day for b, _ in history)
    parts = [values.get(period) for b, values in history if _counts(b, period, values)]
    if not parts:
        return own.get(period)
    if period.last_day >= first or any(earlier.first_day < first for earlier in own):
        parts.append(own.get(period))
    told = [part for part in parts if part is not None and part.value is not None]
    if len(told) < len(parts) or (len(told) > 1 and kind not in SUMMED):
        return None
    value = sum((part.value for part in told if part.value is not None), Decimal(0))
    return Known(series, period, value, None, max(part.known for part in told))


def _counts(before: _Before, period: Period, values: Values) -> bool:
    """Whether the predecessor was there by itself; in the period it was taken over in, if it told any."""
    if period.first_day >= before.day:
        return False
    if period.last_day >= before.day and period not in values:
        return False
    return before.began is None or before.began <= period.last_day


def _successions() -> dict[int, list[_Before]]:
    """successor -> its predecessors."""
    rows = list(Succession.objects.values_list("successor", "predecessor", "predecessor__first_day", "day"))
    heirs: dict[int, int] = defaultdict(int)
    for _, predecessor, _, _ in rows:
        heirs[predecessor] += 1
    found: dict[int, list[_Before]] = defaultdict(list)
    for successor, predecessor, began, day in rows:
        found[successor].append(_Before(predecessor, day, began, heirs[predecessor] == 1))
    return dict(found)
