"""What is asked about a year's course: some of its months, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spillerum.calendar import words
from spillerum.calendar.period import Frequency, Period
from spillerum.money.amounts import language

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from django.http import QueryDict

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
