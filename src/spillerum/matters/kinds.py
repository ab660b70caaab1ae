"""What a room tells the kernel about its matters: lifecycle, who acts, who sees, what a page shows, what a move needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from spillerum.matters.lifecycle import BadlyDrawn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django import forms
    from django.http import HttpRequest

    from spillerum.matters.lifecycle import Lifecycle, Text
    from spillerum.matters.models import Entry, Matter
    from spillerum.people.access import Viewer
    from spillerum.people.models import Post


@dataclass(frozen=True)
class Card:
    """How a matter is told in a list: a heading, one sentence, where it is, how many units it touches."""

    title: str
    sentence: str
    place: str = ""
    touches: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Deed:
    """What a button needs: the form that asks, and the service function that does it (keyword-only: matter, by, …fields)."""

    form: type[forms.Form]
    do: Callable[..., Entry]
    help: Text = ""
    primary: bool = False
    minutes: int | None = (
        None  # what it asks of a person, about; None: nobody has measured it (unknown is never 0)
    )


def _note(entry: Entry) -> str:
    return str(entry.note)


def _nothing_more(_request: HttpRequest, _matter: Matter) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Kind:
    lifecycle: Lifecycle
    who: Callable[[Matter, str], Post]  # the post that plays a role (a State's `acts`) in this matter
    may_see: Callable[[Viewer, Matter], bool]
    cards: Callable[
        [Sequence[Matter]], dict[int, Card]
    ]  # all at once: the same number of queries for 1 and for 50
    deeds: Mapping[str, Deed] = field(default_factory=dict)
    template: str = "matters/body.html"
    context: Callable[[HttpRequest, Matter], dict[str, Any]] = _nothing_more
    told: Callable[[Entry], str] = _note  # the timeline's words beyond the move's own


UNMEASURED: Mapping[str, Any] = {"minutes": 0, "unknown": True}
"""What the foot of a page says of a form that nobody has taken the time of: unknown, never 0."""

KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Called by a room's AppConfig.ready(). Every move a person makes must have its deed."""
    lifecycle = kind.lifecycle
    people = {move.name for move in lifecycle.moves if move.permission}
    if missing := people - set(kind.deeds):
        raise BadlyDrawn(f"{lifecycle.name}: no deed for {sorted(missing)}")
    KINDS[lifecycle.name] = kind
