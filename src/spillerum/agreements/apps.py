"""Wiring of the room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

if TYPE_CHECKING:
    from spillerum.matters.models import Entry, Matter


class AgreementsConfig(AppConfig):
    name = "spillerum.agreements"
    label = "agreements"

    def ready(self) -> None:
        from spillerum.agreements.kinds import register_kinds  # noqa: PLC0415 -- models must be loaded first
        from spillerum.matters.services import moved  # noqa: PLC0415 -- as above

        register_kinds()
        moved.connect(follow, dispatch_uid="agreements")


def follow(*, matter: Matter, entry: Entry, **_signal: Any) -> None:
    """What a move means for the members of a saving; in the same transaction."""
    from spillerum.agreements import saving  # noqa: PLC0415 -- models must be loaded first

    if entry.what == "open" or matter.is_open:
        return
    if matter.kind == "invitation":
        saving.keep_up_invitation(matter=matter)
    elif matter.kind == "saving":
        saving.call_off(matter=matter)
