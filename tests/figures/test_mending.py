"""Rows that could not be read are mended or put aside; names that nobody knew are mapped."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from spillerum.figures.errors import AlreadySettled, NotMendable
from spillerum.figures.models import Alias, Delivery, UnreadRow
from spillerum.figures.queries import health_of, known_observations
from spillerum.figures.services import ignore_alias, map_alias, mend_row, wave_off, wave_off_all
from spillerum.matters.models import Entry
from spillerum.organisation.models import Unit


@pytest.fixture
def later():
    return datetime(2018, 9, 10, tzinfo=UTC)


@pytest.fixture
def row(source, fenham, send):
    send(source, "Library,2018-06,2018-07\nFenham,90,mange\n")
    return UnreadRow.objects.get()


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("da", "1.234,5", 1234.5),
        ("da", "1.234", 1234),
        ("en", "1.234", 1.234),
        ("da", "12.5", 12.5),
        ("en", "1,234.5", 1234.5),
    ],
)
def test_a_mended_row_goes_in_as_its_reader_writes_numbers(row, later, known, *, language, text, value):
    with translation.override(language):
        mend_row(viewer=None, row=row, value_text=text, at=later)
    assert [(period, float(number)) for period, number in known()] == [("2018-06", 90), ("2018-07", value)]
    assert known(8) == [("2018-06", 90)]
    row.refresh_from_db()
    assert (row.mended, row.waved_off) == (later, None)
    assert str(Delivery.objects.get().newest) == "2018-07"


@pytest.mark.parametrize(
    ("text", "said"), [("mange", "ikke et tal"), ("", "ikke et tal"), ("-3", "under nul")]
)
def test_what_is_no_figure_either_is_answered_with_a_sentence_and_the_row_stays(row, text, said):
    with translation.override("da"), pytest.raises(NotMendable, match=said):
        mend_row(viewer=None, row=row, value_text=text)
    row.refresh_from_db()
    assert row.is_open


def test_a_row_is_dealt_with_once(row, later):
    wave_off(viewer=None, row=row, at=later)
    with pytest.raises(AlreadySettled):
        mend_row(viewer=None, row=row, value_text="100", at=later)
    assert [k.value for k in known_observations()] == [90]


def test_a_period_that_cannot_be_read_is_mended_with_the_value(tidy_source, visits, fenham, send, known):
    send(tidy_source, "unit,measure,period,value\nFenham,visits,juli,5\nFenham,visits,2018-06,4\n")
    row = UnreadRow.objects.get()
    assert (row.reason, row.needs_period) == ("not_a_period", True)
    with pytest.raises(NotMendable):
        mend_row(viewer=None, row=row, value_text="5")
    mend_row(viewer=None, row=row, value_text="5", period_text="2018-07")
    assert known() == [("2018-06", 4), ("2018-07", 5)]


def test_a_line_that_does_not_fit_can_only_be_put_aside(source, fenham, send):
    send(source, "Library,2018-06\nFenham,90\nFenham;91\n")
    row = UnreadRow.objects.get()
    assert (row.reason, row.value_text, row.is_mendable) == ("other_separator", "Fenham;91", False)
    with pytest.raises(NotMendable):
        mend_row(viewer=None, row=row, value_text="91")


def test_a_row_known_from_an_earlier_file_is_not_asked_about_again(row, source, send):
    again = send(source, "Library,2018-06,2018-07,2018-08\nFenham,90,mange,120\n", 3)
    assert again.unread == 0
    assert UnreadRow.objects.count() == 1


def test_a_row_that_a_later_file_has_right_is_mended_by_it(row, source, send):
    send(source, "Library,2018-06,2018-07\nFenham,90,100\n", 3)
    row.refresh_from_db()
    assert row.mended is not None


def test_all_rows_can_be_put_aside_at_once(source, fenham, send):
    send(source, "Library,2018-06,2018-07\nFenham,a,b\n")
    assert wave_off_all(viewer=None, source=source) == 2
    assert UnreadRow.objects.filter(waved_off__isnull=True).count() == 0


def test_figures_of_a_name_nobody_knows_wait_until_it_is_mapped(source, fenham, send, known, later):
    send(source, "Library,2018-06,2018-07\nFenham,90,100\nFenham Lib.,1,2\n")
    send(source, "Library,2018-06,2018-07,2018-08\nFenham Lib.,,3,4\n", 3)
    assert health_of(source, later.date()).unmapped == 1
    new = Unit.objects.create(name="Fenham ny")
    assert map_alias(viewer=None, alias=Alias.objects.get(unit=None), unit=new, at=later) == 3
    assert known()[2:] == [("2018-06", 1), ("2018-07", 3), ("2018-08", 4)]
    assert known(5) == [("2018-06", 90), ("2018-07", 100)]
    assert health_of(source, later.date()).unmapped == 0
    assert not UnreadRow.objects.filter(mended=None).exists()


def test_mapped_once_the_name_is_known_in_the_next_file(source, fenham, send, known, later):
    send(source, "Library,2018-06\nLib. 7,1\n")
    map_alias(viewer=None, alias=Alias.objects.get(), unit=fenham, at=later)
    send(source, "Library,2018-06,2018-07\n LIB.  7,1,2\n", 20)
    assert known() == [("2018-06", 1), ("2018-07", 2)]
    with pytest.raises(AlreadySettled):
        map_alias(viewer=None, alias=Alias.objects.get(), unit=fenham)


def test_a_name_that_is_none_of_ours_is_left_out_and_never_asked_about_again(
    source, fenham, send, known, later
):
    send(source, "Library,2018-06\nTotal,1000\nFenham,90\n")
    ignore_alias(viewer=None, alias=Alias.objects.get(name="Total"), at=later)
    received = send(source, "Library,2018-06,2018-07\nTotal,1000,1100\nFenham,90,100\n", 20)
    assert received.unread == 0
    assert known() == [("2018-06", 90), ("2018-07", 100)]
    assert health_of(source, later.date()).unmapped == 0


def test_a_unit_made_later_takes_its_waiting_figures_when_the_next_file_comes(source, fenham, send, known):
    send(source, "Library,2018-06\nNy,1\n")
    Unit.objects.create(name="Ny")
    send(source, "Library,2018-07\nNy,2\n", 3)
    assert known() == [("2018-06", 1), ("2018-07", 2)]


def test_a_name_that_two_units_bear_waits_for_a_person(source, fenham, send, known):
    Unit.objects.create(name="Fenham")
    send(source, "Library,2018-06\nFenham,1\n")
    assert known() == []
    assert Alias.objects.get().unit is None


def test_figures_of_a_measure_nobody_knows_wait_until_there_is_one(tidy_source, visits, fenham, send, known):
    text = "unit,measure,period,value\nFenham,udlån,2018-06,5\nFenham,udlån,2018-07,6\n"
    assert send(tidy_source, text).unread == 1
    assert send(tidy_source, text.replace("2018-07,6", "2018-08,7"), 2).unread == 0
    row = UnreadRow.objects.get()
    assert (row.reason, row.measure_key, row.is_mendable) == ("unknown_measure", "udlån", False)
    assert health_of(tidy_source, date(2018, 9, 10)).unread == 1
    type(visits).objects.update(name_da="Udlån")
    send(tidy_source, "unit,measure,period,value\nFenham,udlån,2018-09,8\n", 40)
    assert known() == [("2018-06", 5), ("2018-07", 6), ("2018-08", 7), ("2018-09", 8)]


def test_a_measure_that_is_put_aside_is_not_asked_about_again(tidy_source, fenham, send):
    send(tidy_source, "unit,measure,period,value\nFenham,udlån,2018-06,5\n")
    wave_off(viewer=None, row=UnreadRow.objects.get())
    assert send(tidy_source, "unit,measure,period,value\nFenham,Udlån,2018-07,5\n", 3).unread == 0
    assert UnreadRow.objects.count() == 1


def test_two_names_of_one_unit_do_not_overwrite_one_another(source, fenham, send, known):
    Alias.objects.create(source=source, name="Fenham Lib", unit=fenham)
    send(source, "Library,2018-06\nFenham,1\nFenham Lib,2\n")
    assert known() == [("2018-06", 1)]
    assert [row.reason for row in UnreadRow.objects.all()] == ["twice"]


def test_only_the_source_s_owner_and_administrators_may_mend(row, dina, leader, sees):
    with pytest.raises(PermissionDenied):
        wave_off(viewer=sees(leader), row=row)
    mend_row(viewer=sees(dina), row=row, value_text="100")
    entry = Entry.objects.get(what="mend_row")
    assert (entry.by, entry.about) == (dina, f"source:{row.delivery.source_id}")
