"""The funnel: units of different size compared with the scatter that size gives. Never a ranking.

Spiegelhalter 2005, *Statistics in Medicine* 24: 1185-1202: each figure on a scale where its variance is known, the
common level as the target, and what scatters more than chance taken as a difference between units that nobody has
explained (additive over-dispersion, DerSimonian & Laird 1986, from the middle of the units only).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from spillerum.analysis.series import Bools, Floats

TRIM = 0.1  # of the units at each end say nothing of the usual scatter
COVERAGES = (0.95, 0.998)
LEAST = 3  # units in the middle to tell the scatter by


class Form(StrEnum):
    """What a figure is, and the scale it is compared on."""

    RATIO = "ratio"  # counted / expected, on its logarithm; the ends are left out of the scatter
    ROOT_RATIO = "root_ratio"  # the same on its square root; here and below the ends are drawn in
    PROPORTION = "proportion"  # so many of so many, on arcsin of the square root
    RATE = "rate"  # so many per exposure, on its logarithm


@dataclass(frozen=True, slots=True)
class Funnel:
    """(n,) each but the last four. `y` and `s`: the figure and its standard error by chance, on the form's scale.

    z: by chance alone. adjusted: with `tau2`, the variance between units, put to it. phi: the mean of z squared
    in the middle; above 1 there is more than chance. target: the common level, on the scale.
    """

    y: Floats
    s: Floats
    z: Floats
    adjusted: Floats
    target: float
    phi: float
    tau2: float
    form: Form

    def outside(self, coverage: float) -> Bools:
        """(n,): beyond the limits that hold this share when units differ no more than is usual. A RATE's standard
        error is its own, that of the limits the common level's: the two may differ on the edge."""
        return np.asarray(np.abs(self.adjusted) > _reach(coverage))

    def limits(self, size: Floats, coverage: float) -> tuple[Floats, Floats]:
        """Lower and upper at these sizes (denominators), as ratios, proportions or rates."""
        reach = _reach(coverage) * np.sqrt(_usual(self.form, self.target, size) ** 2 + self.tau2)
        return _back(self.form, self.target - reach), _back(self.form, self.target + reach)

    @property
    def level(self) -> float:
        """The common level, as a ratio, a proportion or a rate."""
        return float(_back(self.form, np.array(self.target)))


def funnel(
    counted: Floats,
    size: Floats,
    form: Form,
    *,
    trim: float = TRIM,
    level: float | None = None,
    honest: bool = False,
) -> Funnel:
    """counted, size: (n,), n at least 2; size above nought, and counted above nought too for RATIO, of which the
    logarithm is taken bare. size is what was expected, the number asked, or the exposure.

    level: the common level of a proportion or a rate, where it is known; else all counted over all sizes.
    honest: the variance between units is the one that makes the middle scatter as the middle of a normal (Paule &
    Mandel 1982, *J. Research NBS* 87: 377-385), so that the limits hold the share they say. As published the middle
    passes for the whole, and they hold less when units differ beyond chance.
    """
    y, s, target = _scaled(counted, size, form, level)
    z = (y - target) / s
    drop = form is Form.RATIO
    middle, of = _middle(z, trim, drop=drop)
    phi = float(np.mean(middle**2))
    tau2 = _evened(y - target, s, trim, drop=drop) if honest else _published(phi, 1 / s[of] ** 2)
    return Funnel(y, s, z, (y - target) / np.sqrt(s**2 + tau2), target, phi, tau2, form)


def _middle(z: Floats, trim: float, *, drop: bool) -> tuple[Floats, Bools]:
    """The middle, and of which units it is: the ends left out, or (also when too few would be left) drawn in."""
    low, high = np.quantile(z, [trim, 1 - trim])
    inside = (z >= low) & (z <= high)
    if drop and inside.sum() >= LEAST:
        return z[inside], inside
    return np.clip(z, low, high), np.ones(len(z), dtype=np.bool_)


def _published(phi: float, weights: Floats) -> float:
    spare = float(weights.sum() - (weights**2).sum() / weights.sum())
    return max((len(weights) * phi - (len(weights) - 1)) / spare, 0.0)


def _evened(away: Floats, s: Floats, trim: float, *, drop: bool) -> float:
    """By bisection: the more variance between units, the less the rest scatters."""
    wanted = _share(trim, drop=drop)
    low, high = 0.0, float(np.max(away**2))

    def scatter(tau2: float) -> float:
        middle, _ = _middle(away / np.sqrt(s**2 + tau2), trim, drop=drop)
        return float(np.mean(middle**2))

    if scatter(0.0) <= wanted:
        return 0.0
    while high - low > 1e-9 * high:
        between = (low + high) / 2
        low, high = (between, high) if scatter(between) > wanted else (low, between)
    return high


def _share(trim: float, *, drop: bool) -> float:
    """The mean square of the middle of a standard normal; of the whole it is 1."""
    if trim == 0:
        return 1.0
    normal = NormalDist()
    end = normal.inv_cdf(1 - trim)
    inside = 1 - 2 * trim - 2 * end * normal.pdf(end)
    return inside / (1 - 2 * trim) if drop else inside + 2 * trim * end**2


def _scaled(counted: Floats, size: Floats, form: Form, level: float | None) -> tuple[Floats, Floats, float]:
    share = float(counted.sum() / size.sum()) if level is None else level
    match form:
        case Form.RATIO:
            return np.log(counted / size), 1 / np.sqrt(size), 0.0
        case Form.ROOT_RATIO:
            return np.sqrt(counted / size), 1 / (2 * np.sqrt(size)), 1.0
        case Form.PROPORTION:
            y = np.arcsin(np.sqrt(counted / size))
            return y, 1 / (2 * np.sqrt(size)), float(np.arcsin(np.sqrt(share)))
        case Form.RATE:  # half a count put to both, so that nought has a logarithm
            more, most = counted + 0.5, size + 0.5
            return np.log(more / most), np.sqrt(counted / more**2 + size / most**2), float(np.log(share))


def _usual(form: Form, target: float, size: Floats) -> Floats:
    """The standard error by chance of a unit of this size at the common level."""
    match form:
        case Form.RATIO:
            return 1 / np.sqrt(size)
        case Form.ROOT_RATIO | Form.PROPORTION:
            return 1 / (2 * np.sqrt(size))
        case Form.RATE:
            return np.asarray(np.sqrt(1 / (size * np.exp(target) + 0.5) + 1 / (size + 0.5)))


def _back(form: Form, y: Floats) -> Floats:
    match form:
        case Form.RATIO | Form.RATE:
            return np.exp(y)
        case Form.ROOT_RATIO:
            return np.asarray(np.maximum(y, 0.0) ** 2)
        case Form.PROPORTION:
            return np.asarray(np.sin(np.clip(y, 0.0, np.pi / 2)) ** 2)


def _reach(coverage: float) -> float:
    return NormalDist().inv_cdf((1 + coverage) / 2)
