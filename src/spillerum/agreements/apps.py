"""Wiring of the room."""

from __future__ import annotations

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "spillerum.agreements"
    label = "agreements"

    def ready(self) -> None:
        from spillerum.agreements.kinds import register_kinds  # noqa: PLC0415 -- models must be loaded first

        register_kinds()
