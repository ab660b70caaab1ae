"""From forecasts to matters: open, go on, and close by themselves. Runs inside the forecast's transaction.

One cause, one matter: a unit's whole bag, or what presses on most siblings. It opens when it is sure (`FORECAST_SURE`)
that the year ends outside by more than is material, and not once the year's last month is in: then nothing can be done.
It stays while that is more likely than not; two months in a row without it close it, and so do another budget, and books
corrected so that it never was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spillerum.forecasts.evidence import read
from spillerum.forecasts.models import BudgetDeviation, BudgetFinding
from spillerum.forecasts.roles import post_for
from spillerum.forecasts.steps import STILL, steps_of
from spillerum.matters.models import Matter
from spillerum.matters.services import move, open_matter, record
from spillerum.organisation.models import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from spillerum.calendar.period import Period
    from spillerum.forecasts.books import Books
    from spillerum.forecasts.judging import Judged
    from spillerum.forecasts.models import Forecast
    from spillerum.forecasts.steps import Place, Step
    from spillerum.money.verdict import YearEnd
    from spillerum.people.models import Post

CALM = 2  # months in a row within the budget that close a matter
ENOUGH = 0.5  # of what the budget is missed by: a change as large as that is an answer
Trail = dict["Period", bool]


def take_in(
    run: Forecast,
    judged: Judged,
    books: Books,
    since: Mapping[int, datetime],
    laid: Mapping[tuple[int, bool], list[int]],
) -> None:
    """Carry every place on. since: unit to when the forecasts became sure of what they say of its whole bag.

    laid: the budgets by month (forecasts.laying).
    """
    still = _open_now(run.year, books)
    for step in steps_of(judged, books, since, laid):
        deviation = still.get(step.place)
        if deviation is not None:
            _carry_on(deviation, step, run)
        elif (direction := step.sure()) and not step.end.ended:
            _open(step, direction, run)


def _open_now(year: int, books: Books) -> dict[Place, BudgetDeviation]:
    """By place. An answer given at this moment waits for the forecast's end: it finds the matter as the forecast leaves it."""
    list(Matter.objects.select_for_update().filter(budget_deviation__ended=False).order_by("pk"))
    rows = BudgetDeviation.objects.filter(year=year, ended=False).select_related("matter", "unit", "group")
    still: dict[Place, BudgetDeviation] = {}
    for row in rows.prefetch_related("findings").order_by("pk"):
        if row.unit_id is not None:
            still |= _carried(row, books.tree.carrier[row.unit_id], still)
        elif row.group_id is not None:
            still["group", row.group_id] = row
    return still


def _carried(
    row: BudgetDeviation, carrier: int, still: Mapping[Place, BudgetDeviation]
) -> dict[Place, BudgetDeviation]:
    """Of a unit that has become part of another, the matter goes along; unless the other has one."""
    there = ("unit", carrier)
    if row.unit_id == carrier:
        return {there: row}
    rivals = BudgetDeviation.objects.filter(year=row.year, unit=carrier, ended=False)
    if there in still or rivals.exists():
        move(matter=row.matter, name="carry", data={"unit": carrier})
        return {}
    was = row.place.name
    row.unit = Unit.objects.get(pk=carrier)
    row.save(update_fields=["unit"])
    record(matter=row.matter, what="moved_on", data={"unit": was, "to": row.unit.name})
    return {there: row}


def _open(step: Step, direction: str, run: Forecast) -> None:
    common = step.unit is None
    place = Unit.objects.get(pk=step.place[1])
    role = "director" if common else "leader"
    post: Post | None = post_for(role, place=place)
    if post is None:
        raise AssertionError("there are postings, so somebody owns their source")
    about = f"{'group' if common else 'unit'}:{place.pk}"
    matter = open_matter(kind="pressure" if common else "budget", about=about, who={role: post}, at=run.made)
    deviation = BudgetDeviation.objects.create(
        matter=matter, year=run.year, unit_id=step.unit, group_id=step.group, direction=direction,
        first_at=run.at, could_be_known=step.since or run.known,
    )  # fmt: skip
    BudgetFinding.objects.create(
        deviation=deviation, forecast=run, at=run.at, off=True, evidence=dict(step.evidence)
    )


def _carry_on(deviation: BudgetDeviation, step: Step, run: Forecast) -> None:
    """One more month, or the same one again on corrected books."""
    found = sorted(deviation.findings.all(), key=lambda finding: finding.at)
    trail: Trail = {finding.at: finding.off for finding in found}
    off, before = step.chance(deviation.direction) >= STILL, trail.get(run.at)
    trail[run.at] = off
    BudgetFinding.objects.update_or_create(
        deviation=deviation,
        at=run.at,
        defaults={"forecast": run, "off": off, "evidence": dict(step.evidence)},
    )
    if before == off:
        return
    changed = not off and _budget_was_changed(found[-1], step.end)
    what = "regranted" if changed else _what(off=off, before=before)
    data = {"period": str(run.at), "away": _away(step.end)}
    record(matter=deviation.matter, what=what, at=run.made, data=data)
    if changed or _is_calm(trail):
        move(matter=deviation.matter, name="come_back", at=run.made, data=data)


def _what(*, off: bool, before: bool | None) -> str:
    """How the timeline tells it: a new month, or the same one on other books."""
    if before is None:
        return "still_off" if off else "calm"
    return "off_again" if off else "corrected"


def _budget_was_changed(last: BudgetFinding, end: YearEnd) -> bool:
    """Whether the budget was moved by at least half of what it was missed by: then it is why the year fits it now."""
    was = read(last.evidence["end"])
    if was.budget is None or was.total is None or end.budget is None or not last.off:
        return False
    missed, moved_by = was.total - was.budget, end.budget - was.budget
    return moved_by * missed > 0 and abs(moved_by) >= ENOUGH * abs(missed)


def _is_calm(trail: Trail) -> bool:
    ordered = [trail[month] for month in sorted(trail)]
    return not any(ordered) or (len(ordered) >= CALM and not any(ordered[-CALM:]))


def _away(end: YearEnd) -> int | None:
    """How far from the budget, in whole kroner."""
    return None if end.total is None or end.budget is None else round(end.total - end.budget)
