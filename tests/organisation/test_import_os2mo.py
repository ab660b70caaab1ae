"""OS2mo's units (LoRa): validity, names and the line as intervals over time."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spillerum.exchange.faults import BadFile
from spillerum.organisation.intake.os2mo import read_os2mo
from spillerum.organisation.intake.planning import plan_import
from spillerum.organisation.models import Tie, TieKind, Unit
from spillerum.organisation.queries import line_parents, units_on
from spillerum.organisation.services import create_unit, import_organisation, tie

DAY = date(2018, 9, 3)
HOUSE, TOP, CULTURE, CITY = (str(UUID(int=number)) for number in range(1, 5))
EVER = ("1960-01-01 00:00:00+01", "infinity")


def spans(field, *values):
    """LoRa rows: (value, from, to)."""
    return [
        {field: value, "virkning": {"from": first, "to": last, "from_included": True, "to_included": False}}
        for value, first, last in values
    ]


def unit(uuid, *, names, above=(), active=(("Aktiv", *EVER),), until="infinity", more=()):
    registration = {
        "fratidspunkt": {"tidsstempeldatotid": "2018-01-01T12:00:00+01:00", "graenseindikator": True},
        "tiltidspunkt": {"tidsstempeldatotid": until},
        "attributter": {"organisationenhedegenskaber": spans("enhedsnavn", *names)},
        "tilstande": {"organisationenhedgyldighed": spans("gyldighed", *active)},
        "relationer": {"overordnet": spans("uuid", *above), "tilhoerer": spans("uuid", (HOUSE, *EVER))},
    }
    return {"id": uuid, "registreringer": [*more, registration]}


def export(*units):
    return json.dumps({"results": [list(units)]}).encode()


def always(uuid, name, above):
    return unit(uuid, names=[(name, *EVER)], above=[(above, *EVER)])


def take_in(*units, on=DAY):
    return import_organisation(content=export(*units), file="org_unit.json", on=on)


def line(on):
    names = dict(Unit.objects.values_list("pk", "name"))
    return {names[below]: names[above] for below, above in line_parents(on).items()}


TOWN = (always(TOP, "Byen", HOUSE), always(CULTURE, "Kultur", TOP), always(CITY, "Bibliotek", CULTURE))


@pytest.mark.django_db
def test_units_come_with_their_uuid_validity_and_line_and_the_house_itself_is_no_unit():
    plan = take_in(*TOWN)
    assert plan.faults == ()
    assert line(DAY) == {"Kultur": "Byen", "Bibliotek": "Kultur"}
    assert {str(u.uuid): (u.name, u.first_day, u.last_day) for u in Unit.objects.all()} == {
        TOP: ("Byen", date(1960, 1, 1), None),
        CULTURE: ("Kultur", date(1960, 1, 1), None),
        CITY: ("Bibliotek", date(1960, 1, 1), None),
    }


@pytest.mark.django_db
def test_the_same_register_twice_changes_nothing():
    take_in(*TOWN)
    rows = list(Tie.objects.values_list())
    plan = take_in(*TOWN)
    assert (plan.changes, plan.unchanged) == ((), 3)
    assert list(Tie.objects.values_list()) == rows


@pytest.mark.django_db
def test_a_unit_that_moved_and_ended_has_been_where_it_was():
    moved = unit(
        CITY,
        names=[("Bibliotek", *EVER)],
        above=[
            (TOP, "1960-01-01 00:00:00+01", "2017-01-01 00:00:00+01"),
            (CULTURE, "2017-01-01 00:00:00+01", "2019-07-01 00:00:00+02"),
        ],
        active=[
            ("Aktiv", "1960-01-01 00:00:00+01", "2019-07-01 00:00:00+02"),
            ("Inaktiv", "2019-07-01 00:00:00+02", "infinity"),
        ],
    )
    take_in(*TOWN[:2], moved)
    assert Unit.objects.get(uuid=CITY).last_day == date(2019, 6, 30)
    assert line(date(2016, 12, 31))["Bibliotek"] == "Byen"
    assert line(date(2017, 1, 1))["Bibliotek"] == "Kultur"
    assert line(date(2019, 6, 30))["Bibliotek"] == "Kultur"
    assert "Bibliotek" not in line(date(2019, 7, 1))


@pytest.mark.django_db
def test_a_unit_of_next_year_is_not_in_todays_directory():
    coming = unit(
        CITY,
        names=[("Nyt bibliotek", "2019-01-01 00:00:00+01", "infinity")],
        above=[(CULTURE, "2019-01-01 00:00:00+01", "infinity")],
        active=[("Aktiv", "2019-01-01 00:00:00+01", "infinity")],
    )
    take_in(*TOWN[:2], coming)
    assert units_on(DAY).count() == 2
    assert units_on(date(2019, 1, 1)).count() == 3
    assert line(DAY) == {"Kultur": "Byen"}


@pytest.mark.django_db
def test_the_name_is_that_of_the_day_and_a_rename_keeps_the_uuid():
    renamed = unit(
        TOP,
        names=[
            ("Amtet", "1960-01-01 00:00:00+01", "2018-10-01 00:00:00+02"),
            ("Byen", "2018-10-01 00:00:00+02", "infinity"),
        ],
    )
    take_in(renamed)
    assert str(Unit.objects.get(uuid=TOP)) == "Amtet"
    plan = take_in(renamed, on=date(2018, 10, 1))
    assert [(change.what, change.after.name) for change in plan.changes] == [("changed", "Byen")]
    assert Unit.objects.count() == 1


@pytest.mark.django_db
def test_the_register_says_nothing_of_siblings_and_they_stay():
    take_in(*TOWN)
    among = create_unit(name="Filialer")
    tie(unit=Unit.objects.get(uuid=CITY), above=among, kind=TieKind.SIBLINGS)
    assert take_in(*TOWN).changes == ()


@pytest.mark.django_db
def test_the_registration_that_stands_is_read():
    old = unit(TOP, names=[("Gammel", *EVER)], until="2018-01-01T12:00:00+01:00")["registreringer"][0]
    take_in(unit(TOP, names=[("Byen", *EVER)], more=[old]))
    assert str(Unit.objects.get()) == "Byen"


@pytest.mark.django_db
def test_a_unit_above_that_is_nowhere_is_a_fault_and_the_others_go_in():
    plan = take_in(*TOWN[:2], always(CITY, "Bibliotek", str(UUID(int=99))))
    assert [str(fault) for fault in plan.faults] == [
        f"org_unit.json: There is no unit with the uuid {UUID(int=99)}. Add it to the file."
    ]
    assert Unit.objects.count() == 2


@pytest.mark.django_db
def test_two_units_above_at_once_and_rings_are_refused():
    twice = unit(CITY, names=[("Bibliotek", *EVER)], above=[(TOP, *EVER), (CULTURE, *EVER)])
    ring = [always(TOP, "Byen", CULTURE), always(CULTURE, "Kultur", TOP)]
    assert [str(fault) for fault in plan_import(export(*TOWN[:2], twice), "mo.json", DAY).faults] == [
        "mo.json: “Bibliotek” lies under two units at once. End one of them in the register."
    ]
    assert [fault.message for fault in plan_import(export(*ring), "mo.json", DAY).faults] == [
        "“%(unit)s” would lie under itself. Choose another unit above it."
    ] * 2


def test_a_ring_on_one_day_in_the_past_only_is_found(db):
    turned = (
        unit(
            TOP,
            names=[("Byen", *EVER)],
            above=[(CULTURE, "2000-01-01 00:00:00+01", "2000-01-02 00:00:00+01")],
        ),
        TOWN[1],
    )
    assert len(plan_import(export(*turned), "mo.json", DAY).faults) == 2


@pytest.mark.parametrize(
    "broken",
    [
        {"id": CITY},
        {"id": "42", **{k: v for k, v in TOWN[0].items() if k != "id"}},
        {"id": CITY, "registreringer": []},
        {"id": CITY, "registreringer": [{"tilstande": {}}]},
        unit(CITY, names=[("", *EVER)]),
        unit(CITY, names=[("Bibliotek", *EVER)], active=[("Inaktiv", *EVER)]),
        unit(CITY, names=[("Bibliotek", "i går", "infinity")]),
        {"id": CITY, "registreringer": ["?"]},
    ],
)
def test_a_unit_that_cannot_be_read_is_a_fault_and_the_others_are_read(broken):
    reading = read_os2mo(export(broken, TOWN[1]), "mo.json", DAY)
    assert [unit.name for unit in reading.units] == ["Kultur"]
    assert [fault.facts["number"] for fault in reading.faults] == ([1] if "registreringer" in broken else [])


@pytest.mark.parametrize(
    "content", [b"{", b"{}", b"[]", b'{"results": []}', b"[" * 100_000, b'{"a": 1}', b"\xff["]
)
def test_json_that_is_something_else_is_refused_with_a_sentence(content):
    with pytest.raises(
        BadFile, match=r"not a list of OS2mo's units|No column|cannot be read|quotation|empty|Send"
    ):
        plan_import(content, "mo.json", DAY)


@given(st.dates(date(1970, 1, 1), date(2100, 1, 1)), st.dates(date(1970, 1, 1), date(2100, 1, 1)))
def test_days_come_out_as_they_stand_in_danish_time_whatever_the_offset(first, last):
    first, last = sorted((first, last))
    for clock in (" 00:00:00+01", " 00:00:00+02", " 00:00:00"):
        active = [("Aktiv", f"{first}{clock}", f"{last}{clock}")]
        reading = read_os2mo(export(unit(TOP, names=[("Byen", *EVER)], active=active)), "mo.json", DAY)
        if first == last:  # from midnight to the same midnight: not one day
            assert reading.units == ()
        else:
            (read,) = reading.units
            assert (read.first_day, (last - read.last_day).days) == (first, 1)
