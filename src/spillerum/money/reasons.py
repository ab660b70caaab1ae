"""Why a row of postings or budgets could not be taken in: a code in the database, a sentence for whoever reads it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MoneyReason(models.TextChoices):
    NO_ACCOUNT = "no_account", _("The row has no account.")
    NO_NUMBER = "no_number", _("The row has no posting number, so nobody could tell it from another.")
    NO_AMOUNT = "no_amount", _("The row has no amount.")
    NOT_AN_AMOUNT = (
        "not_an_amount",
        _("The amount cannot be read as kroner and øre. Write it as the rest of the column is written."),
    )
    NOT_A_DAY = "not_a_day", _("The day cannot be read. Write it like 2026-03-10 or 10-03-2026.")
    NOT_A_YEAR = "not_a_year", _("The year cannot be read. Write it like 2026.")
    NOT_A_MONTH = (
        "not_a_month",
        _("The period of the accounts cannot be read. Write a number from 1 to 12, or 2026-03."),
    )
    FAR_OFF = (
        "far_off",
        _("The day lies more than a year from the year of the accounts, or more than a year ahead."),
    )
    NO_YEAR = "no_year", _("The budget has no year.")
    OTHER_CURRENCY = (
        "other_currency",
        _("The amount is in another currency. Send it in Danish kroner."),
    )
    CLOSED_YEAR = (
        "closed_year",
        _("The books of the year are closed. Open the year again, or book it in this one."),
    )
    NUMBER_TWICE = (
        "number_twice",
        _(
            "The posting number stands twice in the file. The first one counts. Give each line a number of its own, "
            "or a column “line”."
        ),
    )
    REFERENCE_TWICE = (
        "reference_twice",
        _("The reference stands twice in the file. The first one counts. Give each line its own."),
    )
    CUT_OFF = "cut_off", _("The file ends in the middle of this line. Send it again: the rest is missing.")
    NOT_A_KIND = (
        "not_a_kind",
        _(
            "The kind of budget is not understood. Write original, supplementary, transfer, carried or correction."
        ),
    )
    NO_SUCH_FRAME = "no_such_frame", _("There is no political frame of that name in that year.")
    NOT_BOTH = (
        "not_both",
        _("A budget is either for an account or for a unit and a group. Write one of them."),
    )
