"""A scan or a night that is killed anywhere, and two at once: nothing lost, nothing half, nothing twice."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from django.core import mail

from factories import a_measure
from faults import at_once, killed_everywhere
from spillerum.calendar.now import pinned
from spillerum.calendar.period import Period
from spillerum.deviations.models import Deviation, Finding, Part, Scan, Verdict
from spillerum.deviations.scanning import scan_figures
from spillerum.deviations.services import doubt
from spillerum.figures.models import Observation, Series
from spillerum.matters.clock import act_on_silence
from spillerum.matters.models import Entry, Letter, Matter
from spillerum.matters.services import MovedMeanwhile
from spillerum.people.models import User
from spillerum.people.queries import viewer_of
from spillerum.site.night import run_night
from world import FIRST, MONTHS, made_world, night_after

JULY = Period.parse("2018-07")
NIGHT = night_after(JULY).replace(hour=2)
MUCH_LATER = datetime(2019, 3, 1, tzinfo=UTC)
ROOMS = (Scan, Verdict, Deviation, Part, Finding, Matter, Entry, Letter)


def counts():
    return {room.__name__: room.objects.count() for room in ROOMS}


def must_be(expected):
    assert counts() == expected, (counts(), expected)


def two_units_fall():
    world = made_world()
    world.deliver(JULY, factors={2: 0.5, 4: 0.4})


def scan():
    with pinned(NIGHT):
        scan_figures()


def night():
    with pinned(NIGHT):
        run_night()


def silence():
    with pinned(MUCH_LATER):
        act_on_silence()


def scan_killed_anywhere():
    two_units_fall()
    before = counts()
    kills = killed_everywhere(scan, lambda: must_be(before))
    assert kills > 8, kills
    after = before | {"Scan": 2, "Verdict": before["Verdict"] + 6}
    must_be(after | {"Deviation": 2, "Part": 2, "Finding": 2, "Matter": 2, "Entry": before["Entry"] + 2})


def two_scans_at_once():
    two_units_fall()
    entries = Entry.objects.count()
    at_once(scan, scan, scan)
    assert [d.unit.name for d in Deviation.objects.order_by("unit__name")] == ["Bibliotek 2", "Bibliotek 4"]
    assert (Finding.objects.count(), Entry.objects.count() - entries) == (2, 2)


def silence_killed_anywhere():
    two_units_fall()
    scan()
    kills = killed_everywhere(silence, every_matter_fits_its_timeline)
    assert kills > 8, kills
    assert sorted(told()) == [["open", "hand_up", "leave_it", "hand_up", "leave_it"]] * 2


def two_clocks_at_once():
    two_units_fall()
    scan()
    at_once(silence, silence, silence)
    assert sorted(told()) == [["open", "hand_up", "leave_it", "hand_up", "leave_it"]] * 2
    every_matter_fits_its_timeline()


def told():
    return [list(m.timeline.values_list("what", flat=True)) for m in Matter.objects.all()]


def every_matter_fits_its_timeline():
    """The state a matter stands in is where its timeline leads, and it says so once."""
    for matter in Matter.objects.all():
        state, lifecycle = lifecycle_start(matter), matter.lifecycle
        whats = list(matter.timeline.exclude(what="open").values_list("what", flat=True))
        for what in whats:
            state = lifecycle.move(state, what).target
        assert (matter.state, matter.moves_made) == (state, len(whats))


def lifecycle_start(matter):
    return matter.lifecycle.start


def night_killed_anywhere():
    """A whole night is several transactions: the next one finishes whatever was left."""
    two_units_fall()
    kills = killed_everywhere(night, every_matter_fits_its_timeline)
    assert kills > 8, kills
    assert Deviation.objects.count() == 2
    assert sorted(Letter.objects.values_list("person__name", flat=True)) == ["Leder 2", "Leder 4"]
    assert Letter.objects.filter(sent__isnull=True).count() <= 2  # those are sent a quarter of an hour later


def two_nights_at_once():
    two_units_fall()
    mail.outbox = []
    at_once(night, night, night)
    assert Deviation.objects.count() == 2
    assert sorted(Letter.objects.values_list("person__name", flat=True)) == ["Leder 2", "Leder 4"]
    assert Letter.objects.filter(sent__isnull=True).count() == 0


def visits_and_loans_fall():
    """At one library, and the scan has found it."""
    world = made_world()
    loans = replace(world, measure=a_measure("udlaan", owner=world.measure.owner), series=[], seed=7000)
    loans.series = [Series.objects.create(measure=loans.measure, unit=unit) for unit in world.units]
    months = (loans.figures(FIRST + n, {}, (), NIGHT.replace(month=6)) for n in range(MONTHS))
    Observation.objects.bulk_create(row for month in months for row in month)
    loans.night(FIRST + (MONTHS - 1))
    for one in (world, loans):
        one.deliver(JULY, factors={2: 0.5})
    scan()
    assert list(Part.objects.values_list("deviation__unit__name", "measure__key")) == [
        ("Bibliotek 2", "besoeg"),
        ("Bibliotek 2", "udlaan"),
    ]


def doubt_the_loans():
    matter, leader = Matter.objects.order_by("pk").first(), User.objects.get(name="Leder 2")
    loans = Part.objects.get(measure__key="udlaan").measure_id
    with pinned(NIGHT.replace(hour=7)), suppress(MovedMeanwhile):
        viewer = viewer_of(leader, NIGHT.date())
        doubt(viewer=viewer, matter=matter, text="Forkert", measures=[loans])


def doubts_and_scans_at_once():
    visits_and_loans_fall()
    for measure in ("besoeg", "udlaan"):
        series = Series.objects.get(unit__name="Bibliotek 2", measure__key=measure)
        Observation.objects.filter(series=series, period=JULY).update(
            value=1300 if measure == "besoeg" else 640
        )
    at_once(doubt_the_loans, scan, doubt_the_loans, scan)
    every_part_fits_its_matter()


def a_doubt_killed_anywhere():
    visits_and_loans_fall()
    before = counts()
    kills = killed_everywhere(doubt_the_loans, lambda: must_be(before))
    assert kills > 4, kills
    must_be(before | {"Deviation": 2, "Matter": 2, "Entry": before["Entry"] + 4})
    every_part_fits_its_matter()


def every_part_fits_its_matter():
    """A matter is open exactly while one of its parts is, and a series is in one open matter only."""
    for deviation in Deviation.objects.all():
        still = deviation.parts.filter(ended=False).exists()
        assert (deviation.matter.is_open, deviation.ended) == (still, not still)
    open_parts = list(Part.objects.filter(ended=False).values_list("measure", "unit"))
    assert len(open_parts) == len(set(open_parts))


def test_a_doubt_of_one_of_two_figures_killed_after_any_write_leaves_the_matter_whole(house):
    house(a_doubt_killed_anywhere)


def test_doubts_and_scans_at_once_leave_every_figure_in_one_matter(house):
    house(doubts_and_scans_at_once)


def test_a_scan_killed_after_any_write_leaves_nothing_and_the_next_finds_everything(house):
    house(scan_killed_anywhere)


def test_three_scans_at_once_open_each_deviation_once(house):
    house(two_scans_at_once)


def test_a_clock_killed_after_any_write_leaves_no_matter_half_moved(house):
    house(silence_killed_anywhere)


def test_three_clocks_at_once_make_each_move_once(house):
    house(two_clocks_at_once)


def test_a_night_killed_after_any_write_is_finished_by_the_next(house):
    house(night_killed_anywhere)


def test_three_nights_at_once_do_everything_once(house):
    house(two_nights_at_once)
