"""What an answer asks for: one question, a date where one is needed, and for a plan what it brings by month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spillerum.calendar import words
from spillerum.calendar.now import today
from spillerum.deviations.forms import (
    AnswerForm,
    AskForm,
    ExplainForm,
    StandForm,
    TrustForm,
    day_field,
    from_today_on,
    words_field,
)
from spillerum.forecasts.due import first_month
from spillerum.money.amounts import language

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.forms import BoundField

    from spillerum.matters.models import Matter

__all__ = [
    "AgreeForm",
    "AskForForm",
    "AskForm",
    "CorrectForm",
    "DoubtForm",
    "ExplainForm",
    "PlanForm",
    "PressurePlanForm",
    "StandForm",
    "TrustForm",
]
MOST_KRONER = 1_000_000_000


class EffectsForm(AnswerForm):
    """A plan: what, until when, and what it brings in each month that is left of the year (kroner)."""

    text = words_field(_("What do you do?"), help_text=_("One line is enough."))
    back_by = day_field(
        _("When should the forecast be within the budget again?"),
        help_text=_(
            "The matter closes by itself when it is. If it is not by then, the director hears of it."
        ),
    )

    def __init__(self, *args: Any, matter: Matter, **kwargs: Any) -> None:
        super().__init__(*args, matter=matter, **kwargs)
        deviation = matter.budget_deviation
        self.sign = -1 if deviation.direction == "over" else 1
        self.months = _months_left(deviation.year)
        for number in self.months:
            self.fields[f"month_{number}"] = _kroner(
                words.period(first_month(deviation.year) + (number - 1), language()),
                help_text=self._asks() if number == self.months[0] else "",
            )

    def _asks(self) -> object:
        if self.sign < 0:
            return _("What it saves in the month, in kroner. You may leave it out.")
        return _("What more it uses in the month, in kroner. You may leave it out.")

    def clean_back_by(self) -> date | None:
        return from_today_on(self.cleaned_data["back_by"])

    def clean(self) -> dict[str, Any]:
        """The months become `effects`: øre by month, below nought where it saves."""
        cleaned = super().clean() or {}
        amounts = {number: cleaned.pop(f"month_{number}", None) for number in self.months}
        return cleaned | {
            "effects": {number: self.sign * kroner * 100 for number, kroner in amounts.items() if kroner}
        }

    def monthly(self) -> Iterator[BoundField]:
        return (self[f"month_{number}"] for number in self.months)


class PlanForm(EffectsForm):
    pass


class PressurePlanForm(AnswerForm):
    """The director's, for all: what it brings is said by each unit."""

    text = words_field(_("What do you do?"), help_text=_("One line is enough."))
    back_by = day_field(
        _("When should the forecasts be within the budgets again?"),
        help_text=_(
            "The matter closes by itself when they are. If they are not by then, you are asked again."
        ),
    )

    def clean_back_by(self) -> date | None:
        return from_today_on(self.cleaned_data["back_by"])


class AgreeForm(EffectsForm):
    text = words_field(_("What have you agreed on?"), help_text=_("One line is enough."))


class AskForForm(AnswerForm):
    text = words_field(
        _("Why does the budget not fit?"), help_text=_("The director is asked. One line is enough.")
    )


class DoubtForm(AnswerForm):
    text = words_field(_("What is wrong with the books?"), help_text=_("Whoever owns the books looks at it."))


class CorrectForm(AnswerForm):
    text = words_field(_("What is wrong with it?"))
    back_by = day_field(_("When will the books be corrected?"))

    def clean_back_by(self) -> date | None:
        return from_today_on(self.cleaned_data["back_by"])


def _months_left(year: int) -> list[int]:
    """This month and those after it; all of a year to come, none of one that has been."""
    day = today()
    first = 1 if day.year < year else day.month if day.year == year else 13
    return list(range(first, 13))


def _kroner(label: str, *, help_text: object) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,  # type: ignore[arg-type]  # lazy text
        required=False,
        min_value=0,
        max_value=MOST_KRONER,
        localize=True,
    )
