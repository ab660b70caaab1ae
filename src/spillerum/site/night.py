"""The night: what the clock does each day, in the order in which it must be done.

Silence first, dated when it fell due; then late sources; then what a closed year leaves behind; then how the open years
will end; then the scan; then at most one letter to each. Every part may run twice and at the same time as another, and
finishes what an earlier run that died left undone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from django.db.models import Max

from spillerum.agreements.carrying import carry_over_closed_years
from spillerum.agreements.reviewing import review_savings
from spillerum.calendar.now import now
from spillerum.calendar.workdays import COPENHAGEN
from spillerum.deviations.queries import newest_scan
from spillerum.deviations.scanning import scan_figures
from spillerum.figures.lateness import look_for_late
from spillerum.figures.models import Delivery
from spillerum.forecasts.closing import end_closed_years
from spillerum.forecasts.forecasting import forecast_is_due, forecast_money
from spillerum.forecasts.hindsight import review_closed_years
from spillerum.matters.clock import act_on_silence
from spillerum.matters.letters import send_letters, write_letters
from spillerum.organisation.services import arrange_falls

if TYPE_CHECKING:
    from spillerum.calendar.period import Period
    from spillerum.deviations.models import Scan

SCAN_AT = time(2, 10)


@dataclass(frozen=True)
class Night:
    """What a night did."""

    silences: int
    late: int
    scan: Scan | None
    letters: int
    forecasts: int = 0


def run_night(*, since: Period | None = None, scan: bool = True) -> Night:
    """Everything once."""
    at = now()
    arrange_falls(on=at.astimezone(COPENHAGEN).date())
    silences = act_on_silence(at)
    late = look_for_late(at=at)
    carry_over_closed_years(at=at)
    review_savings(at=at)
    end_closed_years(at=at)
    review_closed_years(at=at)
    forecasts = forecast_money(at=at) if forecast_is_due(at) else []
    made = scan_figures(at=at, since=since) if scan else None
    letters = write_letters(at)
    send_letters()
    return Night(silences=silences, late=late, scan=made, letters=letters, forecasts=len(forecasts))


def scan_is_due(at: datetime) -> bool:
    """Something has arrived since the last scan, or tonight's has not been made."""
    last = newest_scan()
    if last is None:
        return True
    arrived = Delivery.objects.aggregate(newest=Max("arrived"))["newest"]
    if arrived is not None and arrived > last.known:
        return True
    tonight = datetime.combine(at.astimezone(COPENHAGEN).date(), SCAN_AT, COPENHAGEN)
    return last.at < tonight <= at
