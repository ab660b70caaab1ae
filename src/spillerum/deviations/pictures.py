"""A series as a picture: counted against expected, with what people know of and what they answered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from spillerum.calendar import words
from spillerum.calendar.period import Period
from spillerum.charts.picture import Picture
from spillerum.charts.series import Note, Point

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from spillerum.analysis.judgement import Judgement
    from spillerum.deviations.models import Finding, Part, Verdict
    from spillerum.figures.models import Event, Measure, Series
    from spillerum.matters.models import Entry

OFF = frozenset({"local", "both", "common"})


def of_part(
    part: Part, finding: Finding, *, off: Collection[Period], entries: Iterable[Entry] = ()
) -> Picture:
    """The evidence as it stood at the finding. `off`: its periods that were found off. `entries`: of its timeline."""
    window: dict[str, list[Any]] = finding.evidence["window"]
    rows = zip(*(window[name] for name in ("period", "value", "expected", "low", "high")), strict=True)
    cells = {Period.parse(period): tuple(numbers) for period, *numbers in rows}
    points = _points(cells, off, part.measure)
    place = str(part.deviation.place)
    return Picture(
        key=f"part-{part.pk}",
        title=_("%(measure)s, %(place)s") % {"measure": part.measure.name, "place": place},
        description=_described(points),
        points=points,
        notes=answers(entries, points),
    )


def of_series(
    series: Series,
    verdicts: Sequence[Verdict],
    counted: Mapping[Period, float | None],
    *,
    events: Iterable[Event] = (),
    entries: Iterable[Entry] = (),
) -> Picture:
    """Everything shown of one series. `counted` wins over what a verdict saw: it is what is known now."""
    judged = {v.period: (v.value, v.expected, v.low, v.high) for v in verdicts}
    cells: dict[Period, tuple[Any, ...]] = {p: (value, None, None, None) for p, value in counted.items()}
    cells |= {p: (counted.get(p, cell[0]), *cell[1:]) for p, cell in judged.items()}
    points = _points(cells, {v.period for v in verdicts if v.says in OFF}, series.measure)
    return Picture(
        key=f"series-{series.pk}",
        title=_("%(measure)s, %(place)s") % {"measure": series.measure.name, "place": series.unit.name},
        description=_described(points),
        points=points,
        notes=sorted([*known_events(events, series.measure, points), *answers(entries, points)], key=_when),
    )


def answers(entries: Iterable[Entry], points: Sequence[Point]) -> list[Note]:
    """What somebody said, at the period it was said in (the last one shown, when that was later)."""
    notes = []
    for entry in entries:
        if entry.by_id is None or entry.what == "note" or entry.matter is None or not points:
            continue
        label = {m.name: str(m.label) for m in entry.matter.lifecycle.moves}.get(entry.what)
        period = min(Period.containing(entry.at.date(), points[0].period.frequency), points[-1].period)
        if label and period >= points[0].period:
            notes.append(Note(period, label, answer=True))
    return notes


def known_events(events: Iterable[Event], measure: Measure, points: Sequence[Point]) -> list[Note]:
    """The events of this measure that begin within what is shown."""
    if not points:
        return []
    frequency = points[0].period.frequency
    dated = [
        (Period.containing(e.first_day, frequency), e) for e in events if e.measure_id in {None, measure.pk}
    ]
    return [Note(period, e.text) for period, e in dated if points[0].period <= period <= points[-1].period]


def at_least_nothing(measure: Measure, value: float) -> float:
    """A count, a rate or a score is not expected below 0, however wide its band; an amount may be."""
    return value if measure.kind == measure.Kind.AMOUNT else max(value, 0.0)


def bounded(judgement: Judgement, measure: Measure) -> Judgement:
    """The judgement as it is told: nobody expects less than nothing."""
    if judgement.expected is None or judgement.low is None:
        return judgement
    return replace(
        judgement,
        expected=at_least_nothing(measure, judgement.expected),
        low=at_least_nothing(measure, judgement.low),
    )


def _points(
    cells: Mapping[Period, tuple[Any, ...]], off: Collection[Period], measure: Measure
) -> list[Point]:
    """Consecutive points; a period without a cell is missing."""
    if not cells:
        return []
    first, last = min(cells), max(cells)
    points = []
    for period in (first + n for n in range(last - first + 1)):
        value, expected, low, high = cells.get(period, (None, None, None, None))
        expected = None if expected is None else at_least_nothing(measure, expected)
        low = None if low is None else at_least_nothing(measure, low)
        told = _told(period, value, expected, low, high)
        points.append(Point(period, value, expected, low, high, off=period in off, told=told))
    return points


def _told(
    period: Period, value: float | None, expected: float | None, low: float | None, high: float | None
) -> str:
    language = _language()
    said = {name: words.number(n, language) for name, n in (("value", value), ("expected", _whole(expected)))}
    said |= {"low": words.number(_whole(low), language), "high": words.number(_whole(high), language)}
    said["period"] = words.period(period, language)
    if value is None:
        return _("%(period)s: missing") % said
    if expected is None or low is None:
        return _("%(period)s: %(value)s") % said
    return _("%(period)s: %(value)s, expected %(expected)s (%(low)s–%(high)s)") % said


def _described(points: Sequence[Point]) -> str:
    """What a screen reader hears instead of the chart; the table has the rest."""
    if not points:
        return _("There are no figures yet.")
    language = _language()
    said = {
        "first": words.period(points[0].period, language),
        "last": words.period(points[-1].period, language),
        "told": points[-1].told,
    }
    text = _("Figures from %(first)s to %(last)s. The newest: %(told)s.") % said
    if off := [words.period(p.period, language) for p in points if p.off]:
        text += " " + _("Off: %(periods)s.") % {"periods": ", ".join(off)}
    return text


def _whole(value: float | None) -> float | None:
    return value if value is None or abs(value) < 100 else float(round(value))


def _when(note: Note) -> tuple[Period, bool]:
    return note.period, note.answer


def _language() -> str:
    return "en" if get_language() == "en" else "da"
