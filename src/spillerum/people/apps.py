"""Wiring of the room."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "spillerum.people"
    label = "people"
