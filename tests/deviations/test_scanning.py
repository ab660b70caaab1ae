"""From figures to matters: opened, continued, closed; once."""

from __future__ import annotations

from datetime import date

import pytest

from spillerum.calendar.now import pinned
from spillerum.calendar.period import Period
from spillerum.deviations.evidence import kept, read
from spillerum.deviations.models import Deviation, Finding, LevelChange, Scan, Verdict
from spillerum.deviations.scanning import scan_figures
from spillerum.deviations.services import doubt, plan, renew, set_aside
from spillerum.figures.models import Observation, Series
from spillerum.matters.models import Entry, Matter
from spillerum.organisation.queries import director_of, leader_of
from spillerum.organisation.services import create_unit, succeed
from world import night_after


def whats(deviation):
    return list(deviation.matter.timeline.values_list("what", flat=True))


def test_quiet_figures_open_nothing_and_the_scan_proves_that_somebody_looked(world):
    run = world.month("2018-07")
    assert (run.judged, run.off, run.not_judged) == (6, 0, 0)
    assert Matter.objects.count() == 0
    assert set(Verdict.objects.filter(period=Period.parse("2018-07")).values_list("says", flat=True)) == {
        "quiet"
    }


def test_one_unit_that_falls_alone_is_one_matter_for_its_leader(world):
    world.month("2018-07", u2=0.5)
    deviation = Deviation.objects.get()
    assert (deviation.unit, deviation.parts.get().direction, str(deviation.first_period)) == (
        world.units[2],
        "down",
        "2018-07",
    )
    assert deviation.matter.post == leader_of(world.units[2], night_after(Period.parse("2018-07")).date())
    assert deviation.matter.state == "found"
    assert whats(deviation) == ["open"]


def test_all_units_falling_at_once_is_one_matter_for_the_director(world):
    world.month("2018-07", u0=0.5, u1=0.5, u2=0.5, u3=0.5, u4=0.5, u5=0.5)
    deviation = Deviation.objects.get()
    assert (deviation.unit, deviation.group, deviation.matter.kind) == (None, world.department, "common")
    assert deviation.matter.post == director_of(world.department, night_after(Period.parse("2018-07")).date())
    assert sorted(deviation.parts.get().findings.get().evidence["units"]) == sorted(
        unit.pk for unit in world.units
    )


def test_the_same_series_next_month_continues_the_same_matter(world):
    world.month("2018-07", u2=0.5)
    world.month("2018-08", u2=0.4)
    deviation = Deviation.objects.get()
    assert whats(deviation) == ["open", "still_off"]
    assert [f.off for f in deviation.parts.get().findings.all()] == [True, True]


def test_two_months_as_expected_close_it_by_themselves(world):
    world.month("2018-07", u2=0.5)
    world.month("2018-08")
    assert whats(Deviation.objects.get()) == ["open", "calm"]
    world.month("2018-09")
    deviation = Deviation.objects.get()
    assert whats(deviation) == ["open", "calm", "calm", "come_back"]
    assert (deviation.matter.state, deviation.ended, deviation.matter.post) == ("back", True, None)


def test_a_plan_follows_itself_and_closes_when_the_figure_is_back(world):
    world.month("2018-07", u2=0.5)
    matter = Matter.objects.get()
    with pinned(night_after(Period.parse("2018-07")).replace(hour=9)):
        viewer = world.viewer(world.leaders[2])
        plan(viewer=viewer, matter=matter, text="Vi bygger om", back_by=Period.parse("2018-12").last_day)
    world.month("2018-08", u2=0.5)
    world.month("2018-09")
    world.month("2018-10")
    assert whats(Deviation.objects.get()) == ["open", "plan", "still_off", "calm", "calm", "come_back"]


def test_scanning_again_changes_nothing(world):
    world.month("2018-07", u2=0.5)
    before = [Matter.objects.count(), Entry.objects.count(), Finding.objects.count(), Verdict.objects.count()]
    world.night(Period.parse("2018-07"))
    after = [Matter.objects.count(), Entry.objects.count(), Finding.objects.count(), Verdict.objects.count()]
    assert after == before
    assert Scan.objects.count() == 3


def test_a_corrected_figure_that_is_as_expected_closes_the_matter_and_the_evidence_stays(world):
    world.month("2018-07", u2=0.5)
    july = Period.parse("2018-07")
    right = round(world.expected(2, july))
    with pinned(night_after(july).replace(day=9)):
        at = night_after(july).replace(day=9, hour=0)
        Observation.objects.create(series=world.series[2], period=july, value=right, known=at)
        scan_figures()
    deviation = Deviation.objects.get()
    assert whats(deviation) == ["open", "corrected", "come_back"]
    assert deviation.parts.get().findings.get().off is True
    assert deviation.parts.get().findings.get().evidence["judgement"]["value"] < right / 1.5


def test_a_missing_figure_is_missing_and_never_zero(world):
    july = Period.parse("2018-07")
    world.deliver(july, missing={3})
    world.night(july)
    verdict = Verdict.objects.get(series=world.series[3], period=july)
    assert (verdict.says, verdict.value) == ("missing", None)
    assert Deviation.objects.count() == 0


def test_a_month_that_the_whole_measure_lacks_is_not_judged(world):
    world.night(Period.parse("2018-08"))
    assert Verdict.objects.filter(period__gt=Period.parse("2018-06")).count() == 0


def test_a_new_level_said_by_the_leader_is_the_baseline_from_then_on(world):
    world.month("2018-07", u2=0.5)
    matter = Matter.objects.get()
    with pinned(night_after(Period.parse("2018-07")).replace(hour=9)):
        renew(
            viewer=world.viewer(world.leaders[2]),
            matter=matter,
            text="Halveret åbningstid",
            first_period=Period.parse("2018-07"),
        )
    assert (matter.state, LevelChange.objects.get().series) == ("new_level", world.series[2])
    for month in ("2018-08", "2018-09", "2018-10", "2018-11"):
        world.month(month, u2=0.5)
    assert Deviation.objects.count() == 1


def test_a_figure_set_aside_is_neither_judged_nor_learnt_from(world):
    world.month("2018-07", u2=0.2)
    matter = Matter.objects.get()
    with pinned(night_after(Period.parse("2018-07")).replace(hour=9)):
        doubt(viewer=world.viewer(world.leaders[2]), matter=matter, text="Tælleren var i stykker")
        set_aside(viewer=world.viewer(world.owner), matter=matter, text="Ja, den stod stille")
    assert (matter.state, matter.deviation.ended) == ("set_aside", True)
    world.month("2018-08")
    assert Verdict.objects.get(series=world.series[2], period=Period.parse("2018-07")).says == "missing"
    assert Verdict.objects.get(series=world.series[2], period=Period.parse("2018-08")).says == "quiet"


def test_several_months_that_arrive_at_once_are_taken_in_one_after_the_other(world):
    for month, factor in (("2018-07", 0.5), ("2018-08", 1), ("2018-09", 1)):
        world.deliver(Period.parse(month), factors={2: factor}, known=night_after(Period.parse("2018-09")))
    world.night(Period.parse("2018-09"))
    assert whats(Deviation.objects.get()) == ["open", "calm", "calm", "come_back"]


def test_what_was_judged_is_kept_as_it_was(world):
    world.month("2018-07", u2=0.5)
    evidence = Finding.objects.get().evidence
    judgement = read(evidence["judgement"])
    assert kept(judgement) == evidence["judgement"]
    assert judgement.unit == "Bibliotek 2"
    assert evidence["window"]["period"][-1] == "2018-07"
    assert evidence["window"]["value"][-1] == judgement.value


@pytest.mark.parametrize("units", [1, 5])
def test_a_quiet_night_asks_the_database_as_often_for_one_unit_as_for_many(
    world, units, django_assert_num_queries
):
    keep = world.series[:units]
    Verdict.objects.exclude(series__in=keep).delete()
    Observation.objects.exclude(series__in=keep).delete()
    with pinned(night_after(Period.parse("2018-06")).replace(day=5)), django_assert_num_queries(18):
        scan_figures()


def test_a_merged_unit_is_judged_on_the_sum_of_those_before_it(world):
    """Two libraries become one: the new one has their history, and as many as both together is as expected."""
    merged = create_unit(name="Bibliotek 4 og 5", above=world.department, first_day=date(2018, 7, 1))
    succeed(units=world.units[4:], successors=[merged], day=date(2018, 7, 1))
    july = Period.parse("2018-07")
    series = Series.objects.create(measure=world.measure, unit=merged)
    together = round(world.expected(4, july) + world.expected(5, july))
    world.series = world.series[:4]
    world.deliver(july)
    Observation.objects.create(series=series, period=july, value=together, known=night_after(july))
    world.night(july)
    verdict = Verdict.objects.get(series=series, period=july)
    assert verdict.says == "quiet"
    assert verdict.expected == pytest.approx(together, rel=0.1)
    assert Verdict.objects.filter(period=july).count() == 5


def test_a_level_accepted_before_a_merger_is_where_the_merged_unit_s_history_begins(world):
    merged = create_unit(name="Bibliotek 4 og 5", above=world.department, first_day=date(2018, 7, 1))
    succeed(units=world.units[4:], successors=[merged], day=date(2018, 7, 1))
    july = Period.parse("2018-07")
    series = Series.objects.create(measure=world.measure, unit=merged)
    LevelChange.objects.create(
        series=world.series[4], first_period=july + -2, reason="Filialen lukkede.",
        by=world.leaders[4], at=night_after(july + -1),
    )  # fmt: skip
    Observation.objects.create(series=series, period=july, value=4000, known=night_after(july))
    world.night(july)
    verdict = Verdict.objects.get(series=series, period=july)
    assert (verdict.says, verdict.facts["history"]) == ("too_short", 2)


def test_figures_that_were_being_taken_in_while_the_scan_read_are_judged_the_next_night(world):
    """They arrived before the scan, but could not be seen by it yet."""
    world.month("2018-07")
    july, before = Period.parse("2018-07"), night_after(Period.parse("2018-07"))
    late = Observation.objects.filter(series=world.series[2], period=july)
    value = late.get().value
    late.update(value=value / 2)
    assert Observation.objects.filter(known__gt=before).count() == 0
    world.night(july)
    assert Deviation.objects.get().unit == world.units[2]


def test_a_matter_that_has_ended_is_not_opened_again_by_a_small_correction(world):
    world.month("2018-07", u2=0.5)
    world.month("2018-08")
    world.month("2018-09")
    assert Deviation.objects.get().ended is True
    at = night_after(Period.parse("2018-09")).replace(day=9)
    july = Observation.objects.get(series=world.series[2], period=Period.parse("2018-07"))
    Observation.objects.create(series=july.series, period=july.period, value=july.value + 1, known=at)
    with pinned(at.replace(hour=5)):
        scan_figures()
    assert Deviation.objects.count() == 1


def test_a_month_that_is_not_over_is_not_judged(world):
    july = Period.parse("2018-07")
    world.deliver(july, factors=dict.fromkeys(range(6), 0.1), known=night_after(july + -1).replace(day=10))
    with pinned(night_after(july + -1).replace(day=11)):
        scan_figures()
    assert Verdict.objects.filter(period=july).count() == 0
    assert Deviation.objects.count() == 0
