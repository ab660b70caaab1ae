"""Parquet files to series without a row in between. Says nothing of faults: whatever is odd goes to the reader of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from spillerum.analysis.series import Kind, MeasureSettings, Series
from spillerum.calendar.period import Frequency, NotAPeriod, Period
from spillerum.cli._gathered import Gathered, kind_of, parted, stands
from spillerum.exchange.columns import Odd, joined, read_columns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from spillerum.analysis.series import Ints
    from spillerum.cli._config import Config
    from spillerum.exchange.columns import Codes, Columns, Names

Name = tuple[str, tuple[str, ...], str]

_AT_ONCE = 1_000_000  # rows
_SPARSE = 50  # cells a figure: beyond this the room for all periods of all series is not worth it


def from_files(sources: Sequence[Path | bytes], config: Config) -> Gathered:
    """Raises Odd."""
    files = [joined(read_columns(source)) for source in sources]
    when = [_when(file.period) for file in files]
    frequency = when[0].frequency
    if any(one.frequency is not frequency for one in when):
        raise Odd
    ordinals = [one.ordinal for one in when]
    ordinal = ordinals[0] if len(ordinals) == 1 else np.concatenate(ordinals)
    return _gathered(joined(files), ordinal, frequency, config)


@dataclass(frozen=True, slots=True)
class _When:
    frequency: Frequency
    ordinal: Codes


def _when(written: Names) -> _When:
    """A file in which every date is the first of a month speaks of months."""
    try:
        periods = [Period.parse(name) for name in written.names]
    except NotAPeriod as wrong:
        raise Odd from wrong
    frequency = periods[0].frequency
    if any(period.frequency is not frequency for period in periods):
        raise Odd
    if frequency is Frequency.DAY and all(period.first_day.day == 1 for period in periods):
        frequency = Frequency.MONTH
        periods = [Period.containing(period.first_day, frequency) for period in periods]
    return _When(frequency, np.array([period.ordinal for period in periods], dtype=np.int32)[written.code])


def _gathered(columns: Columns, when: Codes, frequency: Frequency, config: Config) -> Gathered:
    rows, names = _named(columns, when, config)
    order = sorted(range(len(names)), key=lambda row: _stands(names[row]))
    at = np.empty(len(names), dtype=np.int64)
    at[order] = np.arange(len(names))
    first, shape = int(when.min()), (len(names), int(np.ptp(when)) + 1)
    if shape[0] * shape[1] > _SPARSE * (len(when) + _SPARSE**2):
        raise Odd
    there, values = np.zeros(shape, dtype=np.bool_), np.full(shape, np.nan)
    exposed = None if columns.exposure is None else np.full(shape, np.nan)
    for begin in range(0, len(when), _AT_ONCE):  # so that what lies between is never large
        some = slice(begin, begin + _AT_ONCE)
        cell = at[rows[some]], when[some] - first
        there[cell], values[cell] = True, columns.value[some]
        if exposed is not None and columns.exposure is not None:
            exposed[cell] = columns.exposure[some]
    if np.count_nonzero(there) < len(when):  # a figure stands twice
        raise Odd
    periods = [Period(frequency, first + t) for t in range(shape[1])]
    starts, stops = there.argmax(axis=1).tolist(), (shape[1] - there[:, ::-1].argmax(axis=1)).tolist()
    series = []
    for n, row in enumerate(order):
        measure, groups, unit = names[row]
        known = slice(starts[n], stops[n])
        own = None if exposed is None or np.isnan(exposed[n]).all() else exposed[n, known]
        start = periods[starts[n]]
        series.append(Series(unit, measure, groups[0], start, values[n, known], own, groups[1:]))
    told = when[~np.isnan(columns.value)]
    return Gathered(
        series,
        _settled(columns, config),
        Period(frequency, int(told.min())) if len(told) else None,
        Period(frequency, int(told.max())) if len(told) else None,
    )


def _named(columns: Columns, when: Codes, config: Config) -> tuple[Ints, list[Name]]:
    """(rows,): the number of each row's series; and of each series its measure, groups and unit."""
    width = len(columns.measure.names)
    coded = pa.array(columns.unit.code.astype(np.int64) * width + columns.measure.code).dictionary_encode()
    rows, keys = coded.indices.to_numpy(), coded.dictionary.to_numpy()
    groups = _groups(columns.group.code, rows, when, none=_none(columns.group))
    told = [parted(written) for written in columns.group.names]
    names = []
    for key, code in zip(keys.tolist(), groups.tolist(), strict=True):
        unit = columns.unit.names[key // width]
        some = config.groups.get(unit, told[code] if code >= 0 else ("",))
        names.append((columns.measure.names[key % width], some, unit))
    return rows, names


def _stands(name: Name) -> tuple[str, str, str]:
    measure, groups, unit = name
    return stands(measure, groups[0], unit)


def _none(group: Names) -> int:
    return group.names.index("") if "" in group.names else -1


def _groups(code: Codes, rows: Ints, when: Codes, *, none: int) -> Ints:
    """(series,): the group that each series names last, -1 where it names none."""
    found = np.full(int(rows.max()) + 1, -1, dtype=np.int64)
    said = np.flatnonzero(code != none)
    found[rows[said]] = code[said]
    if not (found[rows[said]] == code[said]).all():  # not always the same one
        said = said[np.argsort(when[said], kind="stable")]
        found[rows[said]] = code[said]
    return found


def _settled(columns: Columns, config: Config) -> dict[str, MeasureSettings]:
    """As the reader of rows settles it. Raises Odd when a count is below zero."""
    of, value, many = columns.measure.code, columns.value, len(columns.measure.names)
    figures = np.bincount(of[~np.isnan(value)], minlength=many)
    below = np.bincount(of[value < 0], minlength=many)
    found = dict(config.measures)
    for n, measure in enumerate(columns.measure.names):
        if figures[n] and measure not in found:
            some = value[of == n] if below[n] else value[:0]
            whole = bool((np.isnan(some) | (some == np.round(some))).all())
            found[measure] = MeasureSettings(
                kind=kind_of(figures=int(figures[n]), below=int(below[n]), whole=whole)
            )
        if below[n] and found[measure].kind is Kind.COUNT:
            raise Odd
    return found
