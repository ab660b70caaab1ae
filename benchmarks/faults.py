"""How many faults are found, and how many that are none: python benchmarks/faults.py [put | shapes | quiet | real]…
or python benchmarks/faults.py payments FILE

put       each kind of fault put into quiet cells of Newcastle's visits, loans and enquiries 2011-2019: the share found
shapes    series that stop, units under a new name, totals without a part: the share found
quiet     made-up figures in which nothing is wrong: what is found all the same, a series and year
real      Newcastle's figures as they are, month by month: what is found
payments  a file with the columns unit, ym, payments (published payments by unit and month): what is found, year by year
"""

# ruff: noqa: ANN001, ANN201, ANN202 -- a script: its names say what they are

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
from scan import as_series, newcastle

from spillerum.analysis.faults.fault import FaultKind
from spillerum.analysis.faults.find import find_faults
from spillerum.analysis.series import Series
from spillerum.calendar.period import Period

FIRST, LAST = Period.parse("2011-01"), Period.parse("2019-12")
TRIES = 200
_WANTED = {
    "ten times": {FaultKind.FACTOR}, "a hundred times": {FaultKind.FACTOR}, "a tenth": {FaultKind.FACTOR},
    "first two digits swapped": {FaultKind.SWAPPED}, "later digits swapped": {FaultKind.SWAPPED},
    "last month's figure": {FaultKind.COPIED, FaultKind.THIRDS}, "last year's figure": {FaultKind.COPIED},
    "a quarter as three equal months": {FaultKind.THIRDS, FaultKind.COPIED}, "last year's quarter": {FaultKind.COPIED},
}  # fmt: skip


def put():
    rng = np.random.default_rng(3)
    series = as_series(newcastle("visits", "loans", "enquiries"))
    print("| put in | cells | found | of these set aside | the right figure told |\n|---|---|---|---|---|")
    for kind, wanted in _WANTED.items():
        count = Counter()
        for _ in range(TRIES):
            place = int(rng.integers(len(series)))
            made = _with(series[place], int(rng.integers(30, len(series[place].values) - 4)), kind, rng)
            if made is None:
                continue
            changed, t, last = made
            some = [changed if n == place else one for n, one in enumerate(series)]
            period = changed.first + t
            found = [
                fault
                for fault in find_faults(some, at=changed.first + last)
                if (fault.unit, fault.measure) == (changed.unit, changed.measure)
                and period in fault.periods and fault.kind in wanted
            ]  # fmt: skip
            count["cells"] += 1
            count["found"] += bool(found)
            count["certain"] += any(fault.certain for fault in found)
            count["right"] += any(series[place].values[t] in fault.likely for fault in found)
        parts = (count[name] / max(count["cells"], 1) for name in ("found", "certain", "right"))
        print(f"| {kind} | {count['cells']} | " + " | ".join(f"{part:.2f}" for part in parts) + " |")


def _with(one, t, kind, rng):
    """The series with the fault put in at t, and the column in which it can be seen; None where it does not fit."""
    values = one.values.copy()
    before = values[t - 13 : t + 3]
    if not FIRST <= one.first + t <= LAST or not np.isfinite(before).all() or (before < 50).any():
        return None
    last = t
    if kind in {"ten times", "a hundred times"}:
        values[t] *= 10 if kind == "ten times" else 100
    elif kind == "a tenth":
        values[t] = values[t] // 10
    elif "swapped" in kind:
        digits = str(int(values[t]))
        n = 0 if "first" in kind else int(rng.integers(1, max(len(digits) - 1, 2)))
        if len(digits) < 3 or digits[n] == digits[n + 1] or (n == 0 and digits[1] == "0"):
            return None
        values[t] = float(digits[:n] + digits[n + 1] + digits[n] + digits[n + 2 :])
    elif kind == "last month's figure":
        values[t], last = values[t - 1], t + 1
    elif kind == "last year's figure":
        values[t] = values[t - 12]
    elif kind == "a quarter as three equal months":
        values[t : t + 3], last = np.round(values[t : t + 3].mean()), t + 2
    else:
        values[t : t + 3], last = values[t - 12 : t - 9], t + 2
    return replace(one, values=values), t, last


def shapes():
    """Faults that are not about one cell: a series that stops, a unit that goes on under a new name, a total."""
    rng = np.random.default_rng(4)
    series = as_series(newcastle("visits", "loans", "enquiries"))
    count = defaultdict(Counter)
    for _ in range(TRIES // 2):
        one = series[int(rng.integers(len(series)))]
        t = int(rng.integers(30, len(one.values) - 4))
        at = one.first + t
        if not FIRST <= at <= LAST or not np.isfinite(one.values[t - 13 : t + 4]).all():
            continue
        rest = [some for some in series if some is not one]
        cut = replace(one, values=one.values[: t - 2])
        count["a series that stops"].update(_seen([*rest, cut], at, one.unit, FaultKind.STOPPED))
        for what, name in (
            ("a new name, alike", f"Kultur: {one.unit} Library"),
            ("a new name, unlike", "Xyz"),
        ):
            some = [_cut(other, one.unit, at + -2, name) for other in series]
            found = _seen([part for parts in some for part in parts], at, name, FaultKind.RENAMED)
            count[what].update(found)
        whole = [some for some in series if some.measure == one.measure]
        total = _total(whole, one, at)
        count["a total without one part"].update(_seen([*whole, total], at, "Total", FaultKind.TOTAL))
    print("| made | times | found |\n|---|---|---|")
    for what, some in count.items():
        print(f"| {what} | {some['n']} | {some['found'] / some['n']:.2f} |")


def _seen(series, at, unit, kind):
    found = find_faults(series, at=at)
    return {"n": 1, "found": any(fault.unit == unit and fault.kind is kind for fault in found)}


def _cut(one, unit, at, name):
    """The series, or its two parts when it is the unit's: until `at`, and from then on under the new name."""
    t = at - one.first
    if one.unit != unit or not 0 < t < len(one.values):
        return [one]
    return [replace(one, values=one.values[:t]), replace(one, unit=name, first=at, values=one.values[t:])]


def _total(series, left_out, at):
    first, last = min(one.first for one in series), max(one.first + len(one.values) for one in series)
    values = np.zeros(last - first)
    for one in series:
        values[one.first - first : one.first - first + len(one.values)] += np.nan_to_num(one.values)
    values[at - first] -= left_out.values[at - left_out.first]
    return Series("Total", left_out.measure, "", first, values)


def quiet():
    rng = np.random.default_rng(5)
    count, years = Counter(), 0.0
    for level in (30, 300, 3000, 30000):
        for noise in (0.05, 0.15, 0.3):
            t = np.arange(120)
            x = np.log(level) + rng.normal(0, 0.7, (20, 1)) + 0.2 * np.cos(2 * np.pi * t / 12)
            x = x + rng.normal(0, 0.05, 120) + noise * rng.standard_t(4, (20, 120)) / np.sqrt(2)
            values = rng.poisson(np.exp(x)).astype(float)
            series = [Series(f"u{n:02d}", "visits", "", FIRST, row) for n, row in enumerate(values)]
            found = find_faults(series, since=FIRST + 24, at=FIRST + 119)
            count.update(fault.kind.value + (", set aside" if fault.certain else "") for fault in found)
            years += 20 * 8
    print(f"quiet: {dict(count)} in {years:.0f} series and years: {sum(count.values()) / years:.4f} each")


def real():
    series = as_series(newcastle("visits", "loans", "enquiries"))
    found = find_faults(series, since=Period.parse("2009-01"), at=Period.parse("2024-08"))
    _told([(fault.periods[0], fault) for fault in found])


def payments(path):
    found = defaultdict(dict)
    with Path(path).open(newline="") as file:
        for row in csv.DictReader(file):
            found["payments", row["unit"]][Period.parse(row["ym"])] = float(row["payments"])
    series = as_series(found)
    seen = {}
    first, last = min(one.first for one in series) + 12, max(one.first + len(one.values) for one in series)
    for n in range(last - first):
        for fault in find_faults(series, at=first + n):
            seen.setdefault((fault.kind, fault.unit, fault.measure, fault.periods[0]), (first + n, fault))
    _told(list(seen.values()))


def _told(found):
    print(dict(Counter(fault.kind.value for _, fault in found)))
    print(
        "| when | kind | unit | measure | from | figures | probably | other | times likelier |\n"
        + "|---" * 9
        + "|"
    )
    for when, fault in found:
        values = ", ".join(f"{value:g}" for value in fault.values[:3])
        likely = ", ".join(f"{value:g}" for value in fault.likely[:3])
        print(f"| {when} | {fault.kind} | {fault.unit or 'all'} | {fault.measure} | {fault.periods[0]} | {values} "
              f"| {likely} | {fault.other or fault.like or ''} | {fault.odds:.2g} |")  # fmt: skip


if __name__ == "__main__":
    asked = sys.argv[1:] or ["put", "shapes", "quiet", "real"]
    if asked[0] == "payments":
        payments(asked[1])
    else:
        for name in asked:
            {"put": put, "shapes": shapes, "quiet": quiet, "real": real}[name]()
