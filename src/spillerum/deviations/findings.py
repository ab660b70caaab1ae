"""What a scan says of each subject, period by period: off or as expected, with the judgement and the units touched."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spillerum.analysis.judgement import Verdict as Says

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spillerum.analysis.judgement import Judgement
    from spillerum.calendar.period import Period
    from spillerum.deviations.models import Part
    from spillerum.deviations.scanning import Judged
    from spillerum.figures.models import Measure
    from spillerum.organisation.models import Unit

CALM_SAYS = frozenset({Says.QUIET, Says.COMMON, Says.CLOSED})
OFF_SAYS = frozenset({Says.LOCAL, Says.BOTH})

Place = tuple[str, int]


@dataclass(frozen=True)
class Subject:
    """What may be off: a measure at a unit, or (without a unit) at a whole group."""

    measure: Measure
    unit: Unit | None
    group: Unit

    @property
    def place(self) -> Place:
        return place_of(self)


@dataclass(frozen=True)
class Step:
    """One period of a subject: off or as expected, with the judgement and the units it touches.

    The judgement names unit and group by their numbers, as the scan knows them.
    """

    subject: Subject
    period: Period
    off: bool
    judgement: Judgement | None
    units: tuple[int, ...] = ()


def place_of(about: Subject | Part) -> Place:
    """A unit keeps its deviation when it moves to another group."""
    if about.unit is not None:
        return "unit", about.unit.pk
    return "group", about.group.pk


def steps_of(judged: Iterable[Judged]) -> dict[Place, list[Step]]:
    """By place, the oldest period first."""
    every = list(judged)
    found: dict[Place, list[Step]] = defaultdict(list)
    for step in [*_local_steps(every), *_common_steps(every)]:
        found[step.subject.place].append(step)
    ends = {step.period: step.period.last_day for steps in found.values() for step in steps}
    for steps in found.values():
        steps.sort(key=lambda step: (ends[step.period], step.period.frequency, step.subject.measure.pk))
    return found


def _local_steps(judged: Iterable[Judged]) -> list[Step]:
    steps = []
    for one in judged:
        says = one.judgement.verdict
        if one.series is not None and says in CALM_SAYS | OFF_SAYS:
            subject = Subject(one.measure, one.series.unit, one.group)
            off = says in OFF_SAYS
            steps.append(Step(subject, one.judgement.period, off, one.judgement, (one.series.unit_id,)))
    return steps


def _common_steps(judged: Iterable[Judged]) -> list[Step]:
    """A group's period is off where there is a common cause, and calm where units were judged and there is none."""
    causes: dict[tuple[Subject, Period], Judgement] = {}
    units: dict[tuple[Subject, Period], list[int]] = defaultdict(list)
    for one in judged:
        for group in (one.group, *one.within):
            cell = Subject(one.measure, None, group), one.judgement.period
            if one.series is None:
                causes[cell] = one.judgement
            elif one.judgement.verdict in CALM_SAYS | OFF_SAYS:
                units[cell].append(one.series.unit_id)
    return [
        Step(*cell, cell in causes, causes.get(cell), tuple(units[cell]))
        for cell in causes.keys() | units.keys()
    ]
