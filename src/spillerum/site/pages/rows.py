"""One figure a row: what the newest scan says of it, in the states a page may show."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from spillerum.calendar.now import now
from spillerum.deviations.clauses import named
from spillerum.deviations.evidence import read
from spillerum.deviations.pictures import at_least_nothing, bounded
from spillerum.deviations.sentences import period_name, reason
from spillerum.figures.faulty import periods_left_out
from spillerum.figures.queries import known_observations, told_about

if TYPE_CHECKING:
    from collections.abc import Container, Mapping
    from datetime import datetime

    from spillerum.calendar.period import Period
    from spillerum.deviations.models import Verdict
    from spillerum.figures.models import Lateness, Series
    from spillerum.matters.lifecycle import Text

SPARK = 24  # periods in a sparkline
LABELS = {
    "quiet": _("as expected"),
    "near": _("outside the expected, but not enough for a matter"),
    "off": _("off here"),
    "common": _("off everywhere"),
    "missing": _("missing"),
    "checked": _("being checked"),
    "short": _("too short to judge"),
    "late": _("late"),
    "closed": _("closed"),
    "unseen": _("not looked at yet"),
    "known": _("for information only"),
}
STATES = {
    "quiet": "quiet",
    "local": "off",
    "both": "off",
    "common": "common",
    "missing": "missing",
    "too_short": "short",
    "closed": "closed",
}


@dataclass(frozen=True)
class Row:
    """One figure and what is said of it. `state` is a key of LABELS."""

    series: Series
    verdict: Verdict | None
    state: str
    late: Lateness | None = None
    values: list[float | None] = field(default_factory=list)

    @property
    def label(self) -> Text:
        return LABELS[self.state]

    @property
    def between(self) -> tuple[float, float] | None:
        """The band; what cannot be negative is not expected to be."""
        if self.verdict is None or self.verdict.low is None or self.verdict.high is None:
            return None
        return at_least_nothing(self.series.measure, self.verdict.low), self.verdict.high

    @property
    def why(self) -> str:
        """The verdict in a sentence."""
        if self.verdict is None or not self.verdict.facts:
            return ""
        measure = self.series.measure
        if self.state == "checked":
            return gettext(
                "The figure for %(period)s does not look right and is left out. Whoever owns it has been asked."
            ) % {"period": period_name(self.verdict.period)}
        return reason(bounded(read(self.verdict.facts), measure), named(measure))


def rows_of(
    every: Mapping[int, Series],
    verdicts: Mapping[int, Verdict],
    values: Mapping[int, list[float | None]] | None = None,
) -> list[Row]:
    """The series by measure and unit; `verdicts` and `values` (for sparklines) by series. At most three queries."""
    late = told_about(list(every))
    missing = [pk for pk, verdict in verdicts.items() if verdict.says == "missing"]
    checked = periods_left_out(missing) if missing else set()
    return [
        Row(
            series,
            verdicts.get(pk),
            _state(series, verdicts.get(pk), late.get(pk), checked),
            late.get(pk),
            (values or {}).get(pk, []),
        )
        for pk, series in sorted(every.items(), key=lambda item: (item[1].measure_id, item[1].unit.name))
    ]


def _state(
    series: Series, verdict: Verdict | None, late: Lateness | None, checked: Container[tuple[int, Period]]
) -> str:
    """A late figure is late, whatever was said of the one before it."""
    if not series.measure.judged:
        return "known"
    if verdict is not None and verdict.says == "closed":
        return "closed"
    if late is not None:
        return "late"
    if verdict is None:
        return "unseen"
    if (series.pk, verdict.period) in checked:
        return "checked"
    return "near" if verdict.says == "quiet" and _outside(verdict) else STATES[verdict.says]


def _outside(verdict: Verdict) -> bool:
    """Outside the band without being reported: one in twenty is, when nothing happens."""
    if verdict.value is None or verdict.low is None or verdict.high is None:
        return False
    return not verdict.low <= verdict.value <= verdict.high


def last_values(
    every: Mapping[int, Series], verdicts: Mapping[int, Verdict]
) -> tuple[dict[int, list[float | None]], datetime | None]:
    """The last two years of each, and when the newest of all became known."""
    if not every:
        return {}, None
    newest = max((v.period for v in verdicts.values()), default=None)
    same = newest is not None and all(v.period.frequency is newest.frequency for v in verdicts.values())
    since = newest + -SPARK if newest is not None and same else None
    by_series: dict[int, dict[int, float | None]] = defaultdict(dict)
    arrived: datetime | None = None
    for row in known_observations(series_ids=list(every), since=since, at=now()):
        by_series[row.series_id][row.period.ordinal] = None if row.value is None else float(row.value)
        arrived = row.known if arrived is None else max(arrived, row.known)
    return {pk: _stretched(cells) for pk, cells in by_series.items()}, arrived


def _stretched(cells: dict[int, float | None]) -> list[float | None]:
    last = max(cells)
    return [cells.get(n) for n in range(max(min(cells), last - SPARK + 1), last + 1)]
