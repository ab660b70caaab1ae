"""A plan: what a file would change, unit by unit, and what it leaves out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from spillerum.exchange.faults import Fault
    from spillerum.organisation.intake.house import UnitState
    from spillerum.people.access import PostKind


@dataclass(frozen=True, slots=True)
class Change:
    """A unit as it is (None: it is new) and as the file has it; `posts` are those it gets."""

    before: UnitState | None
    after: UnitState
    posts: tuple[tuple[PostKind, str], ...] = ()

    @property
    def what(self) -> str:
        """The weightiest of what happens to the unit: new, ended, moved or changed."""
        if self.before is None:
            return "new"
        if self.after.last_day is not None and self.after.last_day != self.before.last_day:
            return "ended"
        return "moved" if self.after.ties != self.before.ties else "changed"


@dataclass(frozen=True)
class Plan:
    """`unchanged` units are in the house as in the file; `untouched` ones are not in the file and stay."""

    on: date
    file: str
    changes: tuple[Change, ...]
    unchanged: int
    untouched: int
    faults: tuple[Fault, ...]
    notices: tuple[Fault, ...]
    names: dict[UUID, str]  # of every unit, as they will be

    def those(self, what: str) -> list[Change]:
        return [change for change in self.changes if change.what == what]

    @cached_property
    def fingerprint(self) -> str:
        """The same for two plans that do the same (a new unit's name stands for its uuid to come)."""
        new = {change.after.uuid: f"new {change.after.name}" for change in self.those("new")}

        def told(state: UnitState | None) -> list[str]:
            if state is None:
                return []
            ties = sorted(
                f"{t.kind} {new.get(t.above, t.above)} {t.first_day} {t.last_day}" for t in state.ties
            )
            head = [new.get(state.uuid, state.uuid), state.name, state.kind, state.first_day, state.last_day]
            return [*map(str, head), *ties]

        everything = sorted(repr((told(c.before), told(c.after), c.posts)) for c in self.changes)
        return hashlib.sha256("\n".join(everything).encode()).hexdigest()
