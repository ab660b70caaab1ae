"""How a year's spending falls on its months: each unit's own profile, as far as it can be trusted.

The mean profile of a unit's earlier years is shrunk to the portfolio's by its reliability: how much of its departure is
more than chance between years (empirical Bayes; Efron & Morris 1975, J. Am. Stat. Assoc. 70: 311-319).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.yearend.spending import MONTHS

if TYPE_CHECKING:
    from spillerum.analysis.series import Bools, Floats

YEARS = 8  # a profile is that of the last years
_STEADY = 0.3  # of a year's turnover is its total: credit notes do not make the year
_LOW, _HIGH = -1.0, 4.0  # of a mean month: one payment does not make a season
_POOL_HIGH, _POOL_OWN = 2.5, 10  # the portfolio's own prior: ten years of equal months
_LEAST = 0.05


def profile_of_all(months: Floats) -> Floats:
    """(units, earlier years, 12) to (12,): the portfolio's profile, mean 1."""
    ratios, good = _ratios(months)
    pool = ratios[good]
    if not len(pool):
        return np.ones(MONTHS)
    mean = np.clip(pool, 0.0, _POOL_HIGH).mean(axis=0)
    return np.asarray(1 + (mean / mean.mean() - 1) * len(pool) / (len(pool) + _POOL_OWN))


def profiles(months: Floats, everyone: Floats) -> Floats:
    """(units, earlier years, 12), (12,) to (units, 12): each unit's own profile, mean 1, all above nought."""
    ratios, good = _ratios(months)
    years = good.sum(axis=1)
    departure = np.where(good[..., None], ratios - everyone, 0.0)
    mean = departure.sum(axis=1) / np.maximum(years, 1)[:, None]
    noise = (np.where(good[..., None], departure - mean[:, None], 0.0) ** 2).sum(axis=(1, 2))
    noise /= np.maximum((years - 1) * (MONTHS - 1), 1)
    between = np.maximum((mean**2).mean(axis=1), 1e-12)
    reliable = np.maximum(1 - noise / np.maximum(years, 1) / between, 0.0) * years / (years + 0.5)
    own = np.maximum(everyone + mean * np.where(years > 1, reliable, 0.0)[:, None], _LEAST)
    return np.asarray(own / own.mean(axis=1, keepdims=True))


def _ratios(months: Floats) -> tuple[Floats, Bools]:
    """Each month beside its year's mean month; which years are whole and have a total to speak of."""
    recent = months[:, -YEARS:]
    mean, turnover = recent.mean(axis=2), np.abs(recent).mean(axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        good = (mean > _STEADY * turnover) & (turnover > 0)
        ratios = np.clip(recent / mean[..., None], _LOW, _HIGH)
    return np.where(good[..., None], ratios, 0.0), good
