"""The familiar views beside the scan: python benchmarks/familiar.py [xmr | funnel | referee]…

xmr      Newcastle's visits, loans and enquiries 2014-2019: share of newest figures that XmR's rules mark, and the scan reports
funnel   how often a unit lies outside limits of 95 and 99.8 %, as published and as we draw them, when nothing has happened
referee  farringtonFlexible on ten weekly series, and the scan on the same
"""

# ruff: noqa: ANN001, ANN201 -- a script: its names say what they are

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from scan import AT, SINCE, as_series, newcastle

from spillerum.analysis.funnel import COVERAGES, Form, funnel
from spillerum.analysis.scan import scan
from spillerum.analysis.series import Series
from spillerum.analysis.xmr import xmr
from spillerum.calendar.period import Period

SHOWN = 36  # months before and with the newest, as on the page
LEAST = 24
FARRINGTON = Path(__file__).parent.parent / "tests/analysis/published/farrington.json"
JUDGED = 25


def familiar():
    figures = newcastle("visits", "loans", "enquiries")
    count = Counter()
    for one in scan(as_series(figures), at=AT, since=SINCE):
        if not one.unit or one.p is None:
            continue
        cells = figures[one.measure, one.unit]
        last = np.array([cells.get(one.period + -n, np.nan) for n in range(SHOWN - 1, -1, -1)])
        if np.isfinite(last).sum() < LEAST:
            continue
        signal = xmr(last).signals[-1]
        off = one.verdict.value != "quiet"
        count.update({"figures": 1, "reported": off, "marked": signal is not None})
        count["both"] += off and signal is not None
        if signal:
            count[signal.rule.value] += 1
    print(dict(count))
    print(
        f"XmR marks {count['marked'] / count['figures']:.3f}, the scan {count['reported'] / count['figures']:.3f}"
    )


def funnels():
    print("| units differ by | units | published 95 / 99.8 % | ours |\n|---|---|---|---|")
    for between in (0.0, 0.1):
        for units in (8, 20, 60):
            rng = np.random.default_rng(1)
            out = {(honest, cover): [] for honest in (False, True) for cover in COVERAGES}
            for _ in range(400):
                usual = np.exp(rng.normal(7, 1, units)).clip(50)
                now = rng.poisson(usual * np.exp(rng.normal(0, between, units))).clip(1).astype(float)
                for honest in (False, True):
                    found = funnel(now, usual, Form.RATIO, honest=honest)
                    for cover in COVERAGES:
                        out[honest, cover].append(found.outside(cover).mean())
            shares = [
                f"{np.mean(out[h, COVERAGES[0]]):.3f} / {np.mean(out[h, COVERAGES[1]]):.4f}"
                for h in (False, True)
            ]
            print(f"| {between:.0%} | {units} | {shares[0]} | {shares[1]} |")


def ranks(x):
    _, place = np.unique(x, return_inverse=True)
    order = np.argsort(np.argsort(x, kind="stable"), kind="stable")
    return (np.bincount(place, order) / np.bincount(place))[place]


def referee():
    published = json.loads(FARRINGTON.read_text(encoding="utf-8"))
    first = Period.parse("2005-W01")
    every = [Series(k, "m", k, first, np.array(v, dtype=float)) for k, v in published["series"].items()]
    at = first + (len(every[0].values) - 1)
    ours = {}
    for one in scan(every, at=at, since=at + (1 - JUDGED)):
        if one.unit:
            up = one.p is not None and one.value >= one.expected
            ours[one.unit, one.period] = 1.0 if one.p is None else one.p / 2 if up else 1 - one.p / 2
    mine = np.array([ours[one.unit, at + (n + 1 - JUDGED)] for one in every for n in range(JUDGED)])
    print(
        "| threshold | it alarms | we do, at 1 % | both | agree | rank correlation of p |\n|---|---|---|---|---|---|"
    )
    for method in ("delta", "nbPlugin", "muan"):
        cases = {case["series"]: case for case in published["cases"] if case["method"] == method}
        p = np.concatenate([cases[name]["p"] for name in published["series"]])
        alarm = np.array([letter == "1" for name in published["series"] for letter in cases[name]["alarm"]])
        own = mine < 0.01
        rank = np.corrcoef(ranks(mine), ranks(p))[0, 1]
        print(
            f"| {method} | {alarm.sum()} | {own.sum()} | {(alarm & own).sum()} | {(alarm == own).mean():.3f} | {rank:.2f} |"
        )


PARTS = {"xmr": familiar, "funnel": funnels, "referee": referee}

if __name__ == "__main__":
    wanted = sys.argv[1:] or list(PARTS)
    if unknown := [name for name in wanted if name not in PARTS]:
        sys.exit(f"There is no benchmark called {', '.join(unknown)}. There are: {', '.join(PARTS)}.")
    for name in wanted:
        PARTS[name]()
