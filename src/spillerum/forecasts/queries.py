"""What was said of how years will end. Amounts are øre."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, F, Max, Q, Sum

from spillerum.calendar.period import Period
from spillerum.forecasts.due import closing_day
from spillerum.forecasts.models import (
    BudgetDeviation,
    BudgetFinding,
    Commitment,
    Forecast,
    GroupHindsight,
    Hindsight,
    HitRate,
    Outlook,
    YearReview,
)
from spillerum.money.models import AccountGroup
from spillerum.money.verdict import Materiality, Verdict, YearEnd

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet

    from spillerum.matters.models import Matter
    from spillerum.organisation.models import Unit

ORE = 100.0  # in a krone


@dataclass(frozen=True)
class UnitYear:
    """What the newest forecast says of a unit's year: the whole bag and its account groups, in their order."""

    forecast: Forecast
    whole: Outlook
    groups: list[Outlook]


def newest_forecast(year: int) -> Forecast | None:
    """The proof that somebody looked, and when. One query."""
    return Forecast.objects.filter(year=year).order_by("-made", "-pk").first()


def year_told(on: date) -> int:
    """This year as soon as anything was said of it; until then the year before, while its books are open. Two queries."""
    newest = Forecast.objects.filter(year__in=(on.year - 1, on.year)).aggregate(year=Max("year"))["year"]
    return on.year - 1 if newest == on.year - 1 and closing_day(newest) >= on else on.year


def outlook_of(unit: Unit | int, year: int, *, below: bool = False) -> UnitYear | None:
    """The unit's own bag (with `below`, that of all under it too). Two queries; None when nothing was said of it."""
    forecast = newest_forecast(year)
    if forecast is None:
        return None
    rows = forecast.outlooks.filter(unit=unit, below=below).select_related("unit", "group")
    found = sorted(
        rows, key=lambda row: (row.group is not None, row.group and (row.group.place, row.group.key))
    )
    if not found or found[0].group is not None:
        return None
    return UnitYear(forecast, found[0], found[1:])


def outlooks_below(units: Collection[int] | None, year: int, *, below: bool = False) -> list[Outlook]:
    """What the newest forecast says of each of the units (None: of all), the whole bag, by name. Two queries.

    Pass `money.queries.below(unit)` for all under a unit. With `below`, the sums of those that have others under them.
    """
    forecast = newest_forecast(year)
    if forecast is None:
        return []
    rows = forecast.outlooks.filter(group__isnull=True, below=below).select_related("unit", "forecast")
    if units is not None:
        rows = rows.filter(unit__in=units)
    return list(rows.order_by("unit__name", "unit"))


def course_of(unit: Unit | int, year: int, *, below: bool = False) -> list[Outlook]:
    """What was said of the whole bag, month by month, the first month first. One query."""
    rows = Outlook.objects.filter(forecast__year=year, unit=unit, group__isnull=True, below=below)
    return list(rows.select_related("forecast", "unit").order_by("forecast__at"))


def year_end_of_row(row: Outlook, *, materiality: Materiality | None = None) -> YearEnd:
    """As money.sentences tells it, in kroner. Read with its forecast, unit and group."""
    name = row.unit.name if row.group is None else f"{row.unit.name}: {row.group.name.lower()}"
    return YearEnd(
        name, Verdict(row.says), row.forecast.year, row.forecast.at,
        spent=row.spent / ORE, budget=_kroner(row.budget), total=_kroner(row.total),
        low80=_kroner(row.low80), high80=_kroner(row.high80), low90=_kroner(row.low90), high90=_kroner(row.high90),
        p_over=row.p_over, p_under=row.p_under, years=row.years, thin=row.thin,
        gaps=tuple(Period.parse(month) for month in row.forecast.gaps), committed=row.committed / ORE,
        siblings=row.siblings, alike=row.alike, quiet=row.quiet,
        materiality=materiality or materiality_of(row),
    )  # fmt: skip


def materiality_of(row: Outlook) -> Materiality:
    """What a departure of this bag had to be to matter."""
    sure = settings.FORECAST_SURE / 100
    if row.group is None:
        return Materiality(sure=sure)
    return Materiality(row.group.materiality_ore / ORE, float(row.group.materiality_share), sure, said=True)


def commitments_of(unit: Unit | int, year: int) -> QuerySet[Commitment]:
    """What counts of what was said of the unit's months, in their order."""
    rows = Commitment.objects.filter(unit=unit, year=year, withdrawn__isnull=True)
    return rows.select_related("group", "by", "matter")


def _kroner(ore: int | None) -> float | None:
    return None if ore is None else ore / ORE


def findings_of(matters: Collection[Matter]) -> dict[int, list[BudgetFinding]]:
    """Deviation to its findings, the first month first, each with its deviation, unit and group. One query."""
    rows = BudgetFinding.objects.filter(deviation__matter__in=matters)
    found: dict[int, list[BudgetFinding]] = defaultdict(list)
    for row in rows.select_related("deviation__unit", "deviation__group", "forecast").order_by("at"):
        found[row.deviation_id].append(row)
    return dict(found)


def open_deviations(units: Collection[int] | None, year: int) -> QuerySet[BudgetDeviation]:
    """What is open of the units (None: of all), with the matter; what presses on all is left out."""
    rows = BudgetDeviation.objects.filter(year=year, ended=False, unit__isnull=False)
    if units is not None:
        rows = rows.filter(unit__in=units)
    return rows.select_related("matter", "unit").order_by("unit__name", "pk")


def open_pressures(year: int) -> QuerySet[BudgetDeviation]:
    """What presses on whole groups of siblings now."""
    rows = BudgetDeviation.objects.filter(year=year, ended=False, unit__isnull=True)
    return rows.select_related("matter", "group").order_by("group__name", "pk")


def hit_rate(*, below: bool = False) -> list[HitRate]:
    """How often the forecasts were right, month by month, over all years looked back on. One query.

    Of units' own bags; with `below`, of the sums up the line.
    """
    return list(HitRate.objects.filter(below=below).order_by("month"))


def years_looked_back_on() -> list[int]:
    """One query."""
    return list(YearReview.objects.values_list("year", flat=True))


@dataclass(frozen=True)
class Inside:
    """Of so many cases, so many ended inside what was said."""

    cases: int
    inside80: int
    inside90: int


def hit_rate_of(unit: Unit | int, *, below: bool = False) -> Inside:
    """The unit's own whole bag, all months of all years looked back on. One query."""
    rows = Hindsight.objects.filter(unit=unit, below=below)
    counted = rows.aggregate(
        cases=Count("pk"),
        inside80=Count("pk", filter=Q(actual__gte=F("low80"), actual__lte=F("high80"))),
        inside90=Count("pk", filter=Q(actual__gte=F("low90"), actual__lte=F("high90"))),
    )
    return Inside(**counted)


def hit_rate_by_group() -> dict[AccountGroup, Inside]:
    """Account groups, counted over all units, months and years. Two queries."""
    rows = GroupHindsight.objects.order_by().values_list("group")
    counted = rows.annotate(Sum("cases"), Sum("inside80"), Sum("inside90"))
    inside = {group: Inside(*counts) for group, *counts in counted}
    return {group: inside[group.pk] for group in AccountGroup.objects.filter(pk__in=inside)}
