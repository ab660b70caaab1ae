"""What is asked when money is moved: how much, from where to where, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from decimal import Decimal

    from spillerum.matters.models import Matter

LONGEST = 300  # characters


def _words(label: object, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # lazy text
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AcceptForm(forms.Form):
    text = _words(_("Anything to add? You may leave it empty."), required=False)


class DeclineForm(forms.Form):
    text = _words(_("Why not? One line is enough."))


class WithdrawForm(forms.Form):
    text = _words(_("Why? You may leave it empty."), required=False)


class UndoForm(forms.Form):
    text = _words(_("Why is it undone? One line is enough."))


class JoinForm(forms.Form):
    """The share stands there already: as it was proposed."""

    percent = forms.DecimalField(
        label=_("Your share, in per cent a year"),
        min_value=0,
        max_value=20,
        max_digits=5,
        decimal_places=2,
        localize=True,
    )
    text = _words(_("Anything to add? You may leave it empty."), required=False)

    def __init__(self, *args: Any, matter: Matter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["percent"] = (matter.member.rate * 100).normalize()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        percent: Decimal | None = cleaned.pop("percent", None)
        return cleaned | {"rate": None if percent is None else percent / 100}


class NotUsForm(forms.Form):
    text = _words(_("Why not? You may leave it empty."), required=False)


class StopForm(forms.Form):
    text = _words(_("Why does it stop? One line is enough."))
