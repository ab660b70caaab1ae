"""How good and how fast the scan is: python benchmarks/scan.py [replay | found | quiet | common | districts | speed]…

replay   what `spillerum scan` reported on Newcastle's libraries 2014-2019, beside the dated events (docs/newcastle-replay.md)
found    known local changes put into quiet cells of Newcastle's figures: how many are found at a 5, 2 and 1 % alarm rate
quiet    how often p is below 5, 2, 1 and 0.1 % on made-up figures in which nothing happens
common   local and common events in made-up groups: found, told apart, false
districts  the same in groups of four districts: an event of a unit, of a district, of all, of all and more of a district
speed    seconds for a replay, and for many series
"""

# ruff: noqa: ANN001, ANN002, ANN201 -- a script: its names say what they are

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

from spillerum.analysis.scan import scan
from spillerum.analysis.series import Series
from spillerum.calendar.period import Frequency, Period
from spillerum.exchange.figures import read_wide
from spillerum.exchange.reading import read_table

DATA = Path(__file__).parent.parent / "src/spillerum/site/demo/data/newcastle"
SINCE, AT = Period.parse("2014-01"), Period.parse("2019-12")
FACTORS = (0.7, 0.8, 1.25, 1.4)


def newest(measure):
    """The published file of a measure, the newest version where there are several."""
    folder = DATA / measure
    return max(folder.glob("*.csv")) if folder.is_dir() else DATA / f"{measure}.csv"


def newcastle(*measures):
    """(measure, unit) to {period: value}."""
    found = defaultdict(dict)
    for measure in measures:
        for figure in read_wide(read_table(newest(measure)), measure).figures:
            if figure.value is not None:
                found[measure, figure.unit][figure.period] = figure.value
    return found


def as_series(figures):
    out = []
    for (measure, unit), values in figures.items():
        first, last = min(values), max(values)
        line = np.array([values.get(first + n, np.nan) for n in range(last - first + 1)])
        out.append(Series(unit, measure, "", first, line))
    return out


def replay():
    found = scan(as_series(newcastle("visits", "loans")), at=AT, since=SINCE)
    count = Counter(one.verdict.value for one in found if one.unit)
    print("figures by verdict:", dict(count))
    off = [one for one in found if one.needs_attention]
    starts = [
        one
        for one in off
        if (one.unit, one.measure, one.period + -1) not in {(o.unit, o.measure, o.period) for o in off}
    ]
    judged = {(one.unit, one.period.ordinal // 12) for one in found if one.unit and one.p is not None}
    local = [one for one in starts if one.unit]
    print(
        f"local reports begun: {len(local)} in {len(judged)} library-years: {len(local) / len(judged):.2f} each"
    )
    print("| from | library | measure | what | months | came | expected |\n|---|---|---|---|---|---|---|")
    for one in starts:
        months = 1
        while any((o.unit, o.measure, o.period) == (one.unit, one.measure, one.period + months) for o in off):
            months += 1
        low, high = round(one.low), round(one.high)
        what = f"{one.verdict} {one.direction} {one.effect:+.0%}"
        print(f"| {one.period} | {one.unit or 'all'} | {one.measure} | {what} | {months} "
              f"| {one.value:,.0f} | {one.expected:,.0f} ({low:,}-{high:,}) |")  # fmt: skip


def quiet_cells(figures):
    """Cells of units without a nought or a move by two within a year before and a month after, in any measure."""
    big = defaultdict(set)
    for (_, unit), values in figures.items():
        line = sorted(values.items())
        for place, (period, value) in enumerate(line):
            past = [v for _, v in line[max(0, place - 12) : place] if v > 0]
            if value <= 0 or (len(past) >= 6 and not 0.5 < value / np.median(past) < 2):
                big[unit].add(period.ordinal)
    return {
        (measure, unit, period)
        for (measure, unit), values in figures.items()
        for period in values
        if not any(-1 <= period.ordinal - x <= 12 for x in big[unit])
    }


def probabilities(figures):
    found = scan(as_series(figures), at=AT, since=SINCE)
    return {(one.measure, one.unit, one.period): one.p for one in found if one.unit and one.p is not None}


def changed(figures, cells, rng, whole):
    """A copy with changes in it, and where they are."""
    measures = sorted({measure for measure, _ in figures})
    copy = {key: dict(values) for key, values in figures.items()}
    used, keys = defaultdict(list), []
    for place in rng.permutation(len(cells)):
        measure, unit, period = cells[place]
        if any(abs(period - x) < 16 for x in used[unit if whole else (measure, unit)]) or (
            whole and AT - period < 2
        ):
            continue
        used[unit if whole else (measure, unit)].append(period)
        factor = rng.choice(FACTORS)
        keys.append((measure, unit, period))
        for m in measures if whole else [measure]:
            for n in range(3 if whole else 1):
                if (m, unit) in copy and period + n in copy[m, unit]:
                    copy[m, unit][period + n] = round(copy[m, unit][period + n] * factor)
    return copy, keys


def found(seeds=4):
    figures = newcastle("visits", "loans", "enquiries")
    quiet = quiet_cells(figures)
    cells = sorted(k for k in quiet if SINCE <= k[2] <= AT and figures[k[0], k[1]][k[2]] >= 50)
    base = probabilities(figures)
    usual = np.array([p for key, p in base.items() if key in quiet])
    single, branch = defaultdict(list), defaultdict(list)
    for seed in range(1, seeds + 1):
        rng = np.random.default_rng(seed)
        copy, keys = changed(figures, cells, rng, whole=False)
        p = probabilities(copy)
        for rate in (0.05, 0.02, 0.01):
            single[rate] += [p.get(key, 1.0) <= np.quantile(usual, rate) for key in keys]
        copy, keys = changed(figures, cells, rng, whole=True)
        p = probabilities(copy)
        for rate in (0.05, 0.02, 0.01):
            limit = np.quantile(usual, rate / 3)
            branch[rate] += [
                any(
                    p.get((m, unit, period + n), 1.0) <= limit
                    for m in ("visits", "loans", "enquiries")
                    for n in range(3)
                )
                for _, unit, period in keys
            ]
    print(
        f"{len(usual)} quiet cells; {len(single[0.05])} single changes, {len(branch[0.05])} of a whole branch for three months"
    )
    for rate in (0.05, 0.02, 0.01):
        print(
            f"alarm rate {rate:.0%}: single {np.mean(single[rate]):.2f}, whole branch {np.mean(branch[rate]):.2f}"
        )


def made_up(rng, groups, units, months, local=0.0, common=0.0):
    """Counts (negative binomial) with shared and own seasons, a shared AR(1) shock, and perhaps an event at the end."""
    t = np.arange(months)
    shock = np.zeros((groups, months))
    for i in range(1, months):
        shock[:, i] = 0.5 * shock[:, i - 1] + rng.normal(0, 0.08 * np.sqrt(0.75), groups)
    eta = rng.normal(5, 0.9, (groups, units, 1)) + shock[:, None]
    for spread, shape in (((0.05, 0.35), (groups, 1, 1)), ((0, 0.1), (groups, units, 1))):
        eta = eta + rng.uniform(*spread, shape) * np.cos(2 * np.pi * t / 12 + rng.uniform(0, 6.28, shape))
    mean = np.exp(eta + rng.normal(0, 0.15, (groups, units, 1)) * (t - months / 2) / months)
    kind, who = rng.choice(3, groups, p=[1 - local - common, local, common]), rng.integers(0, units, groups)
    sign = rng.choice([-1, 1], groups)
    mean[kind == 1, who[kind == 1], -1] *= 1 + 0.5 * sign[kind == 1]
    mean[kind == 2, :, -1] *= 1 + 0.3 * sign[kind == 2][:, None]
    over = rng.uniform(1.2, 4, (groups, units, 1))
    return rng.poisson(rng.gamma(mean / (over - 1), over - 1)).astype(float), kind, who


def laid_out(values):
    first = Period(Frequency.MONTH, 24_000)
    return [
        Series(f"{g}-{u}", "m", str(g), first, values[g, u])
        for g in range(len(values))
        for u in range(values.shape[1])
    ], first + (values.shape[2] - 1)


def quiet():
    values, _, _ = made_up(np.random.default_rng(11), 40, 20, 96)
    series, at = laid_out(values)
    judged = [one for one in scan(series, at=at, since=at + -59) if one.unit]
    p = np.array([one.p for one in judged])
    print(
        f"{len(p)} quiet cells:",
        ", ".join(f"p < {a:g}: {(p < a).mean():.4f}" for a in (0.05, 0.02, 0.01, 0.001)),
    )
    print(
        f"false local reports a unit and year: {sum(one.needs_attention and one.lasted == 1 for one in judged) / (800 * 5):.3f}"
    )


def common(rounds=10):
    rng, tally = np.random.default_rng(3), Counter()
    for _ in range(rounds):
        values, kind, who = made_up(rng, 100, 20, 73, local=0.1, common=0.1)
        series, at = laid_out(values)
        tally["local events"] += int((kind == 1).sum())
        tally["common events"] += int((kind == 2).sum())
        for one in scan(series, at=at):
            g = int(one.group)
            if one.unit is None:
                tally["common found" if kind[g] == 2 else "common false"] += 1
            elif one.needs_attention:
                true = kind[g] == 1 and who[g] == int(one.unit.split("-")[1])
                tally["local found" if true else "local false"] += 1
                tally["local in a common event"] += int(kind[g] == 2)
    print(dict(tally))
    print(f"local sensitivity {tally['local found'] / tally['local events']:.2f}")
    print(
        f"false share of local {tally['local false'] / max(1, tally['local found'] + tally['local false']):.2f}"
    )
    print(f"common recognised {tally['common found'] / tally['common events']:.2f}")
    print(f"unit alarms per common event {tally['local in a common event'] / tally['common events']:.3f}")


EVENTS = ("none", "unit", "district", "all", "all, a district more")


def in_districts(rng, groups, unrest, months=73, per=5, districts=4):
    """As `made_up`; `unrest`: how much each district has of its own every month. Events as EVENTS, of 30 % (a unit's of 50 %)."""
    units = per * districts
    values, _, _ = made_up(rng, groups, units, months)
    of = np.arange(units) // per
    own = rng.normal(0, unrest, (groups, districts, months))
    factor = np.exp(own[:, of])
    kind, who = rng.choice(5, groups, p=[0.6, 0.1, 0.1, 0.1, 0.1]), rng.integers(0, units, groups)
    sign = rng.choice([-1, 1], groups)
    for g in range(groups):
        here, times = of == of[who[g]], 1 + 0.3 * sign[g]
        if kind[g] == 1:
            factor[g, who[g], -1] *= 1 + 0.5 * sign[g]
        if kind[g] in {2, 4}:
            factor[g, here, -1] *= times
        if kind[g] in {3, 4}:
            factor[g, :, -1] *= times
    return np.round(values * factor), kind, who, of


def districts(rounds=10):
    first = Period(Frequency.MONTH, 24_000)
    for known, unrest in ((False, 0.0), (True, 0.0), (True, 0.08)):
        rng, tally, events = np.random.default_rng(5), Counter(), Counter()
        for _ in range(rounds):
            values, kind, who, of = in_districts(rng, 200, unrest)
            series = [
                Series(
                    f"{g}-{u}", "m", str(g), first, values[g, u], within=(f"{g} {of[u]}",) if known else ()
                )
                for g in range(len(values))
                for u in range(values.shape[1])
            ]
            events.update(kind.tolist())
            for one in scan(series, at=first + (values.shape[2] - 1)):
                if one.needs_attention:
                    g = int(one.group)
                    tally[int(kind[g]), told_of(one, who[g], of)] += 1
        print(f"districts {'known' if known else 'not known'}, unrest of their own {unrest}")
        for event, name in enumerate(EVENTS):
            shares = {
                what: round(n / events[event], 3) for (of_, what), n in sorted(tally.items()) if of_ == event
            }
            print(f"  {name} ({events[event]}): {shares}")


def told_of(one, who, of):
    """What a report in a group with an event at `who` is about."""
    if one.unit is None:
        district = f"{one.group} {of[who]}"
        return (
            "all" if not one.subgroup else "the district" if one.subgroup == district else "another district"
        )
    unit = int(one.unit.split("-")[1])
    return "the unit" if unit == who else "a unit there" if of[unit] == of[who] else "a unit elsewhere"


def speed():
    some = as_series(newcastle("visits", "loans"))
    begin = time.perf_counter()
    scan(some, at=AT, since=SINCE)
    print(f"Newcastle, {len(some)} series, 72 months replayed: {time.perf_counter() - begin:.2f} s")
    for groups in (5, 50, 500):
        values, _, _ = made_up(np.random.default_rng(1), groups, 20, 120)
        series, at = laid_out(values)
        begin = time.perf_counter()
        scan(series, at=at)
        took = time.perf_counter() - begin
        print(
            f"{len(series):,} series of 120 months, newest judged: {took:.2f} s, {len(series) / took:,.0f} a second"
        )


if __name__ == "__main__":
    every = {
        "replay": replay,
        "found": found,
        "quiet": quiet,
        "common": common,
        "districts": districts,
        "speed": speed,
    }
    if unknown := set(sys.argv[1:]) - set(every):
        sys.exit(f"There is no {', '.join(sorted(unknown))}.\n\n{__doc__}")
    for name in sys.argv[1:] or every:
        print(f"\n## {name}")
        every[name]()
