"""Which column of a file of money is which: by the names we know, or as somebody says with --columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spillerum.exchange.faults import BadFile, Fault, gettext_noop
from spillerum.exchange.table import named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spillerum.exchange.table import Table

SPENDING = {
    "unit": (
        "unit",
        "enhed",
        "organisational unit",
        "organisation unit",
        "service",
        "institution",
        "afdeling",
    ),
    "measure": ("measure", "måltal", "account", "konto", "kontogruppe", "account group"),
    "period": ("period", "periode", "month", "måned", "ym", "year month"),
    "day": ("day", "dag", "date", "dato", "payment date", "posting date", "bogføringsdato", "posteringsdato"),
    "value": ("value", "værdi", "amount", "beløb", "spent", "forbrug", "net amount"),
    "group": ("group", "gruppe"),
}
BUDGET = {
    "unit": SPENDING["unit"],
    "measure": SPENDING["measure"],
    "year": ("year", "år", "financial year", "regnskabsår", "budgetår"),
    "value": ("budget", *SPENDING["value"]),
}
_CURRENCY = re.compile(r"\b(gbp|dkk|kr|eur|usd)\b|[£€$]")
_SIGNS = {"gbp": "£", "£": "£", "eur": "€", "€": "€", "usd": "$", "$": "$", "dkk": "kr.", "kr": "kr."}
_SPLIT = re.compile(r",(?=\s*\w+\s*=)")
_LACKING = gettext_noop(
    "The column %(lacking)s is missing; found: %(found)s. Name the columns so, or say which they are: "
    "--columns unit=…,period=…,value=…"
)
_LACKING_BUDGET = gettext_noop(
    "The column %(lacking)s is missing; found: %(found)s. A budget has the columns unit and budget, and perhaps "
    "measure and year."
)
_NOT_COLUMNS = gettext_noop(
    "“%(text)s” does not say which column is which. Write it like unit=Service,period=Month,value=Amount; known are "
    "%(known)s."
)
_NO_COLUMN = gettext_noop("There is no column “%(name)s”; found: %(found)s. Correct --columns.")


def asked(written: Sequence[str]) -> dict[str, str]:
    """`unit=Service,period=Month` as a table. Raises BadFile."""
    found = {}
    for part in [part for one in written for part in _SPLIT.split(one)]:
        key, equals, name = (piece.strip() for piece in part.partition("="))
        if key not in SPENDING or not equals or not name:
            facts = {"text": part.strip(), "known": ", ".join(SPENDING)}
            raise BadFile(Fault(_NOT_COLUMNS, "--columns", facts=facts))
        found[key] = name
    return found


def places(table: Table, known: Mapping[str, Sequence[str]], given: Mapping[str, str]) -> dict[str, int]:
    """Where each known column stands in the table. Raises BadFile."""
    exact = {named(name).casefold(): place for place, name in reversed(list(enumerate(table.header)))}
    plain = {_plain(name): place for place, name in reversed(list(enumerate(table.header)))}
    found, faults = {}, []
    shown = ", ".join(table.header[:12])
    for column, names in known.items():
        if (name := given.get(column)) is not None:
            if (place := exact.get(named(name).casefold())) is None:
                faults.append(table.fault(_NO_COLUMN, row=table.header_row, name=name, found=shown))
            else:
                found[column] = place
            continue
        here = [where[alias] for where in (exact, plain) for alias in names if alias in where]
        if here:
            found[column] = here[0]
    if faults:
        raise BadFile(*faults)
    lacking = [name for name in ("unit", "period", "value") if name in known and name not in found]
    if "day" in found and "period" in lacking:
        lacking.remove("period")
    if lacking:
        facts = {
            "lacking": ", ".join(
                "budget" if name == "value" and "year" in known else name for name in lacking
            ),
            "found": shown,
        }
        message = _LACKING_BUDGET if "year" in known else _LACKING
        raise BadFile(table.fault(message, row=table.header_row, **facts))
    return found


def currency(name: str) -> str:
    """The currency that a column's name tells (“amount_gbp”), or nothing."""
    found = _CURRENCY.search(_spaced(name))
    return _SIGNS[found[0]] if found else ""


def _spaced(name: str) -> str:
    return " ".join(re.sub(r"[_\-./()\[\]]", " ", name.casefold()).split())


def _plain(name: str) -> str:
    return " ".join(_CURRENCY.sub(" ", _spaced(name)).split())
