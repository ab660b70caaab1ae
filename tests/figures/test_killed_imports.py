"""Killed in the middle of an import, and two imports at once: nothing lost, nothing half, nothing twice."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime

from factories import a_measure, a_source, a_unit
from faults import at_once, killed_everywhere
from spillerum.calendar.workdays import end_of
from spillerum.figures.errors import AlreadySettled
from spillerum.figures.models import Alias, Delivery, Lateness, Observation, Series, Source, UnreadRow
from spillerum.figures.services import look_for_late, map_alias, mend_row, receive
from spillerum.matters.models import Entry, Matter

FIRST = datetime(2018, 9, 1, tzinfo=UTC)
NEXT = datetime(2018, 10, 1, tzinfo=UTC)
OLD = b"Library,2018-07\nFenham,101\n"
NEW = b"Library,2018-07,2018-08\nFenham,100,x\nCity,1000,1100\nUkendt,1,2\n"


def prepare():
    for name in ("Fenham", "City", "Library Three"):
        a_unit(name)
    a_source(measure=a_measure())
    receive(source=Source.objects.get(), filename="old.csv", content=OLD, arrived=FIRST)


def new_file():
    receive(source=Source.objects.get(), filename="new.csv", content=NEW, arrived=NEXT)


def everything():
    rooms = (Delivery, Observation, Series, Alias, UnreadRow, Entry, Matter, Lateness)
    return {room.__name__: room.objects.count() for room in rooms if room.objects.exists()}


def import_killed_anywhere():
    prepare()
    before = everything()
    kills = killed_everywhere(new_file, lambda: must_be(before))
    assert kills > 5, kills
    delivery = Delivery.objects.get(filename="new.csv")
    assert (delivery.good_rows, delivery.new_rows, delivery.corrections) == (3, 2, 1)
    must_be({"Delivery": 2, "Observation": 4, "Series": 2, "Alias": 3, "UnreadRow": 2, "Entry": 2})
    new_file()
    must_be({"Delivery": 2, "Observation": 4, "Series": 2, "Alias": 3, "UnreadRow": 2, "Entry": 2})


def must_be(expected):
    assert everything() == expected, (everything(), expected)


def mapping_killed_anywhere():
    prepare()
    new_file()
    before = everything()
    alias, unit = Alias.objects.get(name="Ukendt"), a_unit("Ny")
    kills = killed_everywhere(
        lambda: map_alias(viewer=None, alias=alias, unit=unit, at=NEXT), lambda: must_be(before)
    )
    assert kills > 3, kills
    assert sorted(unit.series.get().observations.values_list("value", flat=True)) == [1, 2]


def the_same_file_twice_at_once():
    prepare()
    at_once(new_file, new_file, new_file)
    must_be({"Delivery": 2, "Observation": 4, "Series": 2, "Alias": 3, "UnreadRow": 2, "Entry": 2})


def two_files_at_once():
    prepare()
    source = Source.objects.get()
    files = [f"Library,2018-08\nCity,{n}\n".encode() for n in (1, 2, 3)]
    at_once(*(lambda f=f: receive(source=source, filename="f.csv", content=f, arrived=NEXT) for f in files))
    found = list(Delivery.objects.filter(filename="f.csv").order_by("arrived", "pk"))
    assert [d.new_rows + d.corrections for d in found] == [1, 1, 1], found
    assert [d.new_rows for d in found] == [1, 0, 0], found


def two_clocks_look_for_late_at_once():
    prepare()
    at_once(*[lambda: look_for_late(at=datetime(2018, 12, 1, tzinfo=UTC))] * 3)
    assert Lateness.objects.count() == 1
    assert Matter.objects.count() == 1
    assert Entry.objects.filter(what="open").count() == 1


def lateness_killed_anywhere():
    prepare()
    late = datetime(2018, 12, 1, tzinfo=UTC)
    before = everything()
    kills = killed_everywhere(lambda: look_for_late(at=late), lambda: must_be(before))
    assert kills > 2, kills
    assert Lateness.objects.get().matter.opened == end_of(date(2018, 9, 30)), Lateness.objects.get().matter


def two_mend_the_same_row_at_once():
    prepare()
    new_file()
    row = UnreadRow.objects.get(reason="not_a_number")

    def mend():
        with suppress(AlreadySettled):
            mend_row(viewer=None, row=row, value_text="120", at=NEXT)

    at_once(mend, mend)
    assert Entry.objects.filter(what="mend_row").count() == 1


def test_an_import_killed_anywhere_leaves_all_or_nothing_and_the_next_run_completes_it(house):
    house(import_killed_anywhere)


def test_a_mapping_killed_anywhere_leaves_all_or_nothing(house):
    house(mapping_killed_anywhere)


def test_the_same_file_sent_three_times_at_once_is_taken_in_once(house):
    house(the_same_file_twice_at_once)


def test_files_of_one_source_at_once_are_taken_in_one_after_another(house):
    house(two_files_at_once)


def test_two_clocks_at_once_open_one_matter_for_a_late_source(house):
    house(two_clocks_look_for_late_at_once)


def test_looking_for_late_sources_killed_anywhere_opens_the_matter_whole_or_not_at_all(house):
    house(lateness_killed_anywhere)


def test_two_who_mend_the_same_row_at_once_mend_it_once(house):
    house(two_mend_the_same_row_at_once)
