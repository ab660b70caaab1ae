"""The `[[changes]]` of a scan's configuration: units that were renamed, merged or split on a day."""

from __future__ import annotations

from typing import Any

from spillerum.analysis.reorganised import Change
from spillerum.calendar.period import NotAPeriod, Period
from spillerum.exchange.faults import Fault, gettext_noop
from spillerum.exchange.figures import NOT_A_PERIOD

LACKING = gettext_noop(
    "Each entry of changes needs kind (renamed, merged or split), on, from and to. Mend the one that does not."
)
MIXED = gettext_noop(
    "On %(on)s: renamed is from one unit to another, merged from several to one, split to several. Correct it."
)
WEIGHTS = gettext_noop(
    "On %(on)s: weights must hold a number above zero for each unit in from, and no others. Correct it."
)


def read(entries: Any, file: str) -> tuple[list[Change], list[Fault]]:
    found, faults = [], []
    for entry in entries if isinstance(entries, list) else [entries]:
        try:
            found.append(_change(entry if isinstance(entry, dict) else {}))
        except _NotAChange as wrong:
            faults.append(Fault(wrong.message, file, facts=wrong.facts))
    return found, faults


class _NotAChange(Exception):
    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message)
        self.message, self.facts = message, facts


def _change(given: dict[str, Any]) -> Change:
    kind, on = given.get("kind"), str(given.get("on", ""))
    before, after = (_units(given.get(key)) for key in ("from", "to"))
    if kind not in {"renamed", "merged", "split"} or not (on and before and after):
        raise _NotAChange(LACKING)
    if _kind(len(before), len(after)) != kind or (kind == "renamed" and before == after):
        raise _NotAChange(MIXED, on=on)
    weights = given.get("weights", {})
    if weights and not _weighs(weights, before):
        raise _NotAChange(WEIGHTS, on=on)
    try:
        return Change(Period.parse(on).first_day, before, after, weights)
    except NotAPeriod as wrong:
        raise _NotAChange(NOT_A_PERIOD, text=on) from wrong


def _kind(before: int, after: int) -> str:
    return "split" if after > 1 else "merged" if before > 1 else "renamed"


def _weighs(weights: Any, before: tuple[str, ...]) -> bool:
    if not isinstance(weights, dict) or set(weights) != set(before):
        return False
    return all(isinstance(one, int | float) and one > 0 for one in weights.values())


def _units(given: Any) -> tuple[str, ...]:
    """Names as they stand in the files: space is evened out."""
    found = [given] if isinstance(given, str) else given if isinstance(given, list) else []
    return tuple(dict.fromkeys(name for unit in found if (name := " ".join(str(unit).split()))))
