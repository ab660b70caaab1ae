"""Wiring of the room."""

from __future__ import annotations

from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "spillerum.money"
    label = "money"

    def ready(self) -> None:
        from spillerum.money.layouts import register_layouts  # noqa: PLC0415 -- models must be loaded first
        from spillerum.money.sheet import register_sheet  # noqa: PLC0415 -- as above

        register_layouts()
        register_sheet()
