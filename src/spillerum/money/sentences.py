"""A year's end in one plain sentence: how it will end, between what, what the others do, and what could not be known.

For the command on a plain file as for the pages: needs nothing but the language that is active.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from spillerum.calendar import words
from spillerum.money import clauses
from spillerum.money.amounts import between, language, said
from spillerum.money.verdict import Verdict

if TYPE_CHECKING:
    from spillerum.money.verdict import YearEnd

__all__ = ["reason", "year_name"]


def reason(
    one: YearEnd, *, currency: str = "kr.", this_year: bool = False, peers: str = "", why: str = "", held: bool = True
) -> str:  # fmt: skip
    """In the language now active.

    peers: what the others are called (“biblioteker”). why: what is known to come. held: there are budgets at all, so
    that it is worth telling who has none.
    """
    facts = _facts(one, currency, this_year=this_year)
    parts = [
        _first(one, facts),
        _no_budget(one) if held else "",
        clauses.spent_already(one, facts),
        clauses.leaning(one),
    ]
    parts += [
        clauses.others(one, peers),
        clauses.committed(one, currency, why),
        clauses.gaps(one),
        clauses.thin(one),
    ]
    return " ".join(part for part in parts if part)


def year_name(year: int, first_month: int = 1) -> str:
    """“2019”, “2019/20”."""
    return str(year) if first_month == 1 else f"{year}/{(year + 1) % 100:02d}"


def _facts(one: YearEnd, currency: str, *, this_year: bool) -> dict[str, str]:
    year = year_name(one.year, one.first_month)
    facts = {
        "unit": _named(one),
        "when": _("this year") if this_year else _("in %(year)s") % {"year": year},
    }
    for name in ("spent", "budget"):
        if (value := getattr(one, name)) is not None:
            facts[name] = said(value, currency)
    if one.total is not None and one.low80 is not None and one.high80 is not None:
        width = one.high80 - one.low80
        facts["total"] = said(one.total, currency, width=width)
        low, high = one.low80, one.high80
        if one.budget is not None and one.needs_attention:
            away = [end - one.budget for end in (one.total, low, high)]
            if one.verdict is Verdict.UNDER:
                away = [-away[0], -away[2], -away[1]]
            facts["amount"], (low, high) = said(away[0], currency, width=width), (away[1], away[2])
        facts["low"], facts["high"] = between(low, high)
    return facts


def _named(one: YearEnd) -> str:
    name = one.unit or _("Everything together")
    return f"{name} ({one.measure})" if one.measure else name


def _first(one: YearEnd, facts: dict[str, str]) -> str:
    income = one.budget is not None and one.budget < 0
    match one.verdict:
        case Verdict.OVER if one.whole and income:
            told = _("%(unit)s took in %(amount)s less than budgeted %(when)s.")
        case Verdict.OVER if one.whole:
            told = _("%(unit)s spent %(amount)s more than budgeted %(when)s.")
        case Verdict.UNDER if one.whole and income:
            told = _("%(unit)s took in %(amount)s more than budgeted %(when)s.")
        case Verdict.UNDER if one.whole:
            told = _("%(unit)s spent %(amount)s less than budgeted %(when)s.")
        case Verdict.OVER if income:
            told = _(
                "%(unit)s will in all likelihood take in %(amount)s less than budgeted %(when)s (between %(low)s and %(high)s)."
            )
        case Verdict.OVER:
            told = _(
                "%(unit)s will in all likelihood spend %(amount)s more than budgeted %(when)s (between %(low)s and %(high)s)."
            )
        case Verdict.UNDER if income:
            told = _(
                "%(unit)s will in all likelihood take in %(amount)s more than budgeted %(when)s (between %(low)s and %(high)s)."
            )
        case Verdict.UNDER:
            told = _(
                "%(unit)s will in all likelihood spend %(amount)s less than budgeted %(when)s (between %(low)s and %(high)s)."
            )
        case Verdict.MISSING | Verdict.CLOSED:
            told = _not_there(one, facts)
        case _:
            told = _expected(one)
    return _ended(told % facts)


def _ended(text: str) -> str:
    """A sentence that ends with “kr.” has its full stop."""
    return text[:-1] if text.endswith("..") else text


def _expected(one: YearEnd) -> str:
    match one.verdict:
        case Verdict.QUIET if one.whole:
            return _("%(unit)s ended as expected at %(total)s %(when)s; the budget was %(budget)s.")
        case Verdict.QUIET:
            return _(
                "%(unit)s is as expected: about %(total)s %(when)s (between %(low)s and %(high)s), "
                "and the budget is %(budget)s."
            )
        case Verdict.TOO_SHORT if not one.whole:
            return _(
                "%(unit)s is expected to end at about %(total)s %(when)s (between %(low)s and %(high)s), "
                "and the budget is %(budget)s."
            )
    if one.whole:
        return _("%(unit)s ended at %(total)s %(when)s.")
    return _("%(unit)s is expected to end at about %(total)s %(when)s (between %(low)s and %(high)s).")


def _no_budget(one: YearEnd) -> str:
    if one.verdict is not Verdict.NO_BUDGET:
        return ""
    if one.unit is None or one.budget is not None:
        return _("Not all of it has a budget.")
    return _("There is no budget to hold it against.")


def _not_there(one: YearEnd, facts: dict[str, str]) -> str:
    facts["last"] = words.period(one.last, language())
    if one.verdict is Verdict.CLOSED:
        if one.spent:
            return _("%(unit)s has closed or become part of another; it spent %(spent)s %(when)s.")
        if one.last is not None:
            return _("%(unit)s seems to have closed: its last figure is from %(last)s.")
        return _("%(unit)s has closed or become part of another.")
    if one.gaps:
        facts["months"] = clauses.months(one)
        if one.unit is None:
            return _(
                "Some units lack a figure for %(months)s, so we cannot know whether the budgets will do."
            )
        return _("%(unit)s has no figure for %(months)s, so we cannot know whether the budget will do.")
    if one.last is not None:
        return _("%(unit)s has a budget of %(budget)s %(when)s, but no figures since %(last)s.")
    if one.unit is None:
        return _(
            "Some units have a budget %(when)s, but no figures, so we cannot know whether the budgets will do."
        )
    return _("%(unit)s has a budget of %(budget)s %(when)s, but no figures.")
