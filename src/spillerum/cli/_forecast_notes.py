"""What was taken for granted in a forecast: a sentence each, only where it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spillerum.calendar import words
from spillerum.cli._forecast_tables import NAMELESS
from spillerum.money.amounts import language, said
from spillerum.money.sentences import year_name
from spillerum.money.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from spillerum.cli._forecast_book import Book
    from spillerum.cli._forecast_budget import Budgets
    from spillerum.cli._forecast_lines import Line
    from spillerum.cli._forecast_year import Asked
    from spillerum.money.verdict import YearEnd

_THOUSAND = 300.0  # times: a usual year is so much more (or less) than its budget
_NAMED = 12


def notes(
    book: Book, budgets: Budgets | None, found: Sequence[YearEnd], lines: Sequence[Line], asked: Asked, given: Mapping[str, Any],
) -> list[str]:  # fmt: skip
    return [
        *_of_figures(book, asked, given),
        *(_of_budgets(budgets, found, lines, asked, book) if budgets else ()),
    ]


def _of_figures(book: Book, asked: Asked, given: Mapping[str, Any]) -> Iterator[str]:
    if book.without_amount:
        yield ngettext(
            "%(many)s payment has no amount and counts for nothing.",
            "%(many)s payments have no amount and count for nothing.",
            book.without_amount,
        ) % {"many": words.number(book.without_amount, language())}
    if book.without_unit:
        yield ngettext(
            "%(many)s payment names no unit; it stands under “%(name)s”.",
            "%(many)s payments name no unit; they stand under “%(name)s”.",
            book.without_unit,
        ) % {"many": words.number(book.without_unit, language()), "name": NAMELESS}
    if given["at"] is None and book.whole < book.newest and asked.at == book.whole:
        facts = {
            "month": words.period(book.newest, language()),
            "at": book.newest,
            "day": words.period(book.newest_day, language()),
        }
        yield (
            _(
                "%(month)s is not over: the last payment is of %(day)s. It is left out unless you say --at %(at)s."
            )
            % facts
        )


def _of_budgets(
    budgets: Budgets, found: Sequence[YearEnd], lines: Sequence[Line], asked: Asked, book: Book
) -> Iterator[str]:
    facts = {"year": year_name(asked.year, asked.first_month)}
    if not budgets.dated:
        yield _("The budgets name no year; they were taken to be of %(year)s.") % facts
    if not asked.materiality.said:
        yield _(
            "Nobody has said how much matters, so more than %(absolute)s and %(relative)s of the budget was taken."
        ) % {
            "absolute": said(asked.materiality.absolute, book.currency or "kr."),
            "relative": words.percent(asked.materiality.relative, language()),
        }
    ratio = [one.total / one.budget for one in found if one.unit is not None and one.total and one.budget]
    if ratio and not 1 / _THOUSAND < float(np.median(np.abs(ratio))) < _THOUSAND:
        yield _("The budgets and the amounts are hundreds of times apart: is one of the files in thousands?")
    if budgets.measured and not asked.by_measure:
        with_budget = {key for key, _year in budgets.of}
        units = {unit for unit, _measure in with_budget}
        without = sorted(
            f"{line.unit} ({line.measure})"
            for line in lines
            if line.unit in units
            and line.measure
            and not line.closed
            and (line.unit, line.measure) not in with_budget
        )
        if without:
            yield _("There are amounts but no budget for %(names)s.") % {"names": _listed(without)}


def _listed(names: Sequence[str]) -> str:
    shown, left = ", ".join(names[:_NAMED]), len(names) - _NAMED
    return shown if left <= 0 else f"{shown} " + _("and %(left)s more") % {"left": left}


def left_out(found: Sequence[YearEnd], *, every: bool) -> Iterator[str]:
    """What could not be judged, and what has no budget, by name; units long closed are only counted."""
    units = [one for one in found if one.unit is not None]
    for verdict, heading in (
        (Verdict.MISSING, _("Figures are missing")),
        (Verdict.TOO_SHORT, _("No whole earlier year to go by")),
        (Verdict.NO_BUDGET, _("No budget")),
        (Verdict.CLOSED, _("Closed")),
    ):
        here = [one for one in units if one.verdict is verdict]
        names = [named(one) for one in here if verdict is not Verdict.CLOSED or one.spent or every]
        if here:
            told = _listed(names) if names else words.number(len(here), language())
            yield f"{heading}: {told}."


def named(one: YearEnd) -> str:
    return " · ".join(part for part in (one.unit or _("Everything together"), one.measure) if part)
