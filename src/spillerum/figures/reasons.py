"""Why a row could not be taken in: a code in the database, a sentence for whoever reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from spillerum.exchange import delimited, figures

if TYPE_CHECKING:
    from spillerum.exchange.faults import Fault


class Reason(models.TextChoices):
    NOT_A_NUMBER = "not_a_number", _("The value is not a number as the rest of the column is written.")
    FORMULA = "formula", _("The value is a formula, and formulas are not run.")
    NOT_A_PERIOD = "not_a_period", _("The period cannot be read. Write it like 2018-09.")
    OTHER_FREQUENCY = "other_frequency", _("The period is of another length than the measure's.")
    NOT_YET = "not_yet", _("The period has not begun yet.")
    NO_NAME = "no_name", _("The unit or the measure has no name.")
    TWICE = "twice", _("The same unit, measure and period stands twice in the file. The first one counts.")
    OTHER_SEPARATOR = "other_separator", _("The line is divided by another sign than the header.")
    OTHER_WIDTH = "other_width", _("The line has more or fewer cells than the header.")
    NEGATIVE = "negative", _("A count cannot be below zero.")
    TOO_LARGE = "too_large", _("The number is too large to be right.")
    UNKNOWN_UNIT = (
        "unknown_unit",
        _("The unit is not known here yet. Its figures wait until somebody says which it is."),
    )
    UNKNOWN_MEASURE = "unknown_measure", _("The measure is not known here yet. Its figures wait until it is.")
    OTHER = "other", _("The row cannot be read.")


_CHOICES: list[type[models.TextChoices]] = [Reason]


def register_reasons(choices: type[models.TextChoices]) -> None:
    """Reasons of a room above, for rows of its own layouts."""
    if choices not in _CHOICES:
        _CHOICES.append(choices)


def label_of(code: str) -> str:
    """The sentence behind a code."""
    return next(str(choices(code).label) for choices in _CHOICES if code in choices.values)


WAITING = frozenset({Reason.UNKNOWN_UNIT, Reason.UNKNOWN_MEASURE})
"""Not faults of the file: the figures wait in the kept delivery and go in when the name is known."""

MENDABLE = frozenset(
    {
        Reason.NOT_A_NUMBER,
        Reason.FORMULA,
        Reason.NOT_A_PERIOD,
        Reason.OTHER_FREQUENCY,
        Reason.NEGATIVE,
        Reason.TOO_LARGE,
        Reason.TWICE,
    }
)

_BY_MESSAGE = {
    figures.NOT_A_NUMBER: Reason.NOT_A_NUMBER,
    figures.FORMULA: Reason.FORMULA,
    figures.NOT_A_PERIOD: Reason.NOT_A_PERIOD,
    figures.OTHER_FREQUENCY: Reason.OTHER_FREQUENCY,
    figures.NO_NAME: Reason.NO_NAME,
    figures.TWICE: Reason.TWICE,
    delimited.OTHER_SEPARATOR: Reason.OTHER_SEPARATOR,
    delimited.OTHER_WIDTH: Reason.OTHER_WIDTH,
}


def of_fault(fault: Fault) -> Reason:
    return _BY_MESSAGE.get(fault.message, Reason.OTHER)
