"""What most siblings' years have in common: a wage agreement, a price, a cut. Told once, and taken out of each one's own.

In each simulated world, what siblings have in common is the share of its budget by which more than half of them end on
the same side of it, at least: one large or one odd unit does not move it, and where they do not go the same way it is
nought. It presses when that share is probably more than `SHARED`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from spillerum.forecasts.books import ORE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spillerum.analysis.series import Floats
    from spillerum.forecasts.judging import Bag

FEWEST = 4  # siblings among which one's own and what is shared can be told apart
SHARED = 0.02  # of the budget: less than this on each is no pressure


@dataclass(frozen=True)
class Pressure:
    """What presses on the siblings under `group`. share: of their budgets, the median; the chances are of more than SHARED."""

    group: int
    units: tuple[int, ...]
    share: float
    low80: float
    high80: float
    p_over: float
    p_under: float
    touched: int  # of the units: those that probably end on that side
    sure: float  # how probable it must be

    @property
    def presses(self) -> bool:
        return max(self.p_over, self.p_under) >= self.sure


def pressures(whole: Sequence[Bag], beside: Mapping[int, int]) -> tuple[list[Pressure], dict[int, Bag]]:
    """What presses on each group of siblings, and every unit's bag with its chances without it, by unit."""
    groups: dict[int, list[Bag]] = defaultdict(list)
    for bag in whole:
        if bag.outlook is not None and bag.ore.budget and bag.unit in beside:
            groups[beside[bag.unit]].append(bag)
    found: list[Pressure] = []
    own = {bag.unit: _own(bag, None) for bag in whole}
    for group, some in groups.items():
        if len(some) < FEWEST:
            continue
        shares = np.array([_shares(bag) for bag in some])
        shared = _shared(shares)
        pressure = _pressure(group, some, shares, shared)
        found.append(pressure)
        if pressure.presses:
            own |= {bag.unit: _own(bag, shared) for bag in some}
    return found, own


def _shares(bag: Bag) -> Floats:
    """(D,) how far it ends from its budget in each world, as a share of it."""
    assert bag.outlook is not None  # noqa: S101 -- for the type checker: asked before
    budget = (bag.ore.budget or 0) / ORE
    return (bag.outlook.draws - budget) / abs(budget)


def _shared(shares: Floats) -> Floats:
    """(D,) the share that more than half of the (n, D) reach on one side."""
    ordered = np.sort(shares, axis=0)
    low, high = ordered[(len(shares) - 1) // 2], ordered[len(shares) // 2]
    return np.asarray(np.where(low > 0, low, np.minimum(high, 0.0)), dtype=np.float64)


def _pressure(group: int, some: Sequence[Bag], shares: Floats, shared: Floats) -> Pressure:
    low, middle, high = (float(q) for q in np.quantile(shared, (0.1, 0.5, 0.9)))
    alike = np.median(shares, axis=1) * (1 if middle >= 0 else -1) > SHARED / 2
    return Pressure(
        group, tuple(bag.unit for bag in some), middle, low, high,
        float(np.mean(shared > SHARED)), float(np.mean(shared < -SHARED)), int(alike.sum()),
        some[0].end.materiality.sure,
    )  # fmt: skip


def _own(bag: Bag, shared: Floats | None) -> Bag:
    """Its chances in the worlds without what is shared; where nothing is, those it has."""
    if bag.outlook is None or bag.ore.budget is None:
        return bag
    if shared is None:
        return replace(bag, own_over=bag.end.p_over, own_under=bag.end.p_under)
    kroner = abs(bag.ore.budget) / ORE
    demand = max(bag.end.materiality.absolute, bag.end.materiality.relative * kroner)
    away = bag.outlook.draws - bag.ore.budget / ORE - shared * kroner
    return replace(bag, own_over=float(np.mean(away > demand)), own_under=float(np.mean(away < -demand)))
