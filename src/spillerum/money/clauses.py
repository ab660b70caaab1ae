"""What follows a year's end: each a sentence of its own, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spillerum.analysis.yearend.outlook import Thin
from spillerum.calendar import words
from spillerum.money.amounts import language, said
from spillerum.money.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spillerum.money.verdict import YearEnd

_LIKELY = 0.5  # so probable that it is told, though not sure enough to ask anybody
_SHOWN_MONTHS = 3


def spent_already(one: YearEnd, facts: Mapping[str, str]) -> str:
    if one.verdict is not Verdict.OVER or one.whole or not one.budget or one.spent is None:
        return ""
    return _("The budget of %(budget)s is spent already.") % facts if one.spent > one.budget > 0 else ""


def leaning(one: YearEnd) -> str:
    if one.verdict is not Verdict.QUIET or one.whole:
        return ""
    if (one.p_over or 0.0) >= _LIKELY:
        told = _("The probability that it ends well over the budget is %(share)s.")
    elif (one.p_under or 0.0) >= _LIKELY:
        told = _("The probability that it ends well under the budget is %(share)s.")
    else:
        return ""
    return told % {"share": words.percent(max(one.p_over or 0.0, one.p_under or 0.0), language())}


def others(one: YearEnd, peers: str) -> str:
    """How the rest of the group does; when most of them do the same, it is not this one's doing."""
    if not one.needs_attention or not one.siblings:
        return ""
    many = words.number(one.siblings, language())
    facts = {"others": f"{many} {peers}".strip(), "alike": one.alike, "quiet": one.quiet}
    if one.siblings > 1 and 2 * (one.alike + 1) > one.siblings + 1:
        return (
            _("It is the same with %(alike)s of the other %(others)s, so the cause is probably common.")
            % facts
        )
    if one.alike:
        return _alike(one.siblings) % facts
    if one.quiet == one.siblings:
        told = ngettext(
            "The other one is as expected.", "The other %(others)s are as expected.", one.siblings
        )
        return told % facts
    return _("Of the other %(others)s, %(quiet)s are as expected.") % facts if one.quiet else ""


def _alike(siblings: int) -> str:
    return ngettext(
        "It is the same with the other one.",
        "It is the same with %(alike)s of the other %(others)s.",
        siblings,
    )


def committed(one: YearEnd, currency: str, why: str) -> str:
    if not one.committed:
        return ""
    facts = {"amount": said(one.committed, currency), "why": why}
    if why:
        return _("This includes %(amount)s known to come (%(why)s).") % facts
    return _("This includes %(amount)s known to come.") % facts


def gaps(one: YearEnd) -> str:
    if not one.gaps or one.verdict is Verdict.MISSING:
        return ""
    told = (
        _("Some units lack the figure for %(months)s.")
        if one.unit is None
        else _("The figure for %(months)s is missing.")
    )
    return told % {"months": months(one)}


def months(one: YearEnd) -> str:
    names = [words.period(month, language()) for month in one.gaps]
    if len(names) > _SHOWN_MONTHS:
        return _("%(first)s and %(more)s months more") % {"first": names[0], "more": len(names) - 1}
    return (
        names[0]
        if len(names) == 1
        else _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
    )


def thin(one: YearEnd) -> str:
    if one.verdict in {Verdict.MISSING, Verdict.CLOSED} or one.whole:
        return ""
    if one.verdict is Verdict.TOO_SHORT:
        return _("There is no whole earlier year to go by, so we cannot know yet whether the budget will do.")
    if one.unit is None and one.thin:
        return _("Some units have too few earlier years to go by, so it is uncertain.")
    match one.thin:
        case Thin.ONE_YEAR:
            return _("There is only one earlier year to go by, so it is uncertain.")
        case Thin.NO_HISTORY | Thin.SHORT:
            return _("There is no whole earlier year to go by, so it is uncertain.")
        case Thin.FEW_YEARS:
            return _("There are too few years to know how wrong such a forecast usually is.")
    return ""
