"""The year's øre on its months: nothing lost, nothing made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.periodisation.years import BendTooLarge, NotShares
from spillerum.analysis.yearend.spending import MONTHS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spillerum.analysis.series import Floats

FINE = 2**52  # parts of a share told apart
NEAR = 1e-6  # how far from one shares may sum


@dataclass(frozen=True, slots=True)
class Change:
    """A budget changes from a month on. month: 0 to 11, from the financial year's first. ore: more, or (negative) less."""

    month: int
    ore: int


def spread(total_ore: int, shares: Sequence[float] | Floats) -> tuple[int, ...]:
    """The year's months, summing to the year exactly; each within one øre of its share (largest remainder).

    Of equal remainders the earlier month gets the øre. Raises NotShares unless twelve shares sum to one.
    """
    return _split(total_ore, _checked(shares))


def within(shares: Sequence[float] | Floats, *, first: int = 0, last: int = MONTHS - 1) -> Floats:
    """Shares of the year's months `first` to `last` (0 to 11) alone, for a unit that opens or closes, or a change from a day.

    The months keep their shares of one another; where these sum to nothing worth sharing, they count the same.
    """
    chosen = np.zeros(MONTHS)
    places = list(range(_month(first), _month(last) + 1))
    if not places:
        raise NotShares(f"The month {first + 1} of the year comes after the month {last + 1}.")
    chosen[places] = _among(_checked(shares), places)
    return chosen


def corrected(original_ore: int, shares: Sequence[float] | Floats, changes: Sequence[Change]) -> tuple[int, ...]:  # fmt: skip
    """The corrected budget by month: the original over the year, each change over the months from its own to the last."""
    months = np.array(spread(original_ore, shares), dtype=object)  # object: øre of any size stay exact
    for change in changes:
        months += np.array(spread(change.ore, within(shares, first=change.month)), dtype=object)
    return tuple(int(month) for month in months)


def bent(shares: Sequence[float] | Floats, *, months: Mapping[int, float]) -> Floats:
    """A leader's bend in shares of the year: these months (0 to 11) as given, the others scaled to what is left.

    Raises BendTooLarge when the given months leave less than nothing, or are all twelve and do not sum to one.
    """
    rest = 1.0 - sum(months.values())
    _fits(rest, 1.0, len(months), slack=NEAR)
    found, others = _bending(shares, list(months))
    found[others] *= rest
    for month, share in months.items():
        found[month] = share
    return found


def bent_ore(
    total_ore: int, shares: Sequence[float] | Floats, *, months: Mapping[int, int]
) -> tuple[int, ...]:
    """The same with months given in øre: these stand to the øre, the others take the rest of the year."""
    rest = total_ore - sum(months.values())
    _fits(rest, total_ore, len(months), slack=0)
    found, others = _bending(shares, list(months))
    left = iter(_split(rest, list(found[others])) if others else ())
    return tuple(months[n] if n in months else next(left) for n in range(MONTHS))


def _split(total: int, weights: Sequence[float] | Floats) -> tuple[int, ...]:
    """Weights sum to one. In whole numbers throughout, and the same for −total with the sign turned."""
    parts = [round(float(weight) * FINE) for weight in weights]
    whole, size = sum(parts), abs(total)
    split = [divmod(size * part, whole) for part in parts]
    months = [quotient for quotient, _ in split]
    largest = sorted(range(len(parts)), key=lambda n: -split[n][1])
    for n in largest[: size - sum(months)]:
        months[n] += 1
    return tuple(months if total >= 0 else [-month for month in months])


def _checked(shares: Sequence[float] | Floats) -> Floats:
    found = np.asarray(shares, dtype=np.float64)
    if found.shape != (MONTHS,) or not abs(found.sum() - 1.0) <= NEAR:
        raise NotShares(f"A year needs twelve shares that sum to 1; these {found.size} sum to {found.sum():g}.")  # fmt: skip
    return found


def _month(month: int) -> int:
    if not 0 <= month < MONTHS:
        raise NotShares(f"{month} is no month of the year; the first is 0, the last is 11.")
    return month


def _among(shares: Floats, places: list[int]) -> Floats:
    """Their shares of one another; the same for each where months of both signs leave little to share."""
    chosen = shares[places]
    if chosen.sum() > np.abs(chosen).sum() / 2:
        return np.asarray(chosen / chosen.sum())
    return np.full(len(places), 1 / len(places))


def _bending(shares: Sequence[float] | Floats, given: list[int]) -> tuple[Floats, list[int]]:
    """(12,) shares of the months not given, among themselves, and which these are."""
    checked, fixed = _checked(shares), {_month(month) for month in given}
    others = [n for n in range(MONTHS) if n not in fixed]
    found = np.zeros(MONTHS)
    if others:
        found[others] = _among(checked, others)
    return found, others


def _fits(rest: float, total: float, given: int, *, slack: float) -> None:
    if rest * total < 0 and abs(rest) > slack:
        raise BendTooLarge("The months given come to more than the year's budget; give less, or other months too.")  # fmt: skip
    if given == MONTHS and abs(rest) > slack:
        raise BendTooLarge("All twelve months are given, and they do not sum to the year's budget.")
