"""The proof of silence: what was looked at, when, on how fresh figures, and what could not be judged and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from spillerum.calendar.now import now, today
from spillerum.calendar.workdays import COPENHAGEN
from spillerum.deviations.evidence import read
from spillerum.deviations.pictures import at_least_nothing
from spillerum.deviations.queries import newest_scan, newest_verdicts
from spillerum.deviations.sentences import reason
from spillerum.figures.models import Series
from spillerum.figures.queries import known_observations, told_about

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from spillerum.deviations.models import Scan, Verdict
    from spillerum.figures.models import Lateness, Measure
    from spillerum.matters.lifecycle import Text

SPARK = 24  # periods in a sparkline
LIST_UP_TO = 30  # figures; more than that are counted, not listed
STALE_AFTER = 3  # days since somebody looked
LABELS = {
    "quiet": _("as expected"),
    "near": _("outside the expected, but not enough for a matter"),
    "off": _("off here"),
    "common": _("off everywhere"),
    "missing": _("missing"),
    "short": _("too short to judge"),
    "late": _("late"),
    "closed": _("closed"),
    "unseen": _("not looked at yet"),
    "known": _("for information only"),
}
NOT_JUDGED = ("late", "missing", "short", "unseen")
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
        return reason(read(self.verdict.facts), names={self.series.measure.key: self.series.measure.name})


@dataclass(frozen=True)
class Watch:
    """Everything looked at for some units."""

    rows: list[Row]
    scan: Scan | None
    newest_arrival: datetime | None

    @property
    def counts(self) -> Counter[str]:
        return Counter(row.state for row in self.rows)

    @property
    def looked_at(self) -> int:
        return sum(1 for row in self.rows if row.state not in {"closed", "unseen", "known"})

    @property
    def not_judged(self) -> list[Row]:
        return [row for row in self.rows if row.state in NOT_JUDGED]

    def without(self, series: Collection[tuple[int | None, int]]) -> Watch:
        """The rest, when these (unit, measure) are told of elsewhere."""
        rows = [row for row in self.rows if (row.series.unit_id, row.series.measure_id) not in series]
        return replace(self, rows=rows)

    @property
    def why_not(self) -> list[tuple[Text, list[Row]]]:
        """What could not be judged, gathered by the reason."""
        by_state = {state: [row for row in self.rows if row.state == state] for state in NOT_JUDGED}
        return [(LABELS[state], rows) for state, rows in by_state.items() if rows]

    @property
    def units(self) -> int:
        """How many units the figures are of."""
        return len({row.series.unit_id for row in self.rows if row.state != "closed"})

    @property
    def listed(self) -> list[Row]:
        return [row for row in self.rows if row.state != "closed"] if len(self.rows) <= LIST_UP_TO else []

    @property
    def looked(self) -> bool:
        return self.scan is not None and bool(self.rows)

    @property
    def last_night(self) -> bool:
        return self.scan is not None and self.scan.at.astimezone(COPENHAGEN).date() == today()

    @property
    def stale(self) -> bool:
        return self.scan is not None and (now() - self.scan.at).days >= STALE_AFTER


def watch(
    unit_ids: Collection[int], *, sparks: bool = True, newest: Mapping[int, Verdict] | None = None
) -> Watch:
    """What the newest scan said of every figure of these units. At most six queries.

    `newest`: the newest verdict of each series, where the caller has them already.
    """
    every = {s.pk: s for s in Series.objects.filter(unit__in=unit_ids).select_related("measure", "unit")}
    verdicts = {v.series_id: v for v in newest_verdicts(unit_ids)} if newest is None else newest
    late = told_about(list(every))
    values, arrived = _values(every, verdicts) if sparks else ({}, None)
    rows = [
        Row(
            series,
            verdicts.get(pk),
            _state(series.measure, verdicts.get(pk), late.get(pk)),
            late.get(pk),
            values.get(pk, []),
        )
        for pk, series in sorted(every.items(), key=lambda item: (item[1].measure_id, item[1].unit.name))
    ]
    return Watch(rows, newest_scan(), arrived)


def _state(measure: Measure, verdict: Verdict | None, late: Lateness | None) -> str:
    """A late figure is late, whatever was said of the one before it."""
    if not measure.judged:
        return "known"
    if verdict is not None and verdict.says == "closed":
        return "closed"
    if late is not None:
        return "late"
    if verdict is None:
        return "unseen"
    return "near" if verdict.says == "quiet" and _outside(verdict) else STATES[verdict.says]


def _outside(verdict: Verdict) -> bool:
    """Outside the band without being reported: one in twenty is, when nothing happens."""
    if verdict.value is None or verdict.low is None or verdict.high is None:
        return False
    return not verdict.low <= verdict.value <= verdict.high


def _values(
    every: dict[int, Series], verdicts: Mapping[int, Verdict]
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
