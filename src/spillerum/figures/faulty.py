"""Figures that look wrong: looked for in the scan before anything is judged, and told to whoever owns the measure.

Each figure is asked about once. What its owner has called right is never asked about again; what is hardly right is
left out until somebody has looked; a new figure in its place counts at once and ends the matter.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from spillerum.analysis.faults.fault import FaultKind
from spillerum.analysis.faults.find import find_faults
from spillerum.figures.lifecycle import FAULT, ODDITY
from spillerum.figures.models import Fault, FaultyCell, Observation
from spillerum.matters.services import MovedMeanwhile, move, open_matter, record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from spillerum.analysis.faults.fault import Fault as Seen
    from spillerum.analysis.series import MeasureSettings
    from spillerum.analysis.series import Series as Numbers
    from spillerum.calendar.period import Period
    from spillerum.figures.models import Measure, Series
    from spillerum.figures.rows import Rows
    from spillerum.organisation.models import Unit

RECENT = 12  # periods back from the newest within which anybody is asked
LEFT_OUT = frozenset({"set_aside", "left_out"})  # states in which the figures do not count
SETTLED = frozenset({"right", "left"})  # states in which the figures count, whatever they look like
NO_FIGURE = frozenset(
    {FaultKind.STOPPED, FaultKind.RENAMED, FaultKind.MISSPELT}
)  # not about any figure's value


@dataclass(frozen=True)
class Cell:
    """One figure that looks wrong."""

    series: Series
    period: Period
    observation: int | None
    value: float | None
    likely: float | None


@dataclass(frozen=True)
class Found:
    """What was found, with the rows it is about. unit: None where a whole group is asked about at once."""

    seen: Seen
    measure: Measure
    unit: Unit | None
    group: Unit
    cells: tuple[Cell, ...]

    @property
    def key(self) -> tuple[int, str, int, str, bool]:
        place = ("group", self.group.pk) if self.unit is None else ("unit", self.unit.pk)
        return self.measure.pk, *place, self.seen.kind.value, self.seen.certain


def left_out() -> frozenset[int]:
    """The observations that do not count: hardly right and nobody has answered, or said to be wrong."""
    return frozenset(_left_out().values_list("observation", flat=True))


def periods_left_out(series_ids: Collection[int]) -> set[tuple[int, Period]]:
    """Where a page should say that the figure is being checked, and not that it is missing: series and period."""
    return set(_left_out().filter(series__in=series_ids).values_list("series", "period"))


def _left_out() -> QuerySet[FaultyCell]:
    waits = Q(fault__certain=True, fault__matter__state="asked")
    return FaultyCell.objects.filter(waits | Q(fault__matter__state__in=LEFT_OUT), observation__isnull=False)


def look(
    numbers: Sequence[Numbers],
    rows: Rows,
    *,
    series: Mapping[tuple[str, str], Series],
    groups: Mapping[str, Unit],
    at: Period,
    since: Period,
    measures: Mapping[str, MeasureSettings],
) -> list[Found]:
    """The faults of the last year's figures from `since` on that nobody has answered for. Nothing is written.

    series: by (unit, measure) as in `numbers`; groups by key.
    """
    names = {unit: one.unit.name for (unit, _), one in series.items()}
    seen = find_faults(numbers, at=at, since=max(since, at + -(RECENT - 1)), measures=measures, names=names)
    known = _known(seen, rows)
    found = [_found(one, series, groups, known) for one in seen]
    found = [*_thirds_together(found), *(one for one in found if one.seen.kind is not FaultKind.THIRDS)]
    settled = _Settled(found)
    return [kept for one in found if (kept := settled.without(one)) is not None]


def to_leave_out(found: Iterable[Found]) -> list[tuple[str, str, Period]]:
    """What is hardly right, as the scan takes what is set aside."""
    return [
        (str(cell.series.unit_id), one.measure.key, cell.period)
        for one in found
        if one.seen.certain
        for cell in one.cells
    ]


def take_in_faults(found: Sequence[Found], *, looked_at: Collection[int], at: datetime) -> None:
    """Open, continue and end the matters. In the scan's transaction; safe to run twice.

    looked_at: the measures whose figures were looked at.
    """
    open_now = {_key(fault): fault for fault in _open_faults()}
    for one in found:
        fault = open_now.get(one.key)
        if fault is None:
            fault = open_now[one.key] = _open(one, at)
        elif new := _add(fault, one):
            record(matter=fault.matter, what="more", at=at, data={"period": str(new[-1].period)})
    still = {one.key for one in found}
    standing = _standing() if open_now else set()
    for key, fault in open_now.items():
        odd = key in still or fault.measure_id not in looked_at
        if not (odd if FaultKind(fault.kind) in NO_FIGURE else fault.pk in standing):
            _end(fault, at)


def _standing() -> set[int]:
    """The open faults of which at least one figure has not been replaced by a newer one."""
    newer = Observation.objects.filter(
        series=OuterRef("series"), period=OuterRef("period"), known__gt=OuterRef("observation__known")
    )
    cells = FaultyCell.objects.filter(~Exists(newer), fault__ended=False, observation__isnull=False)
    return set(cells.values_list("fault", flat=True))


def _known(seen: Sequence[Seen], rows: Rows) -> dict[tuple[int, Period], int]:
    """The observations behind the figures of the periods that something was found in."""
    if not seen:
        return {}
    periods = {period for one in seen for period in one.periods}
    return {
        (row.series_id, row.period): row.observation_id
        for row in rows.within(periods)
        if row.observation_id is not None and row.value is not None
    }


def _found(
    seen: Seen,
    series: Mapping[tuple[str, str], Series],
    groups: Mapping[str, Unit],
    known: Mapping[tuple[int, Period], int],
) -> Found:
    group = groups[seen.group]
    if seen.unit is None:
        some = [one for (_, key), one in series.items() if key == seen.measure]
        factor = seen.likely[0] / seen.values[0]
        cells = tuple(_of_group(some, seen.periods[0], factor, known))
        return Found(seen, some[0].measure, None, group, cells)
    own = series[seen.unit, seen.measure]
    cells = tuple(
        Cell(
            own,
            period,
            None if seen.kind in NO_FIGURE else known.get((own.pk, period)),
            seen.values[n] if n < len(seen.values) else None,
            seen.likely[n] if n < len(seen.likely) else None,
        )
        for n, period in enumerate(seen.periods)
    )
    return Found(seen, own.measure, own.unit, group, cells)


def _of_group(
    some: Iterable[Series], period: Period, factor: float, known: Mapping[tuple[int, Period], int]
) -> Iterable[Cell]:
    wanted = {one.pk: one for one in some if (one.pk, period) in known}
    for row in Observation.objects.filter(pk__in=[known[pk, period] for pk in wanted]).order_by("series"):
        if row.value is not None:
            value = float(row.value)
            yield Cell(wanted[row.series_id], period, row.pk, value, float(f"{value * factor:.12g}"))


def _thirds_together(found: Sequence[Found]) -> list[Found]:
    """How a source brings its figures is one question, however many units it brings so."""
    of: dict[tuple[int, int], list[Found]] = defaultdict(list)
    for one in found:
        if one.seen.kind is FaultKind.THIRDS:
            of[one.measure.pk, one.group.pk].append(one)
    return [
        replace(some[0], unit=None, cells=tuple(cell for one in some for cell in one.cells))
        for some in of.values()
    ]


class _Settled:
    """What has been asked about before. Two queries."""

    def __init__(self, found: Sequence[Found]) -> None:
        cells = [cell for one in found for cell in one.cells]
        asked = FaultyCell.objects.filter(series__in={cell.series.pk for cell in cells})
        self.asked: set[tuple[Any, ...]] = set()
        self.right: set[int] = set()
        self.thirds: set[int] = set()
        rows = asked.values_list(
            "series", "period", "observation", "fault__kind", "fault__matter__state", "fault__ended"
        )
        for series, period, observation, kind, state, ended in rows if cells else ():
            if ended:
                self.asked.add((series, period, observation, kind))
            if state in SETTLED and observation is not None:
                self.right.add(observation)
            if state in SETTLED and kind == FaultKind.THIRDS:
                self.thirds.add(series)

    def without(self, one: Found) -> Found | None:
        """What is left to ask about; None when that is nothing."""
        about_figures = one.seen.kind not in NO_FIGURE
        cells = tuple(
            cell
            for cell in one.cells
            if (cell.series.pk, cell.period, cell.observation, one.seen.kind.value) not in self.asked
            and cell.observation not in self.right
            and not (one.seen.kind is FaultKind.THIRDS and cell.series.pk in self.thirds)
            # A sum over predecessors is not anybody's figure.
            and (cell.observation is not None or not about_figures)
        )
        return replace(one, cells=cells) if cells else None


def _open_faults() -> list[Fault]:
    return list(Fault.objects.filter(ended=False).select_related("matter").prefetch_related("cells"))


def _key(fault: Fault) -> tuple[int, str, int, str, bool]:
    place = ("group", fault.group_id) if fault.unit_id is None else ("unit", fault.unit_id)
    return fault.measure_id, *place, fault.kind, fault.certain


def _open(one: Found, at: datetime) -> Fault:
    place = one.unit or one.group
    matter = open_matter(
        kind=(FAULT if one.seen.certain else ODDITY).name,
        about=f"{'unit' if one.unit else 'group'}:{place.pk}",
        who={"data_owner": one.measure.owner},
        at=at,
    )
    fault = Fault.objects.create(
        matter=matter,
        kind=one.seen.kind.value,
        measure=one.measure,
        unit=one.unit,
        group=one.group,
        certain=one.seen.certain,
        facts=_facts(one),
    )
    _add(fault, one)
    return fault


def _add(fault: Fault, one: Found) -> list[FaultyCell]:
    """The cells that are new to the fault, kept with it."""
    have = {(cell.series_id, cell.period, cell.observation_id) for cell in fault.cells.all()}
    new = [
        FaultyCell(
            fault=fault,
            series=cell.series,
            period=cell.period,
            observation_id=cell.observation,
            value=cell.value,
            likely=cell.likely,
        )
        for cell in one.cells
        if (cell.series.pk, cell.period, cell.observation) not in have
    ]
    if new:
        FaultyCell.objects.bulk_create(new, batch_size=500)
        Fault.objects.filter(pk=fault.pk).update(facts=_facts(one))
    return new


def _facts(one: Found) -> dict[str, Any]:
    facts = {
        "odds": one.seen.odds,
        "times": one.seen.times,
        "like": None if one.seen.like is None else str(one.seen.like),
        "other": one.seen.other,
    }
    return {name: value for name, value in facts.items() if value is not None}


def _end(fault: Fault, at: datetime) -> None:
    """End the matter, also when somebody answered it just now."""
    matter = fault.matter
    try:
        move(matter=matter, name="come_right", at=at)
    except MovedMeanwhile:
        matter.refresh_from_db()
        if matter.is_open:
            move(matter=matter, name="come_right", at=at)
