"""What every deed of the room shares: who may, one at a time, and its line."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from spillerum.matters.services import record
from spillerum.matters.turns import turn
from spillerum.people.access import require

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from spillerum.money.access import MoneyPermission
    from spillerum.people.access import Viewer


@contextmanager
def deed(viewer: Viewer | None, permission: MoneyPermission, thing: object = None) -> Iterator[None]:
    """One transaction, in which nobody else arranges the money. Raises PermissionDenied."""
    if viewer is not None:
        require(viewer, permission, thing)
    with turn("money"):
        yield


def note_down(
    about: str,
    what: str,
    viewer: Viewer | None,
    at: datetime | None,
    *,
    note: str = "",
    data: dict[str, Any] | None = None,
) -> None:
    record(about=about[:80], what=what, by=viewer.user if viewer else None, at=at, note=note, data=data)
