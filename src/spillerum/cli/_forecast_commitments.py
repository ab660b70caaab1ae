"""The `[[commitments]]` of a configuration: amounts that come once, in a month that is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spillerum.calendar.period import NotAPeriod, Period
from spillerum.cli._forecast_days import month_of
from spillerum.exchange.faults import Fault, gettext_noop

if TYPE_CHECKING:
    from spillerum.cli._forecast_book import Key

LACKING = gettext_noop(
    "Each entry of commitments needs unit, period (a month) and amount (a number), and perhaps measure and why. "
    "Mend the one that does not."
)
NO_UNIT = gettext_noop(
    "A commitment names “%(unit)s”, which has no figures. Write the name as the figures have it."
)
WHICH = gettext_noop(
    "“%(unit)s” has figures for %(measures)s. Say with measure which of them the commitment is for."
)


@dataclass(frozen=True, slots=True)
class Commitment:
    unit: str
    measure: str | None
    month: Period
    amount: float
    why: str = ""


def read(entries: Any, file: str) -> tuple[list[Commitment], list[Fault]]:
    found, faults = [], []
    for entry in entries if isinstance(entries, list) else [entries]:
        if isinstance(entry, dict) and (one := _commitment(entry)) is not None:
            found.append(one)
        else:
            faults.append(Fault(LACKING, file))
    return found, faults


def _commitment(given: dict[str, Any]) -> Commitment | None:
    amount, measure = given.get("amount"), given.get("measure")
    unit = " ".join(str(given.get("unit", "")).split())
    try:
        month = month_of(Period.parse(str(given.get("period", ""))))
    except NotAPeriod:
        return None
    if not unit or month is None or not isinstance(amount, int | float) or isinstance(amount, bool):
        return None
    return Commitment(
        unit, None if measure is None else str(measure), month, float(amount), str(given.get("why", ""))
    )


def placed(
    commitments: list[Commitment], keys: list[Key], file: str
) -> tuple[dict[Key, list[Commitment]], list[Fault]]:
    """Each at the unit and measure it is for."""
    found: dict[Key, list[Commitment]] = {}
    faults = []
    for one in commitments:
        measures = [measure for unit, measure in keys if unit == one.unit]
        if one.measure in measures:
            found.setdefault((one.unit, one.measure), []).append(one)
        elif measures == [""] or (one.measure is None and len(measures) == 1):
            found.setdefault((one.unit, measures[0]), []).append(one)
        elif measures:
            facts = {"unit": one.unit, "measures": ", ".join(measures)}
            faults.append(Fault(WHICH, file, facts=facts))
        else:
            faults.append(Fault(NO_UNIT, file, facts={"unit": one.unit}))
    return found, faults
