"""What can go wrong with figures, each in a sentence: what, where and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from spillerum.matters.lifecycle import MatterError

if TYPE_CHECKING:
    from spillerum.exchange.faults import BadFile


class FigureError(MatterError):
    """What every error of this room is."""


class UnusableFile(FigureError):
    """Nothing of the file can be taken in; `sentences` say all that is wrong with it."""

    def __init__(self, *sentences: str) -> None:
        self.sentences = sentences
        super().__init__("\n".join(sentences))

    @classmethod
    def said_by(cls, wrong: BadFile) -> UnusableFile:
        return cls(*(fault.sentence(gettext) for fault in wrong.faults))


class ArrivedOutOfOrder(FigureError):
    """The delivery is said to have arrived before figures that are already known from the same source."""


class NotMendable(FigureError):
    """What was written does not make a figure of the row."""


class AlreadySettled(FigureError):
    """Somebody else mended the row, waved it off or said which unit it is."""


class NotYet(FigureError):
    """A date in an answer cannot be right."""
