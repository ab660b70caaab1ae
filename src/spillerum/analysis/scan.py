"""The scan: series in, judgements out. Each period is judged only from what came before it and from its siblings' same period."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from spillerum.analysis.evidence import evidence
from spillerum.analysis.grid import lay
from spillerum.analysis.series import Options
from spillerum.analysis.verdicts import judgements
from spillerum.calendar.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from spillerum.analysis.judgement import Judgement
    from spillerum.analysis.series import MeasureSettings, Series
    from spillerum.calendar.period import Frequency


def scan(
    series: Sequence[Series],
    *,
    at: Period,
    since: Period | None = None,
    measures: Mapping[str, MeasureSettings] | None = None,
    options: Options | None = None,
    level_changes: Mapping[tuple[str, str], Sequence[Period]] | None = None,
    set_aside: Iterable[tuple[str, str, Period]] = (),
    only_attention: bool = False,
    apart: bool = False,
) -> list[Judgement]:
    """Judge `at`, or every period from `since` to `at`, of every series.

    level_changes: (unit, measure) to the periods from which a person has accepted a new level; the baseline
    starts there. set_aside: (unit, measure, period) of figures a person has declared wrong: neither judged
    nor learnt from. only_attention: give what needs attention and nothing else. Series of another frequency than
    `at` are judged at their period that ends with or before it. The order is by period, measure, group and unit,
    a common cause before its units. apart: nothing else runs in this process now, so it may be forked.
    """
    asides = list(set_aside)
    found: list[Judgement] = []
    for frequency, every in _by_frequency(series).items():
        last, start = _at(at, frequency), _at(since or at, frequency)
        some = [one for one in every if one.first <= last]
        if not some:
            continue
        grid = lay(
            some, last=last, measures=measures or {}, level_changes=_of(level_changes or {}, frequency),
            set_aside=[aside for aside in asides if aside[2].frequency is frequency],
        )  # fmt: skip
        columns = range(max(start - grid.first, 0), grid.periods)
        if columns:
            known = evidence(grid, measures or {}, options or Options(), columns, apart=apart)
            found += judgements(known, columns, only_attention=only_attention)
    return found


def _by_frequency(series: Sequence[Series]) -> dict[Frequency, list[Series]]:
    found: dict[Frequency, list[Series]] = defaultdict(list)
    for one in series:
        found[one.first.frequency].append(one)
    return found


def _at(at: Period, frequency: Frequency) -> Period:
    """The last period of this frequency that ends with or before `at`."""
    if at.frequency is frequency:
        return at
    period = Period.containing(at.last_day, frequency)
    return period if period.last_day <= at.last_day else period + -1


def _of(
    changes: Mapping[tuple[str, str], Sequence[Period]], frequency: Frequency
) -> dict[tuple[str, str], list[Period]]:
    return {key: [p for p in periods if p.frequency is frequency] for key, periods in changes.items()}
