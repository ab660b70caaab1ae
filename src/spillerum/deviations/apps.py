"""Wiring of the room."""

from __future__ import annotations

from django.apps import AppConfig


class DeviationsConfig(AppConfig):
    name = "spillerum.deviations"
    label = "deviations"
