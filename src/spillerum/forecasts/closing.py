"""When a year's books close, its forecasts end, and every matter about them with a line saying how the year went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spillerum.calendar.now import now
from spillerum.calendar.workdays import COPENHAGEN
from spillerum.forecasts.due import closing_day
from spillerum.forecasts.models import BudgetDeviation
from spillerum.matters.services import MovedMeanwhile, move
from spillerum.money.queries import budget_of, spent_by_month
from spillerum.organisation.queries import groups_on

if TYPE_CHECKING:
    from datetime import date, datetime


def end_closed_years(*, at: datetime | None = None) -> int:
    """Close what is still open of years whose books have closed; how many. Safe to run twice and two at once."""
    at = at or now()
    day = at.astimezone(COPENHAGEN).date()
    rows = BudgetDeviation.objects.filter(ended=False).select_related("matter", "unit", "group")
    return sum(_end(row, at, day) for row in rows if closing_day(row.year) < day)


def _end(row: BudgetDeviation, at: datetime, day: date) -> bool:
    units = [row.unit_id] if row.unit_id is not None else _siblings(row, day)
    budgets, spent = budget_of(units, row.year), spent_by_month(units, row.year)
    data = {
        "year": row.year,
        "budget": sum(budget.total for budget in budgets.values()),
        "spent": sum(sum(months) for months in spent.values()),
    }
    try:
        move(matter=row.matter, name="end_year", at=at, data=data)
    except MovedMeanwhile:
        return False
    return True


def _siblings(row: BudgetDeviation, day: date) -> list[int]:
    return [unit for unit, group in groups_on(day).items() if group.pk == row.group_id]
