"""Wiring of the room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

if TYPE_CHECKING:
    from spillerum.matters.models import Entry, Matter


class DeviationsConfig(AppConfig):
    name = "spillerum.deviations"
    label = "deviations"

    def ready(self) -> None:
        from spillerum.deviations.kinds import register_kinds  # noqa: PLC0415 -- models must be loaded first
        from spillerum.matters.services import moved  # noqa: PLC0415 -- as above

        register_kinds()
        moved.connect(follow, dispatch_uid="deviations")


def follow(*, matter: Matter, entry: Entry, **_signal: Any) -> None:
    """What a move means for the deviation's own row; in the same transaction."""
    from spillerum.deviations.services import keep_up  # noqa: PLC0415 -- models must be loaded first

    if matter.kind in {"deviation", "common"} and entry.what != "open":
        keep_up(matter=matter)
