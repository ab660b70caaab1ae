"""What a scan found, written: for people in a terminal, or as rows for machines."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, cast

from spillerum.exchange.faults import BadFile, Fault, gettext_noop
from spillerum.exchange.refusals import not_written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from spillerum.analysis.judgement import Judgement
    from spillerum.analysis.series import MeasureSettings
    from spillerum.cli._judging import Judged
    from spillerum.exchange.writing import Data, Format, Value

COLUMNS = {
    "unit": str, "measure": str, "period": str, "verdict": str, "value": float, "expected": float, "low": float,
    "high": float, "p": float, "effect": float, "direction": str, "good": bool, "lasted": int, "reason": str,
}  # fmt: skip
GROUPED = COLUMNS | {"group": str}  # where a unit is of several
_AS_THEY_ARE = (
    "unit", "measure", "value", "expected", "low", "high", "p", "effect", "good", "lasted",
)  # fmt: skip


def form_of(given: dict[str, Any]) -> str:
    if given["form"]:
        return str(given["form"])
    ending = given["out"].suffix.lower().lstrip(".") if given["out"] else ""
    return ending if ending in {"csv", "json", "parquet", "xlsx"} else "text"


def put(given: dict[str, Any], form: str, judged: Judged, *, notes: str = "") -> None:
    """notes: what the text says at its end."""
    if form == "text":
        from spillerum.cli._telling import told  # noqa: PLC0415  only for people

        content = (told(judged) + notes).encode()
    else:
        from spillerum.exchange.writing import write_columns  # noqa: PLC0415  only for machines

        told_of = [one for one in judged.found if given["every"] or one.needs_attention]
        columns = GROUPED if judged.in_several_groups else COLUMNS
        content = write_columns(columns_of(told_of, judged.measures), columns, cast("Format", form))
    keep(given["out"], content)


def keep(out: Path | None, content: bytes) -> None:
    """On the terminal, or in a file that is never half there. Raises BadFile."""
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    half = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        half.write_bytes(content)
        half.replace(out)
    except OSError as wrong:
        message = gettext_noop("The file cannot be written (%(why)s). Choose another place.")
        raise BadFile(Fault(message, str(out), facts={"why": not_written(wrong)})) from wrong


def columns_of(found: Sequence[Judgement], measures: Mapping[str, MeasureSettings]) -> Data:
    """The rows of GROUPED, column by column, in the language now active."""
    from spillerum.deviations.sentences import in_files, reason  # noqa: PLC0415  after the language is chosen

    spoken = in_files(measures)
    periods = {one.period: str(one.period) for one in found}
    data: dict[str, list[Value]] = {
        "period": [periods[one.period] for one in found],
        "verdict": [one.verdict.value for one in found],
        "direction": [one.direction and one.direction.value for one in found],
        "reason": [reason(one, spoken) for one in found],
        "group": [one.subgroup or one.group for one in found],
    }
    return data | {name: [getattr(one, name) for one in found] for name in _AS_THEY_ARE}
