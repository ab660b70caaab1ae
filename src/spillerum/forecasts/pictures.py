"""A deviation from the budget as a picture: the year as it stood when it was found, or found again."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from spillerum.charts.ahead import Ahead
from spillerum.charts.budget import BudgetPicture, Names, Spent
from spillerum.forecasts.books import ORE
from spillerum.forecasts.due import first_month
from spillerum.forecasts.evidence import read

if TYPE_CHECKING:
    from spillerum.forecasts.models import BudgetFinding
    from spillerum.money.verdict import YearEnd


def picture_of(finding: BudgetFinding) -> BudgetPicture:
    """Of the finding's own evidence. Its deviation has been read with it."""
    evidence, end = finding.evidence, read(finding.evidence["end"])
    first = first_month(end.year)
    planned = evidence.get("planned", {}).get("amount", 0.0)
    facts = {"unit": finding.deviation.place.name, "year": end.year}
    return BudgetPicture(
        key=f"b{finding.deviation_id}",
        title=_("%(unit)s's money in %(year)s") % facts,
        description=_("What is spent, against the budget laid out over the year."),
        names=Names(_("Budget"), _("Spent"), _("Expected"), _("With the plan")),
        first=first,
        budget=evidence["laid"],
        spent=[Spent((first + n).last_day, ore) for n, ore in enumerate(accumulate(evidence["months"]))],
        ahead=_ahead(end),
        plan=_ahead(end, planned) if planned else None,
    )


def _ahead(end: YearEnd, more: float = 0.0) -> Ahead | None:
    """The year's end in øre; `more`: with what is planned, kroner."""
    ends = [end.total, end.low80, end.high80, end.low90, end.high90]
    known = [(kroner + more) * ORE for kroner in ends if kroner is not None]
    return Ahead(*known) if len(known) == len(ends) else None
