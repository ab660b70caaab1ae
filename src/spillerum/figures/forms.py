"""What people tell about figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from spillerum.calendar.now import today

if TYPE_CHECKING:
    from datetime import date

    from spillerum.matters.models import Matter

DAYS = ["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%y"]


class LatenessForm(forms.Form):
    """Every answer is given for a matter."""

    def __init__(self, *args: Any, matter: Matter, **kwargs: Any) -> None:
        self.matter = matter
        super().__init__(*args, **kwargs)


class PostponeForm(LatenessForm):
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


class StopForm(LatenessForm):
    text = forms.CharField(
        label=_("Why do they come no more?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
