"""What can go wrong when money is moved, each in a sentence: what, where and what to do."""

from __future__ import annotations

from spillerum.matters.lifecycle import MatterError


class AgreementError(MatterError):
    """What every error of this room is."""


class NotEnough(AgreementError):
    """The bag does not hold so much, or it has been used."""


class NotAnAmount(AgreementError):
    """Nothing, less than nothing, or from a place to itself."""


class YearIsClosed(AgreementError):
    """The year's books are closed."""


class WrongSide(AgreementError):
    """The viewer leads neither of the units, or the kind of money cannot be given away."""


class SentAlready(AgreementError):
    """The same page was sent before, with something else on it."""


class NoBudget(AgreementError):
    """A unit has no budget to reckon a share of."""


class NotASaving(AgreementError):
    """The years, the rate or the units cannot be right."""
