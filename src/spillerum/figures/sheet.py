"""A sheet of measures, sources and events in TOML, read whole: every fault is named before anything is written.

[[measure]]                                   [[source]]
key = "visits"                                name = "Besøgstællere"
name = {da = "Besøg", en = "Visits"}          measure = "visits"         # for a wide file
counted = {da = "besøg", en = "visits"}       layout = "wide"            # or "tidy"
kind = "count"     # amount, rate, score      frequency = "month"
good = "up"        # down, or left out        grace_days = 30
frequency = "month"                           owner = {unit = "Bibliotekerne", post = "data_owner"}
purpose = "Kommer folk på biblioteket?"
review = 2027-01-01                           [[event]]
owner = {unit = "Bibliotekerne", post = "data_owner"}    text = {da = "ombygning", en = "rebuilding"}
materiality = {absolute = 100, relative = 0.15}          unit = "Fenham"            # left out: all
lasting = 1                                              from = 2018-08-31
judged = true                                            to = 2018-12-07
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from spillerum.figures.defining import NotDefinable, define_measure, define_source, tell_event
from spillerum.figures.models import Measure
from spillerum.matters.lifecycle import MatterError
from spillerum.organisation.queries import post_at
from spillerum.organisation.services import OrganisationError, unit_called
from spillerum.people.access import PostKind

if TYPE_CHECKING:
    from datetime import date

    from spillerum.people.models import Post

Entry = dict[str, Any]
Deed = Callable[[Entry, "date"], None]
# A sheet is written by hand: text where a table belongs, or a word where a date does.
_WRONG_KIND = (TypeError, AttributeError, ValueError, ArithmeticError, ValidationError)


class BadSheet(NotDefinable):
    """`sentences` say all that is wrong with the sheet."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def apply_sheet(*, content: bytes, on: date) -> dict[str, int]:
    """Define everything the sheet says, or nothing. Returns how many of each it holds. Raises BadSheet."""
    sheet = _read(content)
    faults: list[str] = []
    with transaction.atomic():
        for kind, deed in _DEEDS.items():
            for number, entry in enumerate(sheet.get(kind, []), start=1):
                try:
                    with transaction.atomic():
                        deed(dict(entry), on)
                except (MatterError, OrganisationError) as wrong:
                    faults.append(f"[[{kind}]] {number}: {wrong}")
                except KeyError as missing:
                    faults.append(
                        f"[[{kind}]] {number}: " + _("“%(name)s” is missing.") % {"name": missing.args[0]}
                    )
                except _WRONG_KIND as wrong:
                    faults.append(
                        f"[[{kind}]] {number}: "
                        + _("A value is of the wrong kind: %(fault)s") % {"fault": wrong}
                    )
        if faults:
            raise BadSheet(*faults)
    return {kind: len(sheet.get(kind, [])) for kind in _DEEDS if kind in _OWN or kind in sheet}


def register_deed(kind: str, deed: Deed) -> None:
    """What a room above makes of an entry [[kind]]: it takes out of it what it understands, and leaves nothing."""
    _DEEDS[kind] = deed


def _read(content: bytes) -> dict[str, list[Entry]]:
    try:
        sheet = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise BadSheet(_("This cannot be read as TOML: %(fault)s") % {"fault": wrong}) from wrong
    for name, entries in sheet.items():
        if (
            name not in _DEEDS
            or not isinstance(entries, list)
            or not all(isinstance(e, dict) for e in entries)
        ):
            raise BadSheet(
                _("“%(name)s” is not understood. A sheet has %(kinds)s.")
                % {"name": name, "kinds": ", ".join(f"[[{kind}]]" for kind in _DEEDS)}
            )
    return sheet


def _measure(entry: Entry, on: date) -> None:
    name, counted, material = entry.pop("name"), entry.pop("counted", {}), entry.pop("materiality", {})
    define_measure(
        key=entry.pop("key"),
        owner=_post(entry.pop("owner"), on),
        name_da=name["da"],
        name_en=name["en"],
        counted_da=counted.get("da", ""),
        counted_en=counted.get("en", ""),
        kind=entry.pop("kind"),
        good=entry.pop("good", ""),
        frequency=entry.pop("frequency"),
        purpose=entry.pop("purpose"),
        review_day=entry.pop("review"),
        materiality_absolute=_decimal(material.get("absolute")),
        materiality_relative=_decimal(material.get("relative")),
        lasting=entry.pop("lasting", 1),
        judged=entry.pop("judged", True),
    )
    nothing_left(entry)


def _source(entry: Entry, on: date) -> None:
    key = entry.pop("measure", None)
    define_source(
        name=entry.pop("name"),
        owner=_post(entry.pop("owner"), on),
        layout=entry.pop("layout"),
        measure=_measure_of(key) if key else None,
        frequency=entry.pop("frequency"),
        grace_days=entry.pop("grace_days", 30),
    )
    nothing_left(entry)


def _event(entry: Entry, on: date) -> None:
    unit, key, words = entry.pop("unit", None), entry.pop("measure", None), entry.pop("text")
    tell_event(
        text_da=words["da"],
        text_en=words["en"],
        first_day=entry.pop("from"),
        last_day=entry.pop("to", None),
        unit=unit_called(unit, on) if unit else None,
        measure=_measure_of(key) if key else None,
    )
    nothing_left(entry)


def _post(owner: Any, on: date) -> Post:
    if not isinstance(owner, dict) or owner.get("post") not in PostKind.values:
        raise NotDefinable(_('Write the owner as {unit = "…", post = "data_owner"}.'))
    unit = unit_called(owner["unit"], on)
    post = post_at(unit, PostKind(owner["post"]))
    if post is None:
        raise NotDefinable(
            _("There is no such post at %(unit)s. Make it first: spillerum people give-post.")
            % {"unit": unit}
        )
    return post


def _measure_of(key: str) -> Measure:
    measure = Measure.objects.filter(key=key).first()
    if measure is None:
        raise NotDefinable(_("No measure has the key “%(key)s”.") % {"key": key})
    return measure


def _decimal(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(str(number))


def nothing_left(entry: Entry) -> None:
    if entry:
        raise NotDefinable(_("“%(name)s” is not understood.") % {"name": ", ".join(sorted(entry))})


_DEEDS: dict[str, Deed] = {"measure": _measure, "source": _source, "event": _event}
_OWN = frozenset(_DEEDS)
