"""A dashboard's XmR chart on the made-up groups of `scan.py common`, each unit by itself, its season taken off.

An alarm is a newest month more than 2.66 mean moving ranges away; a common cause is recognised when half of a group alarms.
"""

# ruff: noqa: ANN001, ANN201 -- a script: its names say what they are

import sys
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
from scan import made_up


def alarms(values):
    """(groups, units, months) to (groups, units): the newest month is off."""
    past, month = values[..., :-1], np.arange(values.shape[-1]) % 12
    mean = past.mean(axis=-1, keepdims=True)
    season = np.stack([past[..., month[:-1] == m].mean(axis=-1) for m in range(12)], axis=-1) / mean
    ratio = values / (mean * np.maximum(season, 0.01))[..., month]
    limit = 2.66 * np.abs(np.diff(ratio[..., :-1])).mean(axis=-1)
    return np.abs(ratio[..., -1] - ratio[..., :-1].mean(axis=-1)) > limit


def common(rounds=10):
    rng, tally = np.random.default_rng(3), Counter()
    for _ in range(rounds):
        values, kind, who = made_up(rng, 100, 20, 73, local=0.1, common=0.1)
        off = alarms(values)
        true = np.zeros_like(off)
        true[kind == 1, who[kind == 1]] = True
        tally["local"] += int((kind == 1).sum())
        tally["common"] += int((kind == 2).sum())
        tally["found"] += int((off & true).sum())
        tally["false"] += int((off & ~true).sum())
        tally["alarms"] += int(off[kind == 2].sum())
        tally["recognised"] += int((off[kind == 2].sum(axis=1) >= 10).sum())
    print(f"local sensitivity {tally['found'] / tally['local']:.2f}")
    print(f"false share of local {tally['false'] / (tally['found'] + tally['false']):.2f}")
    print(f"common recognised {tally['recognised'] / tally['common']:.2f}")
    print(f"unit alarms per common event {tally['alarms'] / tally['common']:.3f}")


if __name__ == "__main__":
    common()
