"""Bytes to text. Danish files are UTF-8 or Windows-1252, whatever they claim; UTF-16 has a mark."""

from __future__ import annotations

import codecs
import unicodedata

from spillerum.exchange.faults import BadFile, Fault, gettext_noop

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_TWICE = ("Ã¦", "Ã¸", "Ã¥", "Ã†", "Ã˜", "Ã…", "Ã©", "�")  # UTF-8 once read as Windows-1252 and saved again


def decode(data: bytes, file: str) -> str:
    """The text, normalised (NFC). Raises BadFile when it is no text or its letters are ruined."""
    decoded = _decode(data, file)
    if "\0" in decoded:
        raise BadFile(
            Fault(
                gettext_noop("The file holds NUL bytes, so it is not plain text. Save it as CSV in UTF-8."),
                file,
            )
        )
    for number, line in enumerate(decoded.split("\n"), start=1):
        if any(sign in line for sign in _TWICE):
            message = gettext_noop(
                "The letters were ruined by a wrong encoding earlier on (“Ã¸” for “ø”). "
                "Export the file again from the source, as UTF-8."
            )
            raise BadFile(Fault(message, file, row=number))
    return unicodedata.normalize("NFC", decoded)


def _decode(data: bytes, file: str) -> str:
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    for encoding in (marked, "cp1252"):  # the mark may lie: then it is Windows-1252 behind it
        try:
            return data.removeprefix(codecs.BOM_UTF8).decode(encoding.removesuffix("-sig"))
        except UnicodeDecodeError:
            continue
    raise BadFile(
        Fault(
            gettext_noop(
                "The file is not text in UTF-8 or Windows-1252. Save it as CSV in UTF-8 or as .xlsx."
            ),
            file,
        )
    )
