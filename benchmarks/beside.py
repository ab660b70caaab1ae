"""The scan beside what else there is, in one run on one machine: python benchmarks/beside.py [--write] [--keep FOLDER]

Speed and memory on the newest of 96 months against farringtonFlexible (R's surveillance), AutoETS and MSTL (statsforecast)
and prophet, each alone on one core; counts by weeks (noufaily.py), local and common (scan.py), size (size.py), the year's
total (yearend.py). The peers in Python are put in an environment that is thrown away; what is not there is a line that
says so.

--write  into docs/benchmarks.md, with date and machine
--keep   the peers' environment in a folder, for the next run
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs" / "benchmarks.md"
MOST = 20_000  # series made
ONE_CORE = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL", "NUMBA", "VECLIB")}
GIVE_UP = 400  # seconds
PEERS = ("statsforecast", "prophet")


@dataclass(frozen=True)
class Timed:
    """A run alone on one core. `lacking`: why there is none."""

    name: str
    number: int = 0
    seconds: float = 0.0
    megabytes: float = 0.0
    lacking: str = ""

    @property
    def rate(self) -> float:
        return self.number / self.seconds if self.seconds else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        environment = asked.keep or Path(folder) / "peers"
        timed = speeds(Path(folder), environment)
        texts = {name: output(*command) for name, command in QUALITY.items()}
        texts["yearend"] = output(*YEAR_END, "--peers", str(environment / "bin/python"))
    page = "\n".join([*heading(time.perf_counter() - begin), *table(timed, texts), *appendix(texts)])
    print(page)
    if asked.write:
        DOCS.write_text(page + "\n", encoding="utf-8")


def speeds(folder: Path, environment: Path) -> list[Timed]:
    file = folder / "series.csv"
    run([sys.executable, HERE / "peers/series.py", file, MOST])
    lacking = installed(environment)
    python, ours, forecasts = environment / "bin/python", HERE / "peers/ours.py", HERE / "peers/forecasts.py"
    rscript = shutil.which("Rscript")
    farrington = "R is not installed (r-cran-surveillance)" if rscript is None else ""
    return [
        timed("the count baseline alone", [sys.executable, ours, file, MOST, "counts"]),
        timed("the whole scan, 20,000 series", [sys.executable, ours, file, MOST, "scan"]),
        timed("the whole scan, 100 series", [sys.executable, ours, file, 100, "scan"]),
        timed("farringtonFlexible (R surveillance)", [rscript, HERE / "peers/farrington.R", file, 200], farrington),
        timed("MSTL (statsforecast)", [python, forecasts, file, 300, "mstl"], lacking["statsforecast"]),
        timed("AutoETS (statsforecast)", [python, forecasts, file, 100, "autoets"], lacking["statsforecast"]),
        timed("prophet", [python, forecasts, file, 30, "prophet"], lacking["prophet"]),
    ]  # fmt: skip


def installed(environment: Path) -> dict[str, str]:
    """Why each peer is not there; empty for those that are."""
    uv = shutil.which("uv") or str(Path(sys.executable).parent / "uv")
    if not environment.exists() and run([uv, "venv", "--quiet", "--python", sys.executable, environment])[0]:
        return dict.fromkeys(PEERS, "no environment could be made")
    python = environment / "bin/python"
    found = {}
    for peer in PEERS:
        failed, told = run([uv, "pip", "install", "--quiet", "--python", python, peer])
        found[peer] = f"cannot be installed here ({told.strip().splitlines()[-1][:80]})" if failed else ""
    return found


def run(command: list[object]) -> tuple[int, str]:
    """Exit status and what it told."""
    done = subprocess.run(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )  # fmt: skip
    return done.returncode, done.stdout


def timed(name: str, command: list[object], lacking: str = "") -> Timed:
    """Alone on one core; what it times itself leaves out the start, memory is the whole process's peak."""
    if lacking:
        return Timed(name, lacking=lacking)
    with tempfile.TemporaryFile("w+") as told, tempfile.TemporaryFile("w+") as wrong:
        process = subprocess.Popen(
            [str(part) for part in command], stdout=told, stderr=wrong, env=os.environ | ONE_CORE,
            preexec_fn=one_core,  # noqa: PLW1509 -- there are no threads here
        )  # fmt: skip
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        wrong.seek(0)
        lines = told.read().splitlines()
        if status or not lines:
            return Timed(
                name, lacking="failed: " + (wrong.read().strip().splitlines() or ["no word"])[-1][:80]
            )
    found = json.loads(lines[-1])
    kilobytes = used.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return Timed(name, found["number"], found["seconds"], kilobytes / 1024)


def one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def output(script: str, *options: str) -> str:
    """What a benchmark prints; a line that says why when there is none."""
    if not (HERE / script).exists():
        return f"{script} is not here"
    try:
        done = subprocess.run(
            [sys.executable, HERE / script, *options],
            capture_output=True, text=True, check=False, timeout=GIVE_UP,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"{script} took more than {GIVE_UP} seconds"
    return done.stdout.strip() if not done.returncode else f"{script} failed: {done.stderr.strip()[-200:]}"


QUALITY = {
    "weeks": ("noufaily.py", "weekly", "--replicates", "40"),
    "common": ("scan.py", "common"),
    "dashboard": ("peers/dashboard.py",),
    "found": ("scan.py", "found", "quiet"),
    "size": ("size.py",),
}
YEAR_END = ("yearend.py", "--months", "3,6,9")  # on made-up spending; on real spending in docs/year-end.md
# Measured once on the same 42 scenarios (10 of each) with R's surveillance 1.20.3: alpha .01, five years back, no limit54.
FARRINGTON_WEEKS = {"false alarms a week": ".0123", "outbreaks found": ".526", "F1 by week": ".356"}
LOCAL_COMMON = {  # what scan.py and peers/dashboard.py print: what is asked for
    "local sensitivity": ">= .40",
    "false share of local": "<= .05",
    "common recognised": ">= .80",
    "unit alarms per common event": "<= .05",
}


def heading(seconds: float) -> list[str]:
    python, cores = platform.python_version(), os.cpu_count()
    return [
        "# Benchmarks",
        "",
        f"`make benchmark`, {datetime.now(tz=UTC):%d %B %Y}, {max(1, round(seconds / 60))} min.: {processor()}, {cores} cores,",
        f"{platform.system()}, Python {python}. Everything was run on this machine in this run but where it says otherwise;",
        "what falls short stands in the table too.",
        "",
    ]


def processor() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    found = re.search(r"model name\s*: (.+)", told)
    return found.group(1) if found else platform.machine()


def table(timed: list[Timed], texts: dict[str, str]) -> list[str]:
    farrington = next(one for one in timed if one.name.startswith("farrington"))
    lines = [
        "## Speed: the newest of 96 months, one core",
        "",
        "| | series a second of processor time | times farringtonFlexible | peak memory, MB |",
        "|---|---|---|---|",
    ]
    for one in timed:
        if one.lacking:
            lines.append(f"| {one.name} | {one.lacking} | | |")
            continue
        ratio = times(one.rate / farrington.rate) if farrington.rate else ""
        lines.append(f"| {one.name} | {number(one.rate)} | {ratio} | {one.megabytes:,.0f} |")
    baseline = times(timed[0].rate / farrington.rate) if farrington.rate else "not measured"
    lines += [
        "",
        "The scan follows the whole history of each series, with its siblings; the others see one series' newest month.",
        "Memory is that of the whole process: 20,000 series for ours but where it says 100, some hundreds for the others.",
        "",
        "## Quality",
        "",
        "| what | asked for | ours | peer |",
        "|---|---|---|---|",
        f"| newest month, times farringtonFlexible's speed | >= 1,000 | {baseline} | 1 |",
        *weeks(texts["weeks"]),
        *local_common(texts["common"], texts["dashboard"]),
    ]
    return lines


def number(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 100 else f"{rate:,.1f}"


def times(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.2g}"


def weeks(text: str) -> list[str]:
    """The Noufaily-42 row of sums over 1-3 weeks at a false-alarm rate of 1.25 %."""
    found = re.search(
        r"^\| 1-3 weeks at \.0125.*?\| ([\d.]+) \| ([\d.-]+) \| ([\d.]+) \| ([\d.]+) \|", text, re.MULTILINE
    )
    plain = re.search(r"^\| 1-3 weeks, p < .*?\| ([\d.]+) \| ([\d.-]+) \|", text, re.MULTILINE)
    if found is None or plain is None:
        return [f"| Noufaily-42 | | {text.splitlines()[0] if text else 'nothing was told'} | |"]
    names = list(FARRINGTON_WEEKS)
    asked = dict(zip(names, ("<= .0125", ">= .57", ">= .54"), strict=True))
    ours = dict(zip(names, (found.group(1), found.group(3), found.group(4)), strict=True))
    rows = [
        f"| 42 weekly scenarios, {name} | {asked[name]} | {short(ours[name])} | {theirs} (farringtonFlexible, once) |"
        for name, theirs in FARRINGTON_WEEKS.items()
    ]
    low, high = plain.group(2).split("-")
    return [
        *rows,
        f"| … at a nominal 1 %, false alarms over all | .008-.012 | {short(plain.group(1))} | |",
        f"| … the lowest and highest scenario | <= .020 | {short(low)}-{short(high)} | |",
    ]


def local_common(ours: str, theirs: str) -> list[str]:
    rows = []
    for name, asked in LOCAL_COMMON.items():
        found = [re.search(rf"{name} ([\d.]+)", text) for text in (ours, theirs)]
        cells = [short(match.group(1)) if match else "not measured" for match in found]
        rows.append(
            f"| local and common, {name} | {asked} | {cells[0]} | {cells[1]} (XmR by unit, season taken off) |"
        )
    return rows


def short(figure: str) -> str:
    return figure.removeprefix("0") if figure.startswith("0.") else figure


def appendix(texts: dict[str, str]) -> list[str]:
    names = {
        "weeks": "Counts by weeks", "common": "Local and common", "dashboard": "Local and common, XmR by unit",
        "found": "Known changes in Newcastle's figures; nothing happens", "size": "Size",
        "yearend": "The year's total after 3, 6 and 9 months, on made-up spending",
    }  # fmt: skip
    lines = ["", "## What each part printed"]
    for name, text in texts.items():
        lines += ["", f"### {names[name]}", "", "```text", text, "```"]
    return lines


if __name__ == "__main__":
    main()
