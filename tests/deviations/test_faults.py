"""Figures that look wrong: asked about once, left out while that is near certain, and put right by a new figure."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from factories import someone
from faults import at_once, killed_everywhere
from spillerum.analysis.faults.fault import FaultKind
from spillerum.calendar.now import pinned
from spillerum.calendar.period import Period
from spillerum.deviations.models import Deviation, Verdict
from spillerum.deviations.scanning import scan_figures
from spillerum.figures.fault_words import sentence, title, what_to_do
from spillerum.figures.models import Fault, FaultyCell, Observation
from spillerum.figures.services import call_right, mend_fault
from spillerum.matters.clock import act_on_silence
from spillerum.matters.models import Entry, Matter
from spillerum.matters.queries import cards
from spillerum.people.access import PostKind
from world import made_world, night_after

JULY = Period.parse("2018-07")


NIGHT = night_after(JULY).replace(hour=2)


def whats(fault):
    return list(fault.matter.timeline.values_list("what", flat=True))


def says(series, period=JULY):
    return Verdict.objects.get(series=series, period=period).says


def slip(world, factors, period=JULY):
    """A month's figures, some written down so many times too large, and the night after them."""
    world.deliver(period, missing=set(factors))
    for unit, factor in factors.items():
        value = round(world.expected(unit, period)) * factor
        Observation.objects.create(
            series=world.series[unit], period=period, value=value, known=night_after(period)
        )
    return world.night(period)


def correct(world, unit, period, value, day=9):
    """A new figure comes, and the night after it."""
    at = night_after(period).replace(day=day)
    Observation.objects.create(series=world.series[unit], period=period, value=value, known=at)
    with pinned(at.replace(hour=2)):
        return scan_figures()


def answer(world, deed, **words):
    with pinned(night_after(JULY).replace(hour=9)):
        deed(viewer=world.viewer(world.owner), matter=Fault.objects.get().matter, **words)


def test_a_figure_ten_times_too_large_is_left_out_and_its_owner_is_asked(world):
    run = slip(world, {2: 10})
    fault = Fault.objects.get()
    assert (fault.kind, fault.unit, fault.certain, fault.matter.kind) == (
        "factor",
        world.units[2],
        True,
        "fault",
    )
    assert fault.matter.post == world.measure.owner
    cell = fault.cells.get()
    assert (cell.period, cell.value, cell.likely) == (
        JULY,
        cell.likely * 10,
        float(cell.observation.value) / 10,
    )
    assert (says(world.series[2]), run.judged, Deviation.objects.count()) == ("missing", 5, 0)


def test_scanning_again_asks_nobody_again_and_judges_nothing_anew(world):
    slip(world, {2: 10})
    before = [Matter.objects.count(), Entry.objects.count(), FaultyCell.objects.count()]
    world.night(JULY)
    world.night(JULY)
    assert [Matter.objects.count(), Entry.objects.count(), FaultyCell.objects.count()] == before
    assert says(world.series[2]) == "missing"


def test_a_figure_that_is_right_as_it_is_is_judged_as_usual_and_never_asked_about_again(world):
    slip(world, {2: 10})
    answer(world, call_right, text="Der var sommerfest i parken")
    world.night(JULY)
    assert says(world.series[2]) == "local"
    assert Deviation.objects.get().unit == world.units[2]
    fault = Fault.objects.get()
    assert (whats(fault), fault.ended, fault.matter.state) == (["open", "stand"], True, "right")


def test_a_new_figure_counts_at_once_and_closes_the_matter_by_itself(world):
    slip(world, {2: 10})
    correct(world, 2, JULY, round(world.expected(2, JULY)))
    fault = Fault.objects.get()
    assert (whats(fault), fault.matter.state, fault.ended) == (["open", "come_right"], "corrected", True)
    assert (says(world.series[2]), Deviation.objects.count()) == ("quiet", 0)


def test_a_new_figure_that_is_wrong_again_stays_in_the_same_matter(world):
    slip(world, {2: 10})
    correct(world, 2, JULY, round(world.expected(2, JULY)) * 100)
    fault = Fault.objects.get()
    assert (whats(fault), fault.cells.count(), says(world.series[2])) == (["open", "more"], 2, "missing")
    correct(world, 2, JULY, round(world.expected(2, JULY)), day=16)
    assert (whats(Fault.objects.get()), says(world.series[2])) == (["open", "more", "come_right"], "quiet")


def test_what_its_owner_calls_wrong_stays_left_out_until_a_new_figure_comes(world):
    slip(world, {2: 10})
    answer(world, mend_fault, text="Tasten hang")
    world.night(JULY)
    assert (Fault.objects.get().matter.state, says(world.series[2])) == ("set_aside", "missing")
    correct(world, 2, JULY, round(world.expected(2, JULY)))
    assert (whats(Fault.objects.get()), says(world.series[2])) == (["open", "mend", "come_right"], "quiet")


def test_silence_leaves_out_what_is_hardly_right_and_its_owner_may_still_answer(world):
    slip(world, {2: 10})
    matter = Fault.objects.get().matter
    act_on_silence(matter.falls_due)
    assert Fault.objects.get().matter.state == "set_aside"
    answer(world, call_right, text="Det passer")
    assert Fault.objects.get().matter.state == "right"


def test_silence_about_what_only_looks_odd_uses_the_figures_as_they_are(world):
    equal = {"2018-07": 1501, "2018-08": 1501, "2018-09": 1501}
    for text, value in equal.items():
        period = Period.parse(text)
        world.deliver(period, missing={2})
        Observation.objects.create(
            series=world.series[2], period=period, value=value, known=night_after(period)
        )
        world.night(period)
    fault = Fault.objects.get()
    assert (fault.kind, fault.certain, fault.matter.kind, fault.cells.count()) == (
        "thirds",
        False,
        "oddity",
        3,
    )
    assert says(world.series[2], Period.parse("2018-09")) == "quiet"
    act_on_silence(fault.matter.falls_due)
    fault = Fault.objects.get()
    assert (fault.matter.state, fault.ended) == ("left", True)
    for text in ("2018-10", "2018-11", "2018-12"):
        period = Period.parse(text)
        world.deliver(period, missing={2})
        Observation.objects.create(
            series=world.series[2], period=period, value=1702, known=night_after(period)
        )
        world.night(period)
    assert Fault.objects.count() == 1


def test_units_that_have_quarters_as_three_equal_months_are_one_question(world):
    for text, value in (("2018-07", 1501), ("2018-08", 1501), ("2018-09", 1501)):
        period = Period.parse(text)
        world.deliver(period, missing={2, 3})
        for unit in (2, 3):
            Observation.objects.create(
                series=world.series[unit], period=period, value=value + unit, known=night_after(period)
            )
        world.night(period)
    fault = Fault.objects.get()
    assert (fault.kind, fault.unit, fault.group, fault.cells.count()) == ("thirds", None, world.department, 6)
    with translation.override("da"):
        told = cards([fault.matter])[fault.matter_id].sentence
    assert told == (
        "Bibliotek 2 og Bibliotek 3 har hver især det samme tal tre måneder i træk. "
        "Det ligner et kvartal delt med tre og tæller som ét tal."
    )


def test_a_whole_file_in_the_wrong_unit_is_one_matter(world):
    slip(world, dict.fromkeys(range(6), 1000))
    fault = Fault.objects.get()
    assert (fault.kind, fault.unit, fault.group, fault.cells.count()) == ("factor", None, world.department, 6)
    assert (Deviation.objects.count(), fault.matter.kind) == (0, "fault")


def test_only_the_owner_of_the_measure_answers(world):
    slip(world, {2: 10})
    matter = Fault.objects.get().matter
    stranger = someone(PostKind.DATA_OWNER, world.department, "Dorte")
    for person in (world.leaders[2], world.director, stranger):
        for deed in (mend_fault, call_right):
            with pytest.raises(PermissionDenied):
                deed(viewer=world.viewer(person), matter=matter, text="x")
    assert Fault.objects.get().matter.state == "asked"


@pytest.mark.parametrize(
    ("who", "page", "form"),
    [("owner", 200, 200), ("leader", 200, 403), ("other leader", 403, 403), ("director", 200, 403)],
)
def test_who_sees_the_matter_and_who_may_answer_it(world, client, who, page, form):
    slip(world, {2: 10})
    people = {
        "owner": world.owner, "leader": world.leaders[2], "other leader": world.leaders[3], "director": world.director,
    }  # fmt: skip
    matter = Fault.objects.get().matter
    with pinned(night_after(JULY).replace(hour=9)):
        client.force_login(people[who])
        assert client.get(f"/sag/{matter.pk}/").status_code == page
        assert client.get(f"/sag/{matter.pk}/mend/").status_code == form
        mine = client.get("/").content.decode()
    assert (f"/sag/{matter.pk}/" in mine) == (who == "owner")


def test_the_page_says_what_where_and_what_to_do(world, client):
    slip(world, {2: 10})
    matter = Fault.objects.get().matter
    with pinned(night_after(JULY).replace(hour=9)):
        client.force_login(world.owner)
        page = client.get(f"/sag/{matter.pk}/").content.decode()
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    cell = FaultyCell.objects.get()
    value, likely = (f"{number:,.0f}".replace(",", ".") for number in (cell.value, cell.likely))
    assert f"Bibliotek 2 har {value} i juli 2018. Med {likely} ville det være som ventet." in text
    assert "Tallet tæller ikke med, før du svarer." in text
    assert "Det er forkert, jeg får det rettet" in text


def test_the_leader_sees_that_the_figure_is_being_checked_and_not_that_it_is_missing(world, client):
    slip(world, {2: 10})
    with pinned(night_after(JULY).replace(hour=9)):
        client.force_login(world.leaders[2])
        page = client.get(f"/enhed/{world.units[2].pk}/").content.decode()
    assert "Bliver set efter." in page
    assert "Tallet for juli 2018 ser forkert ud og tæller ikke med. Den dataansvarlige er spurgt." in page


def test_the_number_of_queries_does_not_grow_with_the_matters(world, django_assert_num_queries):
    slip(world, {2: 10})
    with django_assert_num_queries(6) as one:
        cards(Matter.objects.all())
    slip(world, {1: 10, 3: 10}, JULY + 1)
    assert Matter.objects.count() == 3
    with django_assert_num_queries(len(one.captured_queries)):
        cards(Matter.objects.all())


def test_an_old_fault_is_nobodys_task(world):
    Observation.objects.filter(series=world.series[2], period=Period.parse("2016-05")).update(value=99_990)
    with pinned(night_after(JULY)):
        scan_figures(since=Period.parse("2016-01"))
    assert Fault.objects.count() == 0


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", FaultKind)
def test_every_kind_has_its_words_in_both_languages(kind, language):
    fault = a_fault(kind)
    with translation.override(language):
        words = [title(fault), sentence(fault), what_to_do(kind)]
    assert [word for word in words if not word or "%" in word or "None" in word] == []


def a_fault(kind):
    from spillerum.analysis.faults.fault import Fault as Seen  # noqa: PLC0415 -- the other Fault is a row

    unit = "Fenham"
    periods, values, likely = (JULY,), (12_000.0,), (1_200.0,)
    return Seen(kind, unit, "besøg", "Kultur", periods, values, 2000.0, likely, JULY + -12, "Gosforth", 3)


def two_figures_slip():
    world = made_world()
    world.deliver(JULY, missing={2, 4})
    for unit in (2, 4):
        value = round(world.expected(unit, JULY)) * 10
        Observation.objects.create(
            series=world.series[unit], period=JULY, value=value, known=night_after(JULY)
        )


def scan():
    with pinned(NIGHT):
        scan_figures()


def rows():
    return [room.objects.count() for room in (Fault, FaultyCell, Matter, Entry)]


def nothing_or_all():
    assert rows() in ([0, 0, 0, entries_before()], [2, 2, 2, entries_before() + 2]), rows()


def entries_before():
    return Entry.objects.exclude(what="open", matter__isnull=False).count()


def scan_killed_anywhere():
    two_figures_slip()
    kills = killed_everywhere(scan, nothing_or_all)
    assert kills > 8, kills
    assert rows()[:3] == [2, 2, 2]


def three_scans_at_once():
    two_figures_slip()
    at_once(scan, scan, scan)
    assert rows()[:3] == [2, 2, 2]


def test_a_scan_that_is_killed_anywhere_asks_about_all_or_nothing(house):
    house(scan_killed_anywhere)


def test_scans_at_once_ask_once(house):
    house(three_scans_at_once)
