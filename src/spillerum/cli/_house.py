"""Opening the house for commands that need its database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

SETTINGS = "spillerum.site.settings"


def open_house(*, demo: bool = False) -> None:
    """Django with its settings. In the demo, with the demo's own folder and switch."""
    if demo:
        os.environ["SPILLERUM_DEMO"] = "yes"
        folder = os.environ.setdefault("SPILLERUM_DATA", "var/demo")
        os.environ.setdefault("SPILLERUM_SECRET_KEY", a_secret(Path(folder)))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django  # noqa: PLC0415 -- only commands with a database pay for it
    from django.conf import settings  # noqa: PLC0415 -- as above

    Path(settings.DATA).mkdir(parents=True, exist_ok=True)
    django.setup()


def a_secret(folder: Path) -> str:
    """The folder's own secret, made once and read by nobody else."""
    path = folder / "secret-key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii")


def make_ready() -> None:
    """The tables as this version needs them; nothing happens when they are."""
    from django.core.management import call_command  # noqa: PLC0415 -- as above

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
