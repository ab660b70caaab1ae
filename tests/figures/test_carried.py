"""Merged units carry the sum of their predecessors' history."""

from __future__ import annotations

from datetime import date

import pytest

from spillerum.figures.carried import carried_rows
from spillerum.figures.models import Measure
from spillerum.figures.queries import known_observations
from spillerum.organisation.models import Succession, Unit
from spillerum.organisation.services import succeed

DAY = date(2018, 7, 1)


@pytest.fixture
def merged(fenham, city):
    unit = Unit.objects.create(name="Byen", first_day=DAY)
    succeed(units=[fenham, city], successors=[unit], day=DAY)
    return unit


def history(unit):
    return [(str(k.period), k.value) for k in carried_rows() if k.series_id == unit.series.get().pk]


def test_without_successions_nothing_is_carried(source, fenham, send):
    send(source, "Library,2018-06\nFenham,100\n")
    known = [(k.series_id, k.period, k.value, k.observation_id) for k in known_observations()]
    assert list(carried_rows()) == known


def test_a_merged_unit_carries_the_sum_before_the_day(source, merged, send):
    send(source, "Library,2018-05,2018-06,2018-07\nFenham,100,110,\nCity,1000,,\nByen,,,1200\n")
    assert history(merged) == [("2018-05", 1100), ("2018-07", 1200)]


def test_a_month_in_which_one_part_is_missing_is_missing(source, merged, send):
    send(source, "Library,2018-05,2018-06,2018-07\nFenham,100,110,\nCity,1000,,\nByen,,,1200\n")
    assert "2018-06" not in dict(history(merged))


def test_a_unit_that_takes_another_in_has_its_own_history_and_the_other_s(source, fenham, city, send):
    succeed(units=[fenham], successors=[city], day=DAY)
    send(source, "Library,2018-05,2018-06,2018-07\nFenham,100,110,\nCity,1000,1010,1200\n")
    assert history(city) == [("2018-05", 1100), ("2018-06", 1120), ("2018-07", 1200)]
    assert history(fenham) == [("2018-05", 100), ("2018-06", 110)]


def test_a_chain_of_renames_is_followed(source, fenham, send):
    at = fenham
    for name, day in (("Vest", date(2018, 6, 1)), ("Byen", date(2018, 7, 1))):
        after = Unit.objects.create(name=name)
        succeed(units=[at], successors=[after], day=day)
        at = after
    send(source, "Library,2018-05,2018-06,2018-07\nFenham,100,,\nVest,,110,\nByen,,,120\n")
    assert history(at) == [("2018-05", 100), ("2018-06", 110), ("2018-07", 120)]


def test_a_rate_is_carried_from_one_predecessor_but_never_from_two(source, merged, send):
    Measure.objects.update(kind="rate")
    send(source, "Library,2018-05,2018-07\nFenham,50,\nCity,60,\nByen,,55\n")
    assert history(merged) == [("2018-07", 55)]
    Succession.objects.filter(predecessor__name="City").delete()
    assert history(merged) == [("2018-05", 50), ("2018-07", 55)]


def test_a_split_unit_leaves_its_history_with_none(source, merged, fenham, send):
    succeed(units=[fenham], successors=[Unit.objects.create(name="Vest")], day=DAY)
    send(source, "Library,2018-05,2018-07\nFenham,50,\nCity,60,\nByen,,55\nVest,,20\n")
    assert history(merged) == [("2018-07", 55)]


def test_a_unit_that_gives_a_part_away_begins_anew_and_so_does_the_part(source, fenham, send):
    part = Unit.objects.create(name="Vest")
    succeed(units=[fenham], successors=[fenham, part], day=DAY)
    send(source, "Library,2018-05,2018-06,2018-07\nFenham,100,110,60\nVest,,,50\n")
    assert (history(fenham), history(part)) == ([("2018-07", 60)], [("2018-07", 50)])
    fenham.refresh_from_db()
    assert fenham.last_day is None


def test_a_split_that_has_not_come_yet_takes_nothing_away(source, fenham, send):
    succeed(units=[fenham], successors=[fenham, Unit.objects.create(name="Vest")], day=date(2030, 1, 1))
    send(source, "Library,2018-05,2018-06\nFenham,100,110\n")
    assert history(fenham) == [("2018-05", 100), ("2018-06", 110)]


def test_what_is_booked_on_an_ended_unit_is_its_heir_s(source, merged, send):
    send(source, "Library,2018-06,2018-07,2018-08\nFenham,110,9,\nCity,1000,,7\nByen,,1200,1300\n")
    assert history(merged) == [("2018-06", 1110), ("2018-07", 1209), ("2018-08", 1307)]


def test_a_successor_that_was_told_of_a_month_early_was_not_there_already(source, merged, send):
    send(source, "Library,2018-05,2018-06,2018-07\nFenham,100,110,\nCity,1000,990,\nByen,,3,1200\n")
    assert history(merged) == [("2018-05", 1100), ("2018-06", 1103), ("2018-07", 1200)]


def test_an_observation_set_aside_makes_the_sum_missing(source, merged, send):
    send(source, "Library,2018-05,2018-07\nFenham,50,\nCity,60,\nByen,,55\n")
    aside = next(k.observation_id for k in known_observations() if k.value == 60)
    found = [(str(k.period), k.value) for k in carried_rows(without={aside})]
    assert found == [("2018-05", 50), ("2018-07", 55)]


def test_it_takes_the_same_few_questions_whatever_there_is(source, merged, send, django_assert_num_queries):
    send(source, "Library,2018-05,2018-07\nFenham,50,\nCity,60,\nByen,,55\n")
    with django_assert_num_queries(4):
        carried_rows()
