"""What one forecast says of each place that may be asked: a unit's whole bag, or siblings on whom something presses."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from spillerum.analysis.yearend.outlook import summed
from spillerum.forecasts.books import ORE
from spillerum.forecasts.evidence import curve_kept, groups_kept, kept, planned_kept
from spillerum.money.verdict import Materiality, Verdict, year_end_of
from spillerum.organisation.models import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from spillerum.forecasts.books import Books
    from spillerum.forecasts.judging import Bag, Judged
    from spillerum.forecasts.pressure import Pressure
    from spillerum.money.verdict import YearEnd

Place = tuple[str, int]
"""“unit” or “group”, and its id."""
STILL = 0.5  # more likely than not: what is off stays off until then


@dataclass(frozen=True)
class Step:
    """What one forecast says of one place. over, under: the chances of it, by its own doing for a unit."""

    unit: int | None
    group: int | None
    over: float
    under: float
    end: YearEnd
    evidence: Mapping[str, Any]
    since: datetime | None = None

    @property
    def place(self) -> Place:
        if self.unit is not None:
            return "unit", self.unit
        if self.group is None:
            raise AssertionError("what presses, presses on a group")
        return "group", self.group

    def chance(self, direction: str) -> float:
        return self.over if direction == "over" else self.under

    def sure(self) -> str:
        """The side it is sure to end on; empty when it is not, or cannot be said of what is missing."""
        sure = self.end.materiality.sure
        if self.over >= sure:
            return "over"
        return "under" if self.under >= sure and not self.end.gaps else ""


def steps_of(
    judged: Judged, books: Books, since: Mapping[int, datetime], laid: Mapping[tuple[int, bool], list[int]]
) -> Iterator[Step]:
    """What presses on siblings first, then every unit's whole bag that has a budget. since: see following.take_in.

    laid: unit and whether with all below to its budget by month, øre.
    """
    lines: dict[int, list[Bag]] = defaultdict(list)
    whole: dict[int, Bag] = {}
    for bag in judged.bags:
        if not bag.below and bag.group is None:
            whole[bag.unit] = bag
        elif not bag.below:
            lines[bag.unit].append(bag)
    names = dict(Unit.objects.values_list("pk", "name"))
    for pressure in judged.pressures:
        curve = curve_kept(books, laid, pressure.units)
        yield _pressing(pressure, [whole[unit] for unit in pressure.units], names, books, curve)
    shared = {unit: one.share for one in judged.pressures if one.presses for unit in one.units}
    for unit, bag in whole.items():
        if bag.outlook is not None and bag.ore.budget is not None:
            end = replace(
                bag.end,
                unit=names[unit],
                group=str(books.beside.get(unit, "")),
                committed=bag.ore.committed / ORE,
            )
            evidence = {"end": kept(end), "groups": groups_kept(lines[unit])} | planned_kept(bag)
            evidence |= curve_kept(books, laid, [unit])
            if unit in shared:
                evidence["shared"] = shared[unit] * abs(bag.ore.budget) / ORE
            over, under = _both(bag.own_over, bag.end.p_over), _both(bag.own_under, bag.end.p_under)
            yield Step(unit, books.beside.get(unit), over, under, end, evidence, since.get(unit))


def _both(own: float | None, whole: float | None) -> float:
    """Outside the budget, and by its own doing."""
    return min(own or 0.0, whole or 0.0)


def _pressing(
    pressure: Pressure, some: list[Bag], names: Mapping[int, str], books: Books, curve: dict[str, Any]
) -> Step:
    """The siblings together, as the director is told."""
    budget = sum(bag.ore.kroner or 0.0 for bag in some)
    together = summed([bag.outlook for bag in some if bag.outlook is not None], names[pressure.group])
    material = some[0].end.materiality
    end = year_end_of(
        together, budget, Materiality(sure=material.sure), unit=names[pressure.group], gaps=books.gaps
    )
    side = Verdict.OVER if pressure.p_over >= pressure.p_under else Verdict.UNDER
    if max(pressure.p_over, pressure.p_under) >= STILL:
        end = replace(end, verdict=side)
    evidence = {
        "end": kept(end),
        "share": pressure.share,
        "low": pressure.low80,
        "high": pressure.high80,
        "touched": pressure.touched,
        "of": len(some),
    } | curve
    return Step(None, pressure.group, pressure.p_over, pressure.p_under, end, evidence)
