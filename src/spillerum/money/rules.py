"""Which place the rules give an account: the first that matches counts."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ANY = "*"


@dataclass(frozen=True, slots=True)
class Rule:
    """Globs over the account string and the cost centre, and where such accounts belong.

    unit None: the one the cost centre names. group None: set aside, nobody's budget.
    """

    text: str
    cost_centre: str
    unit: int | None
    group: int | None
    note: str = ""

    def __str__(self) -> str:
        return f"{self.text} · {self.cost_centre}"


@dataclass(frozen=True)
class Rules:
    """In order. Those that name one cost centre are looked up by it, so that a rule for each costs nothing."""

    rules: Sequence[Rule]

    def match(self, text: str, cost_centre: str) -> Rule | None:
        centre = cost_centre.casefold()
        candidates: list[int] = sorted([*self._by_centre.get(centre, ()), *self._open])
        for place in candidates:
            texts, centres = self._globs[place]
            if texts.fullmatch(text) and centres.fullmatch(cost_centre):
                return self.rules[place]
        return None

    @cached_property
    def _globs(self) -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
        return [(_glob(rule.text), _glob(rule.cost_centre)) for rule in self.rules]

    @cached_property
    def _by_centre(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for place, rule in enumerate(self.rules):
            if not _is_glob(rule.cost_centre):
                found[rule.cost_centre.casefold()].append(place)
        return found

    @cached_property
    def _open(self) -> list[int]:
        """The places of rules for more than one cost centre."""
        return [place for place, rule in enumerate(self.rules) if _is_glob(rule.cost_centre)]


def _is_glob(text: str) -> bool:
    return ANY in text or "?" in text


def _glob(text: str) -> re.Pattern[str]:
    """* is any signs, ? is one; everything else is itself, whatever its case."""
    pattern = re.escape(text).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)
