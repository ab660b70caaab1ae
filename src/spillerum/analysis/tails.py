"""Two-sided probabilities: Student's t with 4 degrees of freedom, for real figures have heavy tails, in closed form;
and the negative binomial where counts are small. (Closed forms: Johnson, Kotz & Balakrishnan 1995, ch. 28 and 5.)"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from spillerum.analysis.series import Floats

SMALL = 20.0
SMALLEST = 1e-12
_MOST = 400
_MEDIAN, _NORMAL_MEDIAN = 0.7407, 0.6745  # of |t| with 4 degrees of freedom, and of |N(0, 1)|


# Chebyshev coefficients of log(erfc(x)) + x^2 - log(t) in t = 1 / (1 + x / 2), x >= 0 (Press et al. 1992, ch. 6.2).
_ERFC = (
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806,
    0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
)  # fmt: skip


def _erfc(x: Floats) -> Floats:
    """For x >= 0; to 1.2e-7 of itself."""
    t = 1 / (1 + x / 2)
    power = np.zeros_like(x)
    for coefficient in reversed(_ERFC):
        power = power * t + coefficient
    return np.asarray(t * np.exp(np.maximum(power - x**2, -700.0)))


def two_sided(z: Floats, lightness: Floats | float = 0.0) -> Floats:
    """P(|T| >= |z|) for t with 4 degrees of freedom: (1-s)^2 (2+s) / 2 with s = z / sqrt(4 + z^2). Never nought.

    lightness: from 0 to 1, how far to go (in the logarithm) towards a normal with the same middle.
    """
    size = np.abs(z)
    root = np.sqrt(4 + size**2)
    short = 4 / (root * (root + size))  # 1 - s, without cancellation
    heavy = np.maximum(short**2 * (3 - short) / 2, SMALLEST)
    if np.all(lightness == 0):
        return np.asarray(heavy)
    light = np.maximum(_erfc(size * (_NORMAL_MEDIAN / _MEDIAN / math.sqrt(2))), SMALLEST)
    return np.asarray(heavy ** (1 - lightness) * light**lightness)


def quantile(two_sided_p: float) -> float:
    """The z whose two-sided probability this is."""
    low, high = 0.0, 1e6
    while high - low > 1e-9 * (1 + high):
        middle = (low + high) / 2
        short = 4 / (math.sqrt(4 + middle**2) * (math.sqrt(4 + middle**2) + middle))
        low, high = (middle, high) if short**2 * (3 - short) / 2 > two_sided_p else (low, middle)
    return high


def small_count(value: Floats, expected: Floats, relative: Floats) -> Floats:
    """Two-sided mid-p of a count whose mean is itself uncertain by `relative` (its coefficient of variation)."""
    mean = np.maximum(expected, 0.05)
    size = 1 / np.maximum(relative**2 - 1 / mean, 1e-6)
    chance = size / (size + mean)
    here = np.exp(size * np.log(chance))
    below, at = np.zeros_like(mean), np.where(value == 0, here, 0.0)
    for k in range(min(int(np.max(value, initial=0.0)), _MOST)):
        below = np.where(k < value, below + here, below)
        here = here * (k + size) / (k + 1) * (1 - chance)
        at = np.where(value == k + 1, here, at)
    lower = below + at / 2
    return np.asarray(np.clip(2 * np.minimum(lower, 1 - lower), SMALLEST, 1.0))
