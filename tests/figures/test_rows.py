"""Figures column by column are the figures one by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from factories import a_measure, a_series, a_unit
from spillerum.calendar.period import Period
from spillerum.deviations.models import Verdict
from spillerum.figures.models import Observation
from spillerum.figures.queries import known_observations
from spillerum.figures.rows import Figure, Rows, read_rows, together

START = datetime(2018, 10, 2, 9, tzinfo=UTC)
NEWEST_LAST = ("series_id", "period", "known")
JUNE, JULY = Period.parse("2018-06"), Period.parse("2018-07")


def one_by_one(at):
    return [
        Figure(k.series_id, k.period, None if k.value is None else float(k.value), k.observation_id)
        for k in known_observations(at=at)
    ]


@pytest.mark.parametrize("days", [0, 1, 2, 9])
def test_of_each_cell_the_newest_that_was_known_then(db, days, django_assert_num_queries):
    measure = a_measure()
    months, weeks = (a_series(measure, a_unit(name), [7, None, 1234.5], known=START) for name in ("A", "B"))
    a_series(a_measure("ugen", frequency="week"), weeks.unit, [3, 4], first="2018-W05", known=START)
    late = START + timedelta(days=1)
    for value, known in ((8, late), (None, late + timedelta(days=1))):
        Observation.objects.create(series=months, period=Period.parse("2016-10"), value=value, known=known)
    at = START + timedelta(days=days)
    with django_assert_num_queries(1):
        rows = read_rows(Observation.objects.filter(known__lte=at).order_by(*NEWEST_LAST))
    assert list(rows) == one_by_one(at)
    assert len(rows) == 6


def test_where_there_is_nothing_there_are_no_rows(db):
    assert list(read_rows(Observation.objects.order_by(*NEWEST_LAST))) == []
    assert list(read_rows(Verdict.objects.order_by())) == []


def test_rows_are_chosen_by_series_and_period_and_put_together():
    figures = [Figure(1, JUNE, 5.0, 10), Figure(1, JULY, None, 11), Figure(2, JULY, 0.0, None)]
    nothing = Rows(*np.empty((2, 0), dtype=np.int64), np.empty(0), np.empty(0, dtype=np.int64), ())
    rows = together(nothing, figures)
    assert list(rows) == figures
    assert list(rows.of([2, 3])) == figures[2:]
    assert list(rows.within({JULY})) == figures[1:]
    assert (rows.newest, rows.of([1]).within({JUNE}).newest) == (JULY, JUNE)
    assert rows.ordinal.tolist() == [JUNE.ordinal, JULY.ordinal, JULY.ordinal]
