"""Units that look like one unit under two names: one begins where the other stopped, at its level; or a misspelt name
stands just where the right one has holes. Names are compared by difflib (Ratcliff & Obershelp 1988)."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.faults.fault import NAMED, Fault, FaultKind
from spillerum.analysis.faults.usual import density
from spillerum.analysis.robust import median

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spillerum.analysis.grid import Grid
    from spillerum.analysis.series import Floats, Ints

BETWEEN = 2  # periods without either, or with both, when one takes over from the other
ENOUGH = 3  # figures of each
BEGIN = 6  # periods after the first of all: who was there from the beginning has not begun
LIKE = 0.85  # words so alike are one word misspelt; and Indskoling is not Udskoling
BOTH = 0.1  # of the rarer one's periods may have both
WIDE = 1.0  # on the scale of logarithms: how far levels of different units lie apart, where nothing better is known
NAMES = ((0.9, 1000.0), (0.75, 100.0), (0.6, 10.0), (0.4, 1.0), (0.0, 0.3))
"""From this likeness of two names: how many times likelier it is between names of one unit than of two."""


def twins(grid: Grid, names: Mapping[str, str]) -> Iterator[Fault]:
    """Pairs within a group, told at the newer (or rarer) one, when that was within the year before the last column.

    names: what units are called, where that is not what they are called by.
    """
    with np.errstate(divide="ignore"):
        logs = np.log(np.where(grid.values == 0, np.nan, np.abs(grid.values)))
    for family in grid.families:
        house = _House(grid, logs, family[family >= 0], names)
        for new in np.flatnonzero(house.last >= grid.periods - max(grid.seasons, BEGIN)):
            found = [
                fault for fault in (house.renamed(int(new)), house.misspelt(int(new))) if fault is not None
            ]
            yield from found[:1]


class _House:
    """The units of a group: which periods each has told anything in."""

    def __init__(self, grid: Grid, logs: Floats, rows: Ints, names: Mapping[str, str]) -> None:
        self.grid, self.logs = grid, logs
        self.of: dict[str, list[int]] = {}
        for row in rows:
            self.of.setdefault(grid.series[row].unit, []).append(int(row))
        self.keys = list(self.of)
        self.names = [names.get(key, key) for key in self.keys]
        self.words = [_words(name) for name in self.names]
        self.there = np.array([np.isfinite(grid.values[some]).any(axis=0) for some in self.of.values()])
        self.have = self.there.sum(axis=1)
        self.first = np.where(self.have > 0, np.argmax(self.there, axis=1), grid.periods)
        self.last = np.where(self.have > 0, grid.periods - 1 - np.argmax(self.there[:, ::-1], axis=1), -1)

    def renamed(self, new: int) -> Fault | None:
        """The unit it probably was before: one that stopped when this one began."""
        begins = int(self.first[new])
        if begins < max(BEGIN, self.grid.periods - max(self.grid.seasons, BEGIN)) or self.have[new] < ENOUGH:
            return None
        stopped = (np.abs(begins - self.last - 1) <= BETWEEN) & (self.first < begins - BETWEEN)
        candidates = np.flatnonzero(stopped & (self.have >= ENOUGH))
        odds = {
            int(old): _name_odds(self.names[old], self.names[new], len(candidates))
            * self._level_odds(int(old), new)
            for old in candidates
        }
        return self._best(FaultKind.RENAMED, new, begins, odds)

    def misspelt(self, new: int) -> Fault | None:
        """The unit it probably is: nearly the same name, with holes where this one stands."""
        there = self.there[new]
        odds = {}
        for old in np.flatnonzero((self.have > 2 * self.have[new]) & (self.have >= BEGIN)):
            span = slice(int(self.first[old]), int(self.last[old]) + 2)
            holes = 1 - self.there[old][span].mean()
            both = int((self.there[old] & there).sum())
            fills = both <= BOTH * self.have[new] and there[span].sum() > both
            passing = self.last[new] < self.last[old] and self.have[new] <= BOTH * self.have[old]
            same = self.words[old] == self.words[new]
            if (fills or passing or same) and misspelt(self.names[old], self.names[new]):
                odds[int(old)] = NAMES[0][1] / max(holes, BOTH)
        return self._best(FaultKind.MISSPELT, new, int(self.last[new]), odds)

    def _best(self, kind: FaultKind, new: int, t: int, odds: dict[int, float]) -> Fault | None:
        old = max(odds, key=lambda unit: odds[unit], default=None)
        if old is None or odds[old] < NAMED:
            return None
        rows = self.of[self.keys[new]]
        row = next((row for row in rows if np.isfinite(self.grid.values[row, t])), rows[0])
        one, value = self.grid.series[row], float(self.grid.values[row, t])
        return Fault(
            kind, one.unit, one.measure, one.group, (self.grid.first + t,), (value,), odds[old],
            other=self.keys[old],
        )  # fmt: skip

    def _level_odds(self, old: int, new: int) -> float:
        """Over the measures both have: how much better one level explains both than two levels do."""
        odds = 1.0
        before = {self.grid.series[row].measure: row for row in self.of[self.keys[old]]}
        for row in self.of[self.keys[new]]:
            if (other := before.get(self.grid.series[row].measure)) is not None:
                odds *= _same_level(self.grid, self.logs, other, row)
        return odds


def _same_level(grid: Grid, logs: Floats, old: int, new: int) -> float:
    a = logs[old][np.isfinite(logs[old])][-2 * BEGIN :]
    b = logs[new][np.isfinite(logs[new])][: 2 * BEGIN]
    if len(a) < ENOUGH or len(b) < ENOUGH:
        return 1.0
    siblings = grid.siblings[grid.group_of[new]]
    levels = median(logs[siblings[siblings >= 0]], enough=ENOUGH)
    levels = levels[np.isfinite(levels)]
    apart = max(float(np.std(levels)) * np.sqrt(2), 0.3) if len(levels) >= BEGIN else WIDE
    within = np.hypot(np.std(a) / np.sqrt(len(a)), np.std(b) / np.sqrt(len(b))) + 0.1
    away = float(np.median(a) - np.median(b))
    same = float(density(np.array(away / within))) / within
    different = float(np.exp(-(away**2) / 2 / apart**2)) / apart / np.sqrt(2 * np.pi)
    return float(np.clip(same / max(different, 1e-9), 0.01, 20.0))


def likeness(one: str, other: str) -> float:
    """From 0 to 1: by letters, by words (one name may stand within a longer one), or by initials."""
    a, b = _words(one), _words(other)
    if not a or not b:
        return 0.0
    letters = SequenceMatcher(None, " ".join(a), " ".join(b), autojunk=False).ratio()
    fewer, more = sorted((a, b), key=lambda words: sum(map(len, words)))
    common = sum(len(word) for word in fewer if word in more) / sum(map(len, fewer))
    words = 0.95 * common if sum(map(len, fewer)) >= 8 else 0.0
    initials = 0.9 if _initials(a, b) or _initials(b, a) else 0.0
    return max(letters, words, initials)


def misspelt(one: str, other: str) -> bool:
    """Whether two names are one name: word for word nearly the same letters, and the same numbers in them."""
    a, b = _words(one), _words(other)
    if len(a) != len(b) or re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    alike = [SequenceMatcher(None, x, y, autojunk=False).ratio() for x, y in zip(a, b, strict=True)]
    return bool(alike) and min(alike) >= LIKE


def _words(name: str) -> list[str]:
    return [
        word
        for word in re.findall(r"\w+", re.sub(r"['’´`]", "", name.casefold()))
        if word not in {"and", "og"}
    ]


def _name_odds(one: str, other: str, candidates: int) -> float:
    """Where the names tell little, each of many that stopped at once is as likely."""
    alike = likeness(one, other)
    odds = next(odds for least, odds in NAMES if alike >= least)
    return odds if odds > 1 else odds / candidates


def _initials(short: list[str], long: list[str]) -> bool:
    return len(long) > 1 and "".join(short) in {
        "".join(w[0] for w in long),
        "".join(w[0] for w in long if len(w) > 2),
    }
