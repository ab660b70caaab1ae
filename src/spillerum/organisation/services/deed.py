"""What every deed of the room shares: who may, alone, and its line in the timeline."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from spillerum.matters.services import record
from spillerum.organisation.access import OrganisationPermission
from spillerum.people.access import require

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from spillerum.organisation.models import Unit
    from spillerum.people.access import Viewer


class OrganisationError(Exception):
    """What every error of this room is: a sentence for whoever asked."""


@contextmanager
def alone() -> Iterator[None]:
    """One transaction, and nobody else arranges units meanwhile (reading goes on)."""
    with transaction.atomic():
        if connection.vendor == "postgresql":  # SQLite lets one writer in at a time anyway
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE organisation_unit IN SHARE ROW EXCLUSIVE MODE")
        yield


def may_arrange(viewer: Viewer | None) -> None:
    if viewer is not None:
        require(viewer, OrganisationPermission.ARRANGE)


def note_down(
    unit: Unit,
    what: str,
    viewer: Viewer | None,
    at: datetime | None,
    *,
    note: str = "",
    data: dict[str, Any] | None = None,
) -> None:
    by = viewer.user if viewer else None
    record(about=f"unit:{unit.pk}", what=what, by=by, at=at, note=note, data=data)
