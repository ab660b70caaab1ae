"""What `spillerum define` understands of money, beside measures, sources and events.

[[account_group]]                              [[frame]]
key = "loen"                                   name = "Kultur og fritid"
name = {da = "Løn", en = "Wages"}              unit = "Kulturforvaltningen"
income = false                                 years = {from = 2026, to = 2029}   # to may be left out
method = "learnt"                              limit = 412000000                  # kr. a year; may be left out
plan = []          # with method = "plan"      surplus = {kept = 1, most = 0.05}
materiality = {kr = 5000, share = 0.1}         deficit_carried = true

[[financial_year]]
year = 2025
closes = 2026-02-15
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from spillerum.figures.sheet import nothing_left, register_deed
from spillerum.money.services import close_year, define_frame, define_group, open_year
from spillerum.organisation.services import unit_called

if TYPE_CHECKING:
    from datetime import date

Entry = dict[str, Any]


def register_sheet() -> None:
    register_deed("account_group", _group)
    register_deed("frame", _frame)
    register_deed("financial_year", _year)


def _group(entry: Entry, _on: date) -> None:
    name, material = entry.pop("name"), entry.pop("materiality", {})
    define_group(
        viewer=None,
        key=entry.pop("key"),
        name_da=name["da"],
        name_en=name["en"],
        income=entry.pop("income", False),
        method=entry.pop("method", "learnt"),
        plan=entry.pop("plan", ()),
        materiality_ore=_ore(material.get("kr", 5000)),
        materiality_share=_decimal(material.get("share", 0.1)),
        place=entry.pop("place", 0),
    )
    nothing_left(entry)


def _frame(entry: Entry, on: date) -> None:
    years, surplus, limit = entry.pop("years"), entry.pop("surplus", {}), entry.pop("limit", None)
    define_frame(
        viewer=None,
        name=entry.pop("name"),
        unit=unit_called(entry.pop("unit"), on),
        first_year=years["from"],
        last_year=years.get("to"),
        limit=None if limit is None else _ore(limit),
        surplus_kept=_decimal(surplus.get("kept", 1)),
        surplus_most=None if surplus.get("most") is None else _decimal(surplus["most"]),
        deficit_carried=entry.pop("deficit_carried", True),
    )
    nothing_left(entry)


def _year(entry: Entry, _on: date) -> None:
    year, closes = entry.pop("year"), entry.pop("closes", None)
    if closes is None:
        open_year(viewer=None, year=year)
    else:
        close_year(viewer=None, year=year, on=closes)
    nothing_left(entry)


def _ore(kroner: float) -> int:
    return int(Decimal(str(kroner)).scaleb(2).to_integral_value())


def _decimal(number: float) -> Decimal:
    return Decimal(str(number)).quantize(Decimal("0.0001"))
