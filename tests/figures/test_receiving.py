"""A delivery arrives: what goes in, what waits, what is kept to be mended."""

from __future__ import annotations

from decimal import Decimal

import pytest

from spillerum.figures.errors import ArrivedOutOfOrder
from spillerum.figures.models import Alias, Delivery, Observation, UnreadRow


def test_a_delivery_is_kept_whole_and_its_figures_go_in(source, fenham, city, send, known):
    text = "Library,2018-07,2018-08\nFenham,100,120\nCity,1000,\n"
    received = send(source, text)
    assert received.fresh
    delivery = Delivery.objects.get()
    assert bytes(delivery.content) == text.encode()
    assert (delivery.good_rows, delivery.new_rows, delivery.corrections) == (3, 3, 0)
    assert str(delivery.newest) == "2018-08"
    assert known() == [("2018-07", 100), ("2018-08", 120), ("2018-07", 1000)]


def test_the_same_content_twice_changes_nothing(source, fenham, send):
    first = send(source, "Library,2018-07\nFenham,100\n")
    again = send(source, "Library,2018-07\nFenham,100\n", 1, "other.csv")
    assert (again.fresh, again.delivery.pk) == (False, first.delivery.pk)
    assert Observation.objects.count() == 1


def test_history_repeated_is_not_stored_again_and_a_changed_value_is_a_correction(
    source, fenham, send, known
):
    send(source, "Library,2018-06,2018-07\nFenham,90,100\n")
    later = send(source, "Library,2018-06,2018-07,2018-08\nFenham,90,,120\n", 30)
    assert (later.delivery.new_rows, later.delivery.corrections) == (1, 0)
    last = send(source, "Library,2018-06,2018-07,2018-08\nFenham,95,100,120\n", 60)
    assert (last.delivery.new_rows, last.delivery.corrections) == (0, 1)
    assert known() == [("2018-06", 95), ("2018-07", 100), ("2018-08", 120)]
    assert known(31) == [("2018-06", 90), ("2018-07", 100), ("2018-08", 120)]
    assert known(0) == [("2018-06", 90), ("2018-07", 100)]


def test_a_figure_with_decimals_is_the_same_when_it_comes_again(tidy_source, visits, fenham, send, known):
    type(visits).objects.update(kind="amount")
    text = "unit;measure;period;value\nFenham;visits;2018-07;{}\n"
    send(tidy_source, text.format("1.234.567,123456789"))
    again = send(tidy_source, text.format("1234567,1234568"), 1)
    assert known() == [("2018-07", Decimal("1234567.123457"))]
    assert again.delivery.corrections == 0


def test_units_of_exactly_the_name_need_nobody_to_map_them(source, fenham, send):
    send(source, "Library,2018-07\n  FENHAM ,100\n")
    assert [(a.name, a.unit_id) for a in Alias.objects.all()] == [("FENHAM", fenham.pk)]


def test_a_file_cannot_have_arrived_before_what_is_known(source, fenham, send):
    send(source, "Library,2018-07\nFenham,100\n")
    with pytest.raises(ArrivedOutOfOrder, match="kan ikke være kommet før"):
        send(source, "Library,2018-07\nFenham,101\n", -1)
    assert Delivery.objects.count() == 1


def test_rows_that_cannot_be_read_are_kept_with_their_reason_and_the_good_ones_go_in(
    source, fenham, city, send, known
):
    received = send(source, "Library,2018-07,2018-08\nFenham,mange,120\nCity,-5,7\n")
    assert received.unread == 2
    assert [
        (r.row, r.column, r.unit_name, r.measure_key, r.period_text, r.value_text, r.reason)
        for r in UnreadRow.objects.all()
    ] == [
        (2, "2018-07", "Fenham", "visits", "2018-07", "mange", "not_a_number"),
        (3, "2018-07", "City", "visits", "2018-07", "-5", "negative"),
    ]
    assert known() == [("2018-08", 120), ("2018-08", 7)]
