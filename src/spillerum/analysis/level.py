"""Where a series is now: means of its last figures that forget at several paces, the best in the past weighing most.

Each mean is Cauchy-weighted, so that one odd figure does not drag it (Hampel et al. 1986); the paces are
weighed by how well each has foretold the series, with forgetting (Raftery, Karny & Ettler 2010, Technometrics 52: 52-66).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.robust import weighted_median

if TYPE_CHECKING:
    from spillerum.analysis.series import Floats

FIGURES = 16  # the level is made of
PACES = (0.4, 0.6, 0.8, 0.92)  # weight of a figure against the one after it
CAUCHY = 2.0  # standard deviations at which a figure has lost half its weight
BEGIN = 0.55  # the pace of the median that each mean begins from
TRUST, FADING = 0.7, 0.97  # how much a pace's record weighs, and how fast it fades
MISSED = 3.0  # standard deviations: no single miss counts for more
_ROUNDS = 3


def levels(last: Floats, scale: Floats, paces: tuple[float, ...]) -> Floats:
    """(S, K): the level as each pace sees it. last: (S, FIGURES), the newest first, NaN for none; scale: (S,)."""
    known = np.isfinite(last)
    filled = np.where(known, last, 0.0)
    found = np.empty((len(last), len(paces)))
    age = np.arange(last.shape[1])
    # Where to begin is settled by several figures, so that the newest, if odd, is seen to be.
    begin = weighted_median(last, np.where(known, BEGIN**age, 0.0))
    for k, pace in enumerate(paces):
        weights, level = np.where(known, pace**age, 0.0), begin
        for _ in range(_ROUNDS):
            w = weights / (1 + ((filled - np.nan_to_num(level)[:, None]) / (CAUCHY * scale[:, None])) ** 2)
            total = w.sum(axis=1)
            level = np.where(total > 0, (w * filled).sum(axis=1) / np.where(total > 0, total, 1), np.nan)
        found[:, k] = level
    return found


def blended(found: Floats, errors: Floats) -> Floats:
    """(S,): the paces' levels (S, K), weighed by their records."""
    weights = np.exp(-TRUST * (errors - errors.min(axis=1, keepdims=True)))
    return np.asarray((found * weights).sum(axis=1) / weights.sum(axis=1))


def compared(errors: Floats, adjusted: Floats, found: Floats, scale: Floats) -> Floats:
    """(S, K): the records after a new figure; as they were where there is none."""
    missed = np.minimum(np.abs(adjusted[:, None] - found) / scale[:, None], MISSED)
    return np.where(np.isfinite(missed), FADING * errors + missed, errors)
