"""spillerum forecast FILE…: how the year will end, from plain files, without any set-up."""

from __future__ import annotations

from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spillerum.cli import _language
from spillerum.exchange.faults import BadFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.exchange.faults import Fault

QUIET, ATTENTION, BAD_INPUT = 0, 1, 2
_TOLD = 100  # faults; a column misread in a large file is wrong in every row


def _a_number(_ctx: click.Context, _param: click.Parameter, value: float | None) -> float | None:
    """Nothing is more than “nan”, so that everything would be quiet."""
    if value is not None and not isfinite(value):
        raise click.BadParameter(f"{value} is not a number.")
    return value


@click.command("forecast")
@click.argument("files", nargs=-1, type=click.Path())
@click.option("--year", metavar="YEAR", help="The financial year (the one it begins in); else that of --at.")
@click.option("--at", metavar="PERIOD", help="The last month that is known; else the newest that is over.")
@click.option(
    "--budget", type=click.Path(path_type=Path), help="Columns unit, budget, and perhaps measure and year."
)
@click.option(
    "--first-month",
    type=click.IntRange(1, 12),
    default=1,
    show_default=True,
    help="The month in which the financial year begins: 4 in England.",
)
@click.option("--columns", multiple=True, metavar="NAMES", help="unit=Service,period=Month,value=Amount")
@click.option("--payments", is_flag=True, help="Add up rows of one unit and month; done by itself for days.")
@click.option("--wide", is_flag=True, help="First column the unit, then one column a month.")
@click.option("--measure", "measures", multiple=True, help="What a wide file measures; once, or once a file.")
@click.option("--sheet", help="The sheet of an Excel file; else the first with anything in it.")
@click.option(
    "--by",
    type=click.Choice(["unit", "measure"]),
    default="unit",
    help="A row a unit, or a unit and measure.",
)
@click.option("--total", is_flag=True, help="Also a row for all together.")
@click.option(
    "--absolute",
    type=click.FloatRange(0),
    callback=_a_number,
    metavar="AMOUNT",
    help="It matters from this amount. Default 10000.",
)
@click.option(
    "--relative",
    type=click.FloatRange(0),
    callback=_a_number,
    metavar="SHARE",
    help="And from this share of the budget. Default 0.05.",
)
@click.option(
    "--sure",
    type=click.FloatRange(0.5, 0.999),
    callback=_a_number,
    default=0.9,
    show_default=True,
    help="When it is as probable as this.",
)
@click.option(
    "--currency", help="What the sentences call the money; else what the column's name says, else kr."
)
@click.option(
    "--config", type=click.Path(path_type=Path), help="TOML: groups, changes, set_aside, commitments."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json", "parquet", "xlsx"]),
    help="Else text, or what --out ends with.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Write here instead of to the terminal.")
@click.option("--all", "every", is_flag=True, help="Also units that have closed; in the text every unit.")
@click.option(
    "--lang", type=click.Choice(["da", "en"]), help="Language; else the environment's, else Danish."
)
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> None:
    """Say how the year will end for each unit in FILES (CSV, Excel or Parquet), and who will leave the budget.

    Exit status: 0 quiet, 1 something needs attention, 2 the input cannot be used.
    """
    _language.activate(given["lang"])
    from spillerum.cli import _forecast_run  # noqa: PLC0415  --help needs no mathematics

    try:
        ctx.exit(ATTENTION if _forecast_run.run(given) else QUIET)
    except BadFile as wrong:
        _tell(wrong.faults)
        ctx.exit(BAD_INPUT)


def _tell(faults: Sequence[Fault]) -> None:
    from django.utils.translation import gettext as _  # noqa: PLC0415  the language is chosen by now

    for fault in faults[:_TOLD]:
        click.echo(fault.sentence(_), err=True)
    if (left := len(faults) - _TOLD) > 0:
        click.echo(_("and %(left)s more.") % {"left": left}, err=True)
