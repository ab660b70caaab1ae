"""`spillerum prepare`: the database as this version needs it."""

from __future__ import annotations

import click

from spillerum.cli._house import make_ready, open_house


@click.command()
def command() -> None:
    """Make the tables, or bring them up to this version. Nothing happens when they are."""
    open_house()
    make_ready()
    click.echo("The database is ready.")
