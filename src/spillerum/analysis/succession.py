"""What a unit carries on when others end: the rule, for figures of any kind.

A renamed unit goes on. A merged unit has the sum of its predecessors before the day (and its own, if it was there
already). A split one, and one that took over a part of another, begins on the day: nobody knows whose the history
was. What is still booked on a unit that has ended belongs to its heir.
"""

from __future__ import annotations

from collections import ChainMap, defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Generic, TypeVar

from spillerum.calendar.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
Line = dict[Period, T | None]
"""A unit's figures. None: told, but it counts for nothing (withdrawn, set aside)."""
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
    lines: Mapping[K, Line[T]], links: Links[K], *, summed: bool, together: Together[K, T]
) -> dict[K, Line[T]]:
    """The line of each unit that carries on from another.

    lines: of one measure. summed: figures of several units can be added. together: several units' figures of a
    period as one, or None where that cannot be said. A sum that lacks one of its parts is missing.
    """
    heirs: dict[K, Line[T]] = {}
    found: dict[K, Line[T]] = {}
    today = date.min
    for (day, after), every in links.by_heir().items():
        if day > today:
            today, heirs = day, heirs | found  # what is taken over on one day is as it was before that day
        here = [link for link in every if lines.get(link.before) or heirs.get(link.before)]
        if here:
            house = _House(ChainMap(heirs, lines), links, summed=summed, together=together)  # type: ignore[arg-type]
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


class _House(Generic[K, T]):
    """How things stand on a day."""

    def __init__(
        self, now: Mapping[K, Line[T]], links: Links[K], *, summed: bool, together: Together[K, T]
    ) -> None:
        self.now, self.links, self.summed, self.together = now, links, summed, together

    def taken_over(self, here: Sequence[Link[K]]) -> Line[T]:
        day, after = here[0].day, here[0].after
        own = self.now.get(after, {})
        if any(self.links.split(link) for link in here):
            return {period: figure for period, figure in own.items() if period.first_day >= day}
        if self.links.had_ended(after, day):
            own = {period: figure for period, figure in own.items() if period.last_day >= day}
        lines = [self.now.get(link.before, {}) for link in here]
        mostly = [_tells(line, day) for line in lines]
        there = _tells(own, day, least=EARLY)
        begun = _begun(own, day)
        whole: Line[T] = {}
        for period in sorted(set(own).union(*lines)):
            parts = {
                link.before: line.get(period)
                for link, line, tells in zip(here, lines, mostly, strict=True)
                if self._counts(link, period, line, begun) or (tells and _missed(link, period, begun))
            }
            if self._own_counts(period, begun, own, there=there):
                parts = {**(parts if self.summed or period.last_day < begun else {}), after: own.get(period)}
            figure = self._one(parts)
            if figure is not None or any(
                period in line for line in (own, *lines) if line.get(period) is None
            ):
                whole[period] = figure
        return whole

    def _counts(self, link: Link[K], period: Period, line: Line[T], begun: date) -> bool:
        """What an ended unit tells; of shares and scores only what it told until its heir began to."""
        again = self.links.again(link.before, link.day)
        return period in line and period.first_day < (again if self.summed else min(again, begun))

    def _own_counts(self, period: Period, begun: date, own: Line[T], *, there: bool) -> bool:
        if period.last_day < begun:
            return there or (self.summed and period in own)
        return self.summed or period.first_day >= begun or period in own

    def _one(self, parts: Mapping[K, T | None]) -> T | None:
        known = {unit: part for unit, part in parts.items() if part is not None}
        if len(known) < len(parts) or not known:
            return None
        return next(iter(known.values())) if len(known) == 1 else self.together(known)


def _begun(own: Line[T], day: date) -> date:
    """The day; or when the heir tells something at last, its figures having come under the old names until then."""
    first = min((period.first_day for period in own if period.last_day >= day), default=date.max)
    return max(day, first)


def _missed(link: Link[K], period: Period, begun: date) -> bool:
    """Whether the predecessor should have told of all the period."""
    return period.last_day < begun and (link.began is None or link.began <= period.last_day)


def _tells(line: Line[T], day: date, *, least: int = 1) -> bool:
    """Whether it has told something in at least half of the periods from its first to the day, and for long enough."""
    before = [period for period in line if period.last_day < day]
    if not before:
        return False
    first = min(before)
    periods = Period.containing(day, first.frequency) - first
    return periods >= least and 2 * len(before) >= periods
