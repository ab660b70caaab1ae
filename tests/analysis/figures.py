"""Figures made up with a seed: libraries with a shared season and shared shocks, and their own levels and noise."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np

from spillerum.analysis.series import Series
from spillerum.calendar.period import Period

FIRST = Period.parse("2012-01")
MONTHS = 60
AT = FIRST + (MONTHS - 1)


def counts(units=12, months=MONTHS, seed=1, noise=0.08, shock=0.05, level=1500.0):
    """(units, months) counts."""
    rng = np.random.default_rng(seed)
    t = np.arange(months)
    shared = 0.15 * np.cos(2 * np.pi * t / 12) + rng.normal(0, shock, months)
    own = np.log(level) + rng.normal(0, 0.7, (units, 1)) + rng.normal(0, noise, (units, months))
    return np.round(np.exp(own + shared)).astype(float)


def series(values, measure="visits", group="", first=FIRST, names=None):
    return [
        Series(names[row] if names else f"u{row:02d}", measure, group, first, np.array(one, dtype=float))
        for row, one in enumerate(values)
    ]


def of(judgements, unit, measure="visits", period=AT):
    (found,) = [j for j in judgements if (j.unit, j.measure, j.period) == (unit, measure, period)]
    return found


def whole(judgements):
    """All that is told, but for what the order of adding up leaves in the last digits."""
    return [
        tuple(float(f"{part:.9g}") if isinstance(part, float) else part for part in astuple(j))
        for j in judgements
    ]
