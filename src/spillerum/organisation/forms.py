"""What an administrator writes: a file of units, a person, a post, who holds it from when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from spillerum.organisation.models import Unit
from spillerum.organisation.queries import seated, units_on
from spillerum.people.access import PostKind
from spillerum.people.forms import HoldingDaysForm
from spillerum.people.models import Post, User

if TYPE_CHECKING:
    from datetime import date

    from django.core.files.uploadedfile import UploadedFile


class UnitFileForm(forms.Form):
    file = forms.FileField(
        label=_("File of units"),
        help_text=_("CSV, Excel (.xlsx) or OS2mo's JSON. You see what it changes before anything is done."),
        max_length=200,
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.MAX_UPLOAD:
            limit = filesizeformat(settings.MAX_UPLOAD)
            raise ValidationError(_("The file is too big; at most %(limit)s. Divide it.") % {"limit": limit})
        return file


class PostChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django cannot be asked at run time
    """A post with its unit, for the same title may be at many."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.seat.unit.name}: {obj.title} ({obj.get_kind_display()})"


class GivePostForm(HoldingDaysForm):
    person = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.filter(is_active=True).order_by("name")
    )
    post = PostChoice(label=_("Post"), queryset=Post.objects.none())
    field_order = ["person", "post", "first_day", "last_day"]

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, on=on, **kwargs)
        posts = Post.objects.filter(seat__in=seated(on)).select_related("seat__unit")
        self.fields["post"].queryset = posts.order_by("seat__unit__name", "title")  # type: ignore[attr-defined]


class SeatForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    kind = forms.ChoiceField(label=_("What the post may do"), choices=PostKind.choices)
    title = forms.CharField(label=_("Title"), max_length=160)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_on(on)  # type: ignore[attr-defined]
