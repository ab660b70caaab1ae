"""Which periodisation lay nearest to what was spent? python benchmarks/periodisation.py FILE…

FILE has the columns unit, ym, amount_gbp: a council's published payments summed by unit and month. Years run from April.
`Directorate-Service` is read as the service, whatever directorate it was in. A service counts when at least four of its
years are whole. Each year is laid out from earlier years alone, and compared with what came, as shares of its total:
the mean over the months of how far the two, cumulated, lie apart.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

from spillerum.analysis.periodisation import Method, Why, distance, periodised
from spillerum.analysis.periodisation.years import by_year, shares_of
from spillerum.analysis.yearend.spending import Spending
from spillerum.calendar.period import Period

FIRST_MONTH, WHOLE_YEARS, MONTHS_PAID = 4, 4, 10
FIRST_JUDGED, LAST_JUDGED = 2014, 2021
METHODS = (Method.TWELFTHS, Method.LAST_YEAR, Method.SEVERAL_YEARS, Method.LEARNT)


def services(path: Path) -> list[Spending]:
    """A month without a row is nought while others have rows; unknown when most of its money names no unit."""
    paid: dict[str, dict[Period, float]] = defaultdict(lambda: defaultdict(float))
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name = row["unit"].strip().split("-", 1)[-1].strip()
            paid[name][Period.parse(row["ym"])] += float(row["amount_gbp"])
    told = {month for months in paid.values() for month in months}
    unnamed = {month for month in told if _unnamed(paid, month)}
    found = [_spending(name, months, told - unnamed) for name, months in paid.items() if name not in ("", "(blank)")]  # fmt: skip
    return [one for one in found if len(_judged(one, years=12)) >= WHOLE_YEARS]


def _unnamed(paid: dict[str, dict[Period, float]], month: Period) -> bool:
    amounts = {name: abs(months.get(month, 0.0)) for name, months in paid.items()}
    return amounts.get("", 0.0) + amounts.get("(blank)", 0.0) > sum(amounts.values()) / 2


def _spending(name: str, months: dict[Period, float], told: set[Period]) -> Spending:
    first, last = min(months), max(months)
    course = [first + n for n in range(last - first + 1)]
    values = [months.get(month, 0.0) if month in told else np.nan for month in course]
    return Spending(name, first, np.array(values))


def _judged(one: Spending, *, years: int) -> list[int]:
    """The years that are whole, in which something was paid in ten months or more."""
    amounts = by_year(one, years=years, year=LAST_JUDGED + 1, first_month=FIRST_MONTH)
    whole = np.isfinite(shares_of(amounts)).all(axis=1) & ((amounts != 0).sum(axis=1) >= MONTHS_PAID)
    return [LAST_JUDGED + 1 - years + int(n) for n in np.flatnonzero(whole)]


def compared(path: Path) -> dict[Method, dict[tuple[str, int], float]]:
    series = services(path)
    judged = {one.unit: set(_judged(one, years=LAST_JUDGED + 1 - FIRST_JUDGED)) for one in series}
    found: dict[Method, dict[tuple[str, int], float]] = {method: {} for method in METHODS}
    for year in range(FIRST_JUDGED, LAST_JUDGED + 1):
        for method in METHODS:
            said = periodised(series, method=method, year=year, first_month=FIRST_MONTH)
            for one, laid in zip(series, said, strict=True):
                if year in judged[one.unit] and laid.why is Why.NONE:
                    came = shares_of(by_year(one, years=1, year=year + 1, first_month=FIRST_MONTH))[0]
                    found[method][one.unit, year] = float(distance(laid.shares, came))
    return found


def shown(path: Path) -> None:
    found = compared(path)
    common = set.intersection(*(set(each) for each in found.values()))
    print(f"{path.stem}: {len({unit for unit, _ in common})} services, {len(common)} years of one")
    for part, chosen in (("all", common), ("running", {k for k in common if "Capital" not in k[0]})):
        for method in METHODS:
            missed = np.array([found[method][key] for key in chosen])
            best = np.mean([found[method][k] == min(found[m][k] for m in METHODS) for k in chosen])
            print(
                f"  {part:8} {method:14} mean {missed.mean():6.2%} median {np.median(missed):6.2%}"
                f" nine of ten within {np.quantile(missed, 0.9):6.2%} nearest {best:4.0%}"
                f" beyond the learnt {_beyond(found, method, chosen)}"
            )


def _beyond(found: dict[Method, dict[tuple[str, int], float]], method: Method, chosen: set[tuple[str, int]]) -> str:  # fmt: skip
    """The mean difference to the learnt method, and its standard error when services, not years, are independent."""
    units = sorted({unit for unit, _ in chosen})
    apart = [[found[method][k] - found[Method.LEARNT][k] for k in chosen if k[0] == unit] for unit in units]
    mean = np.mean([one for own in apart for one in own])
    sums = np.array([np.sum(np.array(own) - mean) for own in apart])
    return f"{mean:+.2%} ± {np.sqrt((sums**2).sum()) / len(chosen):.2%}"


if __name__ == "__main__":
    for name in sys.argv[1:]:
        shown(Path(name))
