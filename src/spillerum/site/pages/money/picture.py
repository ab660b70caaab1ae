"""A purse as one curve: the budget laid out, what is spent, and where the year is expected to end."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from spillerum.calendar.period import Frequency, Period
from spillerum.charts.ahead import Ahead
from spillerum.charts.budget import BudgetChange, BudgetPicture, Names, Spent
from spillerum.money.models import BudgetLine

if TYPE_CHECKING:
    from datetime import date

    from spillerum.forecasts.models import Outlook
    from spillerum.site.pages.money.purse import Purse

MONTHS = 12


def picture_of(purse: Purse) -> BudgetPicture | None:
    """None where there is neither a budget nor a posting."""
    if not purse.laid and not purse.spent:
        return None
    whole = purse.whole
    planned = whole.planned if whole else 0
    return BudgetPicture(
        key=f"m{purse.unit.pk}",
        title=_("%(unit)s's money in %(year)s") % {"unit": purse.unit.name, "year": purse.year},
        description=purse.sentence or _("What is spent, against the budget laid out over the year."),
        names=Names(_("Budget"), _("Spent"), _("Expected"), _("With the plan")),
        first=Period(Frequency.MONTH, purse.year * MONTHS),
        budget=purse.laid,
        spent=[
            Spent(day, ore) for day, ore in zip(purse.spent, accumulate(purse.spent.values()), strict=True)
        ],
        ahead=ahead_of(whole),
        plan=ahead_of(whole, planned) if planned else None,
        changes=_changes(purse),
    )


def ahead_of(row: Outlook | None, more: int = 0) -> Ahead | None:
    """The year's end of a forecast, in øre; `more`: with what is planned."""
    if row is None or row.total is None:
        return None
    ends = (row.total, row.low80, row.high80, row.low90, row.high90)
    return Ahead(*(float((row.total if end is None else end) + more) for end in ends))


def _changes(purse: Purse) -> list[BudgetChange]:
    """What came after January, by day; moves within the bag are nothing to it as a whole."""
    by_day: dict[tuple[date, str, str], int] = {}
    for part in purse.parts:
        for line in part.lines:
            if (line.day.year, line.day.month) > (purse.year, 1):
                key = (line.day, line.kind, line.reason)
                by_day[key] = by_day.get(key, 0) + line.amount
    return [
        BudgetChange(day, ore, text or str(BudgetLine.Kind(kind).label))
        for (day, kind, text), ore in sorted(by_day.items())
        if ore
    ]
