"""Groups within a group of siblings: a district among all libraries, the small ones, those of one leader.

A unit may be in several. The widest is the one its siblings are of (`Series.group`), the others (`Series.within`) lie
within it, one inside the other or across each other. A subgroup too small to show anything, or with too few
beside it to be told from the whole, is left out, and so is one with the same units as another.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.common import FEW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spillerum.analysis.series import Ints, Series

ENOUGH = FEW + 1
"""Units with figures: so that what is left of each can be told from three others."""


@dataclass(frozen=True, slots=True)
class Subgroups:
    """`members` (K, width): series numbers, -1 padded; `group_of` (K,): the sibling group they lie in; `above` (K,): the
    narrowest subgroup that holds all of them, -1 where that is the sibling group itself. The wider come first."""

    names: tuple[str, ...]
    members: Ints
    group_of: Ints
    above: Ints

    def __len__(self) -> int:
        return len(self.names)

    def cut(self, place: Ints, groups: Ints) -> Subgroups:
        """Those of some sibling groups (their old numbers); place: (S,) new series numbers, -1 for what is left out."""
        kept = np.flatnonzero(np.isin(self.group_of, groups))
        new = np.full(len(self) + 1, -1, dtype=np.int64)
        new[kept] = np.arange(len(kept))
        members = self.members[kept]
        members = members[:, : int((members >= 0).sum(axis=1).max(initial=0))]
        return Subgroups(
            tuple(self.names[k] for k in kept),
            np.where(members >= 0, place[members], -1),
            np.searchsorted(groups, self.group_of[kept]),
            new[self.above[kept]],
        )


def none() -> Subgroups:
    nought = np.zeros(0, dtype=np.int64)
    return Subgroups((), np.zeros((0, 0), dtype=np.int64), nought, nought)


def subgroups(series: Sequence[Series], siblings: Ints, group_of: Ints) -> Subgroups:
    """siblings (G, width), group_of (S,): as in `grid.Grid`."""
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    for row, one in enumerate(series):
        for name in one.within:
            found[int(group_of[row]), name].add(row)
    if not found:
        return none()
    size = (siblings >= 0).sum(axis=1)
    kept: dict[tuple[int, frozenset[int]], str] = {}
    for group, name in sorted(found):
        rows = frozenset(found[group, name])
        if len(rows) >= ENOUGH and size[group] - len(rows) >= FEW:
            kept.setdefault((group, rows), name)
    if not kept:
        return none()
    order = sorted(kept, key=lambda key: (key[0], -len(key[1]), kept[key]))
    above = [
        max((k for k in range(n) if order[k][0] == group and rows < order[k][1]), default=-1)
        for n, (group, rows) in enumerate(order)
    ]
    width = max(len(rows) for _, rows in order)
    members = [[*sorted(rows), *[-1] * (width - len(rows))] for _, rows in order]
    return Subgroups(
        tuple(kept[key] for key in order),
        np.array(members, dtype=np.int64),
        np.array([group for group, _ in order], dtype=np.int64),
        np.array(above, dtype=np.int64),
    )


def widest_first(series: Sequence[Series]) -> list[Series]:
    """The series with the widest of their groups as `group`, the others in `within`, by name.

    Its siblings are those of the first named, unless another of its groups holds all of that one's units and more.
    """
    if not any(one.within for one in series):
        return list(series)
    units: dict[str, set[str]] = defaultdict(set)
    for one in series:
        for name in (one.group, *one.within):
            units[name].add(one.unit)
    return [_widest_first(one, units) for one in series]


def _widest_first(one: Series, units: Mapping[str, set[str]]) -> Series:
    wider = [name for name in one.within if units[name] > units[one.group]]
    widest = max(wider, key=lambda name: len(units[name]), default=one.group)
    return replace(one, group=widest, within=tuple(sorted({one.group, *one.within} - {widest})))
