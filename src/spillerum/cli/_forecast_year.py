"""Files to year ends: read, carry on from those before, forecast together, and hold against the budgets."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.yearend.forecast import year_end
from spillerum.analysis.yearend.outlook import outlook, summed
from spillerum.analysis.yearend.spending import Spending
from spillerum.money.verdict import Verdict, YearEnd, beside_one_another, year_end_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spillerum.analysis.yearend.outlook import Outlook
    from spillerum.calendar.period import Period
    from spillerum.cli._forecast_book import Key
    from spillerum.cli._forecast_commitments import Commitment
    from spillerum.cli._forecast_lines import Line
    from spillerum.money.verdict import Materiality

DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """`start`: the first month of the year. by_measure: a row a unit and measure. total: a row for all together."""

    year: int
    start: Period
    at: Period
    first_month: int
    materiality: Materiality
    by_measure: bool = False
    total: bool = False


def year_ends(
    lines: Sequence[Line], budgets: Mapping[Key, float], commitments: Mapping[Key, Sequence[Commitment]], asked: Asked
) -> list[YearEnd]:  # fmt: skip
    """A row a unit (or unit and measure), also for those with a budget and no figures; all together last."""
    outlooks = _outlooks(lines, commitments, asked)
    of: dict[Key, list[Line]] = defaultdict(list)
    for line in lines:
        of[line.unit, line.measure if asked.by_measure else ""].append(line)
    known = dict.fromkeys([*of, *budgets])
    found = [
        _of(key, of.get(key, []), outlooks, budgets.get(key), commitments, asked) for key in sorted(known)
    ]
    found = beside_one_another(found)
    return [*found, _together(found, outlooks, asked)] if asked.total and outlooks else found


def _outlooks(
    lines: Sequence[Line], commitments: Mapping[Key, Sequence[Commitment]], asked: Asked
) -> dict[Key, Outlook]:
    """Of each line that is open, or that has closed and spent something in the year."""
    open_ones = [line for line in lines if not line.closed]
    series = [
        Spending(
            line.unit, line.first, line.values, f"{line.group}\n{line.measure}",
            *_once(commitments.get((line.unit, line.measure), ()), asked.at),
        )
        for line in open_ones
    ]  # fmt: skip
    found = year_end(series, year=asked.year, at=asked.at, first_month=asked.first_month, draws=DRAWS)
    told = {(line.unit, line.measure): one for line, one in zip(open_ones, found, strict=True)}
    for line in lines:
        if line.closed and (spent := line.spent(asked.start, asked.at)):
            told[line.unit, line.measure] = outlook(
                np.full(DRAWS, spent), unit=line.unit, year=asked.year, at=asked.at, spent=spent, years=0
            )
    return told


def _once(commitments: Sequence[Commitment], at: Period) -> tuple[dict[Period, float], dict[Period, float]]:
    """What comes, and what has come: the latter stands in the figures and is not learnt from."""
    coming: dict[Period, float] = defaultdict(float)
    come: dict[Period, float] = defaultdict(float)
    for one in commitments:
        (coming if one.month > at else come)[one.month] += one.amount
    return dict(coming), dict(come)


def _of(
    key: Key, lines: Sequence[Line], outlooks: Mapping[Key, Outlook], budget: float | None,
    commitments: Mapping[Key, Sequence[Commitment]], asked: Asked,
) -> YearEnd:  # fmt: skip
    unit, measure = key
    last = max((line.last for line in lines), default=None)
    group = next((line.group for line in lines if line.group), "")
    here = [one for line in lines if (one := outlooks.get((line.unit, line.measure))) is not None]
    open_ones = [line for line in lines if not line.closed]
    if not open_ones and budget is not None and not here:
        return YearEnd(
            unit, Verdict.MISSING, asked.year, asked.at, asked.first_month, measure, group, None, budget, last=last,
            materiality=asked.materiality,
        )  # fmt: skip
    if not open_ones:
        return _closed(key, group, here, budget, last, asked)
    of_all = summed(here, unit) if len(here) > 1 else here[0]
    gaps = sorted({month for line in open_ones for month in line.gaps(asked.start, asked.at)})
    coming = sum(
        one.amount
        for line in lines
        for one in commitments.get((line.unit, line.measure), ())
        if asked.at < one.month <= asked.start + 11
    )
    told = year_end_of(
        of_all, budget, asked.materiality, unit=unit, first_month=asked.first_month, gaps=tuple(gaps)
    )
    return replace(told, measure=measure, group=group, committed=coming, last=last)


def _closed(
    key: Key, group: str, here: Sequence[Outlook], budget: float | None, last: Period | None, asked: Asked
) -> YearEnd:
    spent = sum(one.spent for one in here) if here else None
    return YearEnd(
        key[0], Verdict.CLOSED, asked.year, asked.at, asked.first_month, key[1], group, spent, budget,
        spent, spent, spent, spent, spent, last=last, materiality=asked.materiality,
    )  # fmt: skip


def _together(found: Sequence[YearEnd], outlooks: Mapping[Key, Outlook], asked: Asked) -> YearEnd:
    """Added up within each draw. It has a budget when every unit with money has one."""
    spending = [one for one in found if one.spent is not None]
    budget = None
    if all(one.budget is not None or one.verdict is Verdict.CLOSED for one in spending):
        given = [one.budget for one in found if one.budget is not None]
        budget = sum(given) if given else None
    gaps = tuple(sorted({month for one in found for month in one.gaps}))
    of_all = year_end_of(
        summed(list(outlooks.values()), ""), budget, asked.materiality, unit=None,
        first_month=asked.first_month, gaps=gaps,
    )  # fmt: skip
    of_all = replace(of_all, committed=sum(one.committed for one in found))
    lacking = any(one.verdict is Verdict.MISSING and one.spent is None for one in found)
    return _as_missing(of_all) if lacking else of_all


def _as_missing(one: YearEnd) -> YearEnd:
    """A sum some of whose parts are not known is not quiet; it may be over all the same."""
    return one if one.verdict in {Verdict.OVER, Verdict.NO_BUDGET} else replace(one, verdict=Verdict.MISSING)
