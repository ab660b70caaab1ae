"""From findings to matters: open, join, leave and close by themselves. Runs inside the scan's transaction.

One cause, one matter: measures that go off at one place in the same or the next period share it. The same series next
period continues the same matter; two periods in a row as expected let a measure leave it, and so does a corrected
figure that turns out as expected. When the last has left, the matter closes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from spillerum.calendar.period import Period
from spillerum.deviations.evidence import kept
from spillerum.deviations.findings import Place, place_of, steps_of
from spillerum.deviations.lifecycle import CHECKED, LEFT_ALONE
from spillerum.deviations.models import Deviation, Finding, Part
from spillerum.deviations.naming import names_in_data
from spillerum.deviations.roles import post_for
from spillerum.deviations.window import group_window, unit_window
from spillerum.matters.models import Matter
from spillerum.matters.services import move, open_matter, record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spillerum.deviations.findings import Step, Subject
    from spillerum.deviations.models import Scan
    from spillerum.deviations.scanning import Judged

RECENT = 12  # periods back from the newest within which something new is opened
CALM = 2  # periods in a row as expected that let a measure leave its matter
NEXT = 1  # periods between what counts as one cause

Key = tuple[int, Place]
Trail = dict[Period, bool]  # a part's periods, and whether each was off


@dataclass
class _Open:
    """What is open, as the scan changes it. `lines`: what is to be written of each deviation, the period's end."""

    run: Scan
    parts: dict[Key, Part]
    trails: dict[int, Trail]
    lines: dict[tuple[int, str], list[Part]] = field(default_factory=lambda: defaultdict(list))

    def at(self, place: Place) -> list[Part]:
        return [part for (_, there), part in self.parts.items() if there == place]

    def still(self, deviation: Deviation) -> list[Part]:
        return [part for part in self.parts.values() if part.deviation_id == deviation.pk]


def take_in(judged: list[Judged], run: Scan) -> None:
    """Carry every place on, period by period, oldest first."""
    found = steps_of(judged)
    if not found:
        return
    still = _open_now(run)
    for steps in found.values():
        newest = {step.subject: step.period for step in steps}
        for period, some in groupby(steps, key=lambda step: step.period):
            _take_period(still, period, list(some), newest)


def _open_now(run: Scan) -> _Open:
    """An answer given at this moment waits for the scan's end: it finds the matter as the scan leaves it."""
    list(Matter.objects.select_for_update().filter(deviation__ended=False).order_by("pk"))
    parts = Part.objects.filter(ended=False).select_related("deviation__matter", "measure", "unit", "group")
    deviations: dict[int, Deviation] = {}
    for part in parts:  # parts of one deviation share it, and its matter
        part.deviation = deviations.setdefault(part.deviation_id, part.deviation)
    trails: dict[int, Trail] = defaultdict(dict)
    findings = Finding.objects.filter(part__in=[part.pk for part in parts])
    for pk, period, off in findings.values_list("part", "period", "off"):
        trails[pk][period] = off
    return _Open(run, {(part.measure_id, place_of(part)): part for part in parts}, trails)


def _take_period(
    still: _Open, period: Period, steps: Sequence[Step], newest: Mapping[Subject, Period]
) -> None:
    touched, left, fresh = {}, [], []
    for step in steps:
        part = still.parts.get((step.subject.measure.pk, step.subject.place))
        if part is None:
            if step.off and newest[step.subject] - period < RECENT and not _known(step):
                fresh.append(step)
        elif _carry_on(still, part, step):
            touched[part.deviation_id] = part.deviation
            if _is_calm(still.trails[part.pk]):
                left.append(part)
    for part in left:
        _end(still, part)
    for deviation in touched.values():
        _write(still, deviation, period, [part for part in left if part.deviation_id == deviation.pk])
    if fresh:
        _begin(still, period, fresh)


def _carry_on(still: _Open, part: Part, step: Step) -> bool:
    """Take one more period in. False when it says nothing new."""
    trail = still.trails[part.pk]
    if step.period < part.first_period or trail.get(step.period) == step.off:
        return False
    if step.period not in trail:
        _find(part, step, still.run)
        still.lines[part.deviation_id, "still_off" if step.off else "calm"].append(part)
    elif not step.off:
        still.lines[part.deviation_id, "corrected"].append(part)
    trail[step.period] = step.off
    return True


def _is_calm(trail: Trail) -> bool:
    ordered = [trail[period] for period in sorted(trail)]
    return not any(ordered[-CALM:]) or not any(ordered)


def _end(still: _Open, part: Part) -> None:
    part.ended = True
    part.save(update_fields=["ended"])
    del still.parts[part.measure_id, place_of(part)]


def _begin(still: _Open, period: Period, fresh: list[Step]) -> None:
    """What has just gone off joins the matter that is off here now, or opens one."""
    off = _off_here(still, fresh[0].subject.place, period)
    joins = off is not None
    deviation = off or _open(fresh[0], still.run)
    parts = [_take_part(still, deviation, step) for step in fresh]
    if joins:
        _tell_of_joining(still, deviation, parts, period)


def _off_here(still: _Open, place: Place, period: Period) -> Deviation | None:
    """The newest open deviation here that is off in this or the next period. One that is being checked takes nothing in."""
    near = [
        part
        for part in still.at(place)
        if part.deviation.matter.state not in CHECKED
        and any(off and _apart(when, period) <= NEXT for when, off in still.trails[part.pk].items())
    ]
    return max(near, key=lambda part: part.deviation_id).deviation if near else None


def _apart(one: Period, other: Period) -> int:
    """How many periods lie between two, in the longer of their frequencies."""
    longest = max(one, other, key=lambda period: period.last_day - period.first_day).frequency
    first, second = (Period.containing(period.last_day, longest) for period in (one, other))
    return abs(first - second)


def _open(step: Step, run: Scan) -> Deviation:
    subject = step.subject
    common = subject.unit is None
    role, kind = ("director", "common") if common else ("leader", "deviation")
    place = subject.unit or subject.group
    post = post_for(role, place=place, measure=subject.measure)
    matter = open_matter(
        kind=kind, about=f"{'unit' if subject.unit else 'group'}:{place.pk}", who={role: post}, at=run.at
    )
    return Deviation.objects.create(
        matter=matter, unit=subject.unit, group=subject.group, first_period=step.period
    )


def _take_part(still: _Open, deviation: Deviation, step: Step) -> Part:
    """A measure that has left may come again: its trail goes on."""
    now = {"ended": False, "direction": str((step.judgement and step.judgement.direction) or "down")}
    new_too = {"unit": deviation.unit, "group": deviation.group, "first_period": step.period}
    part, new = Part.objects.update_or_create(
        deviation=deviation, measure=step.subject.measure, defaults=now, create_defaults=now | new_too
    )
    part.deviation = deviation
    still.parts[part.measure_id, place_of(part)] = part
    still.trails[part.pk] = {} if new else dict(part.findings.values_list("period", "off"))
    if step.period not in still.trails[part.pk]:
        _find(part, step, still.run)
    still.trails[part.pk][step.period] = True
    return part


def _tell_of_joining(still: _Open, deviation: Deviation, parts: list[Part], period: Period) -> None:
    """One line. Whoever answered long before it is asked again: it may be something else."""
    matter = deviation.matter
    data = {"period": str(period)} | names_in_data(part.measure for part in parts)
    if matter.state in LEFT_ALONE and _apart(deviation.first_period, period) > NEXT:
        move(matter=matter, name="join", at=still.run.at, data=data)
    else:
        record(matter=matter, what="joined", at=still.run.at, data=data)


def _write(still: _Open, deviation: Deviation, period: Period, left: list[Part]) -> None:
    """One line for each thing that is to be said of the period; measures are named where there are several."""
    open_parts = still.still(deviation)
    several = len(open_parts) + len(left) > 1
    for what in ("still_off", "calm", "corrected"):
        if some := still.lines.pop((deviation.pk, what), []):
            names = names_in_data(part.measure for part in some) if several else {}
            record(matter=deviation.matter, what=what, at=still.run.at, data={"period": str(period)} | names)
    if open_parts and left:
        data = {"period": str(period)} | names_in_data(part.measure for part in left)
        record(matter=deviation.matter, what="left", at=still.run.at, data=data)
    elif left:
        was_off = any(any(still.trails[part.pk].values()) for part in left)
        reason = "calm" if was_off else "corrected"
        data = {"period": str(period), "reason": reason}
        move(matter=deviation.matter, name="come_back", at=still.run.at, data=data)


def _known(step: Step) -> bool:
    """Whether a part that has ended was about this very period: what has been dealt with is not opened again."""
    subject = step.subject
    place = {"unit": subject.unit} if subject.unit else {"unit": None, "group": subject.group}
    past = Part.objects.filter(measure=subject.measure, ended=True, **place)
    return past.filter(findings__period=step.period, findings__off=True).exists()


def _find(part: Part, step: Step, run: Scan) -> None:
    window = unit_window(part, step.period) if part.unit_id else group_window(part, step)
    evidence: dict[str, Any] = {"window": window, "units": list(step.units)}
    if step.judgement is not None:
        subject = step.subject
        unit = None if subject.unit is None else subject.unit.name
        evidence["judgement"] = kept(replace(step.judgement, unit=unit, group=subject.group.name))
    Finding.objects.create(part=part, period=step.period, scan=run, off=step.off, evidence=evidence)
