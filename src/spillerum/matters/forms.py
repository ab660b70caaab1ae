"""What people write in any matter."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Write a line"), max_length=2000, widget=forms.Textarea({"rows": 3}))
