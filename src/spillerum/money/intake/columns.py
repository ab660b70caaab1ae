"""What the columns may be called, in English and Danish."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spillerum.exchange.faults import BadFile, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spillerum.exchange.table import Table

POSTINGS = {
    "number": ("number", "posting", "nummer", "postering", "posteringsnummer", "bilag", "bilagsnummer"),
    "line": ("line", "linje", "posteringslinje", "bilagslinje"),
    "account": ("account", "konto", "kontostreng", "kontering", "finanskonto"),
    "cost_centre": (
        "cost centre",
        "cost center",
        "omkostningssted",
        "profitcenter",
        "unit",
        "enhed",
        "institution",
    ),
    "day": ("day", "date", "dato", "bogføringsdato", "posteringsdato", "dag"),
    "amount": ("amount", "beløb", "beløb i kr"),
    "amount_ore": ("amount in ore", "amount ore", "amount in øre", "beløb i øre", "beløb øre", "øre"),
    "text": ("text", "tekst", "posteringstekst", "beskrivelse"),
    "currency": ("currency", "valuta"),
    "year": ("year", "år", "regnskabsår"),
    "month": ("period", "periode", "regnskabsperiode", "month", "måned"),
}
BUDGETS = {
    "account": POSTINGS["account"],
    "cost_centre": ("cost centre", "cost center", "omkostningssted", "profitcenter"),
    "unit": ("unit", "enhed", "institution"),
    "group": ("group", "account group", "gruppe", "kontogruppe"),
    "year": ("year", "år", "budgetår", "regnskabsår"),
    "amount": ("amount", "beløb", "beløb i kr", "budget"),
    "amount_ore": POSTINGS["amount_ore"],
    "kind": ("kind", "type", "art", "slags"),
    "day": ("day", "date", "dato", "dag", "gælder fra"),
    "reason": ("reason", "text", "begrundelse", "årsag", "tekst"),
    "reference": ("reference", "number", "nummer", "budgetnummer"),
    "frame": ("frame", "ramme", "politisk ramme"),
    "currency": POSTINGS["currency"],
}
_MISSING = gettext_noop(
    "The column %(lacking)s is missing; found: %(found)s. The columns are called %(known)s."
)


def places(table: Table, columns: Mapping[str, Sequence[str]], *required: tuple[str, ...]) -> dict[str, int]:
    """The place of each column known in the header. `required`: of each tuple one must be there. Raises BadFile."""
    names = {_plain(name): place for place, name in reversed(list(enumerate(table.header)))}
    found = {
        column: next(names[_plain(name)] for name in aliases if _plain(name) in names)
        for column, aliases in columns.items()
        if any(_plain(name) in names for name in aliases)
    }
    lacking = [" / ".join(columns[one][0] for one in some) for some in required if not set(some) & set(found)]
    if lacking:
        facts = {
            "lacking": ", ".join(lacking),
            "found": ", ".join(table.header[:12]),
            "known": ", ".join(aliases[0] for aliases in columns.values()),
        }
        raise BadFile(table.fault(_MISSING, row=table.header_row, **facts))
    return found


def _plain(name: str) -> str:
    """As it may be written in any file: amount_ore, Beløb (kr.), BOGFØRINGSDATO."""
    words = re.sub(r"[\W_]+", " ", name.casefold().replace("oe", "ø").replace("aa", "å"))
    return " ".join(words.split())
