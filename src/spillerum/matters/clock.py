"""The clock: acts on silence. It may run twice at once, catches up after a stop, and dates what it did when it fell due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spillerum.calendar.now import now
from spillerum.matters.queries import overdue
from spillerum.matters.services import MovedMeanwhile, move

if TYPE_CHECKING:
    from datetime import datetime

    from spillerum.matters.models import Matter


def act_on_silence(at: datetime | None = None) -> int:
    """Make the move that silence means for every overdue matter, until none is left. Returns how many were made."""
    at, acted = at or now(), 0
    while due := list(overdue(at)[:500]):
        for matter in due:
            acted += _act(matter)
    return acted


def _act(matter: Matter) -> bool:
    silence = matter.state_of.silence
    if silence is None or matter.falls_due is None:
        raise AssertionError(f"matter {matter.pk} is overdue in a state where silence means nothing")
    try:
        move(matter=matter, name=silence.means, at=matter.falls_due)
    except MovedMeanwhile:
        return False
    return True
