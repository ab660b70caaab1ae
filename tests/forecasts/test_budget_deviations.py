"""A year that will end outside its budget: told to the one who can act, answered, and closed by the figures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from factories import a_budget_line, someone
from spillerum.calendar.now import pinned
from spillerum.deviations.services import NotYet
from spillerum.forecasts import queries, services
from spillerum.forecasts.closing import end_closed_years
from spillerum.forecasts.errors import YearIsClosed
from spillerum.forecasts.forecasting import forecast_money
from spillerum.forecasts.forms import PlanForm
from spillerum.forecasts.models import BudgetDeviation, BudgetFinding, Commitment, Outlook
from spillerum.matters.clock import act_on_silence
from spillerum.matters.models import Entry, Matter
from spillerum.matters.queries import cards, inbox
from spillerum.money.models import Posting
from spillerum.organisation.models import Succession, Tie
from spillerum.people.access import PostKind, may
from town import KR, YEAR, month, morning_after

KEY = "1b4e28ba-2fa1-41d2-883f-0016d3cca427"


@pytest.fixture
def over(town):
    """Valby runs over from April on: found in the forecast after the month in which it is sure."""
    town.months(range(1, 4))
    town.months(range(4, 7), u0=1.4)
    return town


def only():
    return BudgetDeviation.objects.select_related("matter").get()


def told(matter):
    return list(matter.timeline.values_list("what", flat=True))


def at(number, hour=9):
    return pinned(morning_after(month(number)).replace(hour=hour))


def sentence(matter):
    return cards([matter])[matter.pk].sentence


def test_a_unit_that_runs_over_is_told_to_its_leader_in_a_sentence(over):
    deviation = only()
    assert (deviation.unit, deviation.direction, deviation.matter.state) == (over.valby, "over", "found")
    assert deviation.matter.post == over.leaders[0].holdings.get().post
    with at(6):
        said = sentence(deviation.matter)
    assert said.startswith("Valby bibliotek bruger efter alt at dømme ")
    assert " kr. mere end budgettet i år (mellem " in said
    assert "De øvrige 5 ligger som ventet." in said
    assert "Mest loen: " in said
    assert cards([deviation.matter])[deviation.matter.pk].place == "Valby bibliotek"


def test_a_quiet_year_asks_nobody(town):
    town.months(range(1, 12))
    assert not Matter.objects.exists()
    assert not BudgetDeviation.objects.exists()


def test_too_little_is_told_as_well(town):
    town.months(range(1, 4))
    town.months(range(4, 8), u1=0.5)
    deviation = only()
    assert (deviation.unit, deviation.direction) == (town.units[1], "under")
    with at(7):
        assert " kr. mindre end budgettet i år" in sentence(deviation.matter)


def test_the_earliest_day_it_could_be_known_is_that_of_the_first_sure_forecast(over):
    first = min(row.forecast.known for row in queries.course_of(over.valby, YEAR) if row.says == "over")
    over.month(7, u0=1.4)
    deviation = only()
    assert deviation.could_be_known == first
    assert {row.since for row in queries.course_of(over.valby, YEAR) if row.says == "over"} == {first}


def test_a_forecast_made_again_opens_nothing_more_and_writes_nothing(over):
    entries = Entry.objects.count()
    over.forecast(month(6))
    assert BudgetDeviation.objects.count() == 1
    assert Entry.objects.count() == entries


def test_the_next_month_goes_on_in_the_same_matter(over):
    before = told(only().matter)
    over.month(7, u0=1.4)
    assert BudgetDeviation.objects.count() == 1
    assert told(only().matter) == [*before, "still_off"]
    assert "still_off" in before or before == ["open"]


def test_silence_hands_it_up_and_then_the_leader_decides_alone(over):
    deviation = only()
    director = over.viewer(over.director)
    assert not may(director, "forecasts.see", deviation.matter)
    with pinned(datetime(YEAR, 12, 1, tzinfo=UTC)):
        act_on_silence(deviation.matter.falls_due + timedelta(hours=1))
        deviation = only()
        assert (deviation.matter.state, deviation.was_handed_up) == ("handed_up", True)
        assert deviation.matter.post == over.director.holdings.get().post
        assert may(director, "forecasts.see", deviation.matter)
        act_on_silence(deviation.matter.falls_due + timedelta(hours=1))
    assert only().matter.state == "watched"


def test_two_months_within_the_budget_close_it(over):
    over.month(7, u0=-2.0)
    assert only().matter.is_open
    assert told(only().matter)[-1] == "calm"
    over.month(8)
    deviation = only()
    assert (deviation.matter.state, deviation.ended) == ("back", True)
    assert told(deviation.matter)[-2:] == ["calm", "come_back"]


def test_corrected_books_close_it(over):
    seen = [finding.at for finding in only().findings.all()]
    known = morning_after(month(6)) + timedelta(days=1)
    wrong = Posting.objects.filter(
        year=YEAR, month__gte=4, account__in=[a for (n, _), a in over.accounts.items() if n == 0]
    )
    rows = [(row, round(row.amount / 1.4)) for row in wrong]
    wrong.update(replaced=known)
    for row, ore in rows:
        row.pk, row.amount, row.known, row.replaced = None, ore, known, None
        row.save()
    with pinned(known + timedelta(hours=2)):
        forecast_money()
    deviation = only()
    if len(seen) == 1:
        assert told(deviation.matter) == ["open", "corrected", "come_back"]
        assert deviation.matter.state == "back"
    else:
        assert told(deviation.matter)[-1] == "corrected"
        over.month(7)
        assert only().matter.state == "back"


def test_what_hits_all_is_one_matter_for_the_director(town):
    town.months(range(1, 4))
    everyone = {f"u{n}": 1.12 for n in range(6)}
    town.months(range(4, 9), **everyone)
    deviation = only()
    assert (deviation.unit, deviation.group, deviation.direction) == (None, town.department, "over")
    assert (deviation.matter.kind, deviation.matter.post) == ("pressure", town.director.holdings.get().post)
    with at(8):
        said = sentence(deviation.matter)
    assert said.startswith("Bibliotekerne bruger efter alt at dømme ")
    assert said.endswith("6 af de 6 enheder trækker samme vej, så årsagen er nok fælles.")
    assert may(town.viewer(town.leaders[3]), "forecasts.see", deviation.matter)


def test_one_that_is_worse_than_what_hits_all_has_its_own_matter_too(town):
    town.months(range(1, 4))
    town.months(range(4, 9), u0=1.6, **{f"u{n}": 1.12 for n in range(1, 6)})
    found = {row.place.name: row.matter for row in BudgetDeviation.objects.all()}
    assert {name: matter.kind for name, matter in found.items()} == {
        "Bibliotekerne": "pressure",
        "Valby bibliotek": "budget",
    }
    with at(8):
        said = sentence(found["Valby bibliotek"])
    assert " af det gælder også de fleste andre; resten er enhedens eget." in said
    assert "fælles" not in said


def test_a_plan_s_effect_stands_beside_the_total_and_closes_nothing_by_itself(over):
    deviation, leader = only(), over.viewer(over.leaders[0])
    row = queries.outlook_of(over.valby, YEAR).whole
    saved = row.total - row.budget
    effects = {9: -saved // 2, 10: -saved // 2}
    with at(6):
        services.plan(
            viewer=leader,
            matter=deviation.matter,
            text="Vikarstop",
            back_by=date(YEAR, 12, 1),
            effects=effects,
        )
        forecast_money()
        again = queries.outlook_of(over.valby, YEAR).whole
        assert again.total == row.total
        assert again.planned == sum(effects.values())
        assert again.p_over >= 0.9
        assert again.planned_over < 0.9
        assert again.planned_total == again.total + again.planned
        deviation = only()
        assert deviation.matter.state == "planned"
        assert "Med planen holder budgettet." in sentence(deviation.matter)
        assert queries.outlook_of(over.department, YEAR, below=True).whole.planned == again.planned
    assert set(Commitment.objects.values_list("kind", "matter")) == {("planned", deviation.matter.pk)}


def test_a_new_plan_takes_the_place_of_the_one_before(over):
    deviation, leader = only(), over.viewer(over.leaders[0])
    with at(6):
        for ore in (-100, -300):
            services.plan(
                viewer=leader,
                matter=deviation.matter,
                text="Plan",
                back_by=date(YEAR, 12, 1),
                effects={9: ore * KR},
            )
    assert [row.amount for row in queries.commitments_of(over.valby, YEAR)] == [-300 * KR]


def test_what_a_plan_was_to_bring_goes_with_its_matter(over):
    deviation, leader = only(), over.viewer(over.leaders[0])
    with at(6):
        services.plan(
            viewer=leader,
            matter=deviation.matter,
            text="Plan",
            back_by=date(YEAR, 12, 1),
            effects={9: -100 * KR},
        )
    with pinned(datetime(YEAR + 1, 4, 1, tzinfo=UTC)):
        end_closed_years()
    assert not only().matter.is_open
    assert list(queries.commitments_of(over.valby, YEAR)) == []


def test_a_plan_that_fails_goes_to_the_director(over):
    deviation, leader = only(), over.viewer(over.leaders[0])
    with at(6):
        services.plan(viewer=leader, matter=deviation.matter, text="Plan", back_by=date(YEAR, 8, 31))
    with at(7):
        act_on_silence()
    assert only().matter.state == "planned"
    with at(8):
        act_on_silence()
    assert only().matter.state == "handed_up"


def test_the_budget_may_be_what_is_wrong(over):
    deviation, leader, director = only(), over.viewer(over.leaders[0]), over.viewer(over.director)
    with at(6):
        services.ask_for(viewer=leader, matter=deviation.matter, text="Vi har fået to filialer")
        assert [matter.pk for matter in inbox(director)] == [deviation.matter_id]
        services.agree(viewer=director, matter=only().matter, text="Tillæg søges", back_by=date(YEAR, 11, 1))
    assert only().matter.state == "planned"


def test_doubted_books_are_looked_at_by_whoever_owns_them(over):
    deviation, leader, owner = only(), over.viewer(over.leaders[0]), over.viewer(over.owner)
    with at(6):
        services.doubt(viewer=leader, matter=deviation.matter, text="Bogført på os")
        matter = only().matter
        assert matter.post == over.owner.holdings.get().post
        assert may(owner, "forecasts.see", matter)
        services.correct(viewer=owner, matter=matter, text="Ja", back_by=date(YEAR, 8, 1))
    assert only().matter.state == "corrected"
    with at(7):
        act_on_silence()
    assert only().matter.state == "found"


def test_silence_about_doubted_books_lets_the_leader_s_word_count(over):
    deviation, leader = only(), over.viewer(over.leaders[0])
    with at(6):
        services.doubt(viewer=leader, matter=deviation.matter, text="Bogført på os")
    with at(8):
        act_on_silence()
    assert only().matter.state == "watched"


def test_only_the_leader_answers_and_only_in_time(over):
    deviation = only()
    other, leader = over.viewer(over.leaders[1]), over.viewer(over.leaders[0])
    staff = over.viewer(someone(PostKind.STAFF, over.valby, "Sofie"))
    with at(6):
        for viewer in (other, staff, over.viewer(over.director)):
            with pytest.raises(PermissionDenied):
                services.explain(viewer=viewer, matter=deviation.matter, text="x")
        with pytest.raises(NotYet):
            services.plan(viewer=leader, matter=deviation.matter, text="x", back_by=date(YEAR, 5, 1))
    assert may(staff, "forecasts.see", deviation.matter)
    assert not may(other, "forecasts.see", deviation.matter)
    assert deviation.matter.state == "found"


def test_colleagues_see_the_matter_while_the_leader_asks_for_help(over):
    other = over.viewer(over.leaders[1])
    with at(6):
        services.ask(viewer=over.viewer(over.leaders[0]), matter=only().matter, text="Hvad gør I?")
    assert may(other, "forecasts.see", only().matter)


def test_no_new_matter_is_opened_once_the_year_s_last_month_is_in(town):
    town.months(range(1, 12))
    town.month(12, u0=6.0)
    assert queries.outlook_of(town.valby, YEAR).whole.says == "over"
    assert not BudgetDeviation.objects.exists()


def test_before_the_house_moved_in_nobody_is_asked(town):
    for number in range(1, 7):
        town.post(month(number), factors={0: 1.5 if number > 3 else 1})
    with at(6):
        forecast_money(opening=False)
    assert queries.outlook_of(town.valby, YEAR).whole.says == "over"
    assert not BudgetDeviation.objects.exists()


def test_a_merged_unit_s_matter_goes_along_to_its_heir(over):
    heir, old = over.units[1], over.valby
    old.last_day = date(YEAR, 6, 30)
    old.save()
    Tie.objects.filter(unit=old).update(last_day=date(YEAR, 6, 30))
    Succession.objects.create(predecessor=old, successor=heir, day=date(YEAR, 7, 1))
    over.month(7, u0=2.5)
    deviation = only()
    assert deviation.unit == heir
    assert "moved_on" in told(deviation.matter)


def test_the_plan_form_asks_for_the_months_left_and_turns_savings_round(over):
    with at(6):
        form = PlanForm(
            {"text": "Stop", "back_by": "2026-12-01", "month_8": "20.000", "month_7": ""},
            matter=only().matter,
        )
        assert [field.name for field in form.monthly()] == [f"month_{n}" for n in range(7, 13)]
        assert form.is_valid(), form.errors
    assert form.cleaned_data["effects"] == {8: -20_000 * KR}


def test_what_is_known_to_come_is_said_by_the_leader_once_and_may_be_taken_back(town):
    leader = town.viewer(town.leaders[0])
    said = {
        "unit": town.valby,
        "year": YEAR,
        "months": {9: 50_000 * KR, 10: 0},
        "kind": "commitment",
        "reason": "Nyt tag",
    }
    with at(3):
        made = services.commit(viewer=leader, key=KEY, **said)
        assert services.commit(viewer=leader, key=KEY, **said) == made
        with pytest.raises(PermissionDenied):
            services.commit(viewer=town.viewer(town.leaders[1]), key=KEY, **said)
        with pytest.raises(YearIsClosed):
            services.commit(viewer=leader, key=KEY, **said | {"year": 2024})
    assert [(row.month, row.amount) for row in queries.commitments_of(town.valby, YEAR)] == [(9, 50_000 * KR)]
    with at(4):
        services.withdraw(viewer=leader, commitment=made[0])
        services.withdraw(viewer=leader, commitment=made[0])
    assert not queries.commitments_of(town.valby, YEAR).exists()
    assert [entry.what for entry in Entry.objects.filter(about=f"unit:{town.valby.pk}")] == [
        "committed",
        "withdrew_commitment",
    ]


def test_cards_cost_the_same_for_one_and_for_many(over, django_assert_num_queries):
    over.months(range(7, 10), u0=1.4, u1=1.7, u2=1.7)
    matters = list(Matter.objects.all())
    assert len(matters) == 3
    for some in (matters[:1], matters):
        with django_assert_num_queries(2):
            assert len(cards(some)) == len(some)


def test_the_evidence_outlives_the_forecast_s_rows(over):
    finding = BudgetFinding.objects.latest("at")
    Outlook.objects.all().delete()
    assert finding.evidence["end"]["unit"] == "Valby bibliotek"
    assert sentence(only().matter)


def test_half_of_the_siblings_are_not_most_of_them(town):
    town.months(range(1, 4))
    town.months(range(4, 9), u0=1.5, u1=1.5, u2=1.5)
    assert sorted(row.place.name for row in BudgetDeviation.objects.all()) == [
        "Bibliotek 2",
        "Valby bibliotek",
        "Vanløse bibliotek",
    ]


def test_when_the_books_close_the_matter_ends_with_how_the_year_went(over):
    over.months(range(7, 13), u0=1.4)
    town_spent = sum(
        Posting.objects.filter(year=YEAR, account__placings__unit=over.valby).values_list("amount", flat=True)
    )
    with pinned(datetime(YEAR + 1, 3, 31, 12, tzinfo=UTC)):
        assert end_closed_years() == 0
    with pinned(datetime(YEAR + 1, 4, 1, 12, tzinfo=UTC)):
        assert end_closed_years() == 1
        assert end_closed_years() == 0
        assert [made.year for made in forecast_money()] == []
    deviation = only()
    assert (deviation.matter.state, deviation.ended) == ("ended", True)
    line = deviation.matter.timeline.get(what="end_year")
    assert line.data == {"year": YEAR, "budget": 3_600_000 * KR, "spent": town_spent}
    said = deviation.matter.kind_of.told(line)
    assert said.startswith("Med et budget på 3,6 mio. kr. endte året ")
    assert said.endswith(" kr. over.")


def test_another_budget_closes_it_at_once(over):
    row = queries.outlook_of(over.valby, YEAR).whole
    known = morning_after(month(6)) + timedelta(days=1)
    more = {"kind": "supplementary", "day": date(YEAR, 7, 1), "reason": "Ny filial", "known": known}
    a_budget_line(unit=over.valby, group=over.wages, ore=row.total - row.budget, **more)
    with pinned(known + timedelta(hours=2)):
        forecast_money()
    deviation = only()
    assert told(deviation.matter)[-2:] == ["regranted", "come_back"]
    assert deviation.matter.state == "back"


def test_a_small_change_of_the_budget_is_no_answer(over):
    known = morning_after(month(6)) + timedelta(days=1)
    more = {"kind": "supplementary", "day": date(YEAR, 7, 1), "known": known}
    a_budget_line(unit=over.valby, group=over.wages, ore=10_000 * KR, **more)
    over.month(7, u0=-2.0)
    assert told(only().matter)[-1] == "calm"
    assert only().matter.is_open
