"""A forecast in a terminal: the few that need attention, then the quiet ones counted, and what could not be judged."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from spillerum.calendar import words
from spillerum.cli._forecast_notes import left_out, named
from spillerum.money.amounts import language, said
from spillerum.money.sentences import year_name
from spillerum.money.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from spillerum.cli._forecast_year import Asked
    from spillerum.money.verdict import YearEnd

_LINE, _WIDE = 96, 36  # signs
_SPENT, _EXPECTED, _LEFT, _BUDGET = "█", "▒", "·", "┃"

_NO_BREAK = "\N{NO-BREAK SPACE}"


def text(
    found: Sequence[YearEnd], told: Callable[[YearEnd], str], asked: Asked, notes: Sequence[str], *, currency: str, every: bool,
) -> str:  # fmt: skip
    units = [one for one in found if one.unit is not None]
    held = any(one.budget is not None for one in units)
    shown = [one for one in units if one.needs_attention]
    shown.sort(key=lambda one: (one.verdict is Verdict.UNDER, -abs((one.total or 0.0) - (one.budget or 0.0))))
    if every:
        shown += [one for one in units if not one.needs_attention]
    elif not held:
        shown += [one for one in units if one.verdict is Verdict.NO_BUDGET]
    shown += [one for one in found if one.unit is None]
    parts = [_one(one, told(one), currency) for one in shown]
    proof = [
        *_proof(units, asked, held=held),
        *left_out(units if held else _without_budget(units), every=every),
    ]
    end = [line for sentence in (*proof, *notes) for line in _wrapped(_held_together(sentence, currency))]
    return "\n\n".join([*parts, "\n".join(end)]).replace(_NO_BREAK, " ") + "\n"


def _without_budget(units: Sequence[YearEnd]) -> list[YearEnd]:
    """Where nobody has one, it is not worth telling."""
    return [one for one in units if one.verdict is not Verdict.NO_BUDGET]


def _one(one: YearEnd, sentence: str, currency: str) -> str:
    lines = [named(one), *_picture(one, currency)]
    lines += _wrapped(_held_together(sentence, currency), first="  ")
    return "\n".join(lines)


def _wrapped(sentence: str, first: str = "") -> list[str]:
    return textwrap.wrap(sentence, _LINE, initial_indent=first, subsequent_indent="  ")


def _held_together(sentence: str, currency: str) -> str:
    """An amount is not divided between two lines."""
    for word in (_("%(number)s million") % {"number": ""}, f" {currency}"):
        sentence = sentence.replace(word, word.replace(" ", _NO_BREAK))
    return sentence


def _picture(one: YearEnd, currency: str) -> Iterator[str]:
    """Spent, expected and budget on one line of blocks; nothing where any of it is below nought."""
    if one.total is None or one.spent is None or one.high80 is None or one.low80 is None:
        return
    far = max(one.total, one.high80, one.budget or 0.0, one.spent)
    if min(one.spent, one.total, one.budget or 0.0) >= 0 and far > 0:
        spent, total = (round(_WIDE * value / far) for value in (one.spent, one.total))
        cells = [_SPENT] * spent + [_EXPECTED] * max(total - spent, 0)
        cells += [_LEFT] * (_WIDE - len(cells))
        if one.budget is not None:
            cells.insert(min(round(_WIDE * one.budget / far), _WIDE), _BUDGET)
        yield "  " + "".join(cells)
    width = one.high80 - one.low80
    figures = [
        _("%(spent)s spent") % {"spent": said(one.spent, currency)},
        _("%(total)s expected") % {"total": said(one.total, currency, width=width)},
    ]
    if one.budget is not None:
        figures.append(_("%(budget)s budget") % {"budget": said(one.budget, currency)})
    yield "  " + " · ".join(figures)


def _proof(units: Sequence[YearEnd], asked: Asked, *, held: bool) -> Iterator[str]:
    count = Counter(one.verdict for one in units)
    facts = {
        "units": sum(count.values()) - count[Verdict.CLOSED],
        "year": year_name(asked.year, asked.first_month),
        "at": words.period(asked.at, language()),
        "quiet": count[Verdict.QUIET],
    }
    rows = (
        _("Looked at %(units)s budgets for %(year)s, with what was known at the end of %(at)s.")
        if asked.by_measure
        else _("Looked at %(units)s units' %(year)s, with what was known at the end of %(at)s.")
    )
    yield rows % facts
    if not held:
        return
    if not any(one.needs_attention for one in units) and count[Verdict.QUIET]:
        yield _("No news is good news: the budgets that could be judged will do.")
    elif count[Verdict.QUIET]:
        yield _("As expected: %(quiet)s.") % facts
