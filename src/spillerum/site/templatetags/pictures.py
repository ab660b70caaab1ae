"""Charts in a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.safestring import mark_safe

from spillerum.charts import small
from spillerum.site.templatetags.words import language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from spillerum.charts.budget import BudgetPicture
    from spillerum.charts.control import ControlPicture
    from spillerum.charts.funnel import FunnelPicture
    from spillerum.charts.picture import Picture

register = template.Library()


@register.inclusion_tag("site/picture.html")
def picture(shown: Picture) -> dict[str, Any]:
    """The chart, its legend, and its table behind a click."""
    return {
        "picture": shown,
        "wide": _drawn(shown.wide(language())),
        "narrow": _drawn(shown.narrow(language())),
    }


@register.inclusion_tag("site/control.html")
def control(shown: ControlPicture) -> dict[str, Any]:
    """The same for a control chart."""
    return picture(shown)


@register.simple_tag
def chart(shown: FunnelPicture | BudgetPicture) -> SafeString:
    """Wide and narrow, without words around it."""
    return _drawn(shown.wide(language()) + shown.narrow(language()))


@register.simple_tag
def sparkline(values: Sequence[float | None]) -> SafeString:
    return _drawn(small.sparkline(values))


@register.simple_tag
def ruler(touched: int, of: int) -> SafeString:
    return _drawn(small.ruler(touched, of))


def _drawn(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308 -- charts escape everything they are given, and are tested for it
