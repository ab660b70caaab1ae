"""What really happened at a library: its hours, its loans, its floor space, and how City Library used energy."""

from __future__ import annotations

import csv
from functools import cache
from math import ceil
from statistics import median
from typing import TYPE_CHECKING

from spillerum.calendar.period import Frequency, Period
from spillerum.site.demo.money import prices
from spillerum.site.demo.newcastle import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

MONTHS = 12
_FLOOR_NAMES = {"West End": "Benwell"}  # as it was called until November 2008


def month(year: int, n: int) -> Period:
    """n: 1 to 12."""
    return Period(Frequency.MONTH, year * MONTHS + n - 1)


@cache
def hours_a_week(library: str, year: int) -> float:
    """Those of 31 March, for the whole year; where none are given, the latest given before."""
    hours = _rows(FOLDER / "opening-hours.csv")[f"{library} Library"]
    return next(float(hours[str(one)]) for one in range(year, 2009, -1) if hours[str(one)].strip())


def loans(library: str, of: Period) -> int | None:
    """As published in the end; None where nobody has reported any, nought where nobody was open."""
    given = _loans()[library].get(of, "").strip()
    return int(given.replace(",", "")) if given else None


def gross_floor(library: str) -> int:
    """m²."""
    return _floor(library, "gross_floor_space_m2")


def net_floor(library: str) -> int:
    """m²."""
    return _floor(library, "net_floor_space_m2")


@cache
def on_duty(library: str) -> int:
    """How many are at the desk while it is open."""
    return max(prices.LEAST_ON_DUTY, ceil(net_floor(library) / prices.A_DUTY))


@cache
def energy(kind: str, n: int) -> float:
    """kWh for a m² in a month, 0 to 11: City Library's median of 2011-2018. kind: electricity, gas."""
    given = list(_rows(FOLDER / f"city-{kind}.csv").values())[n]
    return median(float(cell) for year, cell in given.items() if year) / gross_floor("City")


@cache
def _loans() -> dict[str, dict[Period, str]]:
    newest = max((FOLDER / "loans").glob("*.csv"))
    return {
        library: {Period.parse(name): cell for name, cell in row.items() if name}
        for library, row in _rows(newest).items()
    }


def _floor(library: str, column: str) -> int:
    name = _FLOOR_NAMES.get(library, library)
    return int(_rows(FOLDER / "floor-space.csv")[f"{name} Library"][column])


@cache
def _rows(path: Path) -> dict[str, dict[str, str]]:
    """By the first column."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        return {row[0]: dict(zip(header[1:], row[1:], strict=False)) for row in reader if row and row[0]}
