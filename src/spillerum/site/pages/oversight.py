"""The director's look across the units: counts without ranking, and how many each open problem really touches."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spillerum.deviations.naming import title
from spillerum.figures.models import Lateness
from spillerum.figures.queries import sources_health
from spillerum.organisation.queries import nearest_posts, seated, units_on
from spillerum.people.access import PostKind
from spillerum.people.queries import vacant
from spillerum.site.pages.watch import watch

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from spillerum.deviations.models import Deviation, Part
    from spillerum.figures.queries import SourceHealth
    from spillerum.organisation.models import Seat, Unit
    from spillerum.people.access import Viewer
    from spillerum.site.pages.sheet import Sheet, Told
    from spillerum.site.pages.watch import Watch


Alike = tuple[int, int, str, bool]  # measure, group, direction, common


@dataclass(frozen=True)
class Problem:
    """One open problem: what, how many units it touches of how many, and the matters that may be shown."""

    title: str
    touched: int
    of: int
    common: Told | None
    handed_up: list[Told]
    with_leaders: int  # matters that are still their leaders' own business


@dataclass(frozen=True)
class Oversight:
    watch: Watch
    late_sources: int
    problems: list[Problem]
    with_leaders: int
    handed_up: int


def oversight(unit_ids: Collection[int], sheet: Sheet) -> Oversight:
    """Local matters that nobody has handed up are counted, never named."""
    found = [d for d in sheet.deviations if (d.unit_id in unit_ids if d.unit_id else d.group_id in unit_ids)]
    seen = watch(unit_ids, sparks=False)
    return Oversight(
        watch=seen,
        late_sources=Lateness.objects.filter(ended=False).count(),
        problems=_problems(found, sheet.lines),
        with_leaders=sum(1 for d in found if _is_the_leaders(d)),
        handed_up=sum(1 for d in found if d.unit_id and d.was_handed_up),
    )


def _problems(found: list[Deviation], told: dict[int, Told]) -> list[Problem]:
    """Local ones of one measure and direction are one problem; how many they touch decides the order.

    A measure that is off only where another is too is told with it: one cause is one line.
    """
    alike: dict[Alike, dict[int, Deviation]] = defaultdict(dict)
    parts: dict[Alike, Part] = {}
    for deviation in found:
        for part in deviation.now_parts:
            key = part.measure_id, part.group_id, part.direction, part.unit_id is None
            alike[key][deviation.pk] = deviation
            parts.setdefault(key, part)
    widest: dict[frozenset[int], list[Part]] = {}
    for key in sorted(alike, key=lambda key: -len(alike[key])):  # stable: of equals the first
        own = frozenset(alike[key])
        whole = next((other for other in widest if own <= other), None)
        if whole is None:
            widest[own] = [parts[key]]
        elif whole == own:
            widest[own].append(parts[key])
    every = {d.pk: d for d in found}
    problems = [_problem([every[pk] for pk in sorted(some)], of, told) for some, of in widest.items()]
    return sorted(problems, key=lambda problem: (-problem.touched, problem.title))


def _problem(some: list[Deviation], parts: list[Part], told: dict[int, Told]) -> Problem:
    lines = [told[d.matter_id] for d in some]
    common = some[0].unit_id is None
    return Problem(
        title=title(parts),
        touched=max(line.card.extra["touched"] for line in lines)
        if common
        else len({d.unit_id for d in some}),
        of=max(line.card.extra["of"] for line in lines),
        common=lines[0] if common else None,
        handed_up=[] if common else [told[d.matter_id] for d in some if not _is_the_leaders(d)],
        with_leaders=sum(1 for d in some if _is_the_leaders(d)),
    )


def _is_the_leaders(deviation: Deviation) -> bool:
    return deviation.unit_id is not None and not deviation.was_handed_up


def sources_of(viewer: Viewer) -> list[SourceHealth]:
    """The sources that are the viewer's to look after."""
    return [health for health in sources_health(viewer.on) if health.source.owner_id in viewer.post_ids]


@dataclass(frozen=True)
class Chairs:
    """Posts nobody holds, and units that neither a leader nor a director answers for."""

    vacant: list[Seat]
    unled: list[Unit]


def empty_chairs(on: date) -> Chairs:
    empty = set(vacant(on).values_list("pk", flat=True))
    led = nearest_posts(PostKind.LEADER, on) | nearest_posts(PostKind.DIRECTOR, on)
    return Chairs(
        [seat for seat in seated(on) if seat.post_id in empty],
        [unit for unit in units_on(on) if unit.pk not in led],
    )
