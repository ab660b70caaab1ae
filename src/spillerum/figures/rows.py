"""Very many figures at once, column by column: what a scan of a whole municipality reads.

A row of the database becomes a few numbers in arrays and no object: three million of them would take minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from django.db import connections
from django.db.models import FloatField
from django.db.models.functions import Cast
from numpy.typing import NDArray

from spillerum.calendar.period import Period

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from django.db.models import QuerySet

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_AT_ONCE = 50_000


class Figure(NamedTuple):
    """One figure of a series. `value` None: withdrawn; `observation_id` None: a sum over predecessors."""

    series_id: int
    period: Period
    value: float | None
    observation_id: int | None


@dataclass(frozen=True)
class Rows:
    """Figures, (rows,) each, one a series and period.

    series, observation: their ids (observation 0 where there is none of its own). `place`: where in `periods` the
    figure's period stands. value: NaN where withdrawn.
    """

    series: Ints
    place: Ints
    value: Floats
    observation: Ints
    periods: tuple[Period, ...]

    def __len__(self) -> int:
        return len(self.series)

    def __iter__(self) -> Iterator[Figure]:
        columns = (self.series, self.place, self.value, self.observation)
        for series, place, value, observation in zip(*(column.tolist() for column in columns), strict=True):
            yield Figure(series, self.periods[place], None if value != value else value, observation or None)  # noqa: PLR0124  NaN

    def where(self, these: Bools) -> Rows:
        return replace(
            self,
            series=self.series[these],
            place=self.place[these],
            value=self.value[these],
            observation=self.observation[these],
        )

    def within(self, periods: Collection[Period]) -> Rows:
        """Those of some periods only."""
        return self.where(
            np.array([period in periods for period in self.periods], dtype=np.bool_)[self.place]
        )

    def of(self, series: Iterable[int]) -> Rows:
        """Those of some series only."""
        return self.where(np.isin(self.series, np.fromiter(series, dtype=np.int64)))

    @cached_property
    def ordinal(self) -> Ints:
        """The number of each figure's period."""
        return np.array([period.ordinal for period in self.periods], dtype=np.int64)[self.place]

    @property
    def newest(self) -> Period:
        """Of figures of one frequency, of which there is at least one."""
        return self.periods[int(self.place[self.ordinal.argmax()])]


def read_rows(found: QuerySet[Any], value: str = "value", observation: str = "pk") -> Rows:
    """The rows of a query on something with series, period and a value; of a cell that comes twice the later. One query."""
    database = connections[found.db]
    query = found.annotate(as_float=Cast(value, FloatField())).values_list(
        "series_id", "period", "as_float", observation
    )
    numbers = _Numbered()
    parts = [np.empty((4, 0))]
    sql, params = (
        query.query.sql_with_params()
    )  # the cursor's own rows: Django would convert each cell by itself
    with database.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(_AT_ONCE):
            parts.append(_four(numbers, *zip(*rows, strict=True)))
    series, place, values, pk = np.concatenate(parts, axis=1)
    whole = Rows(
        series.astype(np.int64), place.astype(np.int64), values, pk.astype(np.int64),
        tuple(map(Period.parse, numbers)),
    )  # fmt: skip
    return whole.where(_last_of_each(whole))


def _four(numbers: dict[str, int], series: Any, period: Any, value: Any, pk: Any) -> Floats:
    """(4, rows). Ids are whole numbers, exact in a float up to 2 ** 53."""
    return np.array((series, list(map(numbers.__getitem__, period)), value, pk), dtype=np.float64)


class _Numbered(dict[str, int]):
    """What is asked for the first time gets the next number."""

    def __missing__(self, text: str) -> int:
        self[text] = len(self)
        return self[text]


def _last_of_each(rows: Rows) -> Bools:
    cell = rows.series * max(1, len(rows.periods)) + rows.place
    last = np.ones(len(cell), dtype=np.bool_)
    last[:-1] = cell[1:] != cell[:-1]
    return last


def together(some: Rows, others: Iterable[Figure]) -> Rows:
    """Rows with some more figures after them."""
    number = {period: n for n, period in enumerate(some.periods)}
    more = list(others)
    place = [number.setdefault(figure.period, len(number)) for figure in more]
    return Rows(
        np.concatenate([some.series, np.array([figure.series_id for figure in more], dtype=np.int64)]),
        np.concatenate([some.place, np.array(place, dtype=np.int64)]),
        np.concatenate([some.value, np.array([figure.value for figure in more], dtype=np.float64)]),
        np.concatenate(
            [some.observation, np.array([figure.observation_id or 0 for figure in more], dtype=np.int64)]
        ),
        tuple(number),
    )
