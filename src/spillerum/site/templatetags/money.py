"""Money in a page: whole kroner in tables, aloud in sentences, and the year's curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from spillerum.calendar import words
from spillerum.money.amounts import between, said
from spillerum.site.templatetags.words import language

if TYPE_CHECKING:
    from spillerum.charts.budget import BudgetPicture

register = template.Library()
ORE = 100


@register.filter
def kr(ore: Any) -> str:
    """Øre as whole kroner, with the language's separators; a dash where a template found nothing."""
    return words.number(None if ore is None or ore == "" else round(ore / ORE), language(), 0)


@register.filter
def aloud(ore: Any) -> str:
    """Øre as one would say it: “412.000 kr.”."""
    return words.NONE if ore is None or ore == "" else said(ore / ORE)


@register.simple_tag
def span(low: Any, high: Any) -> str:
    """“180.000–640.000”, in kroner."""
    if low in {None, ""} or high in {None, ""}:
        return words.NONE
    return "–".join(between(low / ORE, high / ORE))


@register.inclusion_tag("site/money/picture.html")
def budget_picture(shown: BudgetPicture) -> dict[str, Any]:
    """The curve, its legend, and its table behind a click."""
    return {"picture": shown, "plan": shown.plan, "ahead": shown.ahead}
