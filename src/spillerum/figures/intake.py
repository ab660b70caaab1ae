"""Figures of a file into observations: only what differs from what was known becomes new rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Context, Decimal
from typing import TYPE_CHECKING

from spillerum.calendar.workdays import COPENHAGEN
from spillerum.figures.models import Measure, Observation, Series, UnreadRow
from spillerum.figures.queries import known_observations
from spillerum.figures.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date, datetime

    from spillerum.calendar.period import Period
    from spillerum.exchange.figures import Figure
    from spillerum.figures.models import Delivery
    from spillerum.figures.naming import Names
    from spillerum.figures.queries import Known

_BATCH = 5000
_DIGITS = Context(prec=15)  # what a float can tell, and what SQLite keeps
_PLACES = Decimal("0.000001")
_LARGEST = 10**12
_TICK = timedelta(microseconds=1)

Cell = tuple[int, int, "Period"]  # measure, unit, period


@dataclass
class Taken:
    """What came of some figures."""

    cells: dict[Cell, Decimal] = field(default_factory=dict)  # read
    new: int = 0
    corrections: int = 0
    unread: list[UnreadRow] = field(default_factory=list)  # not saved, without their delivery

    @property
    def newest(self) -> Period | None:
        return max((period for _, _, period in self.cells), key=lambda period: period.last_day, default=None)


def exact(value: float) -> Decimal:
    """The number as it is kept: 15 significant digits, six decimals."""
    return _DIGITS.create_decimal_from_float(value).quantize(_PLACES)


def take_in(
    delivery: Delivery, figures: Iterable[Figure], names: Names, *, known: datetime, only_new: bool = False
) -> Taken:
    """Add what the figures tell that was not known (or, `only_new`, only where nothing at all was known).

    Runs in the transaction of the deed that asks.
    """
    taken = _sorted_out(figures, names, known.astimezone(COPENHAGEN).date())
    add(delivery, taken, known=known, only_new=only_new)
    return taken


def add(delivery: Delivery, taken: Taken, *, known: datetime, only_new: bool = False) -> None:
    series = _series(taken.cells)
    before = _before(series.values(), taken.cells)
    rows = []
    for (measure, unit, period), value in taken.cells.items():
        pk = series[measure, unit]
        old = before.get((pk, period))
        if old is None or not (only_new or old.value == value):
            taken.new += old is None
            taken.corrections += old is not None
            moment = known if old is None else max(known, old.known + _TICK)
            rows.append(
                Observation(series_id=pk, period=period, value=value, known=moment, delivery=delivery)
            )
    Observation.objects.bulk_create(rows, batch_size=_BATCH)


def wrong(measure: Measure, period: Period, value: float, today: date) -> Reason | None:
    """Why the value cannot be a figure of the measure."""
    if period.frequency != measure.frequency:
        return Reason.OTHER_FREQUENCY
    if period.first_day > today:
        return Reason.NOT_YET
    if measure.kind == Measure.Kind.COUNT and value < 0:
        return Reason.NEGATIVE
    return Reason.TOO_LARGE if abs(value) >= _LARGEST else None


def _sorted_out(figures: Iterable[Figure], names: Names, today: date) -> Taken:
    taken = Taken()
    waiting: dict[tuple[Reason, str], UnreadRow] = {}
    for figure in figures:
        if figure.value is None or names.ignores(figure.unit):
            continue  # a blank is not a withdrawal
        unit, measure = names.unit(figure.unit), names.measure(figure.measure)
        if unit is None:
            waiting.setdefault((Reason.UNKNOWN_UNIT, figure.unit), _unread(figure, Reason.UNKNOWN_UNIT))
            continue
        if measure is None:
            waiting.setdefault(
                (Reason.UNKNOWN_MEASURE, figure.measure), _unread(figure, Reason.UNKNOWN_MEASURE)
            )
            continue
        cell = (measure.pk, unit, figure.period)
        reason = wrong(measure, figure.period, figure.value, today)
        if reason is None and cell in taken.cells:
            reason = Reason.TWICE  # by two names of one unit
        if reason is None:
            taken.cells[cell] = exact(figure.value)
        else:
            taken.unread.append(_unread(figure, reason))
    taken.unread += waiting.values()
    return taken


def _unread(figure: Figure, reason: Reason) -> UnreadRow:
    value = figure.value
    return UnreadRow(
        sheet=figure.sheet[:100],
        row=figure.row,
        column=figure.column[:100],
        unit_name=figure.unit[:200],
        measure_key=figure.measure[:120],
        period_text=str(figure.period),
        value_text="" if value is None else f"{value:.15g}",
        reason=reason,
    )


def _series(cells: Collection[Cell]) -> dict[tuple[int, int], int]:
    """The series of the cells; those that are new begin here."""
    wanted = {(measure, unit) for measure, unit, _ in cells}
    there = _existing(wanted)
    new = [Series(measure_id=measure, unit_id=unit) for measure, unit in sorted(wanted - set(there))]
    if new:
        Series.objects.bulk_create(new, ignore_conflicts=True)  # another source may begin the same one
        there = _existing(wanted)
    return there


def _existing(wanted: set[tuple[int, int]]) -> dict[tuple[int, int], int]:
    found = Series.objects.filter(measure__in={measure for measure, _ in wanted})
    rows = found.values_list("measure", "unit", "pk")
    return {(measure, unit): pk for measure, unit, pk in rows if (measure, unit) in wanted}


def _before(series: Collection[int], cells: Mapping[Cell, Decimal]) -> dict[tuple[int, Period], Known]:
    if not cells:
        return {}
    since = min((period for _, _, period in cells), key=str)
    known = (k for some in _chunks(sorted(series)) for k in known_observations(series_ids=some, since=since))
    return {(k.series_id, k.period): k for k in known}


def _chunks(pks: list[int]) -> Iterator[list[int]]:
    """SQLite takes only so many parameters in one question."""
    return (pks[start : start + _BATCH] for start in range(0, len(pks), _BATCH))
