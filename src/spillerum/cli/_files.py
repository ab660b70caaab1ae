"""Files to series: read all of them, collect every fault, and only then say no."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.series import Kind, MeasureSettings, Series
from spillerum.cli._gathered import Gathered, kind_of, parted, stands
from spillerum.exchange.faults import BadFile, Fault, gettext_noop
from spillerum.exchange.figures import read_tidy, read_wide
from spillerum.exchange.reading import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from spillerum.cli._config import Config
    from spillerum.exchange.figures import Figure


@dataclass(frozen=True, slots=True)
class File:
    """`name` is what faults call it."""

    name: str
    source: Path | bytes


def gather(
    files: Sequence[File], config: Config, *, wide: Sequence[str] | None, sheet: str | None
) -> Gathered:
    """All files as one. `wide`: the measure of each file, or None when they are tidy. Raises BadFile with every fault."""
    if wide is None and all(_is_parquet(file.source) for file in files):
        from spillerum.cli import _columns  # noqa: PLC0415  Arrow takes half a second to load
        from spillerum.exchange.columns import Odd  # noqa: PLC0415  as above

        with suppress(Odd):
            return _columns.from_files([file.source for file in files], config)
    return by_rows(files, config, wide=wide, sheet=sheet)


def by_rows(
    files: Sequence[File], config: Config, *, wide: Sequence[str] | None, sheet: str | None
) -> Gathered:
    """The same row by row, so that each fault is named. Raises BadFile."""
    figures, faults = _read(files, wide=wide, sheet=sheet)
    measures, below = _settled(figures, config.measures)
    if faults or below:
        raise BadFile(*faults, *below)
    told = [figure.period for figure in figures if figure.value is not None]
    return Gathered(
        _to_series(figures, config.groups),
        measures,
        min(told, key=lambda period: period.first_day, default=None),
        max(told, key=lambda period: period.last_day, default=None),
    )


def _is_parquet(source: Path | bytes) -> bool:
    if isinstance(source, bytes):
        return source.startswith(b"PAR1")
    try:
        with source.open("rb") as opened:
            return opened.read(4) == b"PAR1"
    except OSError:
        return False


def _read(
    files: Sequence[File], *, wide: Sequence[str] | None, sheet: str | None
) -> tuple[list[Figure], list[Fault]]:
    """Every figure of every file, and every fault."""
    figures: dict[tuple[str, str, object], Figure] = {}
    faults: list[Fault] = []
    for place, file in enumerate(files):
        try:
            table = read_table(file.source, file.name, sheet=sheet)
            reading = read_tidy(table) if wide is None else read_wide(table, wide[min(place, len(wide) - 1)])
        except BadFile as wrong:
            faults += wrong.faults
            continue
        faults += reading.faults
        for figure in reading.figures:
            first = figures.setdefault((figure.unit, figure.measure, figure.period), figure)
            if first is not figure:
                faults.append(_twice(figure, first))
    return list(figures.values()), faults


def _to_series(figures: Iterable[Figure], groups: Mapping[str, tuple[str, ...]]) -> list[Series]:
    """One series a unit, measure and frequency; `groups` (those of a unit) goes before what the files say."""
    of: dict[tuple[str, str, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        of[figure.unit, figure.measure, figure.period.frequency.value].append(figure)
    found = [_series(unit, measure, some, groups) for (unit, measure, _), some in of.items()]
    return sorted(found, key=lambda one: stands(one.measure, one.group, one.unit))


def _series(unit: str, measure: str, figures: list[Figure], groups: Mapping[str, tuple[str, ...]]) -> Series:
    figures.sort(key=lambda figure: figure.period)
    first, last = figures[0].period, figures[-1].period
    values, exposure = np.full((2, last - first + 1), np.nan)
    for figure in figures:
        values[figure.period - first] = np.nan if figure.value is None else figure.value
        exposure[figure.period - first] = np.nan if figure.exposure is None else figure.exposure
    named = [figure.group for figure in figures if figure.group]
    group, *within = groups.get(unit, parted(named[-1] if named else ""))
    given = any(figure.exposure is not None for figure in figures)
    return Series(unit, measure, group, first, values, exposure if given else None, tuple(within))


def _settled(
    figures: Sequence[Figure], measures: Mapping[str, MeasureSettings]
) -> tuple[dict[str, MeasureSettings], list[Fault]]:
    """The settings of every measure, its kind read from its figures where nobody has said it; and counts below zero."""
    of: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.value is not None:
            of[figure.measure].append(figure)
    found, faults = dict(measures), []
    for measure, some in of.items():
        below = [figure for figure in some if figure.value is not None and figure.value < 0]
        if measure not in found:
            whole = all(figure.value == round(figure.value or 0) for figure in some)
            found[measure] = MeasureSettings(kind=kind_of(figures=len(some), below=len(below), whole=whole))
        if found[measure].kind is Kind.COUNT:
            faults += [_below(figure) for figure in below]
    return found, faults


def _twice(figure: Figure, first: Figure) -> Fault:
    message = gettext_noop(
        "%(unit)s, %(measure)s, %(period)s already stands in %(file)s, row %(first)s. Keep one."
    )
    facts = {
        "unit": figure.unit, "measure": figure.measure, "period": figure.period,
        "file": first.file, "first": first.row,
    }  # fmt: skip
    return Fault(message, figure.file, figure.row, figure.column, figure.sheet, facts)


def _below(figure: Figure) -> Fault:
    message = gettext_noop(
        "%(value)s is below zero, and %(measure)s is a count. "
        'Correct it, or say kind = "amount" of the measure in a --config file.'
    )
    facts = {"value": f"{figure.value:g}", "measure": figure.measure}
    return Fault(message, figure.file, figure.row, figure.column, figure.sheet, facts)
