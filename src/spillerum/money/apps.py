"""Wiring of the room."""

from __future__ import annotations

from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "spillerum.money"
    label = "money"
