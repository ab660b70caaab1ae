"""Spillerum on the series: python ours.py FILE NUMBER scan | counts

scan    the whole scan: season, siblings, verdicts; it follows the history to judge the newest month
counts  the baseline for a count without siblings, newest month alone
"""

# ruff: noqa: ANN001, ANN201 -- a script: its names say what they are

import inspect
import json
import os
import sys

import numpy as np
from series import MONTHS, SIBLINGS

from spillerum.analysis.calendar_design import without_calendar
from spillerum.analysis.scan import scan
from spillerum.analysis.seasonal_counts import judge
from spillerum.analysis.series import Series
from spillerum.calendar.period import Period

FIRST = Period.parse("2018-01")


def scanned(values):
    some = [
        Series(f"u{row}", "visits", f"g{row // SIBLINGS}", FIRST, line) for row, line in enumerate(values)
    ]
    news = {"only_attention": True} if "only_attention" in inspect.signature(scan).parameters else {}
    return lambda rows: scan(some[:rows], at=FIRST + (MONTHS - 1), **news)


def counted(values):
    design = without_calendar(MONTHS, 12, gap=6, needed=24)
    return lambda rows: judge(values[:rows], np.ones_like(values[:rows]), design, [MONTHS - 1], (1,))


if __name__ == "__main__":
    file, number, what = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    values = np.loadtxt(file, delimiter=",", max_rows=number)
    do = {"scan": scanned, "counts": counted}[what](values)
    do(SIBLINGS)  # warm, as the peers are
    times = 3 if what == "counts" else 1  # it takes a fifth of a second
    begin = sum(os.times()[:4])  # of the processor, children's too: the machine may be shared
    for _ in range(times):
        do(len(values))
    print(json.dumps({"number": times * len(values), "seconds": sum(os.times()[:4]) - begin}))
