"""The night: what the clock does each day, in the order in which it must be done.

Silence first, dated when it fell due; then late sources; then what a closed year leaves behind; then how the open years
will end; then the scan; then at most one letter to each. Every part may run twice and at the same time as another, and
finishes what an earlier run that died left undone. Where a part of the money fails, the scan and the letters are made all
the same, and the fault is raised at the end.
"""

from __future__ import annotations

from contextlib import contextmanager
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
    from collections.abc import Iterator

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
    faults: list[Exception] = []
    for part in (carry_over_closed_years, review_savings, end_closed_years, review_closed_years):
        with _kept(faults):
            part(at=at)
    forecasts = 0
    with _kept(faults):
        forecasts = len(forecast_money(at=at)) if forecast_is_due(at) else 0
    made = scan_figures(at=at, since=since) if scan else None
    letters = write_letters(at)
    send_letters()
    if faults:
        raise ExceptionGroup("The rest of the night was done.", faults)
    return Night(silences=silences, late=late, scan=made, letters=letters, forecasts=forecasts)


@contextmanager
def _kept(faults: list[Exception]) -> Iterator[None]:
    """What goes wrong within is told when the others have had their turn."""
    try:
        yield
    except Exception as wrong:  # noqa: BLE001 -- whatever it is, it is raised at the night's end
        faults.append(wrong)


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
