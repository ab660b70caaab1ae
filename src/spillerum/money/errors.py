"""What can go wrong with money, each in a sentence: what, where and what to do."""

from __future__ import annotations

from spillerum.matters.lifecycle import MatterError


class MoneyError(MatterError):
    """What every error of this room is."""


class NotDefinable(MoneyError):
    """A group, frame or year cannot be as it is written."""


class CannotBend(MoneyError):
    """The months given cannot be a course of the year."""


class UnusableRules(MoneyError):
    """Nothing of the rules can be used; `sentences` say all that is wrong with them."""

    def __init__(self, *sentences: str) -> None:
        self.sentences = sentences
        super().__init__("\n".join(sentences))
