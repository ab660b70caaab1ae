"""Shares learnt from the unit's own years, its siblings' and twelfths, mixed as has served best in earlier years.

Several mixtures are tried: how far the siblings' usual year is trusted against twelfths, and by how many years it weighs
against the unit's own. Each is judged year by year on what it would have said before the year began, and they are
weighed by that record, the siblings' together and the unit's own, as in `own_season`. What came once does not
carry over: means over years are Cauchy-weighted (Hampel et al. 1986), and the shares of a unit with one or two years
are held within what siblings have shown.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.level import CAUCHY, MISSED, weights
from spillerum.analysis.own_season import OWN, TOGETHER
from spillerum.analysis.periodisation.years import TWELFTHS, distance, shares_of, shares_of_parts
from spillerum.analysis.robust import median, spread

if TYPE_CHECKING:
    from spillerum.analysis.series import Floats

TRUSTED = (0.0, 0.5, 1.0)  # of the siblings' usual year, the rest being twelfths
YEARS = (0.5, 1.5, 5.0, 15.0, np.inf)  # of it that weigh against the unit's own
MIXTURES = tuple(product(TRUSTED, YEARS))
FLOOR = 0.02  # of a year: no month is held to be steadier than that
SOLID = 0.5  # of a year: what means of months must come to, or making them one would blow them up
FEW, WITHIN = 3, 3.0  # years below which shares are held, to so many of the siblings' standard deviations
_ROUNDS = 3


def learnt(amounts: Floats) -> Floats | None:
    """(U, Y, 12) amounts of siblings in the same earlier years, the newest last, NaN unknown, to (U, 12) shares.

    None where no sibling has a whole year with a total worth sharing.
    """
    if not np.isfinite(shares_of(amounts)).any():
        return None
    told = np.isfinite(amounts).any(axis=(0, 2))
    amounts = amounts[:, int(np.argmax(told)) :]  # nobody's year teaches nothing, and takes time
    each = _mixtures(amounts)
    shares = (each * weights(_records(amounts))[..., None]).sum(axis=1)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def _mixtures(amounts: Floats) -> Floats:
    """(U, K, 12): what each mixture says of the next year."""
    usual = _usual(amounts)
    years = shares_of_parts(amounts, usual)
    known = np.isfinite(years).mean(axis=2).sum(axis=1)  # in years
    own = _normed(_held(_centre(years, usual), years, usual, known))
    said = []
    for trusted, against in MIXTURES:
        base = TWELFTHS + trusted * (usual - TWELFTHS)
        weight = (known / (known + against))[:, None]
        said.append((1 - weight) * base + weight * own)
    return np.stack(said, axis=1)


def _usual(amounts: Floats) -> Floats:
    """(12,): the siblings' usual year; twelfths while none is known."""
    whole = shares_of(amounts).reshape(-1, amounts.shape[-1])
    whole = whole[np.isfinite(whole).all(axis=1)]
    return _normed(_centre(whole[None], TWELFTHS))[0] if len(whole) else TWELFTHS


def _centre(years: Floats, otherwise: Floats) -> Floats:
    """(U, Y, 12) to (U, 12): the Cauchy-weighted mean over the years; `otherwise` for months never known."""
    months = np.swapaxes(years, 1, 2)
    known = np.isfinite(months)
    middle = median(months)
    scale = np.maximum(spread(months - middle[..., None]), FLOOR)[..., None]
    for _ in range(_ROUNDS):
        worth = known / (1 + np.where(known, (months - middle[..., None]) / (CAUCHY * scale), 0.0) ** 2)
        with np.errstate(invalid="ignore"):
            middle = (worth * np.where(known, months, 0.0)).sum(axis=2) / worth.sum(axis=2)
    return np.where(np.isfinite(middle), middle, otherwise)


def _held(own: Floats, years: Floats, usual: Floats, known: Floats) -> Floats:
    """The shares of units with few years, no further from the siblings' than siblings have been."""
    apart = (years - usual).reshape(-1, years.shape[-1])
    most = WITHIN * np.maximum(np.nan_to_num(spread(apart.T)), FLOOR)
    return np.where(known[:, None] < FEW, np.clip(own, usual - most, usual + most), own)


def _normed(shares: Floats) -> Floats:
    """Summing to one; twelfths where robust means of different months leave next to nothing."""
    total = shares.sum(axis=-1, keepdims=True)
    solid = total > SOLID
    return np.asarray(np.where(solid, shares / np.where(solid, total, 1.0), TWELFTHS))


def _records(amounts: Floats) -> Floats:
    """(U, K): what each mixture has missed by, in what twelfths usually miss by."""
    came = shares_of(amounts)
    later = range(1, amounts.shape[1])
    missed = [distance(_mixtures(amounts[:, :n]), came[:, n, None]) for n in later]
    if not missed:
        return np.zeros((len(amounts), len(MIXTURES)))
    each = np.stack(missed, axis=1)
    typical = np.maximum(np.nan_to_num(median(distance(came, TWELFTHS).ravel())), 1e-6)
    each = np.minimum(np.nan_to_num(each / typical), MISSED)
    own = each.sum(axis=1)
    units = max(int(np.isfinite(came).any(axis=(1, 2)).sum()), 1)
    return np.asarray(own.sum(axis=0) * units ** (TOGETHER - 1) + OWN * own)
