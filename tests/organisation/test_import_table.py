"""A table of units, in CSV or Excel: read, compared, shown, done once."""

from __future__ import annotations

from datetime import date, timedelta
from unicodedata import normalize
from uuid import UUID

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from spillerum.exchange.faults import BadFile
from spillerum.exchange.writing import write
from spillerum.matters.models import Entry
from spillerum.organisation.intake.planning import plan_import
from spillerum.organisation.intake.telling import told
from spillerum.organisation.models import Seat, Tie, Unit
from spillerum.organisation.queries import groups_on, line_parents, units_on
from spillerum.organisation.services import PlanChanged, create_unit, import_organisation, succeed
from spillerum.people.access import PostKind
from spillerum.people.models import Holding
from spillerum.people.services import create_person, give_post

DAY = date(2018, 9, 3)
YESTERDAY, LATER = DAY - timedelta(days=1), date(2018, 10, 1)
ONE, TWO = UUID(int=1), UUID(int=2)
SMALL = (
    "navn;overordnet;type;leder",
    "Kommunen;;;",
    "Kultur;Kommunen;afdeling;Kulturchef",
    "Byens bibliotek;Kultur;bibliotek;Leder af Byens bibliotek",
)
pytestmark = pytest.mark.django_db


def csv(*lines):
    return "\n".join(lines).encode()


def take_in(*lines, on=DAY):
    return import_organisation(content=csv(*lines), file="enheder.csv", on=on)


def faults(*lines, on=DAY):
    return [str(fault) for fault in plan_import(csv(*lines), "enheder.csv", on).faults]


def whats(plan):
    return {change.after.name: change.what for change in plan.changes}


def sentences(plan, name):
    with override("en"):
        return [line for change in plan.changes if change.after.name == name for line in told(change, plan)]


def line(on=DAY):
    names = dict(Unit.objects.values_list("pk", "name"))
    return {names[unit]: names[above] for unit, above in line_parents(on).items()}


def everything():
    """The whole house, to see that nothing changed."""
    return (
        list(Unit.objects.order_by("pk").values_list()),
        list(Tie.objects.order_by("pk").values_list()),
        list(Seat.objects.order_by("pk").values_list()),
        Entry.objects.count(),
    )


def test_units_come_with_their_line_and_their_posts():
    plan = take_in(*SMALL)
    assert whats(plan) == {"Byens bibliotek": "new", "Kommunen": "new", "Kultur": "new"}
    assert line() == {"Kultur": "Kommunen", "Byens bibliotek": "Kultur"}
    assert list(Unit.objects.values_list("kind", flat=True)) == ["bibliotek", "", "afdeling"]
    titles = {seat.unit.name: (seat.post.kind, seat.post.title) for seat in Seat.objects.all()}
    assert titles == {
        "Kultur": (PostKind.LEADER, "Kulturchef"),
        "Byens bibliotek": (PostKind.LEADER, "Leder af Byens bibliotek"),
    }
    assert Seat.objects.get(unit__name="Byens bibliotek").post.falls_to.title == "Kulturchef"


def test_a_preview_writes_nothing():
    before = everything()
    plan = plan_import(csv(*SMALL), "enheder.csv", DAY)
    assert len(plan.changes) == 3
    assert everything() == before


@pytest.mark.parametrize("again", [DAY, LATER])
def test_the_same_file_twice_changes_nothing(again):
    take_in(*SMALL)
    before = everything()
    plan = take_in(*SMALL, on=again)
    assert (plan.changes, plan.unchanged, plan.untouched) == ((), 3, 0)
    assert everything() == before


def test_each_unit_that_changes_gets_one_line_in_the_timeline_with_what_it_was_and_is():
    take_in(*SMALL)
    take_in("navn;type", "Kultur;område")
    unit = Unit.objects.get(name="Kultur")
    changed = Entry.objects.get(about=f"unit:{unit.pk}", what="import_changed")
    assert (changed.data["before"]["kind"], changed.data["after"]["kind"]) == ("afdeling", "område")
    assert changed.data["file"] == "enheder.csv"


def test_a_rename_keeps_the_uuid_and_the_row():
    take_in("uuid;navn", f"{ONE};Kultur")
    plan = take_in("uuid;navn", f"{ONE};Kultur og Fritid")
    assert whats(plan) == {"Kultur og Fritid": "changed"}
    assert sentences(plan, "Kultur og Fritid") == ["Is now called that, before “Kultur”."]
    assert [(unit.uuid, unit.name) for unit in Unit.objects.all()] == [(ONE, "Kultur og Fritid")]


def test_a_move_counts_from_the_day_of_the_import_and_keeps_where_it_was():
    take_in(*SMALL)
    plan = take_in("navn;overordnet", "Byens bibliotek;Kommunen", on=LATER)
    assert whats(plan) == {"Byens bibliotek": "moved"}
    assert sentences(plan, "Byens bibliotek") == ["Moves from “Kultur” to “Kommunen”."]
    assert line(LATER - timedelta(days=1))["Byens bibliotek"] == "Kultur"
    assert line(LATER)["Byens bibliotek"] == "Kommunen"


def test_an_empty_cell_above_puts_the_unit_at_the_top():
    take_in(*SMALL)
    assert whats(take_in("navn;overordnet", "Kultur;")) == {"Kultur": "moved"}
    assert line() == {"Byens bibliotek": "Kultur"}


def test_what_the_file_does_not_say_stays():
    take_in(*SMALL)
    assert take_in("navn", "Kultur").changes == ()
    assert Unit.objects.get(name="Kultur").kind == "afdeling"
    assert line()["Kultur"] == "Kommunen"


def test_units_that_are_not_in_the_file_are_counted_and_left_alone():
    take_in(*SMALL)
    plan = take_in("navn", "Nyt område")
    assert (whats(plan), plan.untouched) == ({"Nyt område": "new"}, 3)
    assert Unit.objects.filter(last_day__isnull=True).count() == 4


def test_a_unit_that_ends_takes_its_posts_and_their_holders_with_it():
    take_in(*SMALL)
    post = Seat.objects.get(unit__name="Byens bibliotek").post
    give_post(person=create_person(email="anna@by.dk", name="Anna"), post=post, first_day=YESTERDAY)
    plan = take_in("navn;til", "Byens bibliotek;30.9.2018")
    assert whats(plan) == {"Byens bibliotek": "ended"}
    assert sentences(plan, "Byens bibliotek") == ["Ends with 30 September 2018, and so do its posts."]
    assert "Byens bibliotek" in units_on(date(2018, 9, 30)).values_list("name", flat=True)
    assert "Byens bibliotek" not in units_on(LATER).values_list("name", flat=True)
    post.refresh_from_db()
    assert (post.last_day, Holding.objects.get(post=post).last_day) == (date(2018, 9, 30), date(2018, 9, 30))
    assert take_in("navn;til", "Byens bibliotek;30.9.2018", on=LATER).changes == ()


def test_a_group_ties_siblings():
    take_in(*SMALL, "Filialer;Kultur;;")
    plan = take_in("navn;gruppe", "Byens bibliotek;Filialer")
    assert sentences(plan, "Byens bibliotek") == ["Is seen beside those under “Filialer”."]
    assert groups_on(DAY)[Unit.objects.get(name="Byens bibliotek").pk].name == "Filialer"
    assert line()["Byens bibliotek"] == "Kultur"


def test_excel_and_english_names_and_any_order_say_the_same():
    columns = {"Last day": str, "PARENT": str, "Name": str}
    rows = [{"Name": "Culture", "PARENT": "Town"}, {"Name": "Town", "Last day": "2030-01-01"}]
    import_organisation(content=write(rows, columns, "xlsx"), file="units.xlsx", on=DAY)
    assert line() == {"Culture": "Town"}
    assert Unit.objects.get(name="Town").last_day == date(2030, 1, 1)


def test_a_uuid_printed_behind_the_name_is_the_units_uuid():
    take_in("navn", f"Kantine - {TWO}", f"Kantine - {ONE}")
    assert [(unit.name, unit.uuid) for unit in Unit.objects.order_by("uuid")] == [
        ("Kantine", ONE),
        ("Kantine", TWO),
    ]


@pytest.mark.parametrize("never", ["31-12-9999", "9999-12-31", ""])
def test_until_further_notice_is_no_last_day(never):
    take_in("navn;til", f"Kultur;{never}")
    assert Unit.objects.get().last_day is None


@pytest.mark.parametrize("written", ["2018-09-30", "30-09-2018", "30.9.2018", "30/9/2018", "30 9 2018"])
def test_a_day_may_be_written_as_people_do(written):
    take_in("navn;til", f"Kultur;{written}")
    assert Unit.objects.get().last_day == date(2018, 9, 30)


class TestNames:
    def test_twins_under_different_units_are_told_apart_by_the_unit_above(self):
        rows = ("navn;overordnet", "Nord;", "Syd;", "Kantine;Nord", "Kantine;Syd")
        take_in(*rows)
        assert Unit.objects.filter(name="Kantine").count() == 2
        assert take_in(*rows).unchanged == 4

    def test_one_of_the_houses_twins_is_meant_by_the_unit_above(self):
        take_in("navn;overordnet", "Nord;", "Syd;", "Kantine;Nord", "Kantine;Syd")
        plan = take_in("navn;overordnet;type", "Kantine;Syd;køkken")
        assert whats(plan) == {"Kantine": "changed"}
        (changed,) = Unit.objects.filter(kind="køkken")
        assert line_parents(DAY)[changed.pk] == Unit.objects.get(name="Syd").pk

    def test_twins_under_a_unit_that_is_not_there_are_refused(self):
        (first, _second) = faults("navn;overordnet", "Kantine;Nord", "Kantine;Nord")
        assert first == (
            "enheder.csv, row 2, column “name”: There is no unit called “Nord”. Add it to the file, or write another."
        )

    def test_twins_under_the_same_unit_are_refused_both(self):
        assert faults("navn;overordnet", "Nord;", "Kantine;Nord", "Kantine;Nord") == [
            (
                f"enheder.csv, row {row}, column “name”: "
                "Several units under the same are called “Kantine”. Write the uuid."
            )
            for row in (3, 4)
        ]

    def test_twins_without_a_unit_above_are_refused(self):
        (first, second) = faults("navn", "Kantine", "Kantine")
        assert first == (
            "enheder.csv, row 2, column “name”: Several units are called “Kantine”. "
            "Write its uuid, or the unit above it."
        )
        assert "row 3" in second

    def test_a_name_that_several_units_of_the_house_have_is_no_answer(self):
        take_in("navn;overordnet", "Nord;", "Syd;", "Kantine;Nord", "Kantine;Syd")
        assert faults("navn;overordnet", "Køkken;Kantine") == [
            "enheder.csv, row 2: 2 units are called “Kantine”. Write the uuid of the one you mean."
        ]

    def test_names_are_the_same_whatever_their_case_and_spaces(self):
        take_in(*SMALL)
        assert take_in("navn;overordnet", "  BYENS   bibliotek ;kultur").changes[0].what == "changed"

    def test_a_name_nearly_right_is_proposed(self):
        take_in(*SMALL)
        assert faults("navn;overordnet", "Filial;Kulturr") == [
            "enheder.csv, row 2: There is no unit called “Kulturr”. Is “kultur” meant?"
        ]

    def test_the_name_of_an_ended_unit_is_not_taken_for_it(self):
        take_in(*SMALL)
        take_in("navn;til", "Byens bibliotek;1.9.2018")
        with override("en"):
            assert faults("navn", "Byens bibliotek") == [
                (
                    "enheder.csv, row 2, column “name”: “Byens bibliotek” ended on 1 September 2018. "
                    "Write its uuid to open it again, or a later first day for a new unit."
                )
            ]
        take_in("navn;fra", "Byens bibliotek;2.9.2018")
        assert Unit.objects.filter(name="Byens bibliotek").count() == 2
        assert take_in("navn;fra", "Byens bibliotek;2.9.2018").unchanged == 1

    def test_a_uuid_opens_an_ended_unit_again(self):
        take_in("uuid;navn;til", f"{ONE};Kultur;1.9.2018")
        plan = take_in("uuid;navn;til", f"{ONE};Kultur;")
        assert sentences(plan, "Kultur") == ["Does not end after all."]
        assert list(units_on(DAY)) == [Unit.objects.get(uuid=ONE)]


class TestFaults:
    @pytest.mark.parametrize(
        ("row", "fault"),
        [
            (";Kultur;;", "column “navn”: The unit has no name. Write one, or remove the row."),
            ("x" * 201 + ";;;", "column “navn”: More than 200 characters. Shorten it."),
            ("A\x07B;;;", "column “navn”: There are characters in it that cannot be shown. Write it anew."),
            (
                "A;Findes ikke;;",
                "There is no unit called “Findes ikke”. Add it to the file, or write another.",
            ),
            (f"A;{ONE};;", f"There is no unit with the uuid {ONE}. Add it to the file."),
            ("A;A;;", "“A” would lie under itself. Choose another unit above it."),
            ("A;;31.2.2018;", "column “fra”: “31.2.2018” is no date. Write it as 2018-09-01 or 1.9.2018."),
            ("A;;snart;", "column “fra”: “snart” is no date. Write it as 2018-09-01 or 1.9.2018."),
            ("A;;2018-09-02;1/9/2018", "column “til”: “A” would end before it begins. Change the day."),
        ],
    )
    def test_a_bad_row_is_named_with_its_remedy_and_the_good_ones_go_in(self, row, fault):
        lines = ("navn;overordnet;fra;til", row, "God enhed;;;")
        place = "enheder.csv, row 2, " if fault.startswith("column") else "enheder.csv, row 2: "
        assert faults(*lines) == [place + fault]
        take_in(*lines)
        assert list(Unit.objects.values_list("name", flat=True)) == ["God enhed"]

    def test_a_last_day_before_the_first_the_house_knows(self):
        take_in("navn;fra", "A;2018-09-02")
        assert faults("navn;til", "A;2018-09-01", on=LATER) == [
            "enheder.csv, row 2: “A” would end before it begins. Change the day."
        ]

    def test_a_file_of_gigabytes_is_not_read(self):
        with pytest.raises(BadFile, match="at most 50 MB are read"):
            plan_import(b"[" + b" " * (51 << 20), "mo.json", DAY)

    def test_a_uuid_that_is_none(self):
        assert faults("id;navn", "42;Kultur") == [
            "enheder.csv, row 2, column “id”: “42” is no uuid. Copy the whole uuid, or empty the cell."
        ]

    def test_the_same_uuid_twice(self):
        assert faults("id;navn", f"{ONE};A", f"{ONE};B") == [
            "enheder.csv, row 3, column “uuid”: “B” has the same uuid as “A” (row 2). Keep one of them."
        ]

    def test_all_faults_at_once(self):
        assert len(faults("id;navn;til", "42;A;", ";;", f"{ONE};B;nu")) == 2
        assert len(faults("id;navn;til", "42;A;", "; ;x", f"{ONE};B;nu")) == 3

    def test_a_ring_is_refused_and_nobody_in_it_moves(self):
        take_in(*SMALL)
        lines = ("navn;overordnet", "Kommunen;Byens bibliotek", "Ny;Kommunen")
        assert faults(*lines) == [
            "enheder.csv, row 2: “Kommunen” would lie under itself. Choose another unit above it."
        ]
        take_in(*lines)
        assert line() == {"Kultur": "Kommunen", "Byens bibliotek": "Kultur", "Ny": "Kommunen"}

    def test_what_lies_under_a_unit_left_out_is_left_out_too(self):
        assert faults("navn;overordnet", "A;B", "B;A", "C;A") == [
            "enheder.csv, row 2: “A” would lie under itself. Choose another unit above it.",
            "enheder.csv, row 3: “B” would lie under itself. Choose another unit above it.",
            "enheder.csv, row 4: The unit above “C” is left out for a fault of its own. Mend that first.",
        ]

    def test_a_table_without_names_is_no_table_of_units(self):
        with pytest.raises(BadFile, match="No column holds the names of the units"):
            plan_import(csv("måned;tal", "2018-01;4"), "tal.csv", DAY)

    @pytest.mark.parametrize(
        "content", [b"", b"  \n", b"%PDF-1.7", b"PK\x03\x04 not really", b"{}", b"[[[", b"[1]"]
    )
    def test_what_is_no_table_is_refused_with_a_sentence(self, content):
        with pytest.raises(BadFile):
            plan_import(content, "fil", DAY)

    def test_a_column_that_is_not_used_is_told(self):
        plan = plan_import(csv("navn;telefon", "A;1"), "enheder.csv", DAY)
        assert [str(notice) for notice in plan.notices] == [
            "enheder.csv, row 1, column “telefon”: This column is not used."
        ]


def test_what_was_agreed_to_is_what_is_done_or_nothing():
    content = csv(*SMALL)
    seen = plan_import(content, "enheder.csv", DAY).fingerprint
    create_unit(name="Kultur")
    with pytest.raises(PlanChanged):
        import_organisation(content=content, file="enheder.csv", on=DAY, seen=seen)
    assert Unit.objects.count() == 1
    seen = plan_import(content, "enheder.csv", DAY).fingerprint
    assert len(import_organisation(content=content, file="enheder.csv", on=DAY, seen=seen).changes) == 3


@pytest.mark.parametrize("many", [1, 50])
def test_a_preview_costs_the_same_for_one_unit_and_fifty(many, django_assert_num_queries):
    take_in(*SMALL)
    rows = [f"Filial {number};Kultur" for number in range(many)]
    with django_assert_num_queries(3):
        plan_import(csv("navn;overordnet", *rows), "enheder.csv", DAY)


def test_ties_of_successors_survive_an_import():
    take_in(*SMALL)
    culture, city = Unit.objects.get(name="Kultur"), Unit.objects.get(name="Byens bibliotek")
    new = create_unit(name="Hovedbiblioteket", above=culture, first_day=LATER)
    succeed(units=[city], successors=[new], day=LATER)
    take_in("navn;overordnet", "Hovedbiblioteket;Kommunen", on=LATER)
    assert line(LATER)["Hovedbiblioteket"] == "Kommunen"
    assert "Byens bibliotek" not in line(LATER)


class WhatGoesOutComesIn(TestCase):
    """Any house written as a table and read into an empty one is the same; read twice, nothing changes."""

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.text(
                    st.characters(categories=("Lu", "Ll", "Nd", "Pd", "So", "Sm")), min_size=1, max_size=12
                ),
                st.integers(0, 9),
                st.sampled_from(["", "2017-01-01", "2019-01-01"]),
                st.sampled_from(["", "2019-06-30", "2018-01-01"]),
            ),
            min_size=1,
            max_size=9,
        )
    )
    def test_a_round_trip(self, shape):
        rows = [
            {
                "uuid": str(UUID(int=number + 1)),
                "navn": normalize("NFC", name),
                "overordnet": str(UUID(int=above % number + 1)) if number and above else "",
                "fra": first if not (first and last) or first <= last else "",
                "til": last,
            }
            for number, (name, above, first, last) in enumerate(shape)
        ]
        columns = dict.fromkeys(rows[0], str)
        content = write(rows, columns, "csv")
        plan = import_organisation(content=content, file="hus.csv", on=DAY)
        assert [str(fault) for fault in plan.faults] == []
        ties = {tie.unit_id: str(tie.above.uuid) for tie in Tie.objects.select_related("above")}
        out = [
            {
                "uuid": str(unit.uuid),
                "navn": unit.name,
                "overordnet": ties.get(unit.pk, ""),
                "fra": str(unit.first_day or ""),
                "til": str(unit.last_day or ""),
            }
            for unit in Unit.objects.order_by("uuid")
        ]
        assert out == rows
        again = import_organisation(content=content, file="hus.csv", on=LATER)
        assert (again.changes, again.unchanged) == ((), len(rows))
