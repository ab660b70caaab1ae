"""What each answer does, who may give it, and what is refused with a sentence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from spillerum.calendar.now import pinned
from spillerum.calendar.period import Period
from spillerum.deviations import services
from spillerum.deviations.forms import ExplainForm, PlanForm, RenewForm
from spillerum.deviations.models import Deviation
from spillerum.deviations.services import NotYet
from spillerum.figures.models import Observation
from spillerum.matters.access import may_move
from spillerum.matters.clock import act_on_silence
from spillerum.matters.lifecycle import NotAllowed
from spillerum.matters.queries import inbox
from spillerum.matters.services import note
from spillerum.people.access import may
from world import night_after

JULY = Period.parse("2018-07")
MORNING = night_after(JULY).replace(hour=7)


@pytest.fixture
def matter(world):
    world.month("2018-07", u2=0.5)
    with pinned(MORNING):
        yield Deviation.objects.get().matter


@pytest.fixture
def common(world):
    world.month("2018-07", u0=0.5, u1=0.5, u2=0.5, u3=0.5, u4=0.5, u5=0.5)
    with pinned(MORNING):
        yield Deviation.objects.get().matter


def buttons(viewer, matter):
    return [move.name for move in matter.lifecycle.moves_from(matter.state) if may_move(viewer, matter, move)]


def test_the_leader_has_five_buttons_and_nobody_else_has_any(world, matter):
    assert buttons(world.viewer(world.leaders[2]), matter) == ["explain", "plan", "ask", "doubt", "renew"]
    for other in (world.leaders[3], world.director, world.owner):
        assert buttons(world.viewer(other), matter) == []


def test_a_known_cause_leaves_the_leader_in_peace_until_its_end(world, matter):
    leader = world.viewer(world.leaders[2])
    services.explain(viewer=leader, matter=matter, text=" Ferielukning ", last_day=date(2018, 9, 30))
    entry = matter.timeline.last()
    assert (entry.what, entry.note, entry.by) == ("explain", "Ferielukning", world.leaders[2])
    assert (matter.state, matter.asks, list(inbox(leader))) == ("explained", False, [])
    act_on_silence(MORNING + timedelta(days=50))
    matter.refresh_from_db()
    assert matter.state == "explained"
    act_on_silence(MORNING + timedelta(days=70))
    matter.refresh_from_db()
    assert matter.state == "found"


def test_a_plan_whose_date_has_passed_goes_to_the_director(world, matter):
    leader = world.viewer(world.leaders[2])
    services.plan(viewer=leader, matter=matter, text="Vi rykker skiltet", back_by=date(2018, 9, 1))
    act_on_silence(MORNING + timedelta(days=40))
    matter.refresh_from_db()
    assert matter.state == "handed_up"
    assert list(inbox(world.viewer(world.director))) == [matter]


def test_asking_for_help_reaches_the_director_and_the_colleagues_may_answer(world, matter):
    services.ask(viewer=world.viewer(world.leaders[2]), matter=matter, text="Har nogen prøvet det?")
    director, colleague = world.viewer(world.director), world.viewer(world.leaders[4])
    assert buttons(director, matter) == ["agree", "trust"]
    note(viewer=colleague, matter=matter, text="Ja, i fjor.")
    note(viewer=colleague, matter=matter, text="Ja, i fjor.")
    assert list(matter.timeline.values_list("what", flat=True)) == ["open", "ask", "note"]
    services.trust(viewer=director, matter=matter)
    assert matter.state == "watched"
    assert may(world.viewer(world.leaders[4]), "deviations.see", matter) is False


def test_a_director_who_is_silent_leaves_it_to_the_leader_and_that_is_written(world, matter):
    services.ask(viewer=world.viewer(world.leaders[2]), matter=matter, text="Hjælp")
    act_on_silence(MORNING + timedelta(days=20))
    matter.refresh_from_db()
    assert (matter.state, matter.timeline.last().what) == ("watched", "leave_it")


def test_a_doubted_figure_nobody_defends_is_set_aside(world, matter):
    services.doubt(viewer=world.viewer(world.leaders[2]), matter=matter, text="Tælleren stod stille")
    assert list(inbox(world.viewer(world.owner))) == [matter]
    act_on_silence(MORNING + timedelta(days=20))
    matter.refresh_from_db()
    assert matter.state == "set_aside"
    aside = matter.deviation.set_aside.get().observation
    assert (aside.series, str(aside.period)) == (world.series[2], "2018-07")


def test_only_the_newest_word_of_a_figure_is_set_aside(world, matter):
    first = Observation.objects.get(series=world.series[2], period=JULY)
    again = Observation.objects.create(
        series=first.series, period=JULY, value=1, known=first.known + timedelta(hours=1)
    )
    services.doubt(viewer=world.viewer(world.leaders[2]), matter=matter, text="Forkert")
    services.set_aside(viewer=world.viewer(world.owner), matter=matter, text="Ja")
    assert [row.observation for row in matter.deviation.set_aside.all()] == [again]


def test_a_figure_that_is_right_goes_back_to_the_leader(world, matter):
    services.doubt(viewer=world.viewer(world.leaders[2]), matter=matter, text="Det kan ikke passe")
    services.stand(viewer=world.viewer(world.owner), matter=matter, text="Talt efter i hånden")
    assert (matter.state, list(inbox(world.viewer(world.leaders[2])))) == ("found", [matter])


def test_a_common_cause_is_answered_by_the_director_and_seen_by_all(world, common):
    assert buttons(world.viewer(world.director), common) == ["explain", "renew", "doubt"]
    assert buttons(world.viewer(world.leaders[0]), common) == []
    assert may(world.viewer(world.leaders[0]), "deviations.see", common) is True


def test_a_new_level_for_a_common_cause_is_one_for_every_unit(world, common):
    services.renew(viewer=world.viewer(world.director), matter=common, text="Ny tælling", first_period=JULY)
    assert common.deviation.level_changes.count() == 6


@pytest.mark.parametrize("who", ["leader of another unit", "director", "data owner"])
def test_nobody_else_answers_for_the_leader(world, matter, who):
    people = {
        "leader of another unit": world.leaders[3],
        "director": world.director,
        "data owner": world.owner,
    }
    with pytest.raises(PermissionDenied):
        services.explain(viewer=world.viewer(people[who]), matter=matter, text="Jeg ved bedst")
    assert list(matter.timeline.values_list("what", flat=True)) == ["open"]


def test_an_answer_to_what_has_ended_is_refused(world, matter):
    leader = world.viewer(world.leaders[2])
    services.renew(viewer=leader, matter=matter, text="Sådan er det", first_period=JULY)
    with pytest.raises(NotAllowed):
        services.plan(viewer=leader, matter=matter, text="Alligevel", back_by=date(2019, 1, 1))


def test_a_date_that_has_passed_is_refused_by_the_deed_and_by_the_form(world, matter):
    with pytest.raises(NotYet):
        services.plan(
            viewer=world.viewer(world.leaders[2]), matter=matter, text="I går", back_by=date(2018, 7, 1)
        )
    form = PlanForm({"text": "I går", "back_by": "2018-07-01"}, matter=matter)
    assert form.errors == {"back_by": ["Datoen er overskredet. Vælg en dag fra 2. august 2018 og frem."]}


def test_dates_may_be_written_as_danes_write_them(matter):
    for written in ("2018-09-01", "1.9.2018", "01-09-2018", "1/9/2018"):
        form = PlanForm({"text": "x", "back_by": written}, matter=matter)
        assert form.is_valid(), written
        assert form.cleaned_data["back_by"] == date(2018, 9, 1)


def test_a_cause_cannot_end_before_it_begins(matter):
    form = ExplainForm({"text": "x", "first_day": "2018-10-01", "last_day": "2018-09-01"}, matter=matter)
    assert form.errors == {"last_day": ["Det er, før det begyndte. Ret en af de to datoer."]}


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("juli", "Det er ikke en periode. Skriv den som 2018-09."),
        ("2018", "Tallet kommer i andre perioder. Skriv den som 2018-07."),
        ("2019-01", "Det ligger ude i fremtiden. Vælg en periode, der er begyndt."),
    ],
)
def test_a_new_level_begins_in_a_period_that_the_figure_has(matter, written, fault):
    form = RenewForm({"text": "x", "first_period": written}, matter=matter)
    assert form.errors == {"first_period": [fault]}


def test_the_director_sees_a_local_matter_only_from_when_it_was_handed_up(world, matter):
    director = world.viewer(world.director)
    assert may(director, "deviations.see", matter) is False
    services.plan(viewer=world.viewer(world.leaders[2]), matter=matter, text="x", back_by=date(2018, 8, 20))
    act_on_silence(MORNING + timedelta(days=30))
    matter.refresh_from_db()
    assert may(director, "deviations.see", matter) is True
