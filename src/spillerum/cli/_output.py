"""What a scan found, written: for people in a terminal, or as rows for machines."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, cast

from spillerum.exchange.faults import BadFile, Fault, gettext_noop

if TYPE_CHECKING:
    from spillerum.analysis.judgement import Judgement
    from spillerum.cli._judging import Judged
    from spillerum.exchange.writing import Format

COLUMNS = {
    "unit": str, "measure": str, "period": str, "verdict": str, "value": float, "expected": float, "low": float,
    "high": float, "p": float, "effect": float, "direction": str, "good": bool, "lasted": int, "reason": str,
}  # fmt: skip


def form_of(given: dict[str, Any]) -> str:
    if given["form"]:
        return str(given["form"])
    ending = given["out"].suffix.lower().lstrip(".") if given["out"] else ""
    return ending if ending in {"csv", "json", "parquet", "xlsx"} else "text"


def put(given: dict[str, Any], form: str, judged: Judged) -> None:
    if form == "text":
        from spillerum.cli._telling import told  # noqa: PLC0415  only for people

        content = told(judged.found, judged.series, judged.at, judged.since).encode()
    else:
        from spillerum.exchange.writing import write  # noqa: PLC0415  only for machines

        content = write(
            (_row(one) for one in judged.found if given["every"] or one.needs_attention),
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
