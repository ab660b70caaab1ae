"""What earlier years teach about the middle: how far to go towards last year's rest, and whether all were too high or low.

The less sure the smoothing is, the more last year's own rest has to say (weights by precision), and the less the further
the two are apart (Tukey's biweight; Beaton & Tukey 1974, Technometrics 16: 147-185): a unit that has become another is
not drawn back. A regression of the relative error, least in absolute values (by reweighting; Schlossmacher 1973, J. Am.
Stat. Assoc. 68: 857-859), shrunk to a prior: where little is known, all the way for a restless unit early in the year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.yearend.spending import MONTHS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.analysis.series import Floats
    from spillerum.analysis.yearend.origin import Seen
    from spillerum.analysis.yearend.past import Before

PRIOR = np.array([1.0, 0.0])
_STRENGTH = (
    500.0  # belief in the prior: a few years of some dozen units hardly move it, thousands of errors do
)
_ROUGH = 0.15  # spread at which last year's rest is as good as the smoothing
_REACH = 1.0  # of a year: from that far on last year's rest pulls no more
_LIMIT = 0.6
_NEAR_NOUGHT = 0.02
_ROUNDS = 25
_FAITH = 4  # weight by the regular share to this power: steady units teach most


def corrected(seen: Seen, coefficients: Floats) -> Floats:
    """(units,) the rest of the year."""
    by = np.clip(_features(seen) @ coefficients, -_LIMIT, _LIMIT)
    return np.asarray(seen.rest + np.where(seen.size > 0, seen.size * by, 0.0))


def learnt(past: Sequence[Before]) -> Floats:
    """The coefficients after these earlier dates; the prior without any."""
    if not any(one.counts.any() for one in past):
        return PRIOR
    features = np.concatenate([_features(one.seen)[one.counts] for one in past])
    errors = np.concatenate(
        [(one.rest - one.seen.rest)[one.counts] / one.seen.size[one.counts] for one in past]
    )
    weights = np.concatenate([one.weight * one.seen.regular[one.counts] ** _FAITH for one in past])
    return _least_absolute(features, errors, weights)


def _features(seen: Seen) -> Floats:
    """(units, 2): last year's rest beside the expected one, less and less as the year goes; the expected rest itself."""
    size = np.where(seen.size > 0, seen.size, 1.0)
    away = np.clip((seen.last - seen.rest) / size / _REACH, -1.0, 1.0)
    towards = _REACH * away * (1 - away**2) ** 2 * (1 - seen.known / MONTHS)
    towards *= seen.spread**2 / (seen.spread**2 + _ROUGH**2)
    return np.stack([towards, seen.rest / size / 2], axis=1)


def _least_absolute(features: Floats, errors: Floats, weights: Floats) -> Floats:
    found = PRIOR
    left = errors - features @ PRIOR
    for _ in range(_ROUNDS):
        weighed = features * (weights / np.maximum(np.abs(errors - features @ found), _NEAR_NOUGHT))[:, None]
        found = PRIOR + np.linalg.solve(
            weighed.T @ features + _STRENGTH * np.eye(len(PRIOR)), weighed.T @ left
        )
    return np.asarray(found)
