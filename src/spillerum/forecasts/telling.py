"""A deviation from the budget in plain sentences, from its evidence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from spillerum.calendar import words
from spillerum.calendar.now import today
from spillerum.calendar.period import Period
from spillerum.forecasts.books import ORE
from spillerum.forecasts.evidence import read
from spillerum.money.amounts import language, said
from spillerum.money.models import AccountGroup
from spillerum.money.sentences import reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spillerum.forecasts.models import BudgetDeviation
    from spillerum.matters.models import Entry
    from spillerum.money.verdict import YearEnd

MOST = 0.5  # of what is too much or too little: then a group is named


def title(deviation: BudgetDeviation) -> str:
    if deviation.unit_id is None:
        return _("The budgets of %(year)s: most move together") % {"year": deviation.year}
    if deviation.direction == "over":
        return _("Over the budget in %(year)s") % {"year": deviation.year}
    return _("Under the budget in %(year)s") % {"year": deviation.year}


def sentence(evidence: Mapping[str, Any], groups: Mapping[int, str]) -> str:
    """How the year will end, what it is mostly due to, and what a plan does to it. groups: the names, by id."""
    end = read(evidence["end"])
    shared = _shared(end, evidence.get("shared"))
    alone = replace(end, siblings=0) if shared else end  # what the others do is told by what is shared
    parts = [reason(alone, this_year=end.year == today().year), shared]
    if "touched" in evidence:
        parts.append(
            _("%(touched)s of the %(of)s units pull the same way, so the cause is probably common.")
            % evidence
        )
    else:
        parts += [_mostly(end, evidence["groups"], groups), _with_the_plan(end, evidence.get("planned"))]
    return " ".join(part for part in parts if part)


def group_names() -> dict[int, str]:
    """In the language now active. One query."""
    return {group.pk: group.name for group in AccountGroup.objects.all()}


def _mostly(end: YearEnd, rows: Sequence[Mapping[str, Any]], groups: Mapping[int, str]) -> str:
    if not end.needs_attention or not rows or end.total is None or end.budget is None:
        return ""
    away, first = end.total - end.budget, rows[0]
    if len(rows) == 1 or first["away"] * away <= 0 or abs(first["away"]) < MOST * abs(away):
        return ""
    facts = {
        "group": groups.get(first["group"], "").lower(),
        "amount": said(abs(first["away"]), width=(end.high80 or 0.0) - (end.low80 or 0.0)),
    }
    if (first["budget"] or first["total"]) < 0:
        return _mostly_income(first["away"], facts)
    if first["away"] > 0:
        return _("Mostly %(group)s: %(amount)s more than budgeted.") % facts
    return _("Mostly %(group)s: %(amount)s less than budgeted.") % facts


def _mostly_income(away: float, facts: Mapping[str, str]) -> str:
    """What comes in stands below nought: away from the budget upwards is less of it."""
    if away > 0:
        return _("Mostly %(group)s: %(amount)s less comes in than budgeted.") % facts
    return _("Mostly %(group)s: %(amount)s more comes in than budgeted.") % facts


def _shared(end: YearEnd, kroner: float | None) -> str:
    """How much of it presses on most siblings as well, where it goes the same way."""
    if kroner is None or not end.needs_attention or end.total is None or end.budget is None:
        return ""
    if kroner * (end.total - end.budget) <= 0:
        return ""
    amount = said(abs(kroner), width=(end.high80 or 0.0) - (end.low80 or 0.0))
    return _("About %(amount)s of it is shared by most of the others, and the rest is its own.") % {
        "amount": amount
    }


def _with_the_plan(end: YearEnd, planned: Mapping[str, Any] | None) -> str:
    if planned is None or end.total is None or end.budget is None:
        return ""
    away = end.total + planned["amount"] - end.budget
    if abs(away) <= max(end.materiality.absolute, end.materiality.relative * abs(end.budget)):
        return _("With the plan it would be within the budget.")
    facts = {"amount": said(abs(away), width=(end.high80 or 0.0) - (end.low80 or 0.0))}
    if end.budget < 0:
        if away > 0:
            return _("With the plan, %(amount)s less comes in than budgeted.") % facts
        return _("With the plan, %(amount)s more comes in than budgeted.") % facts
    if away > 0:
        return _("With the plan it would be %(amount)s more than budgeted.") % facts
    return _("With the plan it would be %(amount)s less than budgeted.") % facts


def told(entry: Entry) -> str:
    """The timeline's words beyond the move's own: what was said, and the figures."""
    data = entry.data
    if entry.what == "open":
        return _("Found by the forecast of the year's end")
    if entry.what == "moved_on":
        return str(_("%(unit)s has become part of %(to)s, and the matter goes along") % data)
    if "period" in data and (template := _by_month().get(entry.what)):
        facts = {"period": words.period(Period.parse(data["period"]), language())}
        return _told_away(template % facts, data.get("away"))
    return " ".join(part for part in (entry.note, _brings(data), _ended(data)) if part)


def _brings(data: Mapping[str, Any]) -> str:
    """What a plan should bring in all, from øre."""
    ore = int(data.get("amount", 0))
    if not ore:
        return ""
    if ore < 0:
        return _("(should save %(amount)s)") % {"amount": said(-ore / ORE)}
    return _("(should use %(amount)s more)") % {"amount": said(ore / ORE)}


def _by_month() -> dict[str, str]:
    return {
        "still_off": _("Still outside the budget after %(period)s"),
        "off_again": _("After corrections outside the budget again after %(period)s"),
        "calm": _("Within the budget after %(period)s"),
        "regranted": _("The budget was changed, and the year is expected to fit it"),
        "corrected": _("The books for %(period)s were corrected, and it is within the budget"),
        "come_back": _("Within the budget after %(period)s"),
    }


def _told_away(line: str, away: int | None) -> str:
    """With how far from the budget the year is expected to end."""
    if away is None:
        return line
    if away > 0:
        return _("%(line)s: about %(amount)s above it") % {"line": line, "amount": said(away)}
    return _("%(line)s: about %(amount)s below it") % {"line": line, "amount": said(-away)}


def _ended(data: Mapping[str, Any]) -> str:
    """How a year that has closed ended against its budget, in øre."""
    if "budget" not in data or "spent" not in data:
        return ""
    away = (int(data["spent"]) - int(data["budget"])) / ORE
    facts = {"amount": said(abs(away)), "budget": said(abs(int(data["budget"])) / ORE)}
    if int(data["budget"]) < 0:
        if away > 0:
            return _("%(budget)s should have come in; it was %(amount)s less.") % facts
        return _("%(budget)s should have come in; it was %(amount)s more.") % facts
    if away > 0:
        return _("Of a budget of %(budget)s, the year ended %(amount)s over.") % facts
    return _("Of a budget of %(budget)s, the year ended %(amount)s under.") % facts
