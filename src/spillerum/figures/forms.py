"""What people tell about figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from spillerum.calendar.now import today
from spillerum.figures.naming import folded, labels_of_units

if TYPE_CHECKING:
    from datetime import date

    from django.core.files.uploadedfile import UploadedFile

    from spillerum.organisation.models import Unit

DAYS = ["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%y"]
TOO_LARGE = _("The file is larger than %(limit)s MB. Divide it, or send only the newest periods.")


class PostponeForm(forms.Form):
    day = forms.DateField(
        label=_("When do they come?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=DAYS,
    )
    text = forms.CharField(
        label=_("Why are they late?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day <= today():
            raise ValidationError(_("Choose a day that has not passed yet."))
        return day


class StopForm(forms.Form):
    text = forms.CharField(
        label=_("Why do they come no more?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class MendFaultForm(forms.Form):
    text = forms.CharField(
        label=_("What is wrong with it?"),
        help_text=_("You may leave it out."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CallRightForm(forms.Form):
    text = forms.CharField(
        label=_("How do you know that it is right?"),
        help_text=_("One line is enough."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DeliverForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or Excel (.xlsx), as the source usually looks. It may repeat what came before."),
        allow_empty_file=True,  # the reader says what is wrong with it
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.parquet"}),
    )

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > settings.MAX_UPLOAD:
            raise ValidationError(TOO_LARGE, params={"limit": settings.MAX_UPLOAD >> 20})
        return file


class NameForm(forms.Form):
    """Which unit a source's name is. The unit is typed, with suggestions; no script is needed."""

    unit = forms.CharField(label=_("Unit"), max_length=220)

    def clean_unit(self) -> Unit:
        said = folded(self.cleaned_data["unit"])
        found = [unit for label, unit in labels_of_units() if folded(label) == said]
        if not found:
            raise ValidationError(_("There is no unit of that name. Choose one of the suggestions."))
        return found[0]


class MendForm(forms.Form):
    value = forms.CharField(label=_("Value"), max_length=40)
    period = forms.CharField(label=_("Period"), max_length=20, required=False)

    def deed(self) -> dict[str, Any]:
        return {"value_text": self.cleaned_data["value"], "period_text": self.cleaned_data["period"]}
