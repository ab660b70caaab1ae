"""spillerum scan FILE…: judge figures in plain files, without any set-up."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from spillerum.calendar.period import NotAPeriod, Period
from spillerum.cli import _language
from spillerum.exchange.faults import BadFile, Fault, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.analysis.judgement import Judgement
    from spillerum.exchange.writing import Format

QUIET, ATTENTION, BAD_INPUT = 0, 1, 2
COLUMNS = {
    "unit": str, "measure": str, "period": str, "verdict": str, "value": float, "expected": float, "low": float,
    "high": float, "p": float, "effect": float, "direction": str, "good": bool, "lasted": int, "reason": str,
}  # fmt: skip


class _PeriodType(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic in newer clicks only
    name = "period"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        try:
            return value if isinstance(value, Period) else Period.parse(str(value))
        except NotAPeriod as wrong:
            self.fail(str(wrong), param, ctx)


@click.command("scan")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--wide", is_flag=True, help="First column the unit, then one column a period.")
@click.option("--measure", "measures", multiple=True, help="What a wide file measures; once, or once a file.")
@click.option("--sheet", help="The sheet of an Excel file; else the first with anything in it.")
@click.option("--at", type=_PeriodType(), help="The period to judge; else the newest.")
@click.option(
    "--since", type=_PeriodType(), help="Judge every period from here, each only from what came before it."
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
    "--lang", type=click.Choice(["da", "en"]), help="Language; else the environment's, else Danish."
)
@click.option("--store", is_flag=True, help="Scan the application's own figures and keep what is found.")
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> None:
    """Judge the figures in FILES (CSV, Excel or Parquet). Nothing is written but what is found.

    Exit status: 0 quiet, 1 something needs attention, 2 the input cannot be used.
    """
    if given["store"]:
        ctx.exit(_store(given))
    _language.activate(given["lang"])
    try:
        ctx.exit(_scan(given))
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

    return ATTENTION if scan_figures(since=given["since"]).off else QUIET


def _scan(given: dict[str, Any]) -> int:
    from spillerum.analysis.scan import scan  # noqa: PLC0415  --help needs no mathematics
    from spillerum.analysis.series import Options  # noqa: PLC0415  as above
    from spillerum.cli import _config, _files  # noqa: PLC0415  as above

    wide = _wide(given["files"], wide=given["wide"], measures=given["measures"])
    config = _config.read(given["config"]) if given["config"] else _config.Config()
    figures, faults = _files.read(given["files"], wide=wide, sheet=given["sheet"])
    measures, below = _files.settled(figures, config.measures)
    if faults or below:
        raise BadFile(*faults, *below)
    at, since = _when(figures, given)
    series = _files.to_series(figures, config.groups)
    found = scan(
        series, at=at, since=since, measures=measures, options=Options(false_alarms=given["false_alarms"]),
        level_changes=config.level_changes, set_aside=config.set_aside,
    )  # fmt: skip
    _put(given, _format(given), found, series, at, since)
    return ATTENTION if any(one.needs_attention for one in found) else QUIET


def _wide(files: Sequence[Path], *, wide: bool, measures: Sequence[str]) -> list[str] | None:
    from django.utils.translation import gettext  # noqa: PLC0415  the language is chosen by now

    if not files:
        raise click.UsageError(gettext("Name at least one file to scan."))
    if not wide:
        return None
    if len(measures) not in {1, len(files)}:
        raise click.UsageError(
            gettext_noop(
                "A wide file does not say what it measures: give --measure NAME once, or once a file."
            )
        )
    return list(measures)


def _when(figures: Sequence[Any], given: dict[str, Any]) -> tuple[Period, Period]:
    seen = [figure.period for figure in figures if figure.value is not None]
    where = ", ".join(str(file) for file in given["files"])
    if not seen:
        raise BadFile(
            Fault(gettext_noop("There is not a single figure in it. Send one with figures."), where)
        )
    at: Period = given["at"] or max(seen, key=lambda period: period.last_day)
    first = min(seen, key=lambda period: period.first_day)
    if at.last_day < first.first_day:
        message = gettext_noop(
            "The figures begin in %(first)s, so nothing can be judged at %(at)s. Choose a later period."
        )
        raise BadFile(Fault(message, where, facts={"first": first, "at": at}))
    since: Period = given["since"] or at
    if since.frequency is not at.frequency or since > at:
        message = gettext_noop(
            "--since %(since)s must be a period of the same kind as %(at)s and not after it."
        )
        raise BadFile(Fault(message, where, facts={"since": since, "at": at}))
    return at, since


def _format(given: dict[str, Any]) -> str:
    if given["form"]:
        return str(given["form"])
    ending = given["out"].suffix.lower().lstrip(".") if given["out"] else ""
    return ending if ending in {"csv", "json", "parquet", "xlsx"} else "text"


def _put(
    given: dict[str, Any], form: str, found: list[Judgement], series: list[Any], at: Period, since: Period
) -> None:
    if form == "text":
        from spillerum.cli._telling import told  # noqa: PLC0415  only for people

        content = told(found, series, at, since).encode()
    else:
        from spillerum.exchange.writing import write  # noqa: PLC0415  only for machines

        content = write(
            (_row(one) for one in found if given["every"] or one.needs_attention),
            COLUMNS,
            cast("Format", form),
        )
    if given["out"] is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    half = given["out"].with_name(f".{given['out'].name}.{os.getpid()}")
    try:
        half.write_bytes(content)
        half.replace(given["out"])
    except OSError as wrong:
        message = gettext_noop("The file cannot be written (%(why)s). Choose another place.")
        raise BadFile(Fault(message, str(given["out"]), facts={"why": wrong.strerror})) from wrong


def _row(one: Judgement) -> dict[str, Any]:
    from spillerum.deviations.sentences import reason  # noqa: PLC0415  after the language is chosen

    return {
        "unit": one.unit, "measure": one.measure, "period": str(one.period), "verdict": one.verdict.value,
        "value": one.value, "expected": one.expected, "low": one.low, "high": one.high, "p": one.p,
        "effect": one.effect, "direction": one.direction and one.direction.value, "good": one.good,
        "lasted": one.lasted, "reason": reason(one),
    }  # fmt: skip
