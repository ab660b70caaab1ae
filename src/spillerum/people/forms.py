"""What is asked of whoever takes a person in or gives a post."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import date


def _day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("Mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Language"), choices=[("da", "Dansk"), ("en", "English")])
    invite = forms.BooleanField(
        label=_("Send a mail with a link where the person chooses a password"), required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.DEMO:
            del self.fields["invite"]  # nobody in the demo has a password, or a mail address


class HoldingDaysForm(forms.Form):
    """From when to when a post is held."""

    first_day = forms.DateField(label=_("First day"), widget=_day_input())
    last_day = forms.DateField(
        label=_("Last day"), required=False, widget=_day_input(), help_text=_("Empty: until further notice.")
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"first_day": on, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first_day, last_day = cleaned.get("first_day"), cleaned.get("last_day")
        if first_day and last_day and last_day < first_day:
            raise ValidationError({"last_day": _("The last day lies before the first. Change one of them.")})
        return cleaned


class LastDayForm(forms.Form):
    """The last day on which the person holds the post."""

    last_day = forms.DateField(label=_("Last day"), widget=_day_input())
