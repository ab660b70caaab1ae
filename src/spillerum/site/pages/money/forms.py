"""What is asked about money: the course of a year, what is known to come, and where accounts belong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from spillerum.calendar import words
from spillerum.calendar.period import Frequency, Period
from spillerum.figures.naming import folded
from spillerum.forecasts.models import Commitment
from spillerum.money.amounts import language
from spillerum.money.models import Account, AccountGroup

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from django.http import QueryDict

    from spillerum.organisation.models import Unit

MONTHS = 12


class BendForm(forms.Form):
    """A field a month; those left empty share what is left of the year."""

    reason = forms.CharField(label=_("Why? One line is enough."), max_length=300)

    def __init__(self, data: QueryDict | None, *, laid: Sequence[int], year: int) -> None:
        super().__init__(data)
        for n in range(MONTHS):
            lies = words.number(round(laid[n] / 100), language())
            self.fields[f"month_{n}"] = forms.DecimalField(
                label=words.period(Period(Frequency.MONTH, year * MONTHS + n), language()),
                help_text=_("Now: %(lies)s kr.") % {"lies": lies},
                required=False,
                max_digits=14,
                decimal_places=2,
                localize=True,
            )
        self.order_fields([*(f"month_{n}" for n in range(MONTHS)), "reason"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given: dict[int, Decimal | None] = {n: cleaned.pop(f"month_{n}", None) for n in range(MONTHS)}
        return cleaned | {
            "months": {n: int(kroner * 100) for n, kroner in given.items() if kroner is not None}
        }


class ComingForm(forms.Form):
    """What comes on top of the usual: how much a month, and in which months. The key makes sending it twice say it once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kroner = forms.DecimalField(
        label=_("How much a month, in kr.?"),
        help_text=_("Only what comes on top of the usual. Write a minus before money that comes in."),
        max_digits=14,
        decimal_places=2,
        localize=True,
    )
    first = forms.TypedChoiceField(label=_("In which month?"), coerce=int)
    last = forms.TypedChoiceField(
        label=_("Until which month?"),
        help_text=_("Leave it empty if it is that month alone."),
        coerce=int,
        empty_value=None,
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("Does it come again?"),
        choices=[
            (Commitment.Kind.ONE_OFF, _("Only this once: the forecast does not expect it next year")),
            (Commitment.Kind.COMMITMENT, _("It stays so: the forecast learns from it")),
        ],
        widget=forms.RadioSelect,
        initial=Commitment.Kind.ONE_OFF,
    )
    group = forms.ModelChoiceField(
        label=_("What kind of money?"),
        queryset=AccountGroup.objects.all(),
        required=False,
        empty_label=_("of the whole bag"),
    )
    reason = forms.CharField(label=_("What is it? One line is enough."), max_length=300)

    def __init__(self, data: QueryDict | None, *, year: int, settled: Period | None) -> None:
        """settled: the last month that stands in the books; only what came once can be said of it and those before."""
        super().__init__(data, initial={"key": uuid4()})
        self.year, self.settled = year, settled
        begins = Period(Frequency.MONTH, year * MONTHS)
        months = [(n + 1, words.period(begins + n, language())) for n in range(MONTHS)]
        self.fields["first"].choices = months  # type: ignore[attr-defined]  # of a choice
        self.fields["last"].choices = [("", "–"), *months]  # type: ignore[attr-defined]  # of a choice
        if data is None and settled is not None:
            self.initial["first"] = min(max(settled + 1, begins), begins + (MONTHS - 1)).season + 1

    def clean_kroner(self) -> Decimal:
        kroner: Decimal = self.cleaned_data["kroner"]
        if not kroner:
            raise ValidationError(_("Write an amount that is not nought."))
        return kroner

    def clean(self) -> dict[str, Any]:
        """The months become øre by month."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first is None or "kroner" not in cleaned:
            return cleaned
        if last is not None and last < first:
            self.add_error("last", _("The last month lies before the first."))
            return cleaned
        if cleaned.get("kind") == Commitment.Kind.COMMITMENT and self._stands_in_the_books(first):
            told = _("%(month)s stands in the books already. Choose a month after it.")
            self.add_error("first", told % {"month": words.period(self.settled, language()).capitalize()})
        ore = int(cleaned["kroner"] * 100)
        return cleaned | {"months": dict.fromkeys(range(first, (last or first) + 1), ore)}

    def _stands_in_the_books(self, month: int) -> bool:
        return self.settled is not None and self.settled >= Period(
            Frequency.MONTH, self.year * MONTHS + month - 1
        )


class PlaceForm(forms.Form):
    """Some accounts, and where they belong; or that they are nobody's budget."""

    accounts = forms.ModelMultipleChoiceField(
        queryset=Account.objects.all(), error_messages={"required": _("Tick the accounts it is about.")}
    )
    unit = forms.CharField(label=_("Which unit?"), max_length=220, required=False)
    group = forms.ModelChoiceField(
        label=_("What kind of money?"),
        help_text=_("Not needed where they are nobody's budget."),
        queryset=AccountGroup.objects.all(),
        required=False,
        empty_label="–",
    )
    why = forms.CharField(label=_("How do you know? One line is enough."), max_length=400)
    nobody = forms.BooleanField(required=False)

    def __init__(self, data: QueryDict | None, *, units: Sequence[tuple[str, Unit]]) -> None:
        super().__init__(data)
        self.units = {folded(label): unit for label, unit in units}

    def clean_unit(self) -> Unit | None:
        said = folded(self.cleaned_data["unit"])
        if said and said not in self.units:
            raise ValidationError(_("There is no unit of that name. Choose one of the suggestions."))
        return self.units.get(said)

    def clean(self) -> dict[str, Any]:
        """Unit and group are needed but where nobody's budget is said."""
        cleaned = super().clean() or {}
        if cleaned.get("nobody"):
            return cleaned | {"unit": None, "group": None}
        for field in ("unit", "group"):
            if cleaned.get(field) is None and field not in self.errors:
                self.add_error(field, _("Say where they belong."))
        return cleaned
