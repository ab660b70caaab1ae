"""How wide and how heavy-tailed a group's departures have really been: its own record corrects the probabilities.

The middle of all earlier standardised departures of a group says how wide the noise is, the ninetieth
percentile against the middle how heavy its tails are. Where many figures are true
deviations the ninetieth percentile is one of theirs; so the tails are also read with departures counting the
less the larger they are, and the lighter of the two readings holds. A group of which little is known is
believed to be like all the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spillerum.analysis.follow import Track
    from spillerum.analysis.series import Bools, Floats, Ints

STEP, STEPS = 0.04, 200
MEDIAN = 0.7407  # of |t| with 4 degrees of freedom
# 90th percentile over median, of |t| and of a normal with the same middle; and the same of departures so weighed
# that one of size FALL counts a quarter.
HEAVY, LIGHT = 2.878, 2.439
FALL, WEIGHED_HEAVY, WEIGHED_LIGHT = 2.5, 2.639, 2.4805
TRUST = 0.6  # how far the weighed ratio is believed: it tells the two less sharply apart
LIGHTEST = 0.75  # even normal noise has a scale that had to be estimated
HEAVIEST = 0.4  # a record full of true deviations looks heavier-tailed than it is
USUAL = 0.48  # median to begin with: the scale is cautious by as much
# A departure of size WILD counts half towards the width: a tenth or more of the record may be true deviations. The middle of
# |t| with 4 degrees of freedom over its middle so weighed.
WILD, WEIGHED_MIDDLE = 3.0, 1.07
WEIGHT = 150.0  # departures that this beginning counts for
_NOTHING = 1e-6
OTHERS = 400.0  # departures that all the other groups count for


@dataclass(frozen=True, slots=True)
class Tempered:
    """(F, C), from the columns before each: `width`, by how much departures are to be multiplied; `lightness`, 0 for
    tails as heavy as Student's t with 4 degrees of freedom, 1 for normal ones."""

    width: Floats
    lightness: Floats


@dataclass(frozen=True, slots=True)
class Record:
    """Some groups' own (F, C), from the columns before each: `width`, `light` as the record alone has it, `many` departures;
    and `seen` (C, STEPS), how many departures of each size they had together."""

    width: Floats
    light: Floats
    many: Floats
    seen: Floats

    def among(self, seen: Floats) -> Tempered:
        """seen: (C, STEPS) that of all groups there are."""
        n = seen.sum(axis=1)
        every = _light(seen) * n / (n + 2 * WEIGHT)
        light = LIGHTEST * (self.many * self.light + OTHERS * every) / (self.many + OTHERS)
        return Tempered(self.width, np.asarray(np.maximum(light, HEAVIEST)))


def record(z: NDArray[np.floating], group_of: Ints, groups: int, *, since: int = 0) -> Record:
    """z: (S, T) departures, NaN where nothing was judged; group_of: (S,). For the columns from `since` on."""
    width, light, many = np.empty((3, groups, z.shape[1] - since))
    together = np.empty((z.shape[1] - since, STEPS))
    seen = np.zeros((groups, STEPS))
    for t in range(z.shape[1]):
        if t >= since:
            k = t - since
            width[:, k], light[:, k], many[:, k] = _width(seen), _light(seen), seen.sum(axis=1)
            together[k] = seen.sum(axis=0)
        # What never departs at all (a price, a constant) tells nothing of how others do.
        known = np.isfinite(z[:, t]) & (np.abs(z[:, t]) > _NOTHING)
        size = np.minimum((np.abs(z[known, t]) / STEP).astype(np.int64), STEPS - 1)
        places = group_of[known] * STEPS + size
        seen += np.bincount(places, minlength=groups * STEPS).reshape(groups, STEPS)
    return Record(width, light, many, together)


def tempered(z: NDArray[np.floating], group_of: Ints, groups: int, *, since: int = 0) -> Tempered:
    """As `record`, where these are all groups there are."""
    alone = record(z, group_of, groups, since=since)
    return alone.among(alone.seen)


def _width(seen: Floats) -> Floats:
    n = seen.sum(axis=1)
    weighed = seen / (1 + (_sizes(seen) / WILD) ** 4)
    middle = (n * WEIGHED_MIDDLE * _quantile(weighed, 0.5) + WEIGHT * USUAL) / (n + WEIGHT)
    return np.asarray(np.clip(MEDIAN / middle, 0.6, 2.5))


def _light(seen: Floats) -> Floats:
    """(F,): from 0 to 1, as the record alone has it."""
    weighed = seen / (1 + (_sizes(seen) / FALL) ** 2) ** 2
    light = np.maximum(
        (HEAVY - _ratio(seen)) / (HEAVY - LIGHT),
        TRUST * (WEIGHED_HEAVY - _ratio(weighed)) / (WEIGHED_HEAVY - WEIGHED_LIGHT),
    )
    return np.asarray(np.clip(light, 0.0, 1.0))


def _sizes(seen: Floats) -> Floats:
    """(F, STEPS): the record's steps as departures whose middle is MEDIAN."""
    middle = np.maximum(_quantile(seen, 0.5), STEP)
    return np.asarray(MEDIAN / middle[:, None] * STEP * (np.arange(STEPS) + 0.5))


def _ratio(seen: Floats) -> Floats:
    return np.asarray(_quantile(seen, 0.9) / np.maximum(_quantile(seen, 0.5), STEP))


def _quantile(seen: Floats, share: float) -> Floats:
    """(F,): the size of departure that this share of a record (F, STEPS) is below."""
    reached = np.cumsum(seen, axis=1)
    wanted = share * reached[:, -1:]
    place = np.argmax(reached >= wanted, axis=1)
    rows = np.arange(len(place))
    before = np.where(place > 0, reached[rows, np.maximum(place - 1, 0)], 0.0)
    inside = np.where(seen[rows, place] > 0, seen[rows, place], 1.0)
    return np.asarray((place + (wanted[:, 0] - before) / inside) * STEP)


def applied(track: Track, found: Tempered, family_of: Ints, *, exact: Bools | None = None) -> Floats:
    """Widen or narrow the track's scale by its record, but where it is exact; (S, C) how light its tails are."""
    width = found.width[family_of]
    if exact is not None:
        width[exact] = 1.0
    track.z *= width
    track.scale /= width
    return found.lightness[family_of]
