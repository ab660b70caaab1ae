"""Wiring of the room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

if TYPE_CHECKING:
    from spillerum.matters.models import Entry, Matter


class ForecastsConfig(AppConfig):
    name = "spillerum.forecasts"
    label = "forecasts"

    def ready(self) -> None:
        from spillerum.forecasts.kinds import register_kinds  # noqa: PLC0415 -- models must be loaded first
        from spillerum.matters.services import moved  # noqa: PLC0415 -- as above

        register_kinds()
        moved.connect(follow, dispatch_uid="forecasts")


def follow(*, matter: Matter, entry: Entry, **_signal: Any) -> None:
    """What a move means for the deviation's own row; in the same transaction."""
    from spillerum.forecasts.services import keep_up  # noqa: PLC0415 -- models must be loaded first

    if matter.kind in {"budget", "pressure"} and entry.what != "open":
        keep_up(matter=matter)
