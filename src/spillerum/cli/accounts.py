"""`spillerum accounts`: where the accounts of the books belong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from spillerum.cli import _language
from spillerum.cli._house import make_ready, open_house

if TYPE_CHECKING:
    from spillerum.exchange.writing import Format, Value

FINE, LEFT_OVER, BAD_INPUT = 0, 1, 2
_lang = click.option(
    "--lang", type=click.Choice(["da", "en"]), help="Language; else the environment's, else Danish."
)


@click.group()
def command() -> None:
    """Accounts: the rules that say where they belong, and those without a place."""


@command.command("rules")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--preview/--apply", default=True, help="Show what the rules change (the default), or set them."
)
@_lang
@click.pass_context
def rules(ctx: click.Context, file: Path, *, preview: bool, lang: str | None) -> None:
    """Set the rules of FILE (CSV or Excel), in their order, instead of those there are.

    Exit status: 0 every account has a place, 1 some have none, 2 the rules cannot be used.
    """
    _open(lang)
    from spillerum.money.errors import UnusableRules  # noqa: PLC0415 -- after the house is open
    from spillerum.money.intake.rules import read_rules  # noqa: PLC0415 -- as above
    from spillerum.money.services import set_rules, what_rules_would_do  # noqa: PLC0415 -- as above
    from spillerum.money.telling import ruled_told  # noqa: PLC0415 -- as above

    try:
        found = read_rules(file.name, file.read_bytes())
    except UnusableRules as wrong:
        for sentence in wrong.sentences:
            click.echo(sentence, err=True)
        ctx.exit(BAD_INPUT)
    ruled = what_rules_would_do(found) if preview else set_rules(viewer=None, rules=found)
    click.echo(ruled_told(ruled, done=not preview))
    ctx.exit(LEFT_OVER if ruled.without else FINE)


@command.command("write-rules")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_lang
@click.pass_context
def write_rules(ctx: click.Context, file: Path, *, lang: str | None) -> None:
    """Write the rules that count now to FILE: Excel when its name ends so, else CSV."""
    _open(lang)
    from django.utils.translation import gettext  # noqa: PLC0415 -- as above

    from spillerum.cli._output import keep  # noqa: PLC0415 -- as above
    from spillerum.exchange.faults import BadFile  # noqa: PLC0415 -- as above
    from spillerum.money.intake import rules as sheet  # noqa: PLC0415 -- as above

    form: Format = "xlsx" if file.suffix.lower() == ".xlsx" else "csv"
    try:
        keep(file, sheet.write_rules(form))
    except BadFile as wrong:
        for fault in wrong.faults:
            click.echo(fault.sentence(gettext), err=True)
        ctx.exit(BAD_INPUT)


@command.command("unplaced")
@click.option("--year", type=int, help="Only money of this year.")
@_lang
@click.pass_context
def unplaced(ctx: click.Context, *, year: int | None, lang: str | None) -> None:
    """List the accounts that have money and no place, the most money first, as CSV.

    Exit status: 0 there are none, 1 there are some.
    """
    _open(lang)
    from spillerum.exchange.writing import write  # noqa: PLC0415 -- as above
    from spillerum.money import queries  # noqa: PLC0415 -- as above

    found = queries.unplaced(year=year)
    columns = {"account": str, "cost_centre": str, "postings": int, "spent": float, "budget": float}
    rows: list[dict[str, Value]] = [
        {
            "account": one.text,
            "cost_centre": one.cost_centre,
            "postings": one.postings,
            "spent": one.spent / 100,
            "budget": one.budget / 100,
        }
        for one in found
    ]
    click.echo(write(rows, columns, "csv").decode(), nl=False)
    ctx.exit(LEFT_OVER if found else FINE)


def _open(lang: str | None) -> None:
    open_house()
    make_ready()
    _language.activate(lang)
