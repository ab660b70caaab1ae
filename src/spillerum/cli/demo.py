"""`spillerum demo`: the whole house on Newcastle's public-domain library figures, in one SQLite file."""

from __future__ import annotations

import os
from pathlib import Path

import click

from spillerum.cli._house import make_ready, open_house
from spillerum.cli._serving import serve


@click.command()
@click.option("--reset", is_flag=True, help="Begin again at 1 September 2018.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
@click.option("--build-only", is_flag=True, help="Build it and stop.")
def command(*, reset: bool, host: str, port: int, build_only: bool) -> None:
    """Build the demo if it is not there, and serve it. Everything in it stays on this machine."""
    os.environ.setdefault("SPILLERUM_ORIGIN", f"http://{host}:{port}")
    os.environ.setdefault("SPILLERUM_HOSTS", f"{host},localhost,127.0.0.1")
    os.environ.pop("DATABASE_URL", None)  # the demo never touches a real database
    open_house(demo=True)
    if reset:
        _forget()
    make_ready()
    _build()
    if not build_only:
        click.echo(f"Spillerum is at http://{host}:{port}/  (stop it with Ctrl+C)")
        serve(host=host, port=port)


def _forget() -> None:
    from django.conf import settings  # noqa: PLC0415 -- after the house is open

    for path in Path(settings.DATA).glob("spillerum.sqlite3*"):
        path.unlink()


def _build() -> None:
    from spillerum.site.demo.build import build, is_built  # noqa: PLC0415 -- after the house is open

    if not is_built():
        click.echo("Building the demo on Newcastle's public-domain library figures. It takes some seconds.")
        build()
