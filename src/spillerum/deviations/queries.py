"""Reads of the room: what was judged, what is open, what a deviation touches."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Subquery

from spillerum.deviations.models import Finding, Part, Scan, Verdict
from spillerum.figures.models import Observation, Series

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.models import QuerySet

    from spillerum.calendar.period import Period
    from spillerum.deviations.models import Deviation


def newest_scan() -> Scan | None:
    return Scan.objects.order_by("-at", "-pk").first()


def newest_verdicts(unit_ids: Collection[int] | None = None) -> QuerySet[Verdict]:
    """The newest verdict of each series (of these units)."""
    newest = Verdict.objects.filter(series=OuterRef("series")).order_by("-period").values("pk")[:1]
    verdicts = Verdict.objects.filter(pk=Subquery(newest)).select_related(
        "series__measure", "series__unit", "scan"
    )
    if unit_ids is not None:
        verdicts = verdicts.filter(series__unit__in=unit_ids)
    return verdicts.order_by("series__measure", "series__unit__name")


@dataclass(frozen=True)
class Proof:
    """The proof of silence: of `looked_at` figures so many were as expected, off, missing, too short, closed."""

    looked_at: int
    quiet: int
    off: int
    common: int
    missing: int
    too_short: int
    closed: int

    @property
    def not_judged(self) -> int:
        return self.missing + self.too_short


def proof(verdicts: Iterable[Verdict]) -> Proof:
    says = Counter(verdict.says for verdict in verdicts)
    return Proof(
        looked_at=sum(says.values()) - says["closed"],
        quiet=says["quiet"],
        off=says["local"] + says["both"],
        common=says["common"],
        missing=says["missing"],
        too_short=says["too_short"],
        closed=says["closed"],
    )


def deviations(*, at_most: int | None = None, **of: Any) -> list[Deviation]:
    """Those with these fields, each with its parts, the newest first. One query, over at most so many parts."""
    wanted = {f"deviation__{name}": value for name, value in of.items()}
    around = ("measure", "deviation__matter__post", "deviation__unit", "deviation__group")
    parts = Part.objects.filter(**wanted).select_related(*around).order_by("-deviation", "pk")
    found: dict[int, Deviation] = {}
    for part in parts[:at_most]:
        part.deviation = found.setdefault(part.deviation_id, part.deviation)
        vars(part.deviation).setdefault("every_part", []).append(part)
    return list(found.values())


def open_deviations() -> list[Deviation]:
    """The oldest first."""
    return deviations(ended=False)[::-1]


def newest_findings(deviation_ids: Collection[int]) -> dict[int, Finding]:
    """The newest finding of each part of these deviations, by part."""
    newest = Finding.objects.filter(part=OuterRef("part")).order_by("-period", "-pk").values("pk")[:1]
    some = Finding.objects.filter(part__deviation__in=deviation_ids, pk=Subquery(newest))
    return {finding.part_id: finding for finding in some}


def off_periods(part_ids: Collection[int]) -> dict[int, list[Period]]:
    """The periods in which each part was found off. One query."""
    off: dict[int, list[Period]] = defaultdict(list)
    found = Finding.objects.filter(part__in=part_ids, off=True)
    for part, period in found.values_list("part", "period"):
        off[part].append(period)
    return off


def series_touched(part: Part) -> list[Series]:
    """Its own series, or for a common cause every series that was judged among the group when it was found."""
    some = Series.objects.filter(measure=part.measure)
    if part.unit_id is not None:
        return list(some.filter(unit=part.unit_id))
    named = {unit for finding in part.findings.all() for unit in finding.evidence.get("units", [])}
    return list(some.filter(unit__in=named))


def newest_observations(part: Part) -> list[Observation]:
    """The newest row of each observation that was found off."""
    periods = [finding.period for finding in part.findings.filter(off=True)]
    later = Observation.objects.filter(
        series=OuterRef("series"), period=OuterRef("period"), known__gt=OuterRef("known")
    )
    rows = Observation.objects.filter(series__in=series_touched(part), period__in=periods)
    return list(rows.exclude(Exists(later)))
