"""Numbers, dates and periods in words, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import get_language

from spillerum.calendar import words
from spillerum.calendar.period import Period

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from django.forms import BoundField
    from django.utils.safestring import SafeString

register = template.Library()


def language() -> str:
    """The reader's language, as `spillerum.calendar.words` knows it."""
    return "en" if get_language() == "en" else "da"


def _given(value: Any) -> Any:
    """Nothing, where a template looked for a number in something that is not there."""
    return None if value == "" else value


@register.filter
def number(value: float | Decimal | None, decimals: int | None = None) -> str:
    return words.number(_given(value), language(), decimals)


@register.filter
def about(value: float | None) -> str:
    """An expected number with no more digits than an expectation can bear: three, or whole from 100 up."""
    value = _given(value)
    if value is not None:
        value = round(value) if abs(value) >= 100 else float(f"{value:.3g}")
    return words.number(value, language())


@register.filter
def percent(value: float | None) -> str:
    return words.percent(value, language())


@register.filter
def day(value: date | datetime | None) -> str:
    return words.day(value, language())


@register.filter
def short_day(value: date | datetime | None) -> str:
    return words.short_day(value, language())


@register.filter
def clock(value: datetime | None) -> str:
    return words.clock(value, language())


@register.filter
def period(value: Period | str | None) -> str:
    return words.period(Period.parse(value) if isinstance(value, str) else value, language())


@register.filter
def get(mapping: dict[Any, Any], key: object) -> Any:
    """What a mapping holds for a key that is itself a variable."""
    return mapping.get(key)


@register.filter
def dressed(field: BoundField) -> SafeString:
    """The form field as the design system wears it."""
    select = getattr(field.field.widget, "input_type", "") == "select"
    return field.as_widget(attrs={"class": "form-select" if select else "form-input"})


@register.filter
def less(value: int, other: int) -> int:
    """`value` minus `other`."""
    return value - other
