"""Money in a page: whole kroner in tables, aloud in sentences, and the year's curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import gettext as _

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
    """“180.000–640.000”, in kroner; “-93.000 to -85.000”, where a dash would meet a minus."""
    if low in {None, ""} or high in {None, ""}:
        return words.NONE
    ends = between(low / ORE, high / ORE)
    return _("%(low)s to %(high)s") % _named(*ends) if low < 0 or high < 0 else "–".join(ends)


@register.simple_tag
def within(low: Any, high: Any) -> str:
    """“between 180.000 and 640.000”, in a sentence."""
    return _("between %(low)s and %(high)s") % _named(*between(low / ORE, high / ORE))


@register.filter
def missing(ore: Any) -> str:
    """What is lacking, aloud: of a room below nought, without its minus."""
    return aloud(-ore)


def _named(low: str, high: str) -> dict[str, str]:
    return {"low": low, "high": high}


@register.inclusion_tag("site/money/picture.html")
def budget_picture(shown: BudgetPicture) -> dict[str, Any]:
    """The curve, its legend, and its table behind a click."""
    return {"picture": shown, "plan": shown.plan, "ahead": shown.ahead}
