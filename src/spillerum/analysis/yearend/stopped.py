"""Has a unit stopped? The probability, from how long it has been without any spending and how often it used to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.yearend.spending import MONTHS

if TYPE_CHECKING:
    from spillerum.analysis.series import Floats

_HAZARD = 0.01  # of the units stop in a month
_LOOKED = 4 * MONTHS
_PRIOR = 0.5  # months of belief in either: even a unit that always paid may skip a month


def stopped(months: Floats) -> Floats:
    """(units, known months) to (units,): by Bayes, a stop in any of the months since, against a pause as long as that.

    A pause begins and goes on as it did among the unit's earlier months.
    """
    recent = months[:, -_LOOKED:]
    known, nought = np.isfinite(recent), recent == 0
    silent, paid = known & nought, known & ~nought
    since = np.cumsum(paid[:, ::-1], axis=1)[:, ::-1] == 0  # no payment from here on
    run = np.where(paid.any(axis=1), (silent & since).sum(axis=1), 0)
    paused = silent & ~since
    begins = (paid[:, :-1] & paused[:, 1:]).sum(axis=1) + _PRIOR
    goes_on = (paused[:, :-1] & paused[:, 1:]).sum(axis=1) + 2 * _PRIOR
    chance = begins / (paid.sum(axis=1) + 2 * _PRIOR)
    stays = goes_on / (paused.sum(axis=1) + 4 * _PRIOR)
    pause = np.minimum(chance, 1.0) * np.minimum(stays, 1.0) ** np.maximum(run - 1, 0)
    stop = _HAZARD * run
    return np.where(run > 0, stop / (stop + pause), 0.0)
