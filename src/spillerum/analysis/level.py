"""Where a series is now: means of its last figures that forget at several paces, the best in the past weighing most.

Each mean is Cauchy-weighted, so that one odd figure does not drag it (Hampel et al. 1986); the paces are
weighed by how well each has foretold the series, with forgetting (Raftery, Karny & Ettler 2010, Technometrics 52: 52-66).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.robust import median

if TYPE_CHECKING:
    from spillerum.analysis.series import Floats

FIGURES = 16  # the level is made of
PACES = (0.4, 0.6, 0.8, 0.92)  # weight of a figure against the one after it
CAUCHY = 2.0  # standard deviations at which a figure has lost half its weight
BEGIN = 5  # figures whose median the means begin from: so many see whether the newest is odd
TRUST, FADING = 0.7, 0.97  # how much a pace's record weighs, and how fast it fades
MISSED = 3.0  # standard deviations: no single miss counts for more
_ROUNDS = 2


def levels(last: Floats, scale: Floats, records: Floats, paces: tuple[float, ...]) -> tuple[Floats, Floats]:
    """(S, K), (S,): the level as each pace sees it, and these weighed by their records (S, K).

    last: (S, FIGURES), the newest first, NaN for none; scale: (S,).
    """
    known = np.isfinite(last)
    filled = np.where(known, last, 0.0)
    fading = np.array(paces) ** np.arange(last.shape[1])[:, None]
    trust = weights(records)
    middle = median(last[:, :BEGIN])
    limit = CAUCHY * scale
    found = np.repeat(middle[:, None], len(paces), axis=1)
    for _ in range(_ROUNDS):
        w = known / (1 + ((filled - np.nan_to_num(middle)[:, None]) / limit[:, None]) ** 2)
        with np.errstate(invalid="ignore", divide="ignore"):
            found = ((fading.T @ (w * filled).T) / (fading.T @ w.T)).T
        middle = (found * trust).sum(axis=1)
    return found, middle


def weights(records: Floats) -> Floats:
    """(S, K): summing to one along K."""
    worth = np.exp(-TRUST * (records - records.min(axis=1, keepdims=True)))
    return np.asarray(worth / worth.sum(axis=1, keepdims=True))


def compared(records: Floats, figure: Floats, found: Floats, scale: Floats) -> Floats:
    """(S, K): the records after a new figure; as they were where there is none."""
    missed = np.minimum(np.abs(figure[:, None] - found) / scale[:, None], MISSED)
    return np.where(np.isfinite(missed), FADING * records + missed, records)
