"""Wiring of the room."""

from __future__ import annotations

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "spillerum.figures"
    label = "figures"
