"""OS2mo's register of units (LoRa JSON): each with its names, validity and place in the line over time."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_noop

from spillerum.calendar.workdays import COPENHAGEN
from spillerum.exchange.faults import BadFile, Fault
from spillerum.organisation.intake.wanted import Above, Reading, Wanted

if TYPE_CHECKING:
    from collections.abc import Iterator

Span = tuple[date | None, date | None]
_SHAPES = (LookupError, TypeError, ValueError, AttributeError)
_NOT_UNITS = gettext_noop("This JSON is not a list of OS2mo's units. Export “organisationenhed” from LoRa.")


def read_os2mo(content: bytes, file: str, on: date) -> Reading:
    """The units of the file, with the names of the day. Raises BadFile when it is something else."""
    try:
        found = list(_objects(json.loads(content)))
    except (ValueError, RecursionError, TypeError) as wrong:
        raise BadFile(Fault(_NOT_UNITS, file)) from wrong
    if not found:
        raise BadFile(Fault(_NOT_UNITS, file))
    units, faults = [], []
    for number, raw in enumerate(found, start=1):
        try:
            units.append(_unit(raw, on))
        except _SHAPES as wrong:
            message = gettext_noop(
                "Unit number %(number)s (%(id)s) cannot be read: %(why)s. Export it from the register again."
            )
            facts = {"number": number, "id": str(raw.get("id", "?"))[:60], "why": str(wrong)[:120] or "?"}
            faults.append(Fault(message, file, facts=facts))
    return Reading(file, tuple(units), tuple(faults))


def _objects(found: Any) -> Iterator[dict[str, Any]]:
    """The objects with `registreringer`, in however many lists and under `results`."""
    if isinstance(found, dict) and "registreringer" in found:
        yield found
    elif isinstance(found, dict):
        yield from _objects(found.get("results", []))
    elif isinstance(found, list):
        for each in found:
            yield from _objects(each)


def _unit(raw: dict[str, Any], on: date) -> Wanted:
    now = _current(raw["registreringer"])
    active = _spans(now["tilstande"]["organisationenhedgyldighed"], "gyldighed", "Aktiv")
    if not active:
        raise ValueError("gyldighed: Aktiv")
    first_day, last_day = active[0][1][0], _latest([span for _value, span in active])
    names = _spans(now["attributter"]["organisationenhedegenskaber"], "enhedsnavn")
    name = " ".join(str(_of_the_day(names, _ref(on, first_day, last_day))).split())
    if not name or len(name) > 200 or not name.isprintable():
        raise ValueError(f"enhedsnavn: {name[:60]!r}")
    relations = now.get("relationer", {})
    house = {each.get("uuid") for each in relations.get("tilhoerer", [])}
    line = [
        (uuid, span) for uuid, span in _spans(relations.get("overordnet", []), "uuid") if uuid not in house
    ]
    history = tuple(Above(str(uuid), *span) for uuid, span in line if uuid)
    says = frozenset({"first_day", "last_day", "history"})
    return Wanted(name, UUID(raw["id"]), first_day=first_day, last_day=last_day, history=history, says=says)


def _current(registrations: list[dict[str, Any]]) -> dict[str, Any]:
    """The registration that stands: the one without an end, else the last."""
    open_ended = [
        r for r in registrations if r.get("tiltidspunkt", {}).get("tidsstempeldatotid") == "infinity"
    ]
    return (open_ended or registrations)[-1]


def _spans(rows: list[dict[str, Any]], field: str, only: str | None = None) -> list[tuple[Any, Span]]:
    """Values with their days, the earliest first; what never counted a whole day is left out."""
    found = [(row.get(field), _days(row["virkning"])) for row in rows if only in {None, row.get(field)}]
    whole = [
        (value, span) for value, span in found if span[0] is None or span[1] is None or span[0] <= span[1]
    ]
    return sorted(whole, key=lambda each: each[1][0] or date.min)


def _days(effect: dict[str, Any]) -> Span:
    begins, ends = _moment(effect["from"]), _moment(effect["to"])
    if ends is not None and not effect.get("to_included", False):
        ends -= timedelta(microseconds=1)
    return (begins.date() if begins else None), (ends.date() if ends else None)


def _moment(written: str) -> datetime | None:
    """LoRa's text in Danish time; midnight stays midnight, since a date is what is meant. None: infinity."""
    if written in {"infinity", "-infinity"} or written.startswith("9999-"):
        return None
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None or moment.time() == time():
        return moment.replace(tzinfo=None)
    return moment.astimezone(COPENHAGEN).replace(tzinfo=None)


def _latest(spans: list[Span]) -> date | None:
    ends = [last for _first, last in spans]
    return None if None in ends else max(end for end in ends if end)


def _ref(on: date, first_day: date | None, last_day: date | None) -> date:
    return min(max(on, first_day or date.min), last_day or date.max)


def _of_the_day(values: list[tuple[Any, Span]], day: date) -> Any:
    """What counted that day, else the last before it, else the first."""
    begun = [value for value, (first, _last) in values if (first or date.min) <= day]
    return begun[-1] if begun else values[0][0]
