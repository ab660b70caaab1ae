"""Reads of the room: what was judged, what is open, what a deviation touches."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Subquery

from spillerum.deviations.models import Deviation, Finding, Scan, Verdict
from spillerum.figures.models import Observation, Series

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.models import QuerySet


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


def deviations() -> QuerySet[Deviation]:
    return Deviation.objects.select_related("matter__post", "measure", "unit", "group")


def open_deviations() -> QuerySet[Deviation]:
    return deviations().filter(ended=False).order_by("pk")


def newest_findings(deviation_ids: Collection[int]) -> dict[int, Finding]:
    """The newest finding of each deviation."""
    newest = (
        Finding.objects.filter(deviation=OuterRef("deviation")).order_by("-period", "-pk").values("pk")[:1]
    )
    some = Finding.objects.filter(deviation__in=deviation_ids, pk=Subquery(newest))
    return {finding.deviation_id: finding for finding in some}


def first_findings(deviation_ids: Collection[int]) -> dict[int, Finding]:
    first = (
        Finding.objects.filter(deviation=OuterRef("deviation"), off=True)
        .order_by("period", "pk")
        .values("pk")[:1]
    )
    some = Finding.objects.filter(deviation__in=deviation_ids, pk=Subquery(first))
    return {finding.deviation_id: finding for finding in some}


def series_touched(deviation: Deviation) -> list[Series]:
    """Its own series, or for a common cause every series that was judged among the group when it was found."""
    some = Series.objects.filter(measure=deviation.measure)
    if deviation.unit_id is not None:
        return list(some.filter(unit=deviation.unit_id))
    named = {unit for finding in deviation.findings.all() for unit in finding.evidence.get("units", [])}
    return list(some.filter(unit__in=named))


def newest_observations(deviation: Deviation) -> list[Observation]:
    """The newest row of each observation that the deviation found off."""
    periods = [finding.period for finding in deviation.findings.filter(off=True)]
    later = Observation.objects.filter(
        series=OuterRef("series"), period=OuterRef("period"), known__gt=OuterRef("known")
    )
    rows = Observation.objects.filter(series__in=series_touched(deviation), period__in=periods)
    return list(rows.exclude(Exists(later)))
