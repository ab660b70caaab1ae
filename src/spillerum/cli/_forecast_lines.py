"""The months of every unit as the organisation is at `at`: late units, units that have closed, and who carried on from whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.reorganised import reorganised
from spillerum.analysis.series import Kind, MeasureSettings, Series
from spillerum.calendar.period import Frequency, Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from spillerum.analysis.reorganised import Change
    from spillerum.analysis.series import Floats
    from spillerum.cli._forecast_book import Book, Key

_YEAR = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A unit's months of one measure up to `at`. values: (n,) from `first`; NaN where a figure is missing.

    last: the newest month of which there is a row. closed: it has ended, or nothing was told of it for a year.
    """

    unit: str
    measure: str
    group: str
    first: Period
    values: Floats
    last: Period
    closed: bool = False

    def spent(self, start: Period, at: Period) -> float:
        return float(np.nansum(self.values[max(start - self.first, 0) : at - self.first + 1]))

    def gaps(self, start: Period, at: Period) -> tuple[Period, ...]:
        """Months of the year without a figure, from its first figure on."""
        months = (start + n for n in range(at - start + 1))
        return tuple(
            month for month in months if month >= self.first and np.isnan(self.values[month - self.first])
        )


def lines_of(book: Book, changes: Sequence[Change], *, at: Period, start: Period) -> list[Line]:
    """`start`: the first month of the year. A month without a row, in which others have one, is a month without spending."""
    known = {
        key: {month: value for month, value in line.items() if month <= at.ordinal}
        for key, line in book.lines.items()
    }
    known = {key: line for key, line in known.items() if line}
    told = {month for month in book.told if month <= at.ordinal}
    touched = {
        unit for change in changes if change.day <= at.last_day for unit in (*change.before, *change.after)
    }
    found = [
        _line(key, book.groups.get(key[0], ""), line, told, at)
        for key, line in known.items()
        if key[0] not in touched
    ]
    moved = {key: line for key, line in known.items() if key[0] in touched}
    if moved:
        found += _carried(moved, book.groups, changes, told, at, start)
    return sorted(found, key=lambda one: (one.unit, one.measure))


def _line(key: Key, group: str, cells: Mapping[int, float | None], told: set[int], at: Period) -> Line:
    first, last = min(cells), max(cells)
    values = _filled(cells, first, at.ordinal, told)
    if _regular(cells.keys(), last, told):
        values[last - first + 1 :] = np.nan
    return Line(*key, group, _month(first), values, _month(last), closed=at.ordinal - last >= _YEAR)


def _filled(cells: Mapping[int, float | None], first: int, last: int, told: set[int]) -> Floats:
    """Nought where others have a row, missing where nobody has, or where the cell was blank."""
    values = [cells.get(month, 0.0 if month in told else None) for month in range(first, last + 1)]
    return np.array([np.nan if value is None else value for value in values])


def _regular(rows: object, last: int, told: set[int]) -> bool:
    """Whether there was a row each month for a year: then a month without one is late, not a month without spending."""
    year = [month for month in range(last - _YEAR + 1, last + 1) if month in told]
    return len(year) == _YEAR and all(month in rows for month in year)  # type: ignore[operator]


def _month(ordinal: int) -> Period:
    return Period(Frequency.MONTH, ordinal)


def _carried(
    known: Mapping[Key, dict[int, float | None]], groups: Mapping[str, str], changes: Sequence[Change],
    told: set[int], at: Period, start: Period,
) -> list[Line]:  # fmt: skip
    """Nothing is lost: what a split unit spent in the year before its day stays where it was spent."""
    begin = min(told)
    raw = {
        key: Series(*key, groups.get(key[0], ""), _month(begin), _filled(line, begin, at.ordinal, told))
        for key, line in known.items()
    }
    measures = {measure: MeasureSettings(kind=Kind.AMOUNT) for _unit, measure in known}
    whole, _levels = reorganised(list(raw.values()), changes, at=at, measures=measures)
    now = {(one.unit, one.measure): one for one in whole}
    past = [change for change in changes if change.day <= at.last_day]
    parted = {unit for change in past if len(change.after) > 1 for unit in (*change.before, *change.after)}
    found: list[Line] = []
    for key in {**raw, **now}:
        rows = sorted({month for unit in _line_of(key[0], past) for month in known.get((unit, key[1]), ())})
        if key in now:
            one = _with_year(now[key], raw.get(key), start) if key[0] in parted else now[key]
            found += _told(one, rows, told, at)
        elif key[0] in parted and any(month >= start.ordinal for month in known[key]):
            cut = max(start.ordinal - begin, 0)
            found.append(
                Line(
                    *key,
                    raw[key].group,
                    _month(begin + cut),
                    raw[key].values[cut:],
                    _month(max(known[key])),
                    closed=True,
                )
            )
    return found


def _with_year(one: Series, raw: Series | None, start: Period) -> Series:
    """With the year's months before a split, which are no history but money all the same."""
    begin = start if raw is None or raw.first < start else raw.first
    if raw is None or one.first <= begin:
        return one
    before = raw.values[begin - raw.first : one.first - raw.first]
    return Series(one.unit, one.measure, one.group, begin, np.concatenate([before, one.values]))


def _told(one: Series, rows: Sequence[int], told: set[int], at: Period) -> Iterator[Line]:
    """From its first row on, to `at`."""
    length = at - one.first + 1
    values = np.concatenate([one.values[:length], np.zeros(max(length - len(one.values), 0))])
    cut = max(next((n for n, value in enumerate(values) if value), 0), rows[0] - one.first.ordinal)
    last = rows[-1]
    values = values[cut:]
    if _regular(rows, last, told):
        values[last - (one.first.ordinal + cut) + 1 :] = np.nan
    yield Line(
        one.unit,
        one.measure,
        one.group,
        one.first + cut,
        values,
        _month(last),
        closed=at.ordinal - last >= _YEAR,
    )


def _line_of(unit: str, changes: Sequence[Change]) -> set[str]:
    """The unit and all those it carries on from."""
    found, ahead = {unit}, [unit]
    while ahead:
        at = ahead.pop()
        ahead += [
            before
            for change in changes
            if at in change.after
            for before in change.before
            if before not in found
        ]
        found.update(ahead)
    return found
