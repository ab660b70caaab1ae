"""“Mit spillerum” for each role."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from factories import a_measure, a_series, a_source, a_verdict
from spillerum.calendar.now import pinned
from spillerum.calendar.period import Period
from spillerum.deviations.models import Scan, Verdict
from spillerum.figures.models import Lateness, Observation
from spillerum.matters.models import Matter
from spillerum.people.models import Holding


def text(response):
    return " ".join(response.content.decode().split())


def test_a_silent_page_proves_that_somebody_looked(as_):
    page = text(as_("leader").get("/"))
    assert "Intet nyt er godt nyt" in page
    assert "<b>2</b> tal gennemgået i nat kl. 02.10" in page
    assert "<b>2</b> er som ventet" in page
    assert "<b>0</b> kan ikke bedømmes" in page
    assert "<b>2. oktober</b> kom de nyeste tal, til tiden" in page


def test_a_deviation_is_told_with_its_silence_and_its_answers(as_, deviation):
    page = text(as_("leader").get("/"))
    assert "Svarer du ikke senest 19. oktober 2018" in page
    assert f'href="/sag/{deviation.matter_id}/explain/"' in page
    assert "Resten er stille" in page
    assert "<b>1</b> tal gennemgået i nat" in page  # the one that is off is told above


def test_before_anybody_has_looked_nothing_is_called_silence(as_):
    Verdict.objects.all().delete()
    Scan.objects.all().delete()
    page = text(as_("leader").get("/"))
    assert "Ingen har set efter endnu" in page
    assert "godt nyt" not in page


@pytest.mark.parametrize("role", ["leader", "staff", "director", "politician"])
def test_a_look_of_long_ago_is_not_called_silence(role, as_):
    client = as_(role)
    with pinned(datetime(2018, 10, 12, 6, tzinfo=UTC)):
        page = text(client.get("/"))
    assert "Det er for længe siden til at kalde det stilhed" in page
    assert "godt nyt" not in page


def late(house):
    """The visits of September are late."""
    source = a_source(house.measure)
    Observation.objects.filter(series__measure=house.measure).update(delivery=a_delivery_of(source))
    matter = Matter.objects.create(
        kind="lateness", state="waiting", since=house.scan.at, opened=house.scan.at,
        falls_due=datetime(2018, 10, 19, 22, tzinfo=UTC), post=source.owner, asks=True,
    )  # fmt: skip
    return Lateness.objects.create(matter=matter, source=source, period=Period.parse("2018-09"))


def a_delivery_of(source):
    from factories import a_delivery  # noqa: PLC0415 -- beside its only use

    return a_delivery(source)


def test_a_late_figure_is_late_and_not_quiet(as_, house):
    late(house)
    page = text(as_("leader").get("/"))
    assert "<b>1</b> er som ventet" in page
    assert "forsinket: <a" in page
    assert "nogle er forsinkede, og den, der har dem, har fået besked" in page


def test_the_one_who_owns_a_late_source_is_asked(as_, house):
    lateness = late(house)
    assert f'href="/sag/{lateness.matter_id}/' in text(as_("data owner").get("/"))


@pytest.mark.parametrize(
    ("says", "word"),
    [("missing", "mangler"), ("too_short", "for få tal til at bedømme")],
)
def test_the_states_are_told_apart(says, word, as_, house):
    Verdict.objects.filter(series__measure=house.measure).update(says=says, value=None, low=None, high=None)
    page = text(as_("leader").get("/"))
    assert f"{word}: <a" in page
    assert "<b>1</b> kan ikke bedømmes" in page


def test_a_closed_unit_is_neither_quiet_nor_off(as_, house):
    Verdict.objects.filter(series__measure=house.measure).update(says="closed")
    assert "<b>1</b> tal gennemgået i nat" in text(as_("leader").get("/"))


def test_outside_the_band_without_being_a_matter_is_said(as_, house):
    Verdict.objects.filter(series__measure=house.measure).update(value=100.0)
    assert "<b>1</b> er uden for det ventede, men ikke nok til en sag" in text(as_("leader").get("/"))


def test_a_measure_that_is_not_judged_is_not_counted_as_looked_at(as_, house):
    hours = a_measure("timer", name_da="Åbningstimer", judged=False)
    a_series(hours, house.fenham, [40])
    page = text(as_("leader").get("/"))
    assert "<b>2</b> tal gennemgået i nat" in page
    assert "kun til oplysning" in page


def test_the_director_counts_local_matters_and_names_none(as_, house, deviation):
    page = text(as_("director").get("/"))
    assert "én sag i hænderne på sin leder, 0 bragt op til dig" in page
    assert "1 af 18" in page
    assert "lederen har det i hånden" in page
    assert "Fenham" not in page


def test_the_director_sees_by_name_what_was_handed_up(as_, house, deviation):
    type(deviation).objects.update(was_handed_up=True)
    Matter.objects.filter(pk=deviation.matter_id).update(state="handed_up", post=house.post_of("director"))
    page = text(as_("director").get("/"))
    assert f'href="/sag/{deviation.matter_id}/' in page
    assert "Fenham" in page


def test_the_politician_is_shown_no_unit(as_, deviation, common):
    page = text(as_("politician").get("/"))
    assert "Fenham" not in page
    assert "Gosforth" not in page
    assert f'href="/sag/{common.matter_id}/"' in page


def test_a_leader_sees_a_common_cause_named_but_is_not_asked(as_, common):
    page = text(as_("leader").get("/"))
    assert "Fælles for alle" in page
    assert f"/sag/{common.matter_id}/explain/" not in page


def test_a_colleague_who_asks_for_help_is_seen_by_the_siblings(as_, deviation):
    Matter.objects.filter(pk=deviation.matter_id).update(state="helping")
    assert "En kollega beder om hjælp" in text(as_("other leader").get("/"))


def test_whoever_holds_no_post_is_told_so(as_, house):
    client = as_("staff")
    Holding.objects.filter(person=house.people["staff"]).delete()
    assert "Du har ingen post i dag" in text(client.get("/"))


def test_more_than_three_things_are_three_boxes_and_a_list(as_, house, deviation):
    from factories import a_deviation  # noqa: PLC0415 -- beside its only use

    for n in range(4):
        measure = a_measure(f"tal-{n}")
        a_verdict(a_series(measure, house.fenham, [1]), house.scan)
        a_deviation(measure, house.fenham, house.top, house.post_of("leader"), scan=house.scan)
    page = text(as_("leader").get("/"))
    assert page.count("Jeg kender årsagen") == 3
    assert "Og 2 til" in page


def test_the_minutes_asked_for_are_added_up_and_the_unknown_stay_unknown(as_, deviation):
    client = as_("leader")
    client.post(f"/sag/{deviation.matter_id}/explain/", {"text": "Lukket i uge 36"})
    assert "Spillerum har i år bedt dig om ét minut." in text(client.get("/"))
    client = as_("director")
    type(deviation).objects.update(was_handed_up=True)
    Matter.objects.update(
        state="handed_up", post=deviation.group.seats.get(post__kind="director").post, asks=True
    )
    client.post(f"/sag/{deviation.matter_id}/agree/", {"text": "Vi mødes", "back_by": "2018-12-01"})
    page = text(client.get("/hvad-det-koster/"))
    assert "Spillerum har i år bedt dig om 0 minutter. Ét svar er ikke talt med" in page


def test_a_question_is_read_by_the_director_and_by_the_siblings(as_, deviation):
    as_("leader").post(f"/sag/{deviation.matter_id}/ask/", {"text": "Har nogen <prøvet> det?"})
    for role in ("director", "other leader"):
        page = text(as_(role).get("/"))
        assert ("»Har nogen &lt;prøvet&gt; det?«" in page, "Ida Fenham, 5. oktober" in page) == (True, True)


def test_when_most_could_not_be_judged_it_is_not_called_good_news(as_, house):
    Verdict.objects.filter(series__measure=house.measure).update(
        says="missing", value=None, low=None, high=None
    )
    page = text(as_("leader").get("/"))
    assert "Vi kunne kun bedømme 1 af 2 tal" in page
    assert "er godt nyt" not in page
