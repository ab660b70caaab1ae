"""From judgements to matters: open, continue, and close by itself. Runs inside the scan's transaction.

The same series next period continues the same matter; two periods in a row as expected close it, and so does a
corrected figure that turns out as expected.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from spillerum.analysis.judgement import Verdict as Says
from spillerum.deviations.evidence import kept
from spillerum.deviations.models import Deviation, Finding
from spillerum.deviations.roles import post_for
from spillerum.deviations.window import group_window, unit_window
from spillerum.matters.services import MovedMeanwhile, move, open_matter, record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spillerum.analysis.judgement import Judgement
    from spillerum.calendar.period import Period
    from spillerum.deviations.models import Scan
    from spillerum.deviations.scanning import Judged
    from spillerum.figures.models import Measure
    from spillerum.organisation.models import Unit

RECENT = 12  # periods back from the newest within which something new is opened
CALM = 2  # periods in a row as expected that close a matter
CALM_SAYS = frozenset({Says.QUIET, Says.COMMON, Says.CLOSED})
OFF_SAYS = frozenset({Says.LOCAL, Says.BOTH})


@dataclass(frozen=True)
class Subject:
    """What a deviation is about: a measure at a unit, or (without a unit) at a whole group."""

    measure: Measure
    unit: Unit | None
    group: Unit


@dataclass(frozen=True)
class Step:
    """One period of a subject: off or as expected, with the judgement and the units it touches."""

    period: Period
    off: bool
    judgement: Judgement | None
    units: tuple[int, ...] = ()


def take_in(judged: list[Judged], run: Scan) -> None:
    """Carry every subject on, period by period, oldest first."""
    subjects = _local_steps(judged) | _common_steps(judged)
    open_now = {
        _key(d): d
        for d in Deviation.objects.filter(ended=False).select_related("matter", "measure", "unit", "group")
    }
    for subject, steps in subjects.items():
        newest = max(step.period for step in steps)
        deviation = open_now.get(_key(subject))
        for step in sorted(steps, key=lambda step: step.period):
            if deviation is None:
                if step.off and newest - step.period < RECENT and not _known(subject, step.period):
                    deviation = _open(subject, step, run)
            elif _carry_on(deviation, step, run):
                deviation = None


def _key(about: Subject | Deviation) -> tuple[int, str, int]:
    """A unit keeps its deviation when it moves to another group."""
    if about.unit is not None:
        return about.measure.pk, "unit", about.unit.pk
    return about.measure.pk, "group", about.group.pk


def _local_steps(judged: Iterable[Judged]) -> dict[Subject, list[Step]]:
    steps: dict[Subject, list[Step]] = defaultdict(list)
    for one in judged:
        says = one.judgement.verdict
        if one.series is not None and says in CALM_SAYS | OFF_SAYS:
            named = replace(one.judgement, unit=one.series.unit.name, group=one.group.name)
            subject = Subject(one.measure, one.series.unit, one.group)
            steps[subject].append(Step(one.judgement.period, says in OFF_SAYS, named, (one.series.unit_id,)))
    return steps


def _common_steps(judged: Iterable[Judged]) -> dict[Subject, list[Step]]:
    """A group's period is off where there is a common cause, and calm where units were judged and there is none."""
    causes: dict[tuple[Subject, Period], Judgement] = {}
    units: dict[tuple[Subject, Period], list[int]] = defaultdict(list)
    for one in judged:
        cell = Subject(one.measure, None, one.group), one.judgement.period
        if one.series is None:
            causes[cell] = replace(one.judgement, group=one.group.name)
        elif one.judgement.verdict in CALM_SAYS | OFF_SAYS:
            units[cell].append(one.series.unit_id)
    steps: dict[Subject, list[Step]] = defaultdict(list)
    for cell in causes.keys() | units.keys():
        subject, period = cell
        steps[subject].append(Step(period, cell in causes, causes.get(cell), tuple(units[cell])))
    return steps


def _open(subject: Subject, step: Step, run: Scan) -> Deviation:
    common = subject.unit is None
    role, kind = ("director", "common") if common else ("leader", "deviation")
    place = subject.unit or subject.group
    post = post_for(role, place=place, measure=subject.measure)
    direction = step.judgement.direction if step.judgement else None
    matter = open_matter(
        kind=kind, about=f"{'unit' if subject.unit else 'group'}:{place.pk}", who={role: post}, at=run.at
    )
    deviation = Deviation.objects.create(
        matter=matter,
        measure=subject.measure,
        unit=subject.unit,
        group=subject.group,
        direction=str(direction or "down"),
        first_period=step.period,
    )
    _find(deviation, step, run)
    return deviation


def _known(subject: Subject, period: Period) -> bool:
    """Whether a matter that has ended was about this very period: what has been dealt with is not opened again."""
    place = {"unit": subject.unit} if subject.unit else {"unit": None, "group": subject.group}
    past = Deviation.objects.filter(measure=subject.measure, ended=True, **place)
    return past.filter(findings__period=period, findings__off=True).exists()


def _carry_on(deviation: Deviation, step: Step, run: Scan) -> bool:
    """Take one more period in. True when the matter closed itself."""
    trail = dict(deviation.findings.values_list("period", "off"))
    if step.period < deviation.first_period or trail.get(step.period) == step.off:
        return False
    if step.period not in trail:
        _find(deviation, step, run)
        record(
            matter=deviation.matter,
            what="still_off" if step.off else "calm",
            at=run.at,
            data={"period": str(step.period)},
        )
    elif not step.off:
        record(matter=deviation.matter, what="corrected", at=run.at, data={"period": str(step.period)})
    trail[step.period] = step.off
    ordered = [trail[period] for period in sorted(trail)]
    if any(ordered[-CALM:]) and any(ordered):
        return False
    reason = "corrected" if not any(ordered) else "calm"
    _come_back(deviation, run, {"period": str(step.period), "reason": reason})
    return True


def _come_back(deviation: Deviation, run: Scan, data: dict[str, str]) -> None:
    """Close the matter, also when somebody answered it just now: as expected is as expected."""
    matter = deviation.matter
    try:
        move(matter=matter, name="come_back", at=run.at, data=data)
    except MovedMeanwhile:
        matter.refresh_from_db()
        if matter.is_open:
            move(matter=matter, name="come_back", at=run.at, data=data)


def _find(deviation: Deviation, step: Step, run: Scan) -> None:
    window = unit_window(deviation, step.period) if deviation.unit_id else group_window(deviation, step)
    evidence: dict[str, Any] = {"window": window, "units": list(step.units)}
    if step.judgement is not None:
        evidence["judgement"] = kept(step.judgement)
    Finding.objects.create(deviation=deviation, period=step.period, scan=run, off=step.off, evidence=evidence)
