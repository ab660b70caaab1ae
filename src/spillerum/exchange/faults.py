"""What is wrong with a file: where, what, and what to do. Whoever shows a fault chooses its language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Translate = Callable[[str], str]


def gettext_noop(text: str) -> str:
    """Mark a text for translation without translating it: Django's name for it, in a room that knows no Django."""
    return text


class Text(str):
    """A fact in words: an English msgid, translated with the message it stands in."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """`message` is an English msgid, its %(names)s filled from `facts`; rows count from 1."""

    message: str
    file: str
    row: int | None = None
    column: str = ""
    sheet: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, translate: Translate = str) -> str:
        """Where, what and what to do, in the language of `translate` (English without)."""
        place = [self.file]
        if self.sheet:
            place.append(translate(gettext_noop("sheet “%(sheet)s”")) % {"sheet": self.sheet})
        if self.row is not None:
            place.append(translate(gettext_noop("row %(row)s")) % {"row": self.row})
        if self.column:
            place.append(translate(gettext_noop("column “%(column)s”")) % {"column": self.column})
        facts = {
            name: translate(fact) if isinstance(fact, Text) else fact for name, fact in self.facts.items()
        }
        return f"{', '.join(place)}: {translate(self.message) % facts}"

    def __str__(self) -> str:
        return self.sentence()


class ExchangeError(Exception):
    """What every error of this room is."""


class BadFile(ExchangeError):
    """The file cannot be used; `faults` says all that is wrong with it."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


class CannotWrite(ExchangeError):
    """The rows cannot be written in the format asked for."""
