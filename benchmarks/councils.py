"""Spending by unit and month to forecast from: English councils' published payments, and a made-up portfolio."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

MONTHS = 12
UNTOLD = 0.5  # of a month's money stands without a unit: nobody has said whose it was
SAME = {  # one service under several names
    "childrens": "childrens services", "e and r": "environment and regeneration",
    "environment and regneration": "environment and regeneration",
    "operations and reg services": "operations and regulatory services",
    "asc and integrated services": "adult social care and integrated services",
    "public health service": "public health", "chief executive s": "chief executives",
    "children education and skills": "children education and skills",
}  # fmt: skip


@dataclass(frozen=True)
class Ledger:
    """spent: (units, years, 12) from month `first_month` of `year`; NaN before a unit's first and after its last row of
    the ledger, and in months that nobody has told; nought for a month without a payment."""

    name: str
    units: list[str]
    groups: list[str]
    year: int
    first_month: int
    spent: np.ndarray


def councils(folder: Path, first_month: int) -> list[Ledger]:
    """Every `*_monthly_by_unit.csv` (council, unit, ym, payments, amount_gbp) of the folder."""
    return [payments(file, first_month) for file in sorted(folder.glob("*_monthly_by_unit.csv"))]


def payments(file: Path, first_month: int) -> Ledger:
    paid: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    number: dict[int, int] = defaultdict(int)
    whose: dict[str, str] = {}
    with file.open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            year, month = (int(part) for part in row["ym"].split("-"))
            directorate, service = parted(row["unit"])
            paid[service][year * MONTHS + month - 1] += float(row["amount_gbp"])
            number[year * MONTHS + month - 1] += int(row["payments"])
            whose[service] = directorate  # the last it was in
    usual = float(np.median(list(number.values())))
    told = [month for month, count in number.items() if count > usual / 10]  # thin first months are left out
    low, high = min(told), max(told)
    units = sorted(unit for unit in paid if unit != "blank")
    year = (low - first_month + 1) // MONTHS
    spent = np.full((len(units), (high - first_month + 1) // MONTHS - year + 1, MONTHS), np.nan)
    flat, begin = spent.reshape(len(units), -1), year * MONTHS + first_month - 1
    for row, unit in enumerate(units):
        since = min((month for month in paid[unit] if low <= month <= high), default=high + 1)
        for month in range(since, high + 1):
            flat[row, month - begin] = paid[unit].get(month, 0.0)
    for month, amount in paid["blank"].items():
        if low <= month <= high and amount > UNTOLD * sum(own.get(month, 0.0) for own in paid.values()):
            flat[:, month - begin] = np.nan
    return Ledger(file.stem.split("_")[0], units, [whose[unit] for unit in units], year, first_month, spent)


def parted(unit: str) -> tuple[str, str]:
    """“Directorate-Service” to both, so that a service is followed from one directorate to the next; else the name twice."""
    found = re.fullmatch(r"([^-]*[^\s-])-(\S.*)", unit)
    directorate, service = found.groups() if found else (unit, unit)
    return plain(directorate), plain(service)


def plain(name: str) -> str:
    name = re.sub(
        r"[^a-z]+", " ", name.lower().replace("&", " and ").replace("'s", "s").replace("(obsolete)", "")
    ).strip()
    return SAME.get(name, name)


def made_up(kind: str, units: int = 40, years: int = 6, seed: int = 4) -> Ledger:
    """`smooth`: wages and the like, with trend, season and a common shock a year. `lumpy`: payments as they come, with
    months without any, one-offs, a rush at the year's end, and units that begin and stop."""
    rng = np.random.default_rng(seed)
    months = years * MONTHS
    size = rng.lognormal(3, 1.2, (units, 1))
    season = np.tile(np.exp(rng.normal(0, 0.15, (units, MONTHS))), years)
    trend = np.exp(np.cumsum(rng.normal(0.002, 0.008, (units, months)), axis=1))
    shock = np.repeat(np.exp(rng.normal(0, 0.02, years)), MONTHS)
    spent = size * season * trend * shock * rng.lognormal(0, 0.04, (units, months))
    if kind == "lumpy":
        spent = (
            spent
            * rng.gamma(1.2, 1 / 1.2, spent.shape)
            * (rng.random(spent.shape) < rng.uniform(0.6, 1, (units, 1)))
        )
        spent[rng.random(spent.shape) < 0.01] *= 12
        spent[:, MONTHS - 1 :: MONTHS] *= 1.6
        for row, month in zip(range(0, units, 6), rng.integers(MONTHS, months - 6, units), strict=False):
            spent[row, month:] = 0 if row % 4 else spent[row, month:]
            spent[row, : months - month if row % 4 == 0 else 0] = np.nan
    names = [f"{kind} {row:03d}" for row in range(units)]
    groups = [f"group {row % 6}" for row in range(units)]
    return Ledger(f"made-up, {kind}", names, groups, 2016, 1, spent.reshape(units, years, MONTHS))
