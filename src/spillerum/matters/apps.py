"""Wiring of the room."""

from __future__ import annotations

from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "spillerum.matters"
    label = "matters"
