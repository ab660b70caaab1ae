"""The year-end forecast beside its peers: python benchmarks/yearend.py [FOLDER] [--peers PYTHON] [--months 3,6,9]

Every service and year with three whole years before it is forecast after each of the year's months, out of time. FOLDER
holds `*_monthly_by_unit.csv` (council, unit, ym, payments, amount_gbp) and is not part of the project; a made-up portfolio
is always there. Peers: the straight line, last year's and three years' share, last year's total, last year's rest on top,
and AutoETS where PYTHON (or this one) has statsforecast. --write puts it all into docs/year-end.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy as np
from councils import MONTHS, councils, made_up

from spillerum.analysis.yearend.forecast import year_end
from spillerum.analysis.yearend.outlook import summed
from spillerum.analysis.yearend.spending import Spending
from spillerum.calendar.period import Frequency, Period

if TYPE_CHECKING:
    from councils import Ledger

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs" / "year-end.md"
BEFORE = 3  # whole years
REGULAR = 30  # of the last 36 months with something
OURS = "ours"
ETS = {
    "independent": "AutoETS, months summed",
    "dependent": "AutoETS, fully dependent",
    "paths": "AutoETS, its paths",
}
MARK = "<!-- measured -->"
ONE_CORE = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL", "NUMBA", "VECLIB")}


class Scores(NamedTuple):
    """Of one method after one month; shares of the year's total. Coverage and width are NaN for a bare number."""

    median: float
    mean: float
    weighted: float
    crps: float
    crps_weighted: float
    covered80: float
    covered90: float
    width90: float


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--first-month", type=int, default=4)
    parser.add_argument("--peers", type=Path, default=Path(sys.executable))
    parser.add_argument("--months", default="1,2,3,4,5,6,7,8,9,10,11")
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="what AutoETS said in a folder, for the next run")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    after = [int(month) for month in asked.months.split(",")]
    ledgers = [made_up("smooth"), made_up("lumpy")]
    ledgers += councils(asked.folder, asked.first_month) if asked.folder else []
    lines = [heading()]
    for ledger in ledgers:
        lines += compared(ledger, after, asked.peers, asked.keep)
    lines += size(asked.lines) if asked.lines else []
    text = "\n".join(lines)
    print(text)
    if asked.write:
        DOCS.write_text(
            DOCS.read_text(encoding="utf-8").split(MARK)[0] + f"{MARK}\n\n{text}\n", encoding="utf-8"
        )


def heading() -> str:
    return (
        f"Measured {datetime.now(tz=UTC):%d %B %Y}: {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, by `benchmarks/yearend.py`."
    )


def compared(ledger: Ledger, after: list[int], peers: Path, keep: Path | None) -> list[str]:
    judged, regular = worth_judging(ledger.spent)
    if not judged.any():
        return []
    draws, sums = ours(ledger, judged, after)
    found = {OURS: draws} | bare(ledger.spent, after)
    ets, told = autoets(ledger.spent, judged, after, peers, keep)
    found |= ets
    totals = np.nan_to_num(ledger.spent).sum(axis=2)
    lines = ["", f"### {ledger.name.capitalize()}"]
    lines += ["", f"{int(judged.sum())} years of {int(judged.any(axis=1).sum())} services. {told}"]
    lines += tables(found, totals, judged, after)
    if (regular & judged).sum() < judged.sum():
        lines += [
            "",
            f"Of these the {int((regular & judged).sum())} with something in {REGULAR} of 36 months:",
        ]
        lines += tables(
            found, totals, regular & judged, after, only=("median", "mean", "crps", "covered80", "covered90")
        )
    return lines + sums


def worth_judging(spent: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(units, years): a whole year with a total, and three with a total before it; and who pays almost every month."""
    totals = np.nan_to_num(spent).sum(axis=2)
    whole = np.isfinite(spent).all(axis=2) & (totals > 0)
    began = np.isfinite(spent[:, :, 0]).cumsum(axis=1) > 0  # at the beginning of a year
    judged, regular = np.zeros_like(whole), np.zeros_like(whole)
    paid = (np.nan_to_num(spent) != 0).sum(axis=2)
    for year in range(BEFORE, spent.shape[1]):
        before = slice(year - BEFORE, year)
        judged[:, year] = whole[:, year] & began[:, year - BEFORE] & (totals[:, before] > 0).all(axis=1)
        regular[:, year] = paid[:, year - BEFORE : year].sum(axis=1) >= REGULAR
    return judged, regular


def ours(ledger: Ledger, judged: np.ndarray, after: list[int]) -> tuple[dict, list[str]]:
    """Draws of every judged year after every month; and how often the sums held, of all units and of the groups."""
    units, years, _ = ledger.spent.shape
    begin = Period(Frequency.MONTH, ledger.year * MONTHS + ledger.first_month - 1)
    series = [
        Spending(unit, begin + int(seen[0]), row[seen[0] :], group)
        for unit, group, row in zip(ledger.units, ledger.groups, ledger.spent.reshape(units, -1), strict=True)
        if len(seen := np.flatnonzero(np.isfinite(row)))
    ]
    place = {unit: row for row, unit in enumerate(ledger.units)}
    totals = np.nan_to_num(ledger.spent).sum(axis=2)
    found, hits = {}, {"all units": [], "groups": []}
    for known in after:
        draws = np.full((units, years, 200), np.nan)
        for year in np.flatnonzero(judged.any(axis=0)):
            at = begin + int(year * MONTHS + known - 1)
            told = year_end(
                [one for one in series if one.first <= at], year=ledger.year + int(year), at=at,
                first_month=ledger.first_month, draws=200,
            )  # fmt: skip
            for one in told:
                draws[place[one.unit], year] = one.draws
            hits["all units"].append(held(told, totals[:, year], place))
            for group in {one.group for one in told}:
                members = [one for one in told if one.group == group]
                if len(members) > 1:
                    hits["groups"].append(held(members, totals[:, year], place))
        found[known] = draws
    lines = [
        f"Sums of {what}: the 80 and 90 % intervals held {np.mean([h[0] for h in hit]):.0%} and "
        f"{np.mean([h[1] for h in hit]):.0%} of the time ({len(hit)} sums)."
        for what, hit in hits.items() if hit
    ]  # fmt: skip
    return found, ["", *lines]


def held(told: list, totals: np.ndarray, place: dict[str, int]) -> tuple[bool, bool]:
    whole = summed(told, "sum")
    went = float(sum(totals[place[one.unit]] for one in told))
    return whole.low80 <= went <= whole.high80, whole.low90 <= went <= whole.high90


def bare(spent: np.ndarray, after: list[int]) -> dict[str, dict]:
    """What a spreadsheet would say: (units, years, 1) each."""
    full = np.nan_to_num(spent)
    totals = full.sum(axis=2)
    found: dict[str, dict] = {}
    for known in after:
        so_far = full[:, :, :known].sum(axis=2)
        last, last_so_far = lagged(totals, 1), lagged(so_far, 1)
        three, three_so_far = (sum(lagged(what, lag) for lag in (1, 2, 3)) for what in (totals, so_far))
        for name, said in {
            "straight line": so_far * MONTHS / known,
            "last year's share": shared(so_far, last_so_far, last),
            "three years' share": shared(so_far, three_so_far, three, last),
            "last year's total": last,
            "last year's rest on top": so_far + last - last_so_far,
        }.items():
            found.setdefault(name, {})[known] = said[:, :, None]
    return found


def lagged(what: np.ndarray, years: int) -> np.ndarray:
    return np.concatenate([np.full((len(what), years), np.nan), what[:, :-years]], axis=1)


def shared(
    so_far: np.ndarray, then: np.ndarray, total: np.ndarray, last: np.ndarray | None = None
) -> np.ndarray:
    """So far, divided by the share there was by then; last year's total where there was next to nothing."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = then / total
        return np.where(np.abs(share) > 1e-3, so_far / share, total if last is None else last)


def autoets(
    spent: np.ndarray, judged: np.ndarray, after: list[int], python: Path, keep: Path | None
) -> tuple[dict, str]:
    rows = [(unit, year, known) for unit, year in zip(*np.nonzero(judged), strict=True) for known in after]
    flat = spent.reshape(len(spent), -1)
    history = np.full((len(rows), flat.shape[1]), np.nan)
    for row, (unit, year, known) in enumerate(rows):
        since = int(np.isfinite(flat[unit]).argmax())  # what nobody has told is nought in a ledger
        history[row, since : year * MONTHS + known] = np.nan_to_num(flat[unit, since : year * MONTHS + known])
    ahead = np.array([MONTHS - known for _, _, known in rows])
    with tempfile.TemporaryDirectory() as folder:
        given, answer = Path(folder) / "in.npz", Path(keep or folder) / f"ets-{crc32(history.tobytes())}.npz"
        np.savez(given, history=history, ahead=ahead)
        if not answer.exists() and lacking(python, given, answer):
            return {}, "AutoETS is not here (no statsforecast)."
        told = dict(np.load(answer))
    found = {
        name: {known: np.full((*spent.shape[:2], 100), np.nan) for known in after} for name in ETS.values()
    }
    for key, name in ETS.items():
        for row, (unit, year, known) in enumerate(rows):
            found[name][known][unit, year] = np.nansum(spent[unit, year, :known]) + told[key][row]
    return found, f"AutoETS: {len(rows) / float(told['seconds']):.1f} forecasts a second of one core."


def lacking(python: Path, given: Path, answer: Path) -> bool:
    """Runs the peer, or says that there is none."""
    if subprocess.run([python, "-c", "import statsforecast"], capture_output=True, check=False).returncode:
        return True
    subprocess.run(
        [python, HERE / "peers/yearend_ets.py", given, answer], check=True, env=os.environ | ONE_CORE
    )
    return False


def tables(
    found: dict[str, dict],
    totals: np.ndarray,
    judged: np.ndarray,
    after: list[int],
    only: tuple[str, ...] = (),
) -> list[str]:
    scores = {
        name: [scored(by[known][judged], totals[judged]) for known in after] for name, by in found.items()
    }
    titles = {
        "median": "median error", "mean": "mean error", "weighted": "sum of errors / sum of totals",
        "crps": "CRPS / total, mean", "crps_weighted": "sum of CRPS / sum of totals",
        "covered80": "80 % interval held", "covered90": "90 % interval held",
        "width90": "width of the 90 % interval / total, median",
    }  # fmt: skip
    lines: list[str] = []
    for field, title in titles.items():
        if only and field not in only:
            continue
        lines += ["", f"| {title} | " + " | ".join(str(known) for known in after) + " |"]
        lines += ["|---" * (len(after) + 1) + "|"]
        values = {name: [getattr(one, field) for one in by] for name, by in scores.items()}
        lower = not field.startswith("covered")
        best = np.nanmin(list(values.values()), axis=0) if lower else None
        for name, row in values.items():
            if np.isfinite(row).all():
                lines.append(
                    f"| {name} | "
                    + " | ".join(cell(v, best[i] if lower else None) for i, v in enumerate(row))
                    + " |"
                )
    return lines


def cell(value: float, best: float | None) -> str:
    text = f"{value:.3f}".removeprefix("0")
    return f"**{text}**" if best is not None and value <= best else text


def scored(draws: np.ndarray, went: np.ndarray) -> Scores:
    """draws: (judged, d); d of 1 is a bare number, whose CRPS is its error."""
    ranked = np.sort(draws, axis=1)
    error = np.abs(np.median(ranked, axis=1) - went)
    number = ranked.shape[1]
    weights = (2 * np.arange(1, number + 1) - number - 1) / number**2
    crps = np.abs(ranked - went[:, None]).mean(axis=1) - (weights * ranked).sum(axis=1)
    low90, low80, high80, high90 = np.quantile(ranked, (0.05, 0.1, 0.9, 0.95), axis=1)
    tells = np.nan if number == 1 else 1.0
    return Scores(
        float(np.median(error / went)), float(np.mean(error / went)), float(error.sum() / went.sum()),
        float(np.mean(crps / went)), float(crps.sum() / went.sum()),
        tells * float(np.mean((low80 <= went) & (went <= high80))),
        tells * float(np.mean((low90 <= went) & (went <= high90))),
        tells * float(np.median((high90 - low90) / went)),
    )  # fmt: skip


def size(lines: int) -> list[str]:
    """Five years and four months of so many budget lines, after April."""
    rng = np.random.default_rng(0)
    months = 5 * MONTHS + 4
    spent = rng.lognormal(3, 1, (lines, 1)) * rng.lognormal(0, 0.4, (lines, months))
    spent *= rng.random(spent.shape) < rng.uniform(0.3, 1, (lines, 1))
    series = [
        Spending(f"line {row}", Period.parse("2014-01"), values, f"group {row % 200}")
        for row, values in enumerate(spent)
    ]
    wall, processor = time.perf_counter(), time.process_time()
    year_end(series, year=2019, at=Period.parse("2019-04"), draws=200)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    told = (
        f"{lines:,} budget lines × 5 years of months, 200 joint draws each: {wall:.0f} s ({processor:.0f} s of processor), "
        f"{lines / processor:,.0f} forecasts a second of one core."
    )
    return ["", "### Size", "", told]


if __name__ == "__main__":
    main()
