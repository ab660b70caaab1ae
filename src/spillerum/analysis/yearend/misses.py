"""How far forecasts like this one have missed: quantiles of earlier years' errors, pooled over all units.

Errors are taken on the square root of the rest, in units of the spread the smoothing gave (so that a steady unit's small
misses and a restless one's large ones can be told by one curve), with more weight to units of like spread and as
regular. A year hits
many units at once, so the errors of n units in m years are worth fewer than n × m: by their correlation within a year
(Kish 1965, the design effect). With few of them the curve is widened, and leans on a normal one.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.yearend.correction import corrected
from spillerum.analysis.yearend.spending import MONTHS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.analysis.series import Floats, Ints
    from spillerum.analysis.yearend.origin import Seen
    from spillerum.analysis.yearend.past import Before

POINTS = 200
LEVELS = (np.arange(POINTS) + 0.5) / POINTS
_NORMAL = np.array([NormalDist().inv_cdf(level) for level in LEVELS])
_PRIOR_WIDTH = 1.3  # the smoothing's spread is too narrow by that much where nothing is known
_PRIOR_ERRORS = 5.0
_TENTH = 1.2816  # standard deviations: a tenth of a normal curve lies above
_PRIOR_SHARED, _PRIOR_YEARS = 0.1, 3.0
_WIDEN = 40.0
_ROUGH = 0.05  # added to the spread: no unit is steadier than that
_LIKE = 1.0  # width of the kernel in the spread's log,
_ALIKE = 0.3  # and in the share of months with something
_REGULAR = np.array([0.4, 0.7, 1.0])
_ANY = 1e-3  # weight of the most unlike
_CENTRES = 9
_FAR = 12.0
_LEAST = 0.05  # of its usual: the rest that errors are measured against


@dataclass(frozen=True, slots=True)
class Misses:
    """Quantiles of standardised errors for units of like spread, and as regular.

    spreads: (c,) logs, rising. curves: (r, c, POINTS), r for shares of months with something. shared: correlation of two
    units' errors in one year; `within`: the same for two of one group. errors: how many independent errors they are worth.
    """

    spreads: Floats
    curves: Floats
    shared: float
    within: float
    errors: float


@dataclass(frozen=True, slots=True)
class _Errors:
    """Along (errors,)."""

    error: Floats
    spread: Floats
    regular: Floats
    weight: Floats
    year: Ints
    group: Ints
    same: Floats  # 1: of just this month


def standardised(rest: Floats, expected: Floats, spread: Floats) -> Floats:
    return np.asarray(np.clip((_root(rest / expected) - _root(1.0)) / spread, -_FAR, _FAR))


def _root(ratio: Floats | float) -> Floats:
    return np.asarray(2 * np.sign(ratio) * np.sqrt(np.abs(ratio)))


def scales(seen: Seen, coefficients: Floats) -> tuple[Floats, Floats]:
    """(units,) the rest that errors are measured against, and their spread."""
    least = _LEAST * seen.scale * (MONTHS - seen.known) / MONTHS
    return np.maximum(corrected(seen, coefficients), least), seen.spread + _ROUGH


def learnt(
    past: Sequence[Before], coefficients: Sequence[Floats], groups: Ints, spreads: Floats, known: int
) -> Misses:
    """`coefficients`: those of each date, learnt before it. `spreads`: (units,) of those to be forecast. `groups`: theirs."""
    errors = _collected(past, coefficients, groups, known)
    if not len(errors.error):
        return Misses(
            np.zeros(1),
            np.tile(_PRIOR_WIDTH * _NORMAL, (len(_REGULAR), 1, 1)),
            _PRIOR_SHARED,
            _PRIOR_SHARED,
            0.0,
        )
    shared, within = _shared(errors)
    worth = _worth(errors, shared)
    centres = np.unique(np.quantile(np.log(spreads), np.linspace(0, 1, _CENTRES)))
    curves = np.stack([[_curve(errors, centre, regular) for centre in centres] for regular in _REGULAR])
    middle = curves[..., [POINTS // 2]]
    curves = middle + np.sqrt(1 + _WIDEN / worth) * (curves - middle)
    leaning = (worth * curves + _PRIOR_ERRORS * _width(errors, worth) * _NORMAL) / (worth + _PRIOR_ERRORS)
    return Misses(centres, leaning, shared, within, worth)


def _width(errors: _Errors, worth: float) -> float:
    """The standard deviation of the normal curve that is leant on: as wide as the errors, as far as there are any."""
    low, high = np.quantile(errors.error, (0.1, 0.9))
    own = max(float(high - low) / 2 / _TENTH, 1e-3)
    return float(
        np.exp((worth * np.log(own) + _PRIOR_ERRORS * np.log(_PRIOR_WIDTH)) / (worth + _PRIOR_ERRORS))
    )


def _collected(past: Sequence[Before], coefficients: Sequence[Floats], groups: Ints, known: int) -> _Errors:
    parts = []
    for one, by in zip(past, coefficients, strict=True):
        expected, spread = scales(one.seen, by)
        chosen = one.counts
        number = int(chosen.sum())
        parts.append((
            standardised(one.rest[chosen], expected[chosen], spread[chosen]), np.log(spread[chosen]),
            one.seen.regular[chosen],
            np.full(number, one.weight), np.full(number, one.seen.year), groups[chosen],
            np.full(number, float(one.seen.known == known)),
        ))  # fmt: skip
    if not parts:
        nothing = np.zeros(0)
        return _Errors(nothing, nothing, nothing, nothing, nothing.astype(int), nothing.astype(int), nothing)
    return _Errors(*(np.concatenate(part) for part in zip(*parts, strict=True)))


def _curve(errors: _Errors, spread: float, regular: float) -> Floats:
    """Weighted quantiles of the errors around one spread (log) and share of months with something."""
    away = ((errors.spread - spread) / _LIKE) ** 2 + ((errors.regular - regular) / _ALIKE) ** 2
    like = np.exp(-0.5 * away) + _ANY
    order = np.argsort(errors.error, kind="stable")
    weights = (errors.weight * like)[order]
    reached = np.cumsum(weights)
    return np.interp(LEVELS, (reached - weights / 2) / reached[-1], errors.error[order])


def _shared(errors: _Errors) -> tuple[float, float]:
    """The correlation of two units' errors in one year (normal scores; mean over all pairs), of any and of one group."""
    same = errors.same > 0
    score = _normal_scores(errors.error[same])
    years, groups = errors.year[same], errors.group[same]
    several = len(np.unique(groups)) > 1
    shared = _shrunk(*_pairs(score, years), _PRIOR_SHARED)
    if not several:
        return shared, shared
    return shared, max(_shrunk(*_pairs(score, years * (groups.max() + 1) + groups, years), shared), shared)


def _pairs(score: Floats, cells: Ints, years: Ints | None = None) -> tuple[float, int]:
    """The mean product of two scores of one cell, and of how many years."""
    _, place = np.unique(cells, return_inverse=True)
    number = np.bincount(place)
    sums, squares = np.bincount(place, score), np.bincount(place, score**2)
    pairs = float((number * (number - 1)).sum())
    told = len(np.unique(cells if years is None else years))
    return (float((sums**2 - squares).sum()) / pairs if pairs else 0.0), (told if pairs else 0)


def _shrunk(mean: float, years: int, towards: float) -> float:
    free = max(years - 1, 0)
    return min(max((free * mean + _PRIOR_YEARS * towards) / (free + _PRIOR_YEARS), 0.0), 0.9)


def _normal_scores(values: Floats) -> Floats:
    order = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return np.asarray(np.interp((order + 0.5) / max(len(values), 1), LEVELS, _NORMAL))


def _worth(errors: _Errors, shared: float) -> float:
    """How many independent errors those of just this month are worth."""
    years = errors.year[errors.same > 0]
    if not len(years):
        return 1.0
    each = len(years) / len(np.unique(years))
    return len(years) / (1 + max(each - 1, 0) * shared)


def quantiles(misses: Misses, seen: Seen, coefficients: Floats) -> Floats:
    """(units, POINTS): the rest of the year at each level, for a unit that goes on."""
    expected, spread = scales(seen, coefficients)
    left, right, share = _between(np.log(spread), misses.spreads)
    below, above, part = _between(seen.regular, _REGULAR)
    low = misses.curves[below, left] * (1 - share) + misses.curves[below, right] * share
    high = misses.curves[above, left] * (1 - share) + misses.curves[above, right] * share
    curve = low * (1 - part) + high * part
    root = _root(1.0) + spread[:, None] * curve
    return np.asarray(expected[:, None] * np.sign(root) * (root / 2) ** 2)


def _between(values: Floats, marks: Floats) -> tuple[Ints, Ints, Floats]:
    """The marks on either side of each value, and how far it is (units, 1) from the lower to the higher."""
    place = np.interp(values, marks, np.arange(len(marks)))
    low = np.minimum(place.astype(np.int64), max(len(marks) - 2, 0))
    return low, np.minimum(low + 1, len(marks) - 1), (place - low)[:, None]
