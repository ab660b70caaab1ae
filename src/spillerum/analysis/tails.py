"""Two-sided probabilities: Student's t, for real figures have heavy tails; negative binomial where counts are small."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from spillerum.analysis.series import Floats

FREEDOM = 4.0
SMALL = 40.0
SMALLEST = 1e-12


def two_sided(z: Floats) -> Floats:
    """P(|T| >= |z|), never nought."""
    return np.maximum(2 * special.stdtr(FREEDOM, -np.abs(z)), SMALLEST)


def small_count(value: Floats, expected: Floats, relative: Floats) -> Floats:
    """Two-sided mid-p of a count whose mean is itself uncertain by `relative` (its coefficient of variation)."""
    mean = np.maximum(expected, 0.05)
    size = 1 / np.maximum(relative**2 - 1 / mean, 1e-6)
    chance = size / (size + mean)
    log_pmf = (
        special.gammaln(value + size) - special.gammaln(size) - special.gammaln(value + 1)
        + size * np.log(chance) + special.xlog1py(value, -chance)
    )  # fmt: skip
    below = special.betainc(size, value + 1, chance) - 0.5 * np.exp(log_pmf)
    return np.clip(2 * np.minimum(below, 1 - below), SMALLEST, 1.0)


def quantile(probability: float) -> float:
    return float(special.stdtrit(FREEDOM, probability))
