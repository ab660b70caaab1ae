"""How the demo's money is made, for its page: every price, and what each library's money was worked out from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from spillerum.site.demo.money import prices
from spillerum.site.demo.money.activity import (
    MONTHS,
    gross_floor,
    hours_a_week,
    loans,
    month,
    net_floor,
    on_duty,
)
from spillerum.site.demo.money.files import LIBRARIES


@dataclass(frozen=True)
class Made:
    """What one library's year was worked out from. loans: of the whole year before."""

    library: str
    floor: int  # m², gross
    net: int
    duty: int
    hours_before: float
    hours: float
    loans: int


def made_in(year: int) -> list[Made]:
    return [
        Made(
            library,
            gross_floor(library),
            net_floor(library),
            on_duty(library),
            hours_a_week(library, year - 1),
            hours_a_week(library, year),
            sum(loans(library, month(year - 1, n)) or 0 for n in range(1, MONTHS + 1)),
        )
        for library in LIBRARIES
    ]


def stated() -> dict[str, Any]:
    """The prices by their names."""
    return {name.lower(): value for name, value in vars(prices).items() if name.isupper()}
