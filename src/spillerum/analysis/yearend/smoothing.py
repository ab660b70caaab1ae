"""Damped seasonal smoothing of log spending, for a grid of settings at once, averaged with weights the portfolio teaches.

Holt-Winters with a damped trend (Gardner & McKenzie 1985, Management Science 31: 1237-1246) on logs, for every setting;
an error is cut at three standard deviations, unless the last one was as large to the same side (Gelper, Fried & Croux
2010, J. Forecasting 29: 285-300: a new level is followed, a single payment is not). The settings are averaged by their
past one-step errors with a prior over the grid, learnt from all units (empirical Bayes, EM).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.yearend.spending import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spillerum.analysis.series import Floats

_ALPHAS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 0.95)
_TRENDS = ((0.0, 0.0), (0.05, 0.9))  # of the level's share; damping
_GAMMAS = (0.0, 0.1, 0.3)
_STARTS = (1.0, 0.5)  # how much of the own profile's log to begin with
_GRID = np.array([(a, b, d, g, s) for s, a, (b, d), g in product(_STARTS, _ALPHAS, _TRENDS, _GAMMAS)])
ALPHA, BETA, DAMPING, GAMMA, START = (column[:, None] for column in _GRID.T)
SETTINGS = len(_GRID)

_CUT = 3.0  # standard deviations
_CALM = 18  # errors seen before any is cut
_WARM = 12  # months before errors count
_TEMPER = 0.5  # months' errors are not independent evidence
_FLAT = 0.02  # of the prior stays even over the grid
_ROUNDS = 20
_USUAL = 3.0  # months' worth of belief that a unit scatters as the others


@dataclass(frozen=True, slots=True)
class Settings:
    """What each setting says of one date; all along (settings, units).

    evidence: log likelihood. rest: the rest of the year's total. variance: of the rest's log. errors: mean square of the
    one-step errors in logs, NaN without any. count: (units,) how many.
    """

    evidence: Floats
    rest: Floats
    leverage: Floats
    errors: Floats
    count: Floats


def follow(logs: Floats, profile: Floats, dates: Sequence[int]) -> Iterator[Settings]:
    """What the settings say after the first `dates` months of logs (units, months), in rising order.

    logs: NaN for missing; the first is a year's first month. profile: (units, 12).
    """
    season = np.log(profile).T[:, None, :] * START
    level = np.broadcast_to(_first_level(logs, profile), season.shape[1:]).copy()
    trend, squares, streak = (np.zeros_like(level) for _ in range(3))
    count, seen = np.zeros(logs.shape[0]), np.zeros(logs.shape[0])
    known = np.isfinite(logs)
    for t in range(max(dates) + 1):
        if t in dates:
            yield _settings(level, trend, season, squares, count, t)
        if t == max(dates):
            return
        here, month = known[:, t], t % MONTHS
        trend *= DAMPING
        level += trend
        error = np.where(here, logs[:, t] - level - season[month], 0.0)
        error, streak = _cut(error, streak, squares, count)
        level += ALPHA * error
        trend += BETA * ALPHA * error
        season[month] += GAMMA * (1 - ALPHA) * error
        seen += here
        counts = here & (seen > _WARM)
        squares += np.where(counts, error * error, 0.0)
        count += counts


def _first_level(logs: Floats, profile: Floats) -> Floats:
    """The mean of a unit's first twelve months, without their season; nought where there is none."""
    plain = logs - np.tile(np.log(profile), (1, -(-logs.shape[1] // MONTHS)))[:, : logs.shape[1]]
    known = np.isfinite(plain)
    first = known & (np.cumsum(known, axis=1) <= MONTHS)
    return np.asarray(np.where(first, plain, 0.0).sum(axis=1) / np.maximum(first.sum(axis=1), 1))


def _cut(error: Floats, streak: Floats, squares: Floats, count: Floats) -> tuple[Floats, Floats]:
    """The error within three standard deviations, and the side on which it was cut; twice to one side is believed."""
    limit = np.where(count > _CALM, _CUT * np.sqrt(squares / np.maximum(count, 1)), np.inf)
    side = np.sign(error) * (np.abs(error) > limit)
    again = (side == streak) & (side != 0)
    return np.where(again, error, np.clip(error, -limit, limit)), side


def _settings(
    level: Floats, trend: Floats, season: Floats, squares: Floats, count: Floats, t: int
) -> Settings:
    known = t % MONTHS
    months = np.empty((MONTHS - known, *level.shape))
    ahead, slope = level.copy(), trend.copy()
    for place, month in enumerate(range(known, MONTHS)):
        slope *= DAMPING
        ahead += slope
        months[place] = np.exp(np.minimum(ahead + season[month], 600.0))
    rest = months.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        errors = np.where(count > 0, squares / np.maximum(count, 1), np.nan)
        return Settings(
            -0.5 * count * np.log(errors + 1e-6), rest, _leverage(months / rest), errors, count.copy()
        )


def _leverage(shares: Floats) -> Floats:
    """How the months' errors add up in the rest: each moves its own month and, through the level, all later ones."""
    later = np.cumsum(shares[::-1], axis=0)[::-1] - shares
    return np.asarray(((shares + ALPHA * later) ** 2).sum(axis=0))


def prior(settings: Settings) -> Floats:
    """(settings,): how often each setting is the right one in this portfolio."""
    told = settings.count > 0
    weights = np.full(SETTINGS, 1 / SETTINGS)
    if not told.any():
        return weights
    evidence = settings.evidence[:, told]
    for _ in range(_ROUNDS):
        weights = (1 - _FLAT) * _posterior(evidence, weights).mean(axis=1) + _FLAT / SETTINGS
    return np.asarray(weights)


def usual(settings: Settings) -> Floats:
    """(settings,): the portfolio's median square error, for units with few errors of their own; NaN without any."""
    told = settings.count > 0
    return (
        np.asarray(np.median(settings.errors[:, told], axis=1)) if told.any() else np.full(SETTINGS, np.nan)
    )


def averaged(settings: Settings, weights: Floats, usual: Floats) -> tuple[Floats, Floats]:
    """(units,), (units,): the rest of the year, and the standard deviation of its log (within and between settings)."""
    by = _posterior(np.where(settings.count > 0, settings.evidence, 0.0), weights)
    known = np.where(np.isfinite(usual), usual, 0.25)[:, None]
    errors = (settings.count * np.nan_to_num(settings.errors) + _USUAL * known) / (settings.count + _USUAL)
    logs = np.log(np.maximum(settings.rest, 1e-300))
    centre = (by * logs).sum(axis=0)
    variance = (by * (errors * settings.leverage + (logs - centre) ** 2)).sum(axis=0)
    return (by * settings.rest).sum(axis=0), np.sqrt(variance)


def _posterior(evidence: Floats, weights: Floats) -> Floats:
    score = _TEMPER * evidence + np.log(weights)[:, None]
    by = np.exp(score - score.max(axis=0))
    return np.asarray(by / by.sum(axis=0))
