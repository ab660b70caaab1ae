"""A series as an XmR chart with the NHS's four rules: what many know already, beside what the scan says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spillerum.analysis.xmr import Rule, xmr
from spillerum.calendar import words
from spillerum.charts.control import ControlPicture, ControlPoint, Shape
from spillerum.deviations.pictures import at_least_nothing
from spillerum.site.templatetags.words import language

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from spillerum.analysis.xmr import Signal
    from spillerum.calendar.period import Period
    from spillerum.figures.models import Measure, Series
    from spillerum.matters.lifecycle import Text

SHOWN = 36  # periods, as such charts are usually drawn; from more, every slow change becomes a row of signals
LEAST = 12  # figures: limits from fewer are little worth
SAID: dict[tuple[Rule, bool], Text] = {
    (Rule.OUTSIDE, True): gettext_lazy("above the upper limit"),
    (Rule.OUTSIDE, False): gettext_lazy("below the lower limit"),
    (Rule.TREND, True): gettext_lazy("seven in a row that rise"),
    (Rule.TREND, False): gettext_lazy("seven in a row that fall"),
    (Rule.NEAR, True): gettext_lazy("two out of three close to the upper limit"),
    (Rule.NEAR, False): gettext_lazy("two out of three close to the lower limit"),
    (Rule.SIDE, True): gettext_lazy("seven in a row above the mean"),
    (Rule.SIDE, False): gettext_lazy("seven in a row below the mean"),
}


@dataclass(frozen=True)
class Familiar:
    """`newest`: what the rules say of the newest figure, or nothing. `enough`: there were figures to draw limits from."""

    picture: ControlPicture
    newest: str
    enough: bool


def as_xmr(
    series: Series, counted: Mapping[Period, float | None], *, anew: Collection[Period] = ()
) -> Familiar:
    """anew: the periods from which somebody has said that the level is another; the chart starts there again."""
    points = _points(series.measure, counted, anew)
    known = [point for point in points if point.value is not None]
    newest = known[-1] if known else None
    return Familiar(
        picture=ControlPicture(
            key=f"xmr-{series.pk}",
            title=_("%(measure)s, %(place)s, as an XmR chart")
            % {"measure": series.measure.name, "place": series.unit.name},
            description=_described(points),
            points=points,
        ),
        newest=newest.signal if newest else "",
        enough=newest is not None and newest.expected is not None,
    )


def _points(
    measure: Measure, counted: Mapping[Period, float | None], anew: Collection[Period]
) -> list[ControlPoint]:
    if not counted:
        return []
    last = max(counted)
    first = max(min(counted), last + (1 - SHOWN))
    periods = [first + n for n in range(last - first + 1)]
    found = [counted.get(period) for period in periods]
    values = np.array([np.nan if value is None else value for value in found])
    if np.isfinite(values).sum() < LEAST:
        return [ControlPoint(p, value, told=_told(p, value)) for p, value in zip(periods, found, strict=True)]
    chart = xmr(values, rebase=[period - first for period in anew if period > first])
    return [
        ControlPoint(
            period,
            found[n],
            expected=_level(chart.mean[n]),
            low=None if (low := _level(chart.lower[n])) is None else at_least_nothing(measure, low),
            high=_level(chart.upper[n]),
            told=_told(period, found[n], signal),
            shape=None if signal is None else _shape(signal),
            signal="" if signal is None else str(SAID[signal.rule, signal.up]),
        )
        for n, (period, signal) in enumerate(zip(periods, chart.signals, strict=True))
    ]


def _level(level: float) -> float | None:
    return float(level) if np.isfinite(level) else None


def _shape(signal: Signal) -> Shape:
    match signal.rule:
        case Rule.OUTSIDE:
            return Shape.DIAMOND
        case Rule.TREND:
            return Shape.UPWARDS if signal.up else Shape.DOWNWARDS
        case Rule.NEAR:
            return Shape.SQUARE
        case Rule.SIDE:
            return Shape.RING


def _told(period: Period, value: float | None, signal: Signal | None = None) -> str:
    said = {"period": words.period(period, language()), "value": words.number(value, language())}
    if value is None:
        return _("%(period)s: missing") % said
    if signal is None:
        return _("%(period)s: %(value)s") % said
    return _("%(period)s: %(value)s, %(signal)s") % {**said, "signal": SAID[signal.rule, signal.up]}


def _described(points: list[ControlPoint]) -> str:
    """What a screen reader hears instead of the chart; the table has the rest."""
    if not points:
        return _("There are no figures yet.")
    said = {
        "first": words.period(points[0].period, language()),
        "last": words.period(points[-1].period, language()),
        "told": points[-1].told,
    }
    text = _("Figures from %(first)s to %(last)s. The newest: %(told)s.") % said
    if marked := [point.told for point in points if point.signal]:
        text += " " + _("Marked by the rules: %(points)s.") % {"points": "; ".join(marked)}
    return text
