"""spillerum organisation import FILE: units from a file, shown before they are taken in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from spillerum.cli import _language
from spillerum.cli._house import make_ready, open_house

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from spillerum.exchange.faults import Fault
    from spillerum.organisation.intake.plan import Plan

FINE, LEFT_OUT, BAD_INPUT = 0, 1, 2


@click.group()
def command() -> None:
    """The organisation: units from a file."""


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--preview/--apply", default=True, help="Show what the file changes (the default), or do it.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day from which moves count; else today.")
@click.option(
    "--lang", type=click.Choice(["da", "en"]), help="Language; else the environment's, else Danish."
)
@click.pass_context
def take_in(ctx: click.Context, file: Path, *, preview: bool, on: datetime | None, lang: str | None) -> None:
    """Take in the units of FILE: CSV, Excel (.xlsx) or OS2mo's JSON. Twice is the same as once.

    Exit status: 0 all of it, 1 rows were left out, 2 the input cannot be used.
    """
    open_house()
    make_ready()
    _language.activate(lang)
    from spillerum.exchange.faults import BadFile  # noqa: PLC0415 -- after the house is open
    from spillerum.organisation.services import OrganisationError  # noqa: PLC0415 -- as above
    from spillerum.people.services import PeopleError  # noqa: PLC0415 -- as above

    try:
        ctx.exit(_take_in(file, preview=preview, on=on))
    except BadFile as bad:
        _say_faults(bad.faults)
    except (OrganisationError, PeopleError) as refused:
        click.echo(str(refused), err=True)
    ctx.exit(BAD_INPUT)


def _take_in(file: Path, *, preview: bool, on: datetime | None) -> int:
    from spillerum.calendar.now import today  # noqa: PLC0415 -- as above
    from spillerum.organisation.intake.planning import plan_import  # noqa: PLC0415 -- as above
    from spillerum.organisation.intake.telling import done, told_whole  # noqa: PLC0415 -- as above
    from spillerum.organisation.services import import_organisation  # noqa: PLC0415 -- as above

    content, day = file.read_bytes(), on.date() if on else today()
    if preview:
        plan = plan_import(content, file.name, day)
        return _say(plan, told_whole(plan))
    plan = import_organisation(content=content, file=file.name, on=day)
    return _say(plan, [*told_whole(plan), done(plan)])


def _say(plan: Plan, lines: Iterable[str]) -> int:
    for line in lines:
        click.echo(line)
    _say_faults((*plan.notices, *plan.faults))
    return LEFT_OUT if plan.faults else FINE


def _say_faults(faults: Iterable[Fault]) -> None:
    from django.utils.translation import gettext  # noqa: PLC0415 -- the language is chosen by now

    for fault in faults:
        click.echo(fault.sentence(gettext), err=True)
