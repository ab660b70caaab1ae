"""A lifecycle: the states a matter can be in, who must act in each, what moves it, and what silence means.

Pure Python. A lifecycle that is drawn wrongly does not import.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class Text(Protocol):
    """Text, or text that is translated when it is shown."""

    def __str__(self) -> str: ...


class MatterError(Exception):
    """What every error of this room is."""


class BadlyDrawn(MatterError):
    """The lifecycle cannot be right as it is drawn."""


class NotAllowed(MatterError):
    """The matter is not in a state this move leaves from."""


@dataclass(frozen=True, slots=True)
class Move:
    """One way from some states to another.

    Exactly one thing makes it: a person with `permission`, the clock when somebody was silent, or the figures
    (`follows` says in words what they must show).
    """

    name: str
    sources: frozenset[str]
    target: str
    label: Text
    permission: str = ""
    follows: Text | None = None
    done: Text = ""  # how the timeline tells it


@dataclass(frozen=True, slots=True)
class Silence:
    """When nobody has answered in time, the clock makes the move `means`.

    `working_days` from entering the state; None when the move into the state names the date itself.
    """

    means: str
    says: Text
    working_days: int | None = None


@dataclass(frozen=True, slots=True)
class State:
    """`acts` names the role that must act; `asks` is False where the matter runs by itself meanwhile."""

    name: str
    label: Text
    acts: str = ""
    silence: Silence | None = None
    asks: bool = True


@dataclass(frozen=True)
class Lifecycle:
    name: str
    label: Text
    start: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    by_name: Mapping[str, State] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {state.name: state for state in self.states})
        for fault in self._faults():
            raise BadlyDrawn(f"{self.name}: {fault}")

    def state(self, name: str) -> State:
        return self.by_name[name]

    @cached_property
    def endings(self) -> frozenset[str]:
        return frozenset(self.by_name) - frozenset().union(*(move.sources for move in self.moves))

    @cached_property
    def asking(self) -> frozenset[str]:
        """The states in which somebody is waited for."""
        return frozenset(s.name for s in self.states if s.asks and s.name not in self.endings)

    def moves_from(self, state: str) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if state in move.sources)

    def move(self, state: str, name: str) -> Move:
        """The move of that name from that state. Raises NotAllowed."""
        for move in self.moves_from(state):
            if move.name == name:
                return move
        raise NotAllowed(f"{self.name}: no move {name!r} from {state!r}")

    def mermaid(self) -> str:
        """The state picture, as the docs show it."""
        arrows = [
            f"    {s} --> {m.target}: {m.name}{self._by(m)}" for m in self.moves for s in sorted(m.sources)
        ]
        ends = [f"    {state} --> [*]" for state in sorted(self.endings)]
        return "\n".join(["stateDiagram-v2", f"    [*] --> {self.start}", *arrows, *ends])

    def _by(self, move: Move) -> str:
        if move.permission:
            return ""
        return " (silence)" if move.follows is None else " (figures)"

    def _faults(self) -> list[str]:
        faults = self._naming_faults()
        if not faults:
            faults = [*self._state_faults(), *self._move_faults()]
        return faults

    def _naming_faults(self) -> list[str]:
        known = set(self.by_name)
        used = {self.start}.union(*({m.target} | m.sources for m in self.moves))
        faults = [f"no state {name!r} is declared" for name in sorted(used - known)]
        if len(known) != len(self.states):
            faults.append("two states share a name")
        if len({move.name for move in self.moves}) != len(self.moves):
            faults.append("two moves share a name")
        return faults

    def _state_faults(self) -> list[str]:
        faults = [f"unreachable state {name!r}" for name in sorted(set(self.by_name) - self._reachable())]
        for state in self.states:
            if state.name in self.endings:
                if state.silence or state.acts:
                    faults.append(
                        f"{state.name!r} is an ending, so nobody acts there and silence means nothing"
                    )
                continue
            if not state.acts:
                faults.append(f"nobody acts in the open state {state.name!r}")
            if state.silence is None:
                faults.append(f"silence has no meaning in the open state {state.name!r}")
            elif not any(move.name == state.silence.means for move in self.moves_from(state.name)):
                faults.append(f"silence in {state.name!r} means no move from there")
        if not self.endings:
            faults.append("it never ends")
        return faults

    def _move_faults(self) -> list[str]:
        meant = {state.silence.means for state in self.states if state.silence}
        return [
            f"nobody can make the move {move.name!r}"
            for move in self.moves
            if not (move.permission or move.name in meant) and move.follows is None
        ]

    def _reachable(self) -> frozenset[str]:
        seen: set[str] = set()
        todo = [self.start]
        while todo:
            state = todo.pop()
            if state not in seen:
                seen.add(state)
                todo += [move.target for move in self.moves_from(state)]
        return frozenset(seen)
