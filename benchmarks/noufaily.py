"""How good and fast the seasonal baseline for counts is: python benchmarks/noufaily.py [weekly | daily | alone | speed]…

--replicates N (10) of each scenario or signal

weekly   the 42 scenarios of Noufaily et al. 2013 (Stat. Med. 32: 1206-1222), measured as Bedubourg & Le Strat 2017
         (PLoS ONE 12(7): e0181227) do: false alarms, outbreaks found, F1; and how often p is below 1 % in each scenario
daily    the 16 daily signals of Noufaily et al. 2019 (Bioinformatics 35: 3110-3118), with days off
alone    a newest week 30 % less or 40 % more in series without siblings: found by the wandering level, and with what takes over
speed    the newest of 96 months, on one core; beside R's surveillance::farringtonFlexible in the same run, where it is installed
"""

# ruff: noqa: ANN001, ANN201 -- a script: its names say what they are

from __future__ import annotations

import argparse
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one core, for ratios

import shutil
import subprocess
import time

import numpy as np

from spillerum.analysis import measured
from spillerum.analysis.calendar_design import Design, design, laid, waves, without_calendar
from spillerum.analysis.follow import follow
from spillerum.analysis.grid import lay
from spillerum.analysis.seasonal_counts import SCAN, combined, drifting, judge
from spillerum.analysis.series import Series
from spillerum.analysis.tails import two_sided
from spillerum.analysis.unaided import take_over
from spillerum.calendar.period import Period

WEEKS, PAST, NOW, YEAR = 624, 312, 575, 52
# theta, beta (where there is a trend), gamma 1, gamma 2, dispersion: y has mean exp(...) and dispersion times as much variance.
ROWS = (
    (0.1, 0.0025, 0.6, 0.6, 1.5),
    (-2.0, 0.005, 0.1, 0.3, 2.0),
    (1.5, 0.003, 0.2, -0.4, 1.0),
    (0.5, 0.002, 0.5, 0.5, 5.0),
    (2.5, 0.001, 1.0, 0.1, 3.0),
    (3.75, 0.001, 0.1, -0.1, 1.1),
    (5.0, 0.0001, 0.05, 0.01, 1.2),
)
# Signal: days a week, waves of the year and of the week, alpha, beta, gamma 1-4, dispersion, shift, divided by.
SIGNALS = {
    1: (7, 1, 2, 6, 0, 0.2, 0.2, 0.5, 0.4, 2, 29, 1),
    3: (7, 1, 2, 0.5, 0, 1.5, 1.4, 0.5, 0.4, 1, -167, 1),
    4: (7, 0, 2, 5.5, 0, 0, 0, 0.3, 0.25, 1, 1, 1),
    5: (7, 0, 2, 2, 0, 0, 0, 0.3, 0.25, 1, 1, 1),
    6: (5, 1, 1, 6, 0, 0.3, 2, 0.3, 0.5, 1.5, -50, 10),
    7: (5, 1, 1, 1, 0, 0.1, 2, 0.05, 0.05, 1, -50, 1),
    8: (5, 0, 1, 6, 1e-4, 0, 0, 0.6, 0.9, 1.5, 0, 10),
    9: (5, 1, 1, 3, 0, 1.5, 0.1, 0.2, 0.3, 1, -150, 1),
    10: (5, 1, 1, 3, 0, 0.2, 0.1, 0.05, 0.15, 1, -200, 1),
    11: (5, 1, 1, 5, 0, 0.2, 0.1, 0.05, 0.1, 1, 0, 1),
    12: (5, 2, 1, 0.5, 0, 0.4, 0, 0.05, 0.15, 1, 0, 1),
    13: (5, 1, 1, 9, 0, 0.5, 0.2, 0.2, 0.5, 1, 0, 100),
    14: (7, 1, 2, 2, 5e-4, 0.8, 0.8, 0.8, 0.4, 4, 57, 1),
    15: (7, 4, 1, 0.05, 0, 0.01, 0.01, 1.8, 0.1, 1, -85, 1),
    16: (7, 1, 2, 3, 0, 0.8, 0.6, 0.8, 0.4, 4, 29, 1),
    17: (7, 0, 2, 6, 0, 0, 0, 0.8, 0.4, 4, 1, 1),
}
YEARS, JUDGED = 7, 49  # of a daily signal, and its weeks judged
DAYS_OFF = (0, 90, 93, 124, 145, 238, 359, 360)
SIZE = 5  # of a daily outbreak, in standard deviations


def drawn(rng, mean, dispersion):
    extra = np.maximum(dispersion - 1, 1e-9)
    return rng.poisson(np.where(dispersion > 1, rng.gamma(mean / extra, extra), mean)).astype(float)


def outbreak(rng, start, size, spread, least, end):
    """Cases by period, and whether each period lies in it: from its start to its last case."""
    cases = 0
    while cases < least:
        cases = rng.poisson(max(size, 0.05))
    at = start + np.floor(spread * rng.lognormal(0, 0.5, cases)).astype(int)
    found = np.bincount(at[at < end], minlength=end).astype(float)
    inside = np.zeros(end, dtype=bool)
    inside[start : at.max() + 1] = True
    return found, inside


def scenarios():
    """(42, weeks) means and (42,) dispersions."""
    t = np.arange(1, WEEKS + 1)
    means, dispersions = [], []
    for theta, beta, one, two, dispersion in ROWS:
        for trend in (0, 1):
            for many in (0, 1, 2):
                wave = sum(
                    one * np.cos(2 * np.pi * j * t / YEAR) + two * np.sin(2 * np.pi * j * t / YEAR)
                    for j in range(1, many + 1)
                )
                means.append(np.exp(theta + beta * trend * t + wave))
                dispersions.append(dispersion)
    return np.array(means), np.array(dispersions)


def made_up(replicates, seed=20130101):
    """Counts with past outbreaks, the same with a current one, and where that is; (42 * replicates, weeks)."""
    rng = np.random.default_rng(seed)
    means, dispersions = (np.repeat(part, replicates, axis=0) for part in scenarios())
    past = drawn(rng, means, dispersions[:, None])
    deviation = np.sqrt(dispersions[:, None] * means)
    current, inside = past.copy(), np.zeros(past.shape, dtype=bool)
    for row in range(len(past)):
        for start in rng.choice(np.arange(PAST, NOW), 4, replace=False):
            if size := rng.choice([0, 2, 3, 5, 10]):
                cases, _ = outbreak(rng, start, size * deviation[row, start], 1, 1, NOW)
                past[row, :NOW] += cases
        start = int(rng.integers(NOW, WEEKS - 1))
        cases, inside[row] = outbreak(rng, start, (1 + row % 10) * deviation[row, start], 1, 1, WEEKS)
        current[row] = past[row] + cases
    return past, current, inside[:, NOW:]


def told(name, quiet, off, inside, level):
    """p of the weeks without and with a current outbreak."""
    alarm = off <= level
    hits, false, missed = (alarm & inside).sum(), (alarm & ~inside).sum(), (~alarm & inside).sum()
    each = (quiet <= level).reshape(42, -1).mean(axis=1)
    print(
        f"| {name}, p < {level:.4f} | {(quiet <= level).mean():.4f} | {each.min():.4f}-{each.max():.4f} "
        f"| {(alarm & inside).any(axis=1).mean():.3f} | {2 * hits / (2 * hits + false + missed):.3f} |"
    )


def weekly(replicates):
    past, current, inside = made_up(replicates)
    print(f"{len(past)} series, 49 weeks each; outbreaks upwards, so the upper tail")
    plan = without_calendar(WEEKS, YEAR, gap=26, needed=YEAR)
    begin = time.perf_counter()
    quiet, off = (
        judge(one, np.ones_like(one), plan, range(NOW, WEEKS), SCAN + drifting(26)) for one in (past, current)
    )
    took = time.perf_counter() - begin
    print("| | false alarms | in a scenario | outbreaks found | F1 |\n|---|---|---|---|---|")
    for name, some in (("one week", slice(1)), ("1-3 weeks", slice(3)), ("6-26 weeks", slice(3, None))):
        p, q = combined(quiet.upper[some]), combined(off.upper[some])
        told(name, p, q, inside, 0.01)
        told(f"{name} at .0125", p, q, inside, np.quantile(p, 0.0125))
    told("two-sided, 1-3 weeks", quiet.scan(), off.scan(), inside, 0.01)
    print(f"{2 * len(past) * 49 / took:,.0f} fits of some 580 weeks a second")


def daily(replicates):
    rng = np.random.default_rng(1)
    print(
        "| signal | days | p < .01 alone | p < .01 of 1-3 days | outbreaks found, 1-3 days |\n|---|---|---|---|---|"
    )
    for number, signal in SIGNALS.items():
        quiet, off, inside, plan = signal_of(rng, signal, replicates)
        columns = range(quiet.shape[1] - 7 * JUDGED, quiet.shape[1])
        open_ = np.array([t % 7 < signal[0] for t in columns])
        p, q = (judge(one, np.ones_like(one), plan, columns) for one in (quiet, off))
        scan, found = combined(p.upper)[:, open_], combined(q.upper)[:, open_] <= 0.01
        hit = (found & inside[:, columns][:, open_]).any(axis=1).mean()
        print(
            f"| {number} | {signal[0]} | {(p.upper[0][:, open_] <= 0.01).mean():.4f} | {(scan <= 0.01).mean():.4f} | {hit:.2f} |"
        )


def signal_of(rng, signal, replicates):
    days, many, week, alpha, beta, *gamma, dispersion, shift, divided = signal
    periods = 52 * days * YEARS
    t = np.arange(1, periods + 1) + shift
    eta = alpha + beta * t
    for waves_, turn, (one, two) in ((many, 52 * days, gamma[:2]), (week, days, gamma[2:])):
        for j in range(1, waves_ + 1):
            eta = eta + one * np.cos(2 * np.pi * j * t / turn) + two * np.sin(2 * np.pi * j * t / turn)
    mean = np.exp(eta)
    off_day = np.zeros(periods, dtype=bool)
    for year in range(YEARS):
        for day in DAYS_OFF:
            off_day[min(periods - 1, year * 52 * days + day * days // 7)] = True
    after = np.roll(off_day, 1) & ~off_day
    factor = np.where(off_day, 0.0 if days == 5 else 2.0, np.where(after & (days == 5), 1.5, 1.0))
    quiet = drawn(rng, np.broadcast_to(mean, (replicates, periods)), dispersion) / divided
    off, inside = quiet.copy(), np.zeros(quiet.shape, dtype=bool)
    for row in range(replicates):
        start = int(rng.integers(periods - JUDGED * days, periods - 1))
        size = SIZE * days * np.sqrt(dispersion * mean[start]) / divided
        cases, inside[row] = outbreak(rng, start, size, 4, 2, periods)
        off[row] += cases
    lines = [np.round(quiet * factor), np.round(off * factor), inside, off_day[None], after[None]]
    if days == 5:
        lines = [
            np.pad(line.reshape(len(line), -1, 5), ((0, 0), (0, 0), (0, 2))).reshape(len(line), -1)
            for line in lines
        ]
    quiet, off, inside, off_day, after = lines
    day = np.arange(quiet.shape[1])
    rest = np.column_stack([waves(day / 364, 2), waves(day % 7 / 7, 3), off_day[0], after[0]])
    return quiet, off, inside, Design(*laid(day / 364, rest), day % 7, 91, 250, 7, 0)


def alone(replicates):
    rng, weeks, first = np.random.default_rng(1), 312, Period.parse("2013-W01")
    off = design(first, weeks).columns[:, 6]
    print(
        "| level wanders a week by | by the level | taken over | p < .01 of the same week as it was |\n|---|---|---|---|"
    )
    for walk in (0.0, 0.03, 0.08):
        shape = (5 * replicates, 1)
        wave = 0.3 * np.cos(2 * np.pi * (np.arange(weeks) / 52.18 + rng.uniform(0, 1, shape)))
        level = rng.normal(5, 1, shape) + np.cumsum(rng.normal(0, walk, (len(wave), weeks)), axis=1)
        values = drawn(rng, np.exp(level + wave - off), 2.0)
        p = {factor: newest(values, factor, first) for factor in (0.7, 1.4, 1.0)}
        share = [np.mean([p[factor][way] < 0.01 for factor in (0.7, 1.4)]) for way in (0, 1)]
        false = [np.mean(p[1.0][way] < 0.01) for way in (0, 1)]
        print(f"| {walk:.0%} | {share[0]:.2f} | {share[1]:.2f} | {false[0]:.3f}, {false[1]:.3f} |")


def newest(values, factor, first):
    """p of the newest week, so much changed: by the level alone, and when taken over."""
    values = np.column_stack([values[:, :-1], np.round(values[:, -1] * factor)])
    some = [Series(f"{n}", "m", f"{n}", first, line) for n, line in enumerate(values)]
    grid = lay(some, last=first + (values.shape[1] - 1), measures={}, level_changes={}, set_aside=[])
    x = measured.forward(grid)
    track = follow(grid, x)
    before = two_sided(track.z, track.lightness)[:, -1]
    p = take_over(grid, track, x)[:, -1]
    return before, np.where(np.isfinite(p), p, two_sided(track.z, track.lightness)[:, -1])


def speed(_replicates):
    rng, t = np.random.default_rng(7), np.arange(96)
    level, height, phase = (
        rng.normal(3, 1, (40_000, 1)),
        rng.uniform(0, 0.5, (40_000, 1)),
        rng.uniform(0, 6.28, (40_000, 1)),
    )
    values = drawn(
        rng, np.exp(level + height * np.cos(2 * np.pi * t / 12 + phase)), rng.uniform(1.05, 4, (40_000, 1))
    )
    plan = without_calendar(96, 12, gap=6, needed=24)
    ours = []
    for windows in ((1,), SCAN):
        begin = time.perf_counter()
        judge(values, np.ones_like(values), plan, [95], windows)
        ours.append(len(values) / (time.perf_counter() - begin))
    print(
        f"ours, robust, newest of 96 months: {ours[0]:,.0f} series a second; with sums of 1-3 months {ours[1]:,.0f}"
    )
    if not shutil.which("Rscript"):
        return
    done = subprocess.run(["Rscript", "-e", PEER], capture_output=True, text=True, check=False)
    if done.returncode:
        print("surveillance is not installed")
        return
    theirs = float(done.stdout.split()[-1])
    ratios = " and ".join(f"{each / theirs:,.0f}" for each in ours)
    print(f"surveillance::farringtonFlexible: {theirs:,.1f} series a second; ours over theirs {ratios}")


PEER = """
suppressMessages(library(surveillance)); set.seed(1); n <- 60; t <- 0:95
Y <- sapply(1:n, function(i) rnbinom(96, mu = exp(rnorm(1, 3, 1) + .3 * sin(2 * pi * t / 12)), size = 10))
begin <- proc.time()[[3]]
for (i in 1:n) suppressWarnings(farringtonFlexible(
  sts(observed = matrix(Y[, i]), frequency = 12, start = c(2018, 1)),
  list(range = 96, b = 5, w = 1, reweight = TRUE, weightsThreshold = 2.58, glmWarnings = FALSE, alpha = .01, trend = TRUE,
       pThresholdTrend = 1, limit54 = c(0, 4), noPeriods = 4, pastWeeksNotIncluded = 6, thresholdMethod = "nbPlugin")))
cat(n / (proc.time()[[3]] - begin))
"""


if __name__ == "__main__":
    every = {"weekly": weekly, "daily": daily, "alone": alone, "speed": speed}
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="*", choices=[*every, []], help="all, if nothing is said")
    parser.add_argument("--replicates", type=int, default=10)
    asked = parser.parse_args()
    for name in asked.what or every:
        print(f"\n## {name}")
        every[name](asked.replicates)
