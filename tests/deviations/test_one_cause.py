"""One cause, one matter: measures that go off together are told together, answered together, and parted where they differ."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied

from factories import a_measure, someone
from kept import kept
from spillerum.calendar.now import pinned
from spillerum.calendar.period import Period
from spillerum.deviations import services
from spillerum.deviations.forms import DoubtForm, RenewForm
from spillerum.deviations.models import Deviation, LevelChange, Part
from spillerum.deviations.scanning import scan_figures
from spillerum.figures.models import Observation, Series
from spillerum.matters.clock import act_on_silence
from spillerum.matters.models import Matter
from spillerum.matters.queries import cards, inbox
from spillerum.matters.services import MovedMeanwhile
from spillerum.people.access import PostKind
from world import FIRST, MONTHS, made_world, night_after

JULY = Period.parse("2018-07")


def visits_and_loans():
    """The small world, and a second measure at the same libraries, of another owner."""
    world = made_world()
    owner = someone(PostKind.DATA_OWNER, world.department, "Lone")
    measure = a_measure(
        "udlaan",
        owner=owner.holdings.get().post,
        name_da="Udlån",
        name_en="Loans",
        counted_da="udlån",
        counted_en="loans",
        materiality_relative="0.2",
    )
    made = replace(world, measure=measure, owner=owner, series=[], seed=7000)
    made.series = [Series.objects.create(measure=measure, unit=unit) for unit in world.units]
    long_ago = datetime(2018, 6, 1, tzinfo=UTC)
    months = (made.figures(FIRST + n, {}, (), long_ago) for n in range(MONTHS))
    Observation.objects.bulk_create(row for month in months for row in month)
    made.night(FIRST + (MONTHS - 1))
    return world, made


@pytest.fixture(scope="module")
def _both(django_db_setup, django_db_blocker):
    yield from kept(visits_and_loans, django_db_blocker)


@pytest.fixture
def both(_both, db):
    return deepcopy(_both)


@pytest.fixture
def world(both):
    return both[0]


@pytest.fixture
def loans(both):
    return both[1]


def months(world, loans, text, *, visits=1.0, lent=1.0, everywhere=False):
    """A month for both measures, with unit 2 (or all) off by these factors."""
    period, units = Period.parse(text), range(6) if everywhere else [2]
    loans.deliver(period, factors=dict.fromkeys(units, lent))
    world.deliver(period, factors=dict.fromkeys(units, visits))
    world.night(period)


def whats(matter):
    return list(matter.timeline.values_list("what", flat=True))


def told(matter):
    return [matter.kind_of.told(entry) for entry in matter.timeline.all()]


def measures(deviation):
    return [(part.measure.key, part.ended) for part in deviation.parts.select_related("measure")]


def morning(text):
    return pinned(night_after(Period.parse(text)).replace(hour=7))


def test_visits_and_loans_off_in_one_month_are_one_matter_that_names_both(world, loans):
    months(world, loans, "2018-07", visits=0.5, lent=0.5)
    deviation = Deviation.objects.get()
    assert measures(deviation) == [("besoeg", False), ("udlaan", False)]
    card = cards([deviation.matter])[deviation.matter_id]
    assert card.title == "Færre besøg og udlån, end vi havde ventet"
    assert ("Besøg" in card.sentence, "udlån" in card.sentence.lower()) == (True, True)
    assert list(inbox(world.viewer(world.leaders[2]))) == [deviation.matter]


def test_a_measure_that_goes_off_the_next_month_joins_and_the_timeline_says_so(world, loans):
    months(world, loans, "2018-07", visits=0.5)
    months(world, loans, "2018-08", visits=0.5, lent=0.5)
    deviation = Deviation.objects.get()
    assert measures(deviation) == [("besoeg", False), ("udlaan", False)]
    assert whats(deviation.matter) == ["open", "still_off", "joined"]
    assert told(deviation.matter)[-1] == "Udlån: afviger også i august 2018"


def test_a_measure_that_comes_back_leaves_and_the_matter_ends_with_the_last(world, loans):
    months(world, loans, "2018-07", visits=0.5, lent=0.5)
    months(world, loans, "2018-08", visits=0.5)
    months(world, loans, "2018-09")
    deviation = Deviation.objects.get()
    assert (measures(deviation), deviation.ended) == ([("besoeg", False), ("udlaan", True)], False)
    assert told(deviation.matter)[1:] == [
        "Besøg: afviger stadig i august 2018",
        "Udlån: som ventet i august 2018",
        "Besøg og udlån: som ventet i september 2018",
        "Udlån: tilbage som ventet",
    ]
    assert cards([deviation.matter])[deviation.matter_id].title == "Færre besøg, end vi havde ventet"
    months(world, loans, "2018-10")
    deviation.refresh_from_db()
    assert (deviation.ended, whats(deviation.matter)[-2:]) == (True, ["calm", "come_back"])
    assert (Matter.objects.get().state, Matter.objects.count()) == ("back", 1)


def test_what_goes_off_when_the_other_has_been_calm_is_a_matter_of_its_own(world, loans):
    months(world, loans, "2018-07", visits=0.5)
    months(world, loans, "2018-08")
    months(world, loans, "2018-09", lent=0.5)
    assert [(measures(d), d.ended) for d in Deviation.objects.order_by("pk")] == [
        ([("besoeg", True)], True),
        ([("udlaan", False)], False),
    ]


def test_what_joins_soon_asks_nobody_again_and_what_joins_late_does(world, loans):
    months(world, loans, "2018-07", visits=0.5)
    matter = Matter.objects.get()
    with morning("2018-07"):
        services.explain(viewer=world.viewer(world.leaders[2]), matter=matter, text="Ombygning")
    months(world, loans, "2018-08", visits=0.5)
    months(world, loans, "2018-09", visits=0.5, lent=0.5)
    matter.refresh_from_db()
    assert (matter.state, whats(matter)[-1]) == ("found", "join")
    assert list(inbox(world.viewer(world.leaders[2]))) == [matter]


def test_what_joins_an_answered_matter_the_month_after_it_began_is_covered_by_the_answer(world, loans):
    months(world, loans, "2018-07", visits=0.5)
    matter = Matter.objects.get()
    with morning("2018-07"):
        services.explain(viewer=world.viewer(world.leaders[2]), matter=matter, text="Ombygning")
    months(world, loans, "2018-08", visits=0.5, lent=0.5)
    matter.refresh_from_db()
    assert (matter.state, whats(matter)[-1]) == ("explained", "joined")


def test_common_causes_of_several_measures_are_one_matter_for_the_director(world, loans):
    months(world, loans, "2018-07", visits=0.5, lent=0.5, everywhere=True)
    deviation = Deviation.objects.get()
    assert (deviation.unit, measures(deviation)) == (None, [("besoeg", False), ("udlaan", False)])
    assert list(inbox(world.viewer(world.director))) == [deviation.matter]


def test_a_doubt_of_one_figure_goes_to_its_owner_and_the_leader_is_still_asked_of_the_other(world, loans):
    months(world, loans, "2018-07", visits=0.5, lent=0.5)
    matter = Matter.objects.get()
    with morning("2018-07"):
        leader = world.viewer(world.leaders[2])
        services.doubt(viewer=leader, matter=matter, text="Forkert", measures=[loans.measure.pk])
        doubted = Matter.objects.exclude(pk=matter.pk).get()
        assert (doubted.state, list(inbox(world.viewer(loans.owner)))) == ("doubted", [doubted])
        assert list(inbox(world.viewer(world.owner))) == []
        assert list(inbox(leader)) == [matter]
    assert told(matter)[-1] == f"Udlån: fortsætter som sag {doubted.pk}"
    assert told(doubted)[:2] == ["Fundet, da tallene blev gennemgået", f"Skilt ud fra sag {matter.pk}"]
    months(world, loans, "2018-08", visits=0.5, lent=0.5)
    assert (whats(matter)[-1], whats(doubted)[-1]) == ("still_off", "still_off")
    assert Matter.objects.count() == 2


def test_two_doubted_figures_of_two_owners_go_to_each_and_silence_sets_both_aside(world, loans):
    months(world, loans, "2018-07", visits=0.5, lent=0.5)
    matter = Matter.objects.get()
    with morning("2018-07"):
        services.doubt(viewer=world.viewer(world.leaders[2]), matter=matter, text="Tælleren stod stille")
        for owner, measure in ((world.owner, world.measure), (loans.owner, loans.measure)):
            (own,) = inbox(world.viewer(owner))
            assert [part.measure for part in own.deviation.parts.all()] == [measure]
    act_on_silence(night_after(Period.parse("2018-10")))
    assert {m.state for m in Matter.objects.all()} == {"set_aside"}
    aside = {d.set_aside.get().observation.series for d in Deviation.objects.all()}
    assert aside == {world.series[2], loans.series[2]}
    assert Part.objects.filter(ended=False).count() == 0


def test_a_new_level_of_one_measure_leaves_the_other_open(world, loans):
    months(world, loans, "2018-07", visits=0.5, lent=0.5)
    matter = Matter.objects.get()
    with morning("2018-07"):
        services.renew(
            viewer=world.viewer(world.leaders[2]), matter=matter, text="Færre hylder",
            first_period=JULY, measures=[loans.measure.pk],
        )  # fmt: skip
    matter.refresh_from_db()
    assert LevelChange.objects.get().series == loans.series[2]
    assert (matter.state, [m.state for m in Matter.objects.exclude(pk=matter.pk)]) == ("found", ["new_level"])
    assert measures(matter.deviation) == [("besoeg", False)]


def test_a_new_level_of_all_ends_the_matter_itself(world, loans):
    months(world, loans, "2018-07", visits=0.5, lent=0.5)
    matter = Matter.objects.get()
    with morning("2018-07"):
        services.renew(
            viewer=world.viewer(world.leaders[2]), matter=matter, text="Halv tid", first_period=JULY
        )
    assert (matter.state, LevelChange.objects.count(), Matter.objects.count()) == ("new_level", 2, 1)


def test_the_same_doubt_sent_twice_is_refused_and_changes_nothing(world, loans):
    months(world, loans, "2018-07", visits=0.5, lent=0.5)
    matter = Matter.objects.get()
    with morning("2018-07"):
        leader = world.viewer(world.leaders[2])
        services.doubt(viewer=leader, matter=matter, text="Forkert", measures=[loans.measure.pk])
        before = [Matter.objects.count(), matter.timeline.count()]
        with pytest.raises(MovedMeanwhile):
            services.doubt(viewer=leader, matter=matter, text="Forkert", measures=[loans.measure.pk])
    assert [Matter.objects.count(), matter.timeline.count()] == before


def test_nobody_else_parts_a_matter(world, loans):
    months(world, loans, "2018-07", visits=0.5, lent=0.5)
    matter = Matter.objects.get()
    with morning("2018-07"), pytest.raises(PermissionDenied):
        services.doubt(
            viewer=world.viewer(world.owner), matter=matter, text="Nej", measures=[world.measure.pk]
        )
    assert (Matter.objects.count(), whats(matter)) == (1, ["open"])


def test_the_form_asks_which_figures_only_where_there_are_several(world, loans):
    months(world, loans, "2018-07", visits=0.5, lent=0.5)
    matter = Matter.objects.get()
    with morning("2018-07"):
        form = DoubtForm({"text": "x"}, matter=matter)
        assert form.errors == {"measures": ["Vælg mindst ét."]}
        form = RenewForm(
            {"text": "x", "first_period": "2018-07", "measures": [loans.measure.pk]}, matter=matter
        )
        assert form.is_valid()
        assert form.cleaned_data["measures"] == [loans.measure.pk]
    Part.objects.filter(measure=loans.measure).update(ended=True)
    assert list(DoubtForm(matter=Matter.objects.get()).fields) == ["text"]


def test_a_matter_that_was_corrected_in_one_measure_goes_on_with_the_other(world, loans):
    months(world, loans, "2018-07", visits=0.5, lent=0.5)
    with pinned(night_after(JULY).replace(day=9)):
        at = night_after(JULY).replace(day=9, hour=0)
        right = round(loans.expected(2, JULY))
        Observation.objects.create(series=loans.series[2], period=JULY, value=right, known=at)
        scan_figures()
    deviation = Deviation.objects.get()
    assert measures(deviation) == [("besoeg", False), ("udlaan", True)]
    assert whats(deviation.matter) == ["open", "corrected", "left"]


def test_a_measure_that_has_left_may_come_again_to_the_same_matter(world, loans):
    months(world, loans, "2018-07", visits=0.5, lent=0.5)
    for month in ("2018-08", "2018-09"):
        months(world, loans, month, visits=0.5)
    months(world, loans, "2018-10", visits=0.5, lent=0.5)
    deviation = Deviation.objects.get()
    assert (measures(deviation), whats(deviation.matter)[-1]) == (
        [("besoeg", False), ("udlaan", False)],
        "joined",
    )
