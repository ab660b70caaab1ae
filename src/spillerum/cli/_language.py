"""The terminal's language: Danish unless somebody says otherwise. Catalogues only: no models, no database, no settings."""

from __future__ import annotations

import os
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils import translation

import spillerum


def activate(lang: str | None) -> None:
    """`lang` is da or en; else the environment's locale decides; else Danish."""
    if not settings.configured:
        rooms = Path(spillerum.__file__).parent.glob("*/locale")
        settings.configure(
            LANGUAGE_CODE="da",
            LANGUAGES=[("da", "Dansk"), ("en", "English")],
            LOCALE_PATHS=sorted(str(room) for room in rooms),
            LOGGING_CONFIG=None,
        )
        apps.populate(())  # nothing to set up, but gettext asks whether there is
    translation.activate(lang or _from_environment())


def _from_environment() -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name, "").lower():
            return "en" if value.startswith("en") else "da"
    return "da"
