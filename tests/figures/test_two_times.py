"""Observations in two times: what was known at a moment never changes afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spillerum.calendar.period import Period
from spillerum.figures.models import Delivery, Observation, UnreadRow
from spillerum.figures.queries import corrections, known_observations, newest_values
from spillerum.figures.services import mend_row, receive

FIRST = datetime(2018, 9, 1, tzinfo=UTC)
MONTHS = [f"2018-{month:02d}" for month in range(1, 9)]
TABLES = (
    st.lists(  # files one after another: for each of two libraries, a value or a blank or rubbish a month
        st.lists(st.sampled_from(["", "1", "2", "3", "x"]), min_size=16, max_size=16), min_size=1, max_size=5
    )
)


def file_of(cells):
    rows = [",".join(["Fenham", *cells[:8]]), ",".join(["City", *cells[8:]])]
    return "\n".join([",".join(["Library", *MONTHS]), *rows, ""]).encode()


def knew(at):
    return {(k.series_id, str(k.period)): k.value for k in known_observations(at=at)}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables=TABLES, mends=st.booleans())
def test_what_was_known_at_a_moment_never_changes_afterwards(source, fenham, city, forgotten, tables, mends):
    forgotten()
    remembered = []
    for number, cells in enumerate(tables):
        if any(cell in {"1", "2", "3", "x"} for cell in cells):
            receive(
                source=source, filename="f", content=file_of(cells), arrived=FIRST + timedelta(days=number)
            )
        row = UnreadRow.objects.filter(mended=None).first()
        if mends and row is not None:
            mend_row(viewer=None, row=row, value_text="9", at=FIRST + timedelta(days=number, hours=1))
        moment = FIRST + timedelta(days=number, hours=2)
        remembered.append((moment, knew(moment)))
    assert [(moment, knew(moment)) for moment, _ in remembered] == remembered


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables=TABLES)
def test_only_what_differs_from_what_was_known_is_stored(source, fenham, city, forgotten, tables):
    forgotten()
    for number, cells in enumerate(tables):
        if any(cell in {"1", "2", "3", "x"} for cell in cells):
            receive(
                source=source, filename="f", content=file_of(cells), arrived=FIRST + timedelta(days=number)
            )
    rows = list(Observation.objects.order_by("series", "period", "known"))
    for one, after in pairwise(rows):
        if (one.series_id, one.period) == (after.series_id, after.period):
            assert one.value != after.value
            assert one.known < after.known


@pytest.fixture
def forgotten(db):
    """Hypothesis gives many examples to one database."""

    def forget():
        for room in (Observation, UnreadRow, Delivery):
            room.objects.all().delete()

    return forget


def test_an_older_file_that_comes_later_is_a_correction_and_the_newer_word_is_still_there(
    source, fenham, send, known
):
    send(source, "Library,2018-06,2018-07\nFenham,95,100\n", 10)
    late = send(source, "Library,2018-06\nFenham,90\n", 20)
    assert (late.delivery.new_rows, late.delivery.corrections) == (0, 1)
    assert known() == [("2018-06", 90), ("2018-07", 100)]
    assert known(15) == [("2018-06", 95), ("2018-07", 100)]


def test_a_correction_is_shown_with_what_was_known_before(source, fenham, send):
    send(source, "Library,2018-06,2018-07\nFenham,90,100\n")
    send(source, "Library,2018-06,2018-07\nFenham,95,100\n", 10)
    send(source, "Library,2018-06,2018-07\nFenham,96,100\n", 20)
    assert [(str(c.period), c.before, c.value) for c in corrections(source)] == [
        ("2018-06", 95, 96),
        ("2018-06", 90, 95),
    ]


def test_known_observations_can_be_asked_for_some_series_and_from_a_period(source, fenham, city, send):
    send(source, "Library,2018-06,2018-07\nFenham,90,100\nCity,900,1000\n")
    series = fenham.series.get()
    found = known_observations(series_ids=[series.pk], since=Period.parse("2018-07"))
    assert [(k.series_id, str(k.period), k.value) for k in found] == [(series.pk, "2018-07", 100)]
    assert newest_values([series.pk])[series.pk].value == 100


def test_known_observations_is_one_question(source, fenham, city, send, django_assert_num_queries):
    send(source, "Library,2018-06,2018-07\nFenham,90,100\nCity,900,1000\n")
    with django_assert_num_queries(1):
        assert len(known_observations(at=FIRST + timedelta(days=1))) == 4
