"""The proof of silence: what was looked at, when, on how fresh figures, and what could not be judged and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spillerum.calendar.now import now, today
from spillerum.calendar.workdays import COPENHAGEN
from spillerum.deviations.queries import newest_scan, newest_verdicts
from spillerum.figures.models import Series
from spillerum.site.pages.rows import LABELS, last_values, rows_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from spillerum.deviations.models import Scan
    from spillerum.matters.lifecycle import Text
    from spillerum.site.pages.rows import Row

LIST_UP_TO = 30  # figures; more than that are counted, not listed
STALE_AFTER = 3  # days since somebody looked
JUDGED = ("quiet", "near", "off", "common")
NOT_JUDGED = ("late", "missing", "checked", "short", "unseen")


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
    def judged(self) -> int:
        return sum(1 for row in self.rows if row.state in JUDGED)

    @property
    def to_judge(self) -> int:
        return self.judged + len(self.not_judged)

    @property
    def known(self) -> bool:
        """Somebody has looked lately, and most could be judged: only then may a page speak of silence."""
        return self.looked and not self.stale and self.judged * 2 > self.to_judge

    @property
    def last_night(self) -> bool:
        return self.scan is not None and self.scan.at.astimezone(COPENHAGEN).date() == today()

    @property
    def stale(self) -> bool:
        return self.scan is not None and (now() - self.scan.at).days >= STALE_AFTER


def watch(unit_ids: Collection[int], *, sparks: bool = True) -> Watch:
    """What the newest scan said of every figure of these units. At most six queries."""
    every = {s.pk: s for s in Series.objects.filter(unit__in=unit_ids).select_related("measure", "unit")}
    verdicts = {v.series_id: v for v in newest_verdicts(unit_ids)}
    values, arrived = last_values(every, verdicts) if sparks else ({}, None)
    return Watch(rows_of(every, verdicts, values), newest_scan(), arrived)
