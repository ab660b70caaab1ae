"""What a unit carries on when others end: the rule, for figures of any kind.

A renamed unit goes on. A merged unit has the sum of its predecessors before the day (and its own, if it was there
already). A split one, and one that took over a part of another, begins on the day: nobody knows whose the history
was. What is still booked on a unit that has ended belongs to its heir.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Generic, TypeVar

from spillerum.calendar.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spillerum.calendar.period import Frequency

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
Line = dict[int, T | None]
"""A unit's figures by their periods' ordinals. None: told, but it counts for nothing (withdrawn, set aside)."""
NEVER = 2**62
Together = Callable[[Mapping[K, T]], T | None]


EARLY = 3  # periods: a new unit may be told of that much before its day, and was not there already for that


@dataclass(frozen=True, slots=True)
class Link(Generic[K]):
    """`after` carries on from `before` from the day; both the same: it goes on, with a part of it gone.

    began: the first day of `before`, where somebody has said so; it is not missed until then.
    """

    before: K
    after: K
    day: date
    began: date | None = None


class Links(Generic[K]):
    """All successions, in order of their days."""

    def __init__(self, links: Iterable[Link[K]]) -> None:
        self.all = sorted(links, key=lambda link: link.day)
        self.into: dict[K, list[Link[K]]] = defaultdict(list)
        self.out_of: dict[K, list[Link[K]]] = defaultdict(list)
        for link in self.all:
            self.into[link.after].append(link)
            self.out_of[link.before].append(link)

    def by_heir(self) -> dict[tuple[date, K], list[Link[K]]]:
        found: dict[tuple[date, K], list[Link[K]]] = defaultdict(list)
        for link in self.all:
            found[link.day, link.after].append(link)
        return found

    def split(self, link: Link[K]) -> bool:
        """Whether the predecessor was given to several, or goes on itself without a part."""
        days = [one.day for one in self.into.get(link.before, ())]
        since = max((day for day in days if day < link.day), default=date.min)
        until = self.again(link.before, link.day)
        heirs = {one.after for one in self.out_of[link.before] if since < one.day <= until}
        return len(heirs) > 1 or link.before in heirs

    def again(self, unit: K, day: date) -> date:
        """When the unit begins again, on the day or after it."""
        return next((link.day for link in self.into.get(unit, ()) if link.day >= day), date.max)

    def gone(self, unit: K, on: date) -> bool:
        """Whether the unit has ended by the day, and not begun again."""
        out = [link.day for link in self.out_of.get(unit, ()) if link.day <= on]
        into = [link.day for link in self.into.get(unit, ()) if link.day <= on]
        return bool(out) and (not into or max(into) < max(out))

    def heirs(self, unit: K, day: date) -> set[K]:
        """Those that carry on what the unit was on the day, one after another."""
        found = {
            (link.after, link.day)
            for link in self.out_of.get(unit, ())
            if link.day > day and not self.split(link)
        }
        return {heir for heir, _ in found}.union(*(self.heirs(heir, later) for heir, later in found))

    def had_ended(self, unit: K, day: date) -> bool:
        """Whether what it was until the day on which it takes over is another's."""
        return any(link.day <= day and link.after != unit for link in self.out_of.get(unit, ()))


def carried(
    lines: Mapping[K, Line[T]],
    links: Links[K],
    *,
    frequency: Frequency,
    summed: bool,
    together: Together[K, T],
) -> dict[K, Line[T]]:
    """The line of each unit that carries on from another.

    lines: of one measure and frequency. summed: figures of several units can be added. together: several units'
    figures of a period as one, or None where that cannot be said. A sum that lacks one of its parts is missing.
    """
    heirs: dict[K, Line[T]] = {}
    found: dict[K, Line[T]] = {}
    today = date.min
    for (day, after), every in links.by_heir().items():
        if day > today:
            today, heirs = day, heirs | found  # what is taken over on one day is as it was before that day
        here = [link for link in every if lines.get(link.before) or heirs.get(link.before)]
        if here:
            units = (after, *(link.before for link in here))
            now = {unit: heirs.get(unit, lines.get(unit, {})) for unit in units}
            house = _House(now, links, frequency, summed=summed, together=together)
            found[after] = house.taken_over(here)
    return heirs | found


def inherited(
    levels: Mapping[tuple[K, str], Sequence[Period]], links: Links[K]
) -> dict[tuple[K, str], list[Period]]:
    """(unit, measure) to periods from which a new level is accepted: also of whoever carries the unit on."""
    found = {key: list(periods) for key, periods in levels.items()}
    for (unit, measure), periods in levels.items():
        for period in periods:
            for heir in links.heirs(unit, period.first_day):
                found.setdefault((heir, measure), []).append(period)
    return found


@dataclass(frozen=True, slots=True)
class _Part(Generic[K, T]):
    """One of the units of a sum: what it tells from `since` until `until` counts, and it is missed within `missed`."""

    unit: K
    line: Line[T]
    since: int
    until: int
    missed: range

    def counts(self, period: int) -> bool:
        return (period in self.line and self.since <= period < self.until) or period in self.missed


class _House(Generic[K, T]):
    """How things stand on a day. Periods are their ordinals."""

    def __init__(
        self,
        now: Mapping[K, Line[T]],
        links: Links[K],
        frequency: Frequency,
        *,
        summed: bool,
        together: Together[K, T],
    ) -> None:
        self.now, self.links, self.frequency = now, links, frequency
        self.summed, self.together = summed, together

    def taken_over(self, here: Sequence[Link[K]]) -> Line[T]:
        day, after = here[0].day, here[0].after
        inside, first_whole = self._in(day), self._from(day)
        own = self.now[after]
        if any(self.links.split(link) for link in here):
            return {period: figure for period, figure in own.items() if period >= first_whole}
        if self.links.had_ended(after, day):
            own = {period: figure for period, figure in own.items() if period >= inside}
        # The heir's figures may go on coming under the old names for some time.
        begun = min((period for period in own if period >= inside), default=NEVER)
        alone = max(begun, first_whole)
        there = _tells(own, inside, least=EARLY)
        since = 0 if self.summed or there else begun
        missed = range(0 if there else begun if self.summed else alone, NEVER)
        mine = _Part(after, own, since, NEVER, missed)
        parts = [self._part(link, begun, alone) for link in here]
        whole: Line[T] = {}
        for period in sorted(set(own).union(*(part.line for part in parts))):
            counted = {part.unit: part.line.get(period) for part in parts if part.counts(period)}
            if mine.counts(period):
                counted = {**(counted if self.summed or period < begun else {}), after: own.get(period)}
            figure = self._one(counted)
            if figure is not None or any(_told_nothing(part.line, period) for part in (mine, *parts)):
                whole[period] = figure
        return whole

    def _part(self, link: Link[K], begun: int, alone: int) -> _Part[K, T]:
        """What an ended unit tells afterwards counts in a sum; of shares and scores until its heir tells them."""
        line = self.now[link.before]
        again = self._from(self.links.again(link.before, link.day))
        since = 0 if link.began is None else self._in(link.began)
        missed = range(since, begun) if _tells(line, self._in(link.day)) else range(0)
        return _Part(link.before, line, 0, again if self.summed else min(again, alone), missed)

    def _in(self, day: date) -> int:
        """The period that the day lies in."""
        return Period.containing(day, self.frequency).ordinal

    def _from(self, day: date) -> int:
        """The first period that does not begin before the day."""
        if day == date.max:
            return NEVER
        period = Period.containing(day, self.frequency)
        return period.ordinal + (period.first_day < day)

    def _one(self, parts: Mapping[K, T | None]) -> T | None:
        known = {unit: part for unit, part in parts.items() if part is not None}
        if len(known) < len(parts) or not known:
            return None
        return next(iter(known.values())) if len(known) == 1 else self.together(known)


def _told_nothing(line: Line[T], period: int) -> bool:
    return period in line and line[period] is None


def _tells(line: Line[T], until: int, *, least: int = 1) -> bool:
    """Whether it has told something in at least half of the periods from its first on, and for long enough."""
    before = [period for period in line if period < until]
    if not before:
        return False
    periods = until - min(before)
    return periods >= least and 2 * len(before) >= periods
