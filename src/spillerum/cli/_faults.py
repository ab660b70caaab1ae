"""Figures to look at: what is wrong with the figures themselves, for people under the scan's text or as rows in a file."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _

from spillerum.analysis.faults.find import find_faults
from spillerum.cli._output import keep
from spillerum.exchange.writing import write
from spillerum.figures.fault_words import sentence, title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from spillerum.analysis.faults.fault import Fault
    from spillerum.cli._config import Config
    from spillerum.cli._judging import Judged
    from spillerum.exchange.writing import Format, Value

COLUMNS = {
    "unit": str, "measure": str, "period": str, "kind": str, "value": float, "likely": float, "like": str,
    "other": str, "odds": float, "reason": str,
}  # fmt: skip
_SHOWN = 12


def found_in(judged: Judged, config: Config) -> list[Fault]:
    return find_faults(
        judged.series, at=judged.at, since=judged.since, measures=judged.measures, set_aside=config.set_aside
    )


def told(faults: Sequence[Fault]) -> str:
    """The part of the text; empty when there is nothing to look at."""
    return "\n".join(["", *_lines(faults)]) + "\n" if faults else ""


def put(out: Path, faults: Sequence[Fault]) -> None:
    """A row a figure, in the form that the file's name ends with, else CSV."""
    form = out.suffix.lower().lstrip(".")
    known = form if form in {"json", "parquet", "xlsx"} else "csv"
    keep(out, write((row for fault in faults for row in _rows(fault)), COLUMNS, cast("Format", known)))


def _lines(faults: Sequence[Fault]) -> Iterator[str]:
    yield _("Figures to look at")
    for fault in faults[:_SHOWN]:
        yield f"  {title(fault)}"
        yield from textwrap.wrap(sentence(fault), 96, initial_indent="    ", subsequent_indent="    ")
    if (left := len(faults) - _SHOWN) > 0:
        yield "  " + _("and %(left)s more.") % {"left": left} + " " + _("--faults FILE writes them all.")


def _rows(fault: Fault) -> Iterator[dict[str, Value]]:
    reason = sentence(fault)
    for n, period in enumerate(fault.periods):
        yield {
            "unit": fault.unit,
            "measure": fault.measure,
            "period": str(period),
            "kind": fault.kind.value,
            "value": fault.values[n] if n < len(fault.values) else None,
            "likely": fault.likely[n] if n < len(fault.likely) else None,
            "like": None if fault.like is None else str(fault.like + n),
            "other": fault.other,
            "odds": fault.odds,
            "reason": reason,
        }
