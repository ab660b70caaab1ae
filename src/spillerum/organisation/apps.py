"""Wiring of the room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

if TYPE_CHECKING:
    from datetime import datetime

    from spillerum.people.models import User


class OrganisationConfig(AppConfig):
    name = "spillerum.organisation"
    label = "organisation"

    def ready(self) -> None:
        from spillerum.people.services import done  # noqa: PLC0415 -- models are loaded only now

        done.connect(_write_down, dispatch_uid="organisation.write_down")


def _write_down(
    *,
    about: str,
    what: str,
    by: User | None,
    at: datetime | None,
    note: str,
    data: dict[str, Any],
    **_sent: object,
) -> None:
    """What `people` did gets its line in the timeline, which lies in a storey above it."""
    from spillerum.matters.services import record  # noqa: PLC0415 -- as above

    record(about=about, what=what, by=by, at=at, note=note, data=data)
