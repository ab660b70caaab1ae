"""Deeds of the kernel: open, move, note, record. Each is one transaction and one line in the timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.dispatch import Signal

from spillerum.calendar.now import now
from spillerum.calendar.workdays import working_days_after
from spillerum.matters.access import MatterPermission
from spillerum.matters.kinds import KINDS
from spillerum.matters.lifecycle import BadlyDrawn, MatterError
from spillerum.matters.models import Entry, Matter
from spillerum.people.access import require

if TYPE_CHECKING:
    from datetime import datetime

    from spillerum.matters.lifecycle import State
    from spillerum.people.access import Viewer
    from spillerum.people.models import Post, User

moved = (
    Signal()
)  # sent inside the transaction, with `matter` and `entry`: what follows from a move stands or falls with it


class MovedMeanwhile(MatterError):
    """Somebody else moved the matter first."""


def open_matter(
    *, kind: str, about: str, who: dict[str, Post], at: datetime | None = None, note: str = ""
) -> Matter:
    """Open a matter in its lifecycle's first state. `who` names the post for the first state's role."""
    at = at or now()
    state = KINDS[kind].lifecycle.state(KINDS[kind].lifecycle.start)
    with transaction.atomic():
        matter = Matter.objects.create(
            kind=kind, opened=at, **_standing(state, at=at, post=who[state.acts], until=None)
        )
        entry = record(matter=matter, about=about, what="open", at=at, note=note)
        moved.send(Matter, matter=matter, entry=entry)
    return matter


def move(
    *,
    matter: Matter,
    name: str,
    by: User | None = None,
    for_post: Post | None = None,
    note: str = "",
    until: datetime | None = None,
    at: datetime | None = None,
    data: dict[str, Any] | None = None,
) -> Entry:
    """Make one move. Of two simultaneous callers exactly one wins; the other gets MovedMeanwhile.

    Permission is checked by the deed that calls this (it knows the person); silence and figures need none.
    """
    at = at or now()
    state = matter.lifecycle.state(matter.lifecycle.move(matter.state, name).target)
    with transaction.atomic():
        post = None if state.name in matter.lifecycle.endings else matter.kind_of.who(matter, state.acts)
        change = _standing(state, at=at, post=post, until=until)
        unmoved = Matter.objects.filter(pk=matter.pk, moves_made=matter.moves_made)
        if unmoved.update(moves_made=F("moves_made") + 1, **change) != 1:
            raise MovedMeanwhile(f"{matter.kind} {matter.pk}")
        for field, value in change.items():
            setattr(matter, field, value)
        matter.moves_made += 1
        entry = record(matter=matter, what=name, at=at, by=by, for_post=for_post, note=note, data=data)
        moved.send(Matter, matter=matter, entry=entry)
    return entry


def record(
    *,
    matter: Matter | None = None,
    about: str = "",
    what: str,
    at: datetime | None = None,
    by: User | None = None,
    for_post: Post | None = None,
    note: str = "",
    data: dict[str, Any] | None = None,
) -> Entry:
    """Add one line to the timeline, of a matter or of something else (`about`, such as “unit:12”)."""
    return Entry.objects.create(
        matter=matter,
        about=about,
        what=what,
        at=at or now(),
        recorded=now(),
        by=by,
        for_post=for_post,
        note=note,
        data=data or {},
    )


def note(*, viewer: Viewer, matter: Matter, text: str) -> Entry:
    """A line to whoever follows the matter. The same line by the same person stands once."""
    require(viewer, MatterPermission.NOTE, matter)
    with transaction.atomic():
        same = matter.timeline.filter(what="note", by=viewer.user, note=text).first()
        return same or record(matter=matter, what="note", by=viewer.user, note=text)


def _standing(state: State, *, at: datetime, post: Post | None, until: datetime | None) -> dict[str, Any]:
    """The columns of a matter that has just entered a state."""
    due = None
    if state.silence is not None:
        due = until
        if state.silence.working_days is not None:
            due = working_days_after(at, state.silence.working_days)
        elif until is None:
            raise BadlyDrawn(f"{state.name}: the move into it must say until when")
    return {
        "state": state.name,
        "since": at,
        "falls_due": due,
        "post": post,
        "asks": post is not None and state.asks,
    }
