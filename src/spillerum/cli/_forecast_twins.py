"""Units that look like one unit under two names: its money, history and budget would follow, if somebody said so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from spillerum.analysis.faults.fault import FaultKind
from spillerum.analysis.faults.find import find_faults
from spillerum.analysis.series import Kind, MeasureSettings, Series
from spillerum.figures.fault_words import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spillerum.calendar.period import Period
    from spillerum.cli._forecast_lines import Line

_SHOWN = 5
_KINDS = {FaultKind.RENAMED, FaultKind.MISSPELT}


def told(lines: Sequence[Line], at: Period, start: Period) -> Iterator[str]:
    """A sentence a pair that parted in the year before `at`, and what to do; nothing where there is none."""
    series = [
        Series(one.unit, one.measure, one.group, one.first, one.values[: one.last - one.first + 1])
        for one in lines
    ]
    measures = {one.measure: MeasureSettings(kind=Kind.AMOUNT) for one in lines}
    pairs = [
        fault for fault in find_faults(series, at=at, since=start, measures=measures) if fault.kind in _KINDS
    ]
    if not pairs:
        return
    pairs.sort(key=lambda fault: -fault.odds)
    yield from dict.fromkeys(sentence(fault) for fault in pairs[:_SHOWN])
    if (left := len(pairs) - _SHOWN) > 0:
        yield _("and %(left)s more") % {"left": left} + "."
    yield _(
        "If it is the same unit, say so under [[changes]] in --config: then its money, history and budget follow."
    )
