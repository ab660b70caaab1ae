"""What a web server runs: `spillerum.site.wsgi:application`. It refuses to serve without a secret of its own."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spillerum.site.settings")

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

SHORTEST = 32  # characters

if settings.SECRET_KEY == settings.NO_SECRET or len(settings.SECRET_KEY) < SHORTEST:
    raise ImproperlyConfigured(
        "Set SPILLERUM_SECRET_KEY (or SPILLERUM_SECRET_KEY_FILE) to a random text of at least 32 characters."
    )

application = get_wsgi_application()
