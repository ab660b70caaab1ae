"""The two questions a leader can put: to move money, and to save together."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from spillerum.agreements.queries import years_open
from spillerum.calendar.now import today
from spillerum.money.models import AccountGroup
from spillerum.organisation.models import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

LONGEST = 300  # characters


class MoveForm(forms.Form):
    """From where to where, how much and why. The key makes sending it twice do it once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    giver = forms.ModelChoiceField(
        label=_("From which unit?"), queryset=Unit.objects.none(), empty_label=None
    )
    giver_group = forms.ModelChoiceField(
        label=_("From which money?"), queryset=AccountGroup.objects.filter(income=False), empty_label="–"
    )
    taker = forms.ModelChoiceField(label=_("To which unit?"), queryset=Unit.objects.none(), empty_label=None)
    taker_group = forms.ModelChoiceField(
        label=_("To which money?"), queryset=AccountGroup.objects.all(), empty_label="–"
    )
    kroner = forms.DecimalField(
        label=_("How much, in kr.?"),
        min_value=Decimal("0.01"),
        max_digits=14,
        decimal_places=2,
        localize=True,
    )
    year = forms.TypedChoiceField(label=_("Of which year's budget?"), coerce=int)
    reason = forms.CharField(label=_("What for? One line is enough."), max_length=LONGEST)

    def __init__(self, data: QueryDict | None, *, unit: Unit, units: Sequence[Unit]) -> None:
        """units: those that may give or take, the leader's own among them."""
        initial = {"key": uuid4(), "giver": unit.pk, "taker": unit.pk, "year": today().year}
        super().__init__(data, initial=initial)
        chosen = Unit.objects.filter(pk__in=[one.pk for one in units])
        for side in ("giver", "taker"):
            self.fields[side].queryset = chosen  # type: ignore[attr-defined]  # of the two choices
        self.fields["year"].choices = [(year, str(year)) for year in years_open()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kroner: Decimal | None = cleaned.pop("kroner", None)
        return cleaned | ({} if kroner is None else {"amount": int(kroner * 100)})


class SavingForm(forms.Form):
    """Who, how much a year, for how long, and why."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("What shall it be called?"), max_length=120)
    others = forms.ModelMultipleChoiceField(
        label=_("Whom do you ask?"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    percent = forms.DecimalField(
        label=_("How much, in per cent a year?"),
        help_text=_("It adds up: 1 % a year is 3 % below the base year in the third."),
        min_value=Decimal("0.01"),
        max_value=20,
        max_digits=5,
        decimal_places=2,
        localize=True,
        initial=1,
    )
    first_year = forms.TypedChoiceField(label=_("From which year?"), coerce=int)
    years = forms.IntegerField(label=_("For how many years?"), min_value=1, max_value=10, initial=3)
    growth = forms.DecimalField(
        label=_("How much do you expect prices and wages to rise, in per cent a year?"),
        help_text=_("The year before is carried forward by it."),
        min_value=-10,
        max_value=20,
        max_digits=5,
        decimal_places=2,
        localize=True,
        initial=0,
    )
    reason = forms.CharField(label=_("Why? One line is enough."), max_length=LONGEST)

    def __init__(self, data: QueryDict | None, *, unit: Unit, units: Sequence[Unit]) -> None:
        """units: those that may be asked."""
        initial = {"key": uuid4(), "first_year": today().year + 1}
        super().__init__(data, initial=initial)
        beside = [one.pk for one in units if one.pk != unit.pk]
        self.fields["others"].queryset = Unit.objects.filter(pk__in=beside)  # type: ignore[attr-defined]
        soon = range(today().year, today().year + 3)
        self.fields["first_year"].choices = [(year, str(year)) for year in soon]  # type: ignore[attr-defined]
