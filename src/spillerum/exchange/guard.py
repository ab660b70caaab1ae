"""Cells that no spreadsheet runs as a formula.

A text that begins like a formula is written with an apostrophe before it (OWASP, CSV injection), and
read without it again, so that a file written here and read here comes back the same.
"""

from __future__ import annotations

_RUNS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # the last four: full width, run in some locales


def guarded(text: str) -> str:
    return "'" + text if text.lstrip("'").startswith(_RUNS) else text


def bare(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_RUNS) else text
