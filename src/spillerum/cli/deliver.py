"""spillerum deliver SOURCE FILE…: files from a source, as a nightly job sends them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from spillerum.cli import _language
from spillerum.cli._house import make_ready, open_house

if TYPE_CHECKING:
    from spillerum.figures.models import Source

FINE, LOOK, BAD_INPUT = 0, 1, 2


@click.command()
@click.argument("source")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--lang", type=click.Choice(["da", "en"]), help="Language; else the environment's, else Danish."
)
@click.pass_context
def command(ctx: click.Context, source: str, files: tuple[Path, ...], lang: str | None) -> None:
    """Take in FILE… from SOURCE (its name), in the order given. The same file twice changes nothing.

    Exit status: 0 all of it went in, 1 something waits for somebody to look at it, 2 a file cannot be used.
    """
    open_house()
    make_ready()
    _language.activate(lang)
    the_source = _source(source)
    ctx.exit(BAD_INPUT if the_source is None else max(_deliver(the_source, file) for file in files))


def _source(name: str) -> Source | None:
    from django.utils.translation import gettext as _  # noqa: PLC0415 -- after the house is open

    from spillerum.figures.models import Source  # noqa: PLC0415 -- as above

    found = Source.objects.select_related("measure").filter(name__iexact=name).first()
    if found is None:
        names = ", ".join(Source.objects.order_by("name").values_list("name", flat=True)) or "–"
        click.echo(
            _("There is no source “%(name)s”. There are: %(names)s.") % {"name": name, "names": names},
            err=True,
        )
    return found


def _deliver(source: Source, file: Path) -> int:
    from django.utils.translation import gettext  # noqa: PLC0415 -- after the house is open

    from spillerum.exchange.faults import BadFile  # noqa: PLC0415 -- as above
    from spillerum.exchange.reading import read_bytes  # noqa: PLC0415 -- as above
    from spillerum.figures.errors import FigureError  # noqa: PLC0415 -- as above
    from spillerum.figures.services import receive  # noqa: PLC0415 -- as above
    from spillerum.figures.telling import left_out, told  # noqa: PLC0415 -- as above

    try:
        received = receive(source=source, filename=file.name, content=read_bytes(file, file.name))
    except BadFile as wrong:
        click.echo("\n".join(fault.sentence(gettext) for fault in wrong.faults), err=True)
        return BAD_INPUT
    except FigureError as wrong:
        click.echo(str(wrong), err=True)
        return BAD_INPUT
    click.echo(f"{file.name}: {told(received)}")
    for sentence in (lines := left_out(received)):
        click.echo(f"{file.name}: {sentence}", err=True)
    return LOOK if lines else FINE
