"""`spillerum define FILE`: what is counted, where it comes from, and what happened when."""

from __future__ import annotations

from pathlib import Path

import click

from spillerum.cli import _language
from spillerum.cli._house import make_ready, open_house

BAD_INPUT = 2


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Take in a sheet (TOML) of measures, sources and events. The same sheet twice changes nothing.

    Exit status: 0 done, 2 the sheet cannot be used; then nothing of it was.
    """
    open_house()
    make_ready()
    _language.activate(None)
    from spillerum.calendar.now import today  # noqa: PLC0415 -- after the house is open
    from spillerum.figures.sheet import BadSheet, apply_sheet  # noqa: PLC0415 -- as above

    try:
        held = apply_sheet(content=file.read_bytes(), on=today())
    except BadSheet as wrong:
        for sentence in wrong.sentences:
            click.echo(f"{file}: {sentence}", err=True)
        click.get_current_context().exit(BAD_INPUT)
    click.echo(", ".join(f"{count} {kind}" for kind, count in held.items()))
