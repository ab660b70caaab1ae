"""`spillerum serve`: the pages."""

from __future__ import annotations

import click

from spillerum.cli._house import open_house


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
@click.option("--workers", default=2, show_default=True, help="How many processes answer.")
def command(*, host: str, port: int, workers: int) -> None:
    """Serve the pages, behind a web server that speaks HTTPS. Run `spillerum prepare` first."""
    open_house()
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 -- after the house is open

    from spillerum.cli._serving import serve  # noqa: PLC0415 -- as above

    try:
        serve(host=host, port=port, workers=workers)
    except ImproperlyConfigured as wrong:
        raise click.ClickException(str(wrong)) from wrong
