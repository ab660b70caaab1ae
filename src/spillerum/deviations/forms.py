"""What an answer asks for: one question, and a date where one is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from spillerum.calendar.now import today
from spillerum.calendar.period import CalendarError, Period
from spillerum.deviations.queries import newest_findings
from spillerum.deviations.settling import proposed

if TYPE_CHECKING:
    from datetime import date

    from spillerum.deviations.models import Part
    from spillerum.matters.models import Matter

LONGEST = 2000  # characters


def words_field(label: object, *, required: bool = True, help_text: object = "") -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # lazy text
        help_text=help_text,  # type: ignore[arg-type]
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def day_field(label: object, *, required: bool = True, help_text: object = "") -> forms.DateField:
    return forms.DateField(
        label=label,  # type: ignore[arg-type]  # lazy text
        help_text=help_text,  # type: ignore[arg-type]
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%y"],
    )


def from_today_on(day: date | None) -> date | None:
    if day is not None and day < today():
        raise ValidationError(
            _("The date has passed. Choose a day from %(today)s on.")
            % {"today": date_format(today(), "DATE_FORMAT")}
        )
    return day


class AnswerForm(forms.Form):
    """Every answer is given for a matter."""

    def __init__(self, *args: Any, matter: Matter, **kwargs: Any) -> None:
        self.matter = matter
        super().__init__(*args, **kwargs)


class ExplainForm(AnswerForm):
    text = words_field(_("What is the cause?"), help_text=_("One line is enough."))
    first_day = day_field(_("Since when?"), required=False, help_text=_("You may leave it out."))
    last_day = day_field(
        _("Until when do you expect it?"),
        required=False,
        help_text=_(
            "Nobody asks you again before then. Without a date we ask in half a year, if it is still off."
        ),
    )

    def clean_last_day(self) -> date | None:
        return from_today_on(self.cleaned_data["last_day"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("This is before it began. Change one of the two dates."))
        return cleaned


class PlanForm(AnswerForm):
    text = words_field(_("What do you do?"), help_text=_("One line is enough."))
    back_by = day_field(
        _("When should the figure be back?"),
        help_text=_(
            "The matter closes by itself when it is. If it is not by then, the director hears of it."
        ),
    )

    def clean_back_by(self) -> date | None:
        return from_today_on(self.cleaned_data["back_by"])


class AskForm(AnswerForm):
    text = words_field(
        _("What would you like help with?"), help_text=_("The director and your colleagues see the question.")
    )


class MeasuresForm(AnswerForm):
    """Of several measures, the answer says which it is about."""

    measures = forms.TypedMultipleChoiceField(
        label=_("Which figures?"),
        help_text=_("What you do not choose goes on by itself."),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )

    def __init__(self, *args: Any, matter: Matter, **kwargs: Any) -> None:
        super().__init__(*args, matter=matter, **kwargs)
        self.parts = matter.deviation.now_parts
        if len(self.parts) == 1:
            del self.fields["measures"]
        else:
            self.fields["measures"].choices = [(p.measure_id, p.measure.name) for p in self.parts]  # type: ignore[attr-defined]  # it is a choice field

    def meant(self) -> list[Part]:
        """The parts that are chosen; all where there is nothing to choose."""
        chosen = self.cleaned_data.get("measures")
        return self.parts if chosen is None else [part for part in self.parts if part.measure_id in chosen]


class DoubtForm(MeasuresForm):
    text = words_field(
        _("What is wrong with the figure?"), help_text=_("Whoever owns the figure looks at it.")
    )


class RenewForm(MeasuresForm):
    text = words_field(_("Why is this the new normal?"))
    first_period = forms.CharField(
        label=_("From which month or other period?"),
        help_text=_("Such as 2018-09. From then on, this is what we expect."),
        max_length=10,
    )

    def __init__(self, *args: Any, matter: Matter, **kwargs: Any) -> None:
        super().__init__(*args, matter=matter, **kwargs)
        findings = newest_findings([matter.deviation.pk])
        levels = {part.measure_id: proposed(part, findings.get(part.pk)) for part in self.parts}
        settled = {measure: level for measure, level in levels.items() if level is not None}
        first = min((level.first for level in settled.values()), default=matter.deviation.first_period)
        self.fields["first_period"].initial = str(first)
        if "measures" in self.fields:
            self.fields["measures"].initial = [
                measure for measure, level in settled.items() if level.first == first
            ]

    def clean_first_period(self) -> Period:
        return _begun_period(self.cleaned_data["first_period"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for part in self.meant():
            if (
                "first_period" in cleaned
                and part.measure.frequency != cleaned["first_period"].frequency.value
            ):
                said = {"example": part.first_period}
                self.add_error(
                    "first_period",
                    _("The figure comes in other periods. Write it as in %(example)s.") % said,
                )
        return cleaned


class AgreeForm(AnswerForm):
    text = words_field(_("What have you agreed on?"), help_text=_("One line is enough."))
    back_by = day_field(
        _("When should the figure be back?"), help_text=_("If it is not by then, you hear of it again.")
    )

    def clean_back_by(self) -> date | None:
        return from_today_on(self.cleaned_data["back_by"])


class TrustForm(AnswerForm):
    text = words_field(_("A word to the leader"), required=False, help_text=_("You may leave it out."))


class StandForm(AnswerForm):
    text = words_field(_("How do you know that it is right?"))


class SetAsideForm(AnswerForm):
    text = words_field(
        _("What is wrong with it?"), help_text=_("It counts no more until a corrected figure comes.")
    )


def _begun_period(text: str) -> Period:
    """The period, if it can be the start of a new level: not in the future."""
    try:
        period = Period.parse(text)
    except CalendarError as wrong:
        raise ValidationError(_("This is not a period. Write it as in 2018-09.")) from wrong
    if period.first_day > today():
        raise ValidationError(_("That lies in the future. Choose a period that has begun."))
    return period
