"""Libraries of one department in two districts: what a district shares is one matter, its director's, and no library's."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime

import pytest
from django.utils import translation

from factories import a_measure, a_unit, someone
from kept import kept
from spillerum.calendar.period import Period
from spillerum.deviations.evidence import read
from spillerum.deviations.models import Deviation, Finding, Verdict
from spillerum.deviations.sentences import reason
from spillerum.figures.models import Observation, Series
from spillerum.organisation import queries
from spillerum.organisation.models import Tie, TieKind
from spillerum.people.access import PostKind
from world import FIRST, MONTHS, World, night_after

JULY = Period.parse("2018-07")
EAST = {f"u{n}": 0.5 for n in range(5)}
ALL = {f"u{n}": 0.5 for n in range(10)}


def two_districts():
    department = a_unit("Bibliotekerne", kind="afdeling")
    director = someone(PostKind.DIRECTOR, department, "Niels")
    owner = someone(PostKind.DATA_OWNER, department, "Olga")
    districts = [
        a_unit(name, under=department, kind="distrikt") for name in ("Distrikt Øst", "Distrikt Vest")
    ]
    units = [a_unit(f"Bibliotek {n}", under=districts[n // 5]) for n in range(10)]
    for unit in units:
        Tie.objects.create(kind=TieKind.SIBLINGS, unit=unit, above=department)
    leaders = [someone(PostKind.LEADER, unit, f"Leder {n}") for n, unit in enumerate(units)]
    measure = a_measure(owner=owner.holdings.get().post, materiality_relative="0.2")
    made = World(department, units, leaders, director, owner, measure)
    made.series = [Series.objects.create(measure=measure, unit=unit) for unit in units]
    long_ago = datetime(2018, 6, 1, tzinfo=UTC)
    months = (made.figures(FIRST + n, {}, (), long_ago) for n in range(MONTHS))
    Observation.objects.bulk_create(row for month in months for row in month)
    made.night(FIRST + (MONTHS - 1))
    return made


@pytest.fixture(scope="module")
def _districts(django_db_setup, django_db_blocker):
    yield from kept(two_districts, django_db_blocker)


@pytest.fixture
def world(_districts, db):
    return deepcopy(_districts)


def opened():
    return sorted((d.unit and d.unit.name, d.group.name, d.ended) for d in Deviation.objects.all())


def test_a_unit_is_gathered_under_its_siblings_and_its_line(world):
    groups = queries.all_groups_on(night_after(JULY).date())
    assert [unit.name for unit in groups[world.units[0].pk]] == ["Bibliotekerne", "Distrikt Øst"]
    assert queries.groups_on(night_after(JULY).date())[world.units[0].pk] == world.department


def test_what_a_district_shares_is_one_matter_about_the_district(world):
    world.month("2018-07", **EAST)
    assert opened() == [(None, "Distrikt Øst", False)]
    finding = Finding.objects.get()
    assert sorted(finding.evidence["units"]) == sorted(unit.pk for unit in world.units[:5])
    judgement = read(finding.evidence["judgement"])
    assert (judgement.group, judgement.subgroup) == ("Distrikt Øst", "Distrikt Øst")
    with translation.override("da"):
        assert reason(judgement).endswith("og det rammer alle 5 i Distrikt Øst, så årsagen ligger dér.")
    assert Deviation.objects.get().matter.post.holdings.get().person == world.director


def test_a_library_there_is_told_that_its_district_is_off(world):
    world.month("2018-07", **EAST)
    verdict = Verdict.objects.get(series=world.series[0], period=JULY)
    judgement = read(verdict.facts)
    assert (verdict.says, judgement.subgroup) == ("common", "Distrikt Øst")
    assert set(
        Verdict.objects.filter(series__in=world.series[5:], period=JULY).values_list("says", flat=True)
    ) == {"quiet"}


def test_what_all_share_is_one_matter_about_the_department(world):
    world.month("2018-07", **ALL)
    assert opened() == [(None, "Bibliotekerne", False)]


def test_the_districts_matter_goes_on_and_ends_by_itself(world):
    world.month("2018-07", **EAST)
    world.month("2018-08", **EAST)
    assert Finding.objects.filter(off=True).count() == 2
    world.month("2018-09")
    world.month("2018-10")
    assert opened() == [(None, "Distrikt Øst", True)]


def test_a_district_has_its_matter_beside_the_departments(world):
    world.month("2018-07", **ALL)
    world.month("2018-08", **(ALL | dict.fromkeys(EAST, 0.25)))
    assert (None, "Bibliotekerne", False) in opened()
    assert (None, "Distrikt Øst", False) in opened()
    assert not [place for place, _, _ in opened() if place]
