"""Wiring of the room."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "spillerum.site"
    label = "site"
