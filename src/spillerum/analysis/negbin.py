"""The negative binomial's tails, exactly, by the incomplete beta's continued fraction (Lentz 1976, Appl. Opt. 15: 668-671).

P(Y >= y) is I_q(y, size), P(Y < y) is I_p(size, y): Johnson, Kotz & Kemp 1992, Univariate Discrete Distributions, ch. 5.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from spillerum.analysis.series import Floats

LEAST_MEAN, LEAST_EXCESS = 1e-6, 1e-4  # the Poisson is reached to four figures
_TINY, _ENOUGH, _MOST, _LOOK = 1e-300, 1e-10, 3000, 8
_PIECE = 16_384  # at a time, as they fit a processor's cache
_HALF_LOG_TWO_PI = math.log(2 * math.pi) / 2


def above(y: Floats, mean: Floats, variance: Floats) -> Floats:
    """P(Y > y) + P(Y = y) / 2, the upper mid-p; the lower is one minus it. NaN where y is."""
    shape = np.broadcast_shapes(y.shape, mean.shape, variance.shape)
    y, mean, variance = (np.broadcast_to(part, shape).ravel() for part in (y, mean, variance))
    out = np.full(y.shape, np.nan)
    known = np.isfinite(y) & np.isfinite(mean) & np.isfinite(variance)
    at = np.flatnonzero(known)
    for begin in range(0, len(at), _PIECE):
        piece = at[begin : begin + _PIECE]
        out[piece] = _above(y[piece], mean[piece], variance[piece])
    return out.reshape(shape)


def _above(y: Floats, mean: Floats, variance: Floats) -> Floats:
    mean = np.maximum(mean, LEAST_MEAN)
    size = mean**2 / np.maximum(variance - mean, LEAST_EXCESS * mean)
    p = size / (size + mean)
    q = mean / (size + mean)
    here = np.exp(_lg(y + size) - _lg(size) - _lg(y + 1) + size * np.log(p) + y * np.log(q))
    some = np.maximum(y, 0.5)  # none are never fewer than nought: their tail is told below
    high = q < (some + 1) / (some + size + 2)
    part = _fraction(np.where(high, some, size), np.where(high, size, some), np.where(high, q, p))
    reached = np.where(high, here * part, 1 - here * some / size * part)  # P(Y >= y)
    return np.clip(np.where(y > 0, reached, 1.0) - here / 2, 0.0, 1.0)


def _lg(x: Floats) -> Floats:
    """The logarithm of the gamma function of x > 0, by Stirling's series from x + 8 (Abramowitz & Stegun 1964, 6.1.41)."""
    product = x.copy()
    for n in range(1, 8):
        product *= x + n
    z = x + 8
    r = 1 / z**2
    series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r / 1680))) / z
    return np.asarray((z - 0.5) * np.log(z) - z + _HALF_LOG_TWO_PI + series - np.log(product))


def _fraction(a: Floats, b: Floats, x: Floats) -> Floats:
    """a B(a, b) I_x(a, b) / (x^a (1 - x)^b); quick for x < (a + 1) / (a + b + 2)."""
    out = np.ones_like(x)
    at = np.arange(len(x))
    c = np.ones_like(x)
    d = 1 / _off_nought(1 - (a + b) * x / (a + 1))
    value = d.copy()
    for m in range(1, _MOST):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _off_nought(1 + term * d)
            c = _off_nought(1 + term / c)
            change = c * d
            value *= change
        if m % _LOOK == 0:
            going = np.abs(change - 1) > _ENOUGH
            out[at[~going]] = value[~going]
            if not going.any():
                return out
            at = at[going]
            a, b, x, c, d, value = (part[going] for part in (a, b, x, c, d, value))
    out[at] = value
    return out


def _off_nought(x: Floats) -> Floats:
    return np.where(np.abs(x) < _TINY, _TINY, x)
