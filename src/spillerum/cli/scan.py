"""spillerum scan FILE…: judge figures in plain files, without any set-up."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spillerum.calendar.period import NotAPeriod, Period
from spillerum.cli import _language
from spillerum.exchange.faults import BadFile, Fault, gettext_noop
from spillerum.exchange.figures import NOT_A_PERIOD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.cli._config import Config
    from spillerum.cli._judging import Judged

QUIET, ATTENTION, BAD_INPUT = 0, 1, 2
_HERE = "spillerum scan"


@click.command("scan")
@click.argument("files", nargs=-1, type=click.Path())
@click.option("--wide", is_flag=True, help="First column the unit, then one column a period.")
@click.option("--measure", "measures", multiple=True, help="What a wide file measures; once, or once a file.")
@click.option("--sheet", help="The sheet of an Excel file; else the first with anything in it.")
@click.option("--at", metavar="PERIOD", help="The period to judge; else the newest.")
@click.option(
    "--since", metavar="PERIOD", help="Judge every period from here, each only from what came before it."
)
@click.option(
    "--config", type=click.Path(path_type=Path), help="TOML: kinds, good directions, groups, materiality."
)
@click.option(
    "--false-alarms",
    type=click.FloatRange(0.001, 100),
    default=1.0,
    show_default=True,
    help="Expected false local reports per unit and year, over all its measures.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json", "parquet", "xlsx"]),
    help="Else text, or what --out ends with.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Write here instead of to the terminal.")
@click.option(
    "--all", "every", is_flag=True, help="A row for every figure, not only those that need attention."
)
@click.option(
    "--faults",
    type=click.Path(path_type=Path),
    help="Write here which figures look wrong themselves: CSV, or what the name ends with.",
)
@click.option(
    "--lang", type=click.Choice(["da", "en"]), help="Language; else the environment's, else Danish."
)
@click.option(
    "--engine",
    type=click.Choice(["plain", "spark"]),
    default="plain",
    show_default=True,
    help="spark: FILES is one folder, with a folder municipality=NAME of Parquet files for each.",
)
@click.option("--store", is_flag=True, help="Scan the application's own figures and keep what is found.")
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> None:
    """Judge the figures in FILES (CSV, Excel or Parquet). Nothing is written but what is found.

    Exit status: 0 quiet, 1 something needs attention, 2 the input cannot be used.
    """
    if not given["store"]:
        _language.activate(given["lang"])
    try:
        ctx.exit(_store(given) if given["store"] else _scan(given))
    except BadFile as wrong:
        from django.utils.translation import gettext  # noqa: PLC0415  the language is chosen by now

        for fault in wrong.faults:
            click.echo(fault.sentence(gettext), err=True)
        ctx.exit(BAD_INPUT)


def _store(given: dict[str, Any]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spillerum.site.settings")
    import django  # noqa: PLC0415  only this branch needs the application

    django.setup()
    from spillerum.deviations.scanning import scan_figures  # noqa: PLC0415  as above

    return ATTENTION if scan_figures(since=_period(given, "since")).off else QUIET


def _scan(given: dict[str, Any]) -> int:
    from spillerum.cli import _config, _output  # noqa: PLC0415  --help needs no mathematics
    from spillerum.cli._files import File  # noqa: PLC0415  as above
    from spillerum.cli._judging import Asked, judge  # noqa: PLC0415  as above

    wide = _wide(given["files"], wide=given["wide"], measures=given["measures"])
    form = _output.form_of(given)
    few = not given["every"] and (form != "text" or given["engine"] == "spark")  # text proves the silence too
    at, since = _period(given, "at"), _period(given, "since")
    apart = given["engine"] == "plain"
    asked = Asked(at, since, given["false_alarms"], wide, given["sheet"], only_attention=few, apart=apart)
    config = _config.read(given["config"]) if given["config"] else _config.Config()
    if given["engine"] == "spark":
        from spillerum.cli import _spark  # noqa: PLC0415  as above

        if given["faults"] is not None:
            message = gettext_noop("--faults is for one municipality's files. Leave out --engine spark.")
            raise BadFile(Fault(message, _HERE))
        return ATTENTION if _spark.scan_country(given, config, asked) else QUIET
    judged = judge([File(file, Path(file)) for file in given["files"]], config, asked)
    _output.put(given, form, judged, notes=_faults(given, form, judged, config))
    return ATTENTION if any(one.needs_attention for one in judged.found) else QUIET


def _faults(given: dict[str, Any], form: str, judged: Judged, config: Config) -> str:
    """Written where asked for, and what the text says of them. Not looked for when nobody reads it."""
    if form != "text" and given["faults"] is None:
        return ""
    from spillerum.cli import _faults as faults  # noqa: PLC0415  as above

    found = faults.found_in(judged, config)
    if given["faults"] is not None:
        faults.put(given["faults"], found)
    return faults.told(found)


def _wide(files: Sequence[str], *, wide: bool, measures: Sequence[str]) -> list[str] | None:
    if not files:
        raise BadFile(Fault(gettext_noop("Name at least one file to scan."), _HERE))
    if wide and len(measures) not in {1, len(files)}:
        message = gettext_noop(
            "A wide file does not say what it measures: give --measure NAME once, or once a file."
        )
        raise BadFile(Fault(message, _HERE))
    return list(measures) if wide else None


def _period(given: dict[str, Any], option: str) -> Period | None:
    written = given[option]
    try:
        return None if written is None else Period.parse(written)
    except NotAPeriod as wrong:
        raise BadFile(Fault(NOT_A_PERIOD, f"--{option}", facts={"text": written})) from wrong
