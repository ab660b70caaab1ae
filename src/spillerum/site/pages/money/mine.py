"""The money on “Mit spillerum”: a leader's own curve, a director's counts without a ranking, a politician's frames."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from spillerum.calendar.now import today
from spillerum.calendar.period import Frequency, Period
from spillerum.charts.budget import BudgetPicture, Names, Spent
from spillerum.forecasts.due import closing_day
from spillerum.forecasts.lifecycle import BUDGET
from spillerum.forecasts.models import BudgetDeviation, Outlook
from spillerum.forecasts.queries import open_deviations, open_pressures, year_end_of_row, year_told
from spillerum.matters.queries import cards
from spillerum.money.queries import loose
from spillerum.money.sentences import reason
from spillerum.site.pages.money.picture import ahead_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from spillerum.matters.kinds import Card
    from spillerum.money.queries import Loose
    from spillerum.organisation.models import Unit

MONTHS = 12
WITHIN, UNKNOWN = frozenset({"quiet"}), frozenset({"no_budget", "too_short", "missing"})


@dataclass(frozen=True)
class Bag:
    """One unit's year, as the newest forecast has it."""

    row: Outlook
    picture: BudgetPicture | None

    @property
    def matter(self) -> int | None:
        """The open matter about it."""
        found: int | None = getattr(self.row, "matter_id", None)
        return found

    @property
    def matter_state(self) -> str:
        """How that matter stands."""
        return str(BUDGET.state(getattr(self.row, "matter_state", "")).label)

    @property
    def this_year(self) -> bool:
        return self.row.forecast.year == today().year

    @property
    def sentence(self) -> str:
        return reason(year_end_of_row(self.row), this_year=self.this_year)

    @property
    def room(self) -> tuple[int, int, int] | None:
        """What the budget is expected to leave, and the ends of its interval of 80 %."""
        return self.row.room(self.row.budget)


@dataclass(frozen=True)
class Pressed:
    """What presses on all, and the matter it is."""

    deviation: BudgetDeviation
    card: Card


@dataclass(frozen=True)
class Across:
    """A director's look: counts, and only what was handed up by name."""

    total: Outlook | None
    sentence: str
    within: int
    over: int
    under: int
    unknown: int
    thin: int
    with_leaders: int
    handed_up: list[Pressed]
    pressures: list[Pressed]
    loose: Loose | None  # money of the year in nobody's figures

    @property
    def of(self) -> int:
        return self.within + self.over + self.under + self.unknown


def bags_of(units: Collection[int]) -> list[Bag]:
    """The leader's own, by name. One query, however many units and months, and one more while an old year is told."""
    years = (today().year - 1, today().year)
    rows = Outlook.objects.filter(forecast__year__in=years, unit__in=units, group__isnull=True, below=False)
    open_now = BudgetDeviation.objects.filter(
        year=OuterRef("forecast__year"), unit=OuterRef("unit"), ended=False
    )
    rows = rows.annotate(
        matter_id=Subquery(open_now.values("matter")[:1]),
        matter_state=Subquery(open_now.values("matter__state")[:1]),
    )
    found = list(rows.select_related("forecast", "unit").order_by("unit__name", "unit", "forecast__at"))
    newest = max((row.forecast.year for row in found), default=0)
    if not found or (newest < today().year and closing_day(newest) < today()):
        return []
    by_unit: dict[int, list[Outlook]] = defaultdict(list)
    for row in found:
        if row.forecast.year == newest:
            by_unit[row.unit_id].append(row)
    alone = len(by_unit) == 1
    return [Bag(course[-1], _picture(course) if alone else None) for course in by_unit.values()]


def across(unit_ids: Collection[int], tops: Sequence[Unit | int]) -> Across | None:
    """Of all under a director. None where no money is followed. tops: the units directed, for the sum of all.

    Ten queries at most.
    """
    year = year_told(today())
    rows = Outlook.objects.filter(forecast__year=year, unit__in=unit_ids, group__isnull=True)
    newest: dict[tuple[int, bool], Outlook] = {}
    for row in rows.select_related("forecast", "unit").order_by("forecast__at"):
        newest[row.unit_id, row.below] = row
    own = [row for (_, below), row in newest.items() if not below]
    if not own:
        return None
    top = {unit if isinstance(unit, int) else unit.pk for unit in tops}
    total = next((row for (unit, below), row in newest.items() if below and unit in top), None)
    deviations = list(open_deviations(unit_ids, year))
    pressures = [one for one in open_pressures(year) if one.group_id in unit_ids]
    handed = [one for one in deviations if one.was_handed_up]
    told = cards([one.matter for one in (*handed, *pressures)])
    return Across(
        total=total,
        sentence=reason(year_end_of_row(total), this_year=year == today().year) if total else "",
        within=sum(row.says in WITHIN for row in own),
        over=sum(row.says == "over" for row in own),
        under=sum(row.says == "under" for row in own),
        unknown=sum(row.says in UNKNOWN for row in own),
        thin=sum(bool(row.thin) for row in own),
        with_leaders=len(deviations) - len(handed),
        handed_up=[Pressed(one, told[one.matter_id]) for one in handed],
        pressures=[Pressed(one, told[one.matter_id]) for one in pressures],
        loose=loose(year) if year == today().year else None,
    )


def _picture(course: Sequence[Outlook]) -> BudgetPicture | None:
    """Drawn from what was said month by month: the spending up to each month stands in it."""
    newest = course[-1]
    if not newest.laid and not newest.spent:
        return None
    return BudgetPicture(
        key=f"p{newest.unit_id}",
        title=_("%(unit)s's money in %(year)s") % {"unit": newest.unit.name, "year": newest.forecast.year},
        description=reason(year_end_of_row(newest), this_year=newest.forecast.year == today().year),
        names=Names(_("Budget"), _("Spent"), _("Expected"), _("With the plan")),
        first=Period(Frequency.MONTH, newest.forecast.year * MONTHS),
        budget=tuple(newest.laid),
        spent=[Spent(row.forecast.at.last_day, row.spent) for row in course],
        ahead=ahead_of(newest),
        plan=ahead_of(newest, newest.planned) if newest.planned else None,
    )
