"""Wiring of the room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

if TYPE_CHECKING:
    from spillerum.matters.models import Matter


class FiguresConfig(AppConfig):
    name = "spillerum.figures"
    label = "figures"

    def ready(self) -> None:
        from spillerum.figures.kinds import register_kinds  # noqa: PLC0415 -- models must be loaded first
        from spillerum.matters.services import moved  # noqa: PLC0415 -- as above

        register_kinds()
        moved.connect(follow, dispatch_uid="figures")


def follow(*, matter: Matter, **_signal: Any) -> None:
    """What a move means for the fault's own row; in the same transaction."""
    from spillerum.figures.services import keep_up  # noqa: PLC0415 -- models must be loaded first

    if matter.kind in {"fault", "oddity"}:
        keep_up(matter=matter)
