"""How long the whole command takes, and how much memory: python benchmarks/size.py [SERIES… | million]

Writes Parquet files of made-up figures (120 months, five measures a unit, twenty units a group) and runs
`spillerum scan big.parquet --out found.parquet` on each, as somebody at a terminal would. Without arguments: 1,000,
10,000, 25,000 and 100,000 series; `million` adds a million. "reading" is the same without the analysis: start, read, lay out.
Memory is that of the command and its processes together, what they share counted once (Linux's PSS, looked at as it runs).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SIZES = (1_000, 10_000, 25_000, 100_000)
MILLION = 1_000_000
MEASURES, SIBLINGS, MONTHS = 5, 20, 120
AT_ONCE = 10_000  # series in a row group
EVERY = 0.1  # seconds between two looks at the memory
READING = """
import sys
from pathlib import Path
from spillerum.analysis import scan  # what the command loads as well
from spillerum.cli import _config, _files
file = Path(sys.argv[1])
print(len(_files.gather([_files.File(file.name, file)], _config.Config(), wide=None, sheet=None).series))
"""


def main(sizes: list[int]) -> None:
    print("  series     figures   MB  reading: processor s  whole: s, processor s, ms a series, at most MB")
    with tempfile.TemporaryDirectory() as folder:
        big, found = Path(folder, "big.parquet"), Path(folder, "found.parquet")
        for size in sizes:
            write(big, size)
            _, reading, _ = run(sys.executable, "-c", READING, str(big))
            whole, busy, peak = run(sys.executable, "-c", "from spillerum.cli import main; main()",
                                    "scan", str(big), "--out", str(found))  # fmt: skip
            print(f"{size:>9,} {size * MONTHS:>11,} {big.stat().st_size >> 20:>4} {reading:>21.1f} {whole:>9.1f} "
                  f"{busy:>12.1f} {1000 * busy / size:>12.2f} {peak:>11,}", flush=True)  # fmt: skip


def write(file: Path, size: int) -> None:
    """Counts with a season, shared shocks and own levels; one series in a thousand falls by a third at the end."""
    rng = np.random.default_rng(1)
    t = np.arange(MONTHS)
    shared = 0.2 * np.sin(2 * np.pi * t / 12) + rng.normal(0, 0.03, MONTHS)
    months = pa.array([f"{2012 + n // 12}-{n % 12 + 1:02d}" for n in t])
    writer = None
    for start in range(0, size, AT_ONCE):
        series = np.arange(start, min(start + AT_ONCE, size))
        mean = rng.lognormal(5, 0.7, (len(series), 1)) * np.exp(shared)
        mean[series % 1000 == 0, -1] *= 2 / 3
        unit, measure = series // MEASURES, series % MEASURES
        table = pa.table({
            "unit": names(unit, "Unit", MONTHS),
            "measure": names(measure, "measure", MONTHS),
            "group": names(unit // SIBLINGS, "group", MONTHS),
            "period": pa.DictionaryArray.from_arrays(pa.array(np.tile(t, len(series)), pa.int32()), months).cast(pa.string()),
            "value": rng.poisson(mean).astype(np.float64).ravel(),
        })  # fmt: skip
        writer = writer or pq.ParquetWriter(file, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()


def names(number: np.ndarray, word: str, times: int) -> pa.Array:
    first, last = int(number.min()), int(number.max())
    known = pa.array([f"{word} {n}" for n in range(first, last + 1)])
    code = pa.array(np.repeat(number - first, times), pa.int32())
    return pa.DictionaryArray.from_arrays(code, known).cast(pa.string())


def run(*command: str) -> tuple[float, float, int]:
    """Seconds, seconds of processor (which other work on the machine does not change much), and the most memory, in MB."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak = 0
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        peak = max(peak, memory(process.pid))
        time.sleep(EVERY)
    _, status, usage = ended
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1}:  # quiet, or something needs attention
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}.")
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime, peak >> 10


def memory(process: int) -> int:
    """KB, of a process and its children."""
    try:
        told = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
        tasks = list(Path(f"/proc/{process}/task").iterdir())
        children = " ".join((task / "children").read_text(encoding="ascii") for task in tasks).split()
    except OSError:  # it has just ended
        return 0
    own = next((int(line.split()[1]) for line in told if line.startswith("Pss:")), 0)
    return own + sum(memory(int(child)) for child in children)


if __name__ == "__main__":
    given = sys.argv[1:]
    sizes = [int(one.replace("_", "").replace(",", "")) for one in given if one != "million"] or list(SIZES)
    main([*sizes, MILLION] if "million" in given else sizes)
