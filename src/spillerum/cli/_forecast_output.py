"""A forecast written: as rows for machines, or for people in a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, cast

from spillerum.calendar import now
from spillerum.cli._output import form_of, keep
from spillerum.exchange.writing import write
from spillerum.money.sentences import reason
from spillerum.money.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from spillerum.cli._forecast_book import Key
    from spillerum.cli._forecast_commitments import Commitment
    from spillerum.cli._forecast_year import Asked
    from spillerum.exchange.writing import Format, Value
    from spillerum.money.verdict import YearEnd

COLUMNS = {
    "unit": str, "year": int, "at": str, "spent": float, "budget": float, "total": float, "low90": float,
    "low80": float, "high80": float, "high90": float, "p_over": float, "verdict": str, "reason": str,
}  # fmt: skip
_MONEY = ("spent", "budget", "total", "low90", "low80", "high80", "high90")


def put(
    given: dict[str, Any], found: Sequence[YearEnd], commitments: Mapping[Key, Sequence[Commitment]], asked: Asked,
    notes: Sequence[str], *, currency: str,
) -> None:  # fmt: skip
    """In the form asked for. What was taken for granted stands at the end of the text, else beside the rows."""
    form = form_of(given)
    told = _teller(commitments, asked, currency, held=given["budget"] is not None)
    if form == "text":
        from spillerum.cli._forecast_telling import text  # noqa: PLC0415  only for people

        keep(given["out"], text(found, told, asked, notes, currency=currency, every=given["every"]).encode())
        return
    for note in notes:
        sys.stderr.write(f"{note}\n")
    rows = [
        row_of(one, told(one))
        for one in found
        if given["every"] or one.verdict is not Verdict.CLOSED or one.spent or one.budget is not None
    ]
    keep(given["out"], write(rows, columns(by_measure=asked.by_measure), cast("Format", form)))


def columns(*, by_measure: bool) -> dict[str, type]:
    """The measure stands after the unit where there is a row for each."""
    if not by_measure:
        return COLUMNS
    return {"unit": str, "measure": str} | COLUMNS


def row_of(one: YearEnd, sentence: str) -> dict[str, Value]:
    row: dict[str, Value] = {
        "unit": one.unit,
        "measure": one.measure,
        "year": one.year,
        "at": str(one.at),
        "p_over": None if one.p_over is None else round(one.p_over, 4),
        "verdict": one.verdict.value,
        "reason": sentence,
    }
    return row | {
        name: None if (value := getattr(one, name)) is None else round(value, 2) + 0.0 for name in _MONEY
    }


def _teller(
    commitments: Mapping[Key, Sequence[Commitment]], asked: Asked, currency: str, *, held: bool
) -> Callable[[YearEnd], str]:
    today = now.today()
    this_year = (today.year * 12 + today.month - asked.first_month) // 12 == asked.year

    def told(one: YearEnd) -> str:
        why = _why(one, commitments, asked)
        return reason(one, currency=currency, this_year=this_year, why=why, held=held)

    return told


def _why(one: YearEnd, commitments: Mapping[Key, Sequence[Commitment]], asked: Asked) -> str:
    """What the unit's commitments still to come are for."""
    here = [
        each
        for (unit, measure), some in commitments.items()
        if unit == one.unit and (not asked.by_measure or measure == one.measure)
        for each in some
        if asked.at < each.month <= asked.start + 11
    ]
    return ", ".join(dict.fromkeys(each.why for each in here if each.why))
