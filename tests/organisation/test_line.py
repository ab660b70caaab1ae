"""Who lies under whom, on a day; who leads; and what a post reaches."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from spillerum.organisation import queries
from spillerum.organisation.access import SEES_FIGURES, OrganisationPermission
from spillerum.organisation.models import Tie, TieKind, Unit, upwards
from spillerum.organisation.rings import Link, ring_in_time
from spillerum.organisation.services import OrganisationError, create_unit, end_unit, seat_post, succeed, tie
from spillerum.people.access import PostKind, may
from spillerum.people.queries import viewer_of
from spillerum.people.services import create_person, give_post

DAY = date(2018, 9, 3)
TOMORROW = DAY + timedelta(days=1)


def names(units):
    return sorted(unit.name for unit in units)


def test_the_line_is_walked_down_from_a_unit_and_includes_it(town):
    reached = queries.below([town["Kultur"].pk], DAY)
    assert names(Unit.objects.filter(pk__in=reached)) == ["Byens bibliotek", "Kultur", "Østre bibliotek"]


def test_a_tie_of_tomorrow_does_not_count_today(town):
    tie(unit=town["Østre bibliotek"], above=town["Skoler"], first_day=TOMORROW)
    assert queries.line_parents(DAY)[town["Østre bibliotek"].pk] == town["Kultur"].pk
    assert queries.line_parents(TOMORROW)[town["Østre bibliotek"].pk] == town["Skoler"].pk


def test_a_unit_of_tomorrow_is_in_tomorrows_directory_only(town):
    create_unit(name="Nyt bibliotek", above=town["Kultur"], first_day=TOMORROW)
    assert "Nyt bibliotek" not in names(queries.units_on(DAY))
    assert "Nyt bibliotek" in names(queries.units_on(TOMORROW))
    assert len(queries.below([town["Kultur"].pk], DAY)) == 3
    assert len(queries.below([town["Kultur"].pk], TOMORROW)) == 4


def test_an_ended_unit_leaves_the_directory_and_keeps_its_row(town):
    end_unit(unit=town["Østre bibliotek"], last_day=DAY)
    assert "Østre bibliotek" in names(queries.units_on(DAY))
    assert "Østre bibliotek" not in names(queries.units_on(TOMORROW))
    assert queries.below([town["Kultur"].pk], TOMORROW) == {town["Kultur"].pk, town["Byens bibliotek"].pk}
    assert Unit.objects.filter(name="Østre bibliotek").count() == 1


def test_a_unit_is_judged_among_its_line_unless_it_is_tied_to_siblings(town):
    among = create_unit(name="Filialer", above=town["Kultur"])
    tie(unit=town["Østre bibliotek"], above=among, kind=TieKind.SIBLINGS)
    groups = queries.groups_on(DAY)
    assert groups[town["Byens bibliotek"].pk].name == "Kultur"
    assert groups[town["Østre bibliotek"].pk].name == "Filialer"
    assert queries.siblings(town["Byens bibliotek"], DAY) == [among]
    assert queries.siblings(town["Østre bibliotek"], DAY) == []


def test_a_unit_above_everything_has_no_siblings(town):
    assert queries.siblings(town["Kommunen"], DAY) == []


def test_the_nearest_leader_is_the_units_own_or_the_first_up_the_line(town, seat):
    own, _viewer = seat("Byens bibliotek", PostKind.LEADER, "Anna")
    area, _viewer = seat("Kultur", PostKind.LEADER, "Bo")
    top, _viewer = seat("Kommunen", PostKind.DIRECTOR, "Dan")
    assert queries.leader_of(town["Byens bibliotek"], DAY) == own
    assert queries.leader_of(town["Østre bibliotek"], DAY) == area
    assert queries.leader_of(town["Kommunen"], DAY) is None
    assert queries.director_of(town["Byens bibliotek"], DAY) == top
    assert queries.post_at(town["Byens bibliotek"], PostKind.LEADER) == own
    assert queries.post_at(town["Østre bibliotek"], PostKind.LEADER) is None


def test_the_nearest_posts_of_all_units_are_those_of_each(town, seat):
    seat("Byens bibliotek", PostKind.LEADER, "Anna")
    seat("Kultur", PostKind.LEADER, "Bo")
    each = {unit.pk: queries.leader_of(unit, DAY) for unit in town.values()}
    assert queries.nearest_posts(PostKind.LEADER, DAY) == {pk: post for pk, post in each.items() if post}


def test_a_viewer_reaches_own_units_and_everything_below(town, seat):
    _post, bo = seat("Kultur", PostKind.LEADER, "Bo")
    assert queries.units_of(bo) == {town["Kultur"].pk}
    assert queries.units_of(bo, PostKind.DIRECTOR) == frozenset()
    assert queries.reach(bo) == queries.below([town["Kultur"].pk], DAY)
    assert queries.reach(bo, PostKind.DIRECTOR) == frozenset()


def test_what_a_viewer_reaches_is_asked_of_the_database_once(town, seat, django_assert_num_queries):
    _post, bo = seat("Kultur", PostKind.LEADER, "Bo")
    with django_assert_num_queries(2):
        for _again in range(3):
            queries.reach(bo)
            queries.reach(bo, PostKind.LEADER)
            queries.units_of(bo)


@pytest.mark.parametrize("kind", list(PostKind))
def test_the_permission_and_the_reach_say_the_same_of_every_unit(town, seat, kind):
    _post, viewer = seat("Kultur", kind, "Bo")
    for unit in town.values():
        told = may(viewer, OrganisationPermission.SEE_UNIT, unit)
        assert told == (unit.pk in queries.reach(viewer, *SEES_FIGURES))
    seen = may(viewer, OrganisationPermission.SEE_UNIT, town["Byens bibliotek"])
    assert seen == (kind in SEES_FIGURES)
    assert not may(viewer, OrganisationPermission.SEE_UNIT, town["Skoler"])


def test_who_answered_for_a_unit_that_has_ended_still_sees_it_and_so_does_its_successor(town, seat):
    _post, anna = seat("Byens bibliotek", PostKind.LEADER, "Anna")
    _post, bo = seat("Kultur", PostKind.LEADER, "Bo")
    _post, eva = seat("Skoler", PostKind.LEADER, "Eva")
    heir = create_unit(name="Skolebiblioteket", above=town["Skoler"])

    def seen():
        return [may(viewer, OrganisationPermission.SEE_UNIT, town["Byens bibliotek"]) for viewer in (bo, eva)]

    assert seen() == [True, False]
    end_unit(unit=town["Byens bibliotek"], last_day=DAY - timedelta(days=1))
    town["Byens bibliotek"].refresh_from_db()
    assert seen() == [True, False]
    succeed(units=[town["Byens bibliotek"]], successors=[heir], day=DAY)
    assert seen() == [True, True]
    assert viewer_of(anna.user, DAY).posts == ()


def test_everybody_signed_in_sees_the_directory_and_nobody_else_does(seat):
    _post, viewer = seat("Kultur", PostKind.POLITICIAN, "Pia")
    assert may(viewer, OrganisationPermission.DIRECTORY)
    assert not may(None, OrganisationPermission.DIRECTORY)


@pytest.mark.parametrize("many", [1, 50])
def test_reading_the_house_costs_the_same_for_one_unit_and_fifty(town, many, django_assert_num_queries):
    for number in range(many):
        unit = create_unit(name=f"Filial {number}", above=town["Kultur"])
        seat_post(unit=unit, kind=PostKind.LEADER)
    unit = Unit.objects.get(name="Filial 0")
    with django_assert_num_queries(9):
        list(queries.units_on(DAY))
        queries.line_parents(DAY)
        queries.below([town["Kommunen"].pk], DAY)
        queries.groups_on(DAY)
        queries.siblings(unit, DAY)
        queries.nearest_posts(PostKind.LEADER, DAY)


def test_a_unit_cannot_lie_under_itself(town):
    with pytest.raises(OrganisationError, match="under itself"):
        tie(unit=town["Kommunen"], above=town["Byens bibliotek"])
    assert not Tie.objects.filter(unit=town["Kommunen"]).exists()


def test_a_ring_that_would_only_close_tomorrow_is_refused_today(town):
    tie(unit=town["Kultur"], above=town["Skoler"], first_day=TOMORROW)
    with pytest.raises(OrganisationError, match="under itself"):
        tie(unit=town["Skoler"], above=town["Kultur"])
    assert queries.line_parents(TOMORROW)[town["Skoler"].pk] == town["Kommunen"].pk


class BelowIsTheClosure(TestCase):
    """Whatever the tree, and with ties that do not count yet: below() is what walking up from each says."""

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(
            st.tuples(st.integers(0, 9), st.sampled_from([None, DAY, TOMORROW])), min_size=1, max_size=10
        )
    )
    def test_below_is_who_meets_the_unit_walking_up(self, shape):
        units = [create_unit(name="0")]
        for number, (above, first_day) in enumerate(shape, start=1):
            units.append(create_unit(name=str(number)))
            Tie.objects.create(
                kind=TieKind.LINE, unit=units[-1], above=units[above % number], first_day=first_day
            )
        parents = {
            t.unit_id: t.above_id for t in Tie.objects.all() if t.first_day is None or t.first_day <= DAY
        }

        def meets(start, wanted):
            while start is not None:
                if start == wanted:
                    return True
                start = parents.get(start)
            return False

        for unit in units:
            assert queries.below([unit.pk], DAY) == {u.pk for u in units if meets(u.pk, unit.pk)}


def test_who_stands_in_for_an_empty_chair_reaches_what_it_reaches(town, seat):
    seat("Kommunen", PostKind.DIRECTOR, "Dan")
    seat_post(unit=town["Kultur"], kind=PostKind.LEADER)
    dan = create_person(email="dan@by.dk", name="Dan")
    viewer = viewer_of(dan, DAY)
    assert queries.units_of(viewer, PostKind.LEADER) == {town["Kultur"].pk}
    give_post(
        person=create_person(email="eva@by.dk", name="Eva"), post=viewer.stands_in_for[0], first_day=DAY
    )
    assert queries.units_of(viewer_of(dan, DAY), PostKind.LEADER) == frozenset()


@given(
    st.lists(
        st.tuples(
            st.integers(0, 4), st.integers(0, 4), st.sampled_from([None, 1, 2]), st.sampled_from([None, 1, 2])
        ),
        max_size=9,
    )
)
def test_a_ring_is_found_whenever_walking_up_on_some_day_comes_back(shape):
    links = [
        Link(unit, above, first and date(2018, 1, first), last and date(2018, 1, last))
        for unit, above, first, last in shape
        if not (first and last) or first <= last
    ]

    def ringed(day):
        counting = [x for x in links if (x.first_day or day) <= day <= (x.last_day or day)]
        parents = {x.unit: x.above for x in sorted(counting, key=lambda link: link.first_day or date.min)}
        return any(start in list(upwards(parents[start], parents)) for start in parents)

    days = [date.min, date(2018, 1, 1), date(2018, 1, 2), date(2018, 1, 3)]
    ring = ring_in_time(links)
    assert bool(ring) == any(map(ringed, days))
    assert set(ring) <= {link.unit for link in links}
