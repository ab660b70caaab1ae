"""Wiring of the room."""

from __future__ import annotations

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "spillerum.organisation"
    label = "organisation"
