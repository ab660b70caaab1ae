"""Moves, silence and the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from factories import a_deviation, a_measure, a_person, a_post, a_scan, a_unit, someone
from spillerum.calendar.now import pinned
from spillerum.deviations.models import Scan
from spillerum.matters.clock import act_on_silence
from spillerum.matters.kinds import KINDS
from spillerum.matters.lifecycle import NotAllowed
from spillerum.matters.models import Matter
from spillerum.matters.queries import inbox
from spillerum.matters.services import MovedMeanwhile, move
from spillerum.organisation.services import arrange_falls
from spillerum.people.access import PostKind
from spillerum.people.queries import viewer_of
from spillerum.people.services import end_post

FOUND = datetime(2018, 10, 5, 0, 10, tzinfo=UTC)  # a Friday


@pytest.fixture
def deviation(db):
    department = a_unit("Bibliotekerne")
    a_post(PostKind.DIRECTOR, at=department, held_by=a_person("Niels"))
    unit = a_unit("Fenham", under=department)
    post = a_post(PostKind.LEADER, at=unit, held_by=a_person("Fatima"))
    arrange_falls(on=FOUND.date())
    with pinned(FOUND):
        return a_deviation(a_measure(), unit, department, post, scan=a_scan(FOUND))


def again(matter):
    return Matter.objects.get(pk=matter.pk)


def told(matter):
    return list(matter.timeline.values_list("what", flat=True))


def test_of_two_who_move_at_once_exactly_one_wins(deviation):
    one, other = again(deviation.matter), again(deviation.matter)
    with pinned(FOUND):
        move(matter=one, name="ask")
        with pytest.raises(MovedMeanwhile):
            move(matter=other, name="doubt")
    assert again(one).state == "helping"
    assert told(one) == ["open", "ask"]


def test_a_move_back_to_the_same_state_at_the_same_moment_is_still_seen(deviation):
    one = again(deviation.matter)
    with pinned(FOUND):
        move(matter=one, name="explain", until=FOUND)
        stale = again(one)
        move(matter=one, name="explain", until=FOUND)
        with pytest.raises(MovedMeanwhile):
            move(matter=stale, name="ask")


def test_a_move_that_does_not_leave_from_here_is_refused_and_nothing_is_written(deviation):
    with pytest.raises(NotAllowed):
        move(matter=deviation.matter, name="stand")
    assert told(deviation.matter) == ["open"]


def test_silence_is_counted_in_danish_working_days(deviation):
    """Ten working days after Friday 5 October 2018: all of Friday 19 October, in Copenhagen."""
    with pinned(FOUND):
        move(matter=deviation.matter, name="doubt")
    assert deviation.matter.falls_due == datetime(2018, 10, 19, 22, 0, tzinfo=UTC)


def test_nothing_happens_before_the_date(deviation):
    assert act_on_silence(datetime(2018, 10, 19, 21, 59, tzinfo=UTC)) == 0
    assert again(deviation.matter).state == "found"


def test_silence_hands_up_to_the_director_dated_when_it_fell_due(deviation):
    late = datetime(2018, 10, 22, 6, tzinfo=UTC)
    with pinned(late):
        assert act_on_silence() == 1
    matter = again(deviation.matter)
    entry = matter.timeline.last()
    assert (matter.state, matter.post.kind) == ("handed_up", PostKind.DIRECTOR)
    assert (entry.what, entry.by) == ("hand_up", None)
    assert entry.at == datetime(2018, 10, 19, 22, tzinfo=UTC)
    assert entry.recorded == late


def test_after_a_long_stop_the_clock_catches_up_through_every_silence_in_order(deviation):
    with pinned(datetime(2019, 3, 1, tzinfo=UTC)):
        assert act_on_silence() == 4
        assert act_on_silence() == 0
    assert told(deviation.matter) == ["open", "hand_up", "leave_it", "hand_up", "leave_it"]
    dates = [entry.at for entry in deviation.matter.timeline.all()]
    assert dates == sorted(dates)


def test_an_empty_chair_never_swallows_a_matter(deviation):
    leader = deviation.matter.post
    end_post(person=leader.holdings.get().person, post=leader, last_day=date(2018, 10, 7))
    director = deviation.group.seats.get().post.holdings.get().person
    before, after = (viewer_of(director, date(2018, 10, day)) for day in (7, 8))
    assert list(inbox(before)) == []
    assert list(inbox(after)) == [deviation.matter]
    assert [post.kind for post in after.stands_in_for] == [PostKind.LEADER]


def test_the_inbox_takes_as_many_queries_for_one_as_for_many(deviation, django_assert_num_queries):
    post = deviation.matter.post
    viewer = viewer_of(post.holdings.get().person, FOUND.date())
    for many in range(1, 20):
        if many in {2, 19}:
            with django_assert_num_queries(1):
                assert len(inbox(viewer)) == many
        unit = a_unit(f"Enhed {many}", under=deviation.group)
        a_deviation(a_measure(f"tal-{many}"), unit, deviation.group, post, scan=Scan.objects.get())


def test_every_lifecycle_lets_every_open_matter_end():
    for kind in KINDS.values():
        lifecycle = kind.lifecycle
        ends = set(lifecycle.endings)
        while more := {m_s for m in lifecycle.moves if m.target in ends for m_s in m.sources} - ends:
            ends |= more
        assert ends == set(lifecycle.by_name), lifecycle.name


def test_who_is_not_signed_in_for_a_post_has_nothing_waiting(db):
    stranger = someone(PostKind.STAFF, a_unit("Walker"))
    assert list(inbox(viewer_of(stranger, FOUND.date()))) == []
