"""What is asked when money is moved: how much, from where to where, and why."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

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
