"""How often the forecasts were right: every closed year looked back on, counted. No unit is named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.dates import MONTHS
from django.views.decorators.http import require_safe

from spillerum.forecasts.queries import hit_rate, hit_rate_by_group, years_looked_back_on
from spillerum.people.access import viewer_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from spillerum.forecasts.models import HitRate
    from spillerum.forecasts.queries import Inside
    from spillerum.money.models import AccountGroup

TOLD = 6  # the month after which the page says it in words


@dataclass(frozen=True)
class Count:
    """Of so many ends of years, so many lay inside what was said 8 and 9 times of 10."""

    name: str
    cases: int
    inside80: float  # shares
    inside90: float
    rate: HitRate | None = None

    @property
    def off(self) -> tuple[float | None, ...]:
        """How far off the half was at most, in per cent of the year: the forecast, a straight line, the year before."""
        if self.rate is None:
            return ()
        shares = (self.rate.error, self.rate.straight, self.rate.last_year)
        return tuple(None if share is None else 100 * share for share in shares)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """For everybody signed in: whoever is asked because of a forecast may see how good forecasts are."""
    viewer_in(request)
    own, sums = hit_rate(), hit_rate(below=True)
    context = {
        "years": years_looked_back_on(),
        "own": _by_month(own),
        "sums": _by_month(sums),
        "told": next((one for one in _by_month(own) if one.rate and one.rate.month == TOLD), None),
        "groups": [_of_group(group, inside) for group, inside in hit_rate_by_group().items() if inside.cases],
        "cases": sum(rate.cases for rate in (*own, *sums)),
        "as_known": sum(rate.as_known for rate in (*own, *sums)),
    }
    return render(request, "site/money/hits.html", context)


def _by_month(rates: Sequence[HitRate]) -> list[Count]:
    return [
        Count(
            str(MONTHS[rate.month]), rate.cases, rate.inside80 / rate.cases, rate.inside90 / rate.cases, rate
        )
        for rate in rates
        if rate.cases
    ]


def _of_group(group: AccountGroup, inside: Inside) -> Count:
    return Count(group.name, inside.cases, inside.inside80 / inside.cases, inside.inside90 / inside.cases)
