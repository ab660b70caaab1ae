"""No unit lies under itself. An own file and pure, since a single tie and a whole import ask the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

Key = TypeVar("Key", bound=Hashable)
_EVER, _ALWAYS = date.min, date.max


class Link(NamedTuple):
    """`unit` lies under `above` from a day (None: always has) to a day (None: until further notice)."""

    unit: Any
    above: Any
    first_day: date | None
    last_day: date | None


def ring_in_time(links: Iterable[Link]) -> tuple[Any, ...]:
    """The units of a ring on some day on which the line changes; empty when there is none."""
    ordered = sorted(_knot(list(links)), key=lambda link: link.first_day or _EVER)
    begin = {link.first_day or _EVER for link in ordered}
    after = {
        link.last_day + timedelta(days=1) for link in ordered if link.last_day and link.last_day < _ALWAYS
    }
    for day in sorted(begin | after):
        parents = {link.unit: link.above for link in ordered if _counts(link, day)}
        if found := ring_in(parents):
            return found
    return ()


def _knot(links: list[Link]) -> list[Link]:
    """The links that could be part of a ring if all of them counted on one day: mostly none, so days cost nothing."""
    under: dict[Any, list[Any]] = {}
    for link in links:
        under.setdefault(link.above, []).append(link.unit)
    ups = Counter(link.unit for link in links)
    tops = [unit for unit in under if not ups[unit]]
    while tops:
        for unit in under.pop(tops.pop(), ()):
            ups[unit] -= 1
            if not ups[unit]:
                tops.append(unit)
    return [link for link in links if ups[link.unit]]


def ring_in(parents: dict[Key, Key]) -> tuple[Key, ...]:
    safe: set[Key] = set()
    for start in parents:
        path: dict[Key, None] = {}
        at: Key | None = start
        while at is not None and at not in safe:
            if at in path:
                return tuple(path)[list(path).index(at) :]
            path[at] = None
            at = parents.get(at)
        safe |= path.keys()
    return ()


def _counts(link: Link, day: date) -> bool:
    return (link.first_day or _EVER) <= day <= (link.last_day or _ALWAYS)
