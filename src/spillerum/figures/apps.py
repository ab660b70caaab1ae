"""Wiring of the room."""

from __future__ import annotations

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "spillerum.figures"
    label = "figures"

    def ready(self) -> None:
        from spillerum.figures.kinds import register_kinds  # noqa: PLC0415 -- models must be loaded first

        register_kinds()
