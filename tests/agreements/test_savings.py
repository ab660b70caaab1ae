"""Units agree on a saving themselves, each with its own share, and are told once a year on figures already there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from factories import a_budget_line, a_group, a_posting, a_unit, an_account, someone
from faults import at_once
from spillerum.agreements import saving as deeds
from spillerum.agreements.errors import NoBudget, NotASaving, SentAlready
from spillerum.agreements.models import Saving
from spillerum.agreements.reviewing import review_savings
from spillerum.agreements.saving import Terms
from spillerum.calendar.now import pinned
from spillerum.matters.clock import act_on_silence
from spillerum.matters.models import Matter
from spillerum.matters.queries import cards, inbox
from spillerum.money.models import FinancialYear
from spillerum.organisation.models import Succession
from spillerum.people.access import PostKind, may
from spillerum.people.models import User
from spillerum.people.queries import viewer_of

DAY = date(2026, 5, 4)
MORNING = datetime(2026, 5, 4, 7, tzinfo=UTC)
KR = 100
NAMES = ("Valby", "Vanløse", "Brønshøj")


class Town:
    """Three libraries with 1.000.000 kr. each in 2026, and leaders Ida, Bo and Kim."""

    def __init__(self):
        self.department = a_unit("Bibliotekerne", kind="afdeling")
        self.units = [a_unit(name, under=self.department) for name in NAMES]
        people = zip(("ida", "bo", "kim"), self.units, strict=True)
        self.people = {name: someone(PostKind.LEADER, unit, name.title()) for name, unit in people}
        self.people["niels"] = someone(PostKind.DIRECTOR, self.department, "Niels")
        self.wages = a_group("loen")
        self.accounts = [an_account(unit.name, unit=unit, group=self.wages) for unit in self.units]
        for unit in self.units:
            a_budget_line(unit=unit, group=self.wages, ore=1_000_000 * KR)

    def viewer(self, name):
        return viewer_of(self.people[name], DAY)

    def proposed(self, rate="0.01", years=3, **changes):
        terms = Terms("En procent", "Vi vil selv", Decimal(rate), 2027, years, **changes)
        unit, *others = self.units
        return deeds.propose_saving(
            viewer=self.viewer("ida"), key=uuid4(), unit=unit, others=others, terms=terms
        )

    def invitation(self, name, saving):
        unit = self.units[("ida", "bo", "kim").index(name)]
        return saving.members.get(unit=unit).matter

    def joins(self, name, saving, **answer):
        return deeds.join(viewer=self.viewer(name), matter=self.invitation(name, saving), **answer)

    def agreed(self, **changes):
        saving = self.proposed(**changes)
        self.joins("bo", saving)
        self.joins("kim", saving)
        return again(saving)

    def spends(self, year, *kroner):
        for account, amount in zip(self.accounts, kroner, strict=True):
            a_posting(account, amount * KR, date(year, 6, 1))


def again(saving):
    return Saving.objects.select_related("matter").get(pk=saving.pk)


@pytest.fixture
def town(db):
    with pinned(MORNING):
        yield Town()


def test_everybody_is_asked_and_nobody_is_bound_before_saying_yes(town):
    saving = town.proposed()
    assert [list(inbox(town.viewer(name))) for name in ("ida", "bo")] == [[], [town.invitation("bo", saving)]]
    assert (saving.matter.state, saving.matter.asks) == ("proposed", False)
    invited = town.invitation("bo", saving)
    assert cards([invited])[invited.pk].sentence == (
        "Valby foreslår, at 3 enheder sammen sparer 1 % om året fra 2027 til 2029: Vi vil selv. "
        "Jeres del ville være 1 %, omkring 10.000 kr. om året. I kan vælge en anden."
    )


def test_a_page_sent_twice_asks_once_and_with_other_words_says_so(town):
    unit, *others = town.units
    asked = {"viewer": town.viewer("ida"), "key": uuid4(), "unit": unit}
    terms = Terms("En procent", "Vi vil selv", Decimal("0.01"), 2027, 3)
    first = deeds.propose_saving(**asked, others=others, terms=terms)
    assert deeds.propose_saving(**asked, others=others, terms=terms) == first
    for changed in (
        {"others": others[:1], "terms": terms},
        {"others": others, "terms": replace(terms, years=4)},
    ):
        with pytest.raises(SentAlready, match="sendt"):
            deeds.propose_saving(**asked, **changed)
    assert Saving.objects.count() == 1


def test_it_holds_when_all_have_answered_and_the_shares_reach(town):
    saving = town.agreed()
    assert saving.matter.state == "running"
    card = cards([saving.matter])[saving.matter.pk]
    assert card.sentence == (
        "3 af 3 enheder tager 30.000 kr. om året på sig. Målet er 30.000 kr., fra 2027 til 2029."
    )


def test_one_may_carry_more_where_another_carries_less(town):
    saving = town.proposed()
    town.joins("bo", saving, rate=Decimal("0.005"))
    town.joins("kim", saving, rate=Decimal("0.015"))
    assert again(saving).matter.state == "running"


def test_shares_that_fall_short_are_no_agreement_and_say_how_short(town):
    saving = town.proposed()
    town.joins("bo", saving, rate=Decimal("0.005"))
    deeds.decline(viewer=town.viewer("kim"), matter=town.invitation("kim", saving), text="Vi flytter")
    matter = again(saving).matter
    told = matter.timeline.get(what="miss")
    assert (matter.state, told.data) == ("fallen", {"taken": 15_000 * KR, "goal": 30_000 * KR})


def test_whoever_does_not_answer_is_not_part_of_it(town):
    saving = town.proposed()
    town.joins("bo", saving, rate=Decimal("0.02"))
    act_on_silence(MORNING + timedelta(days=18))
    assert town.invitation("kim", saving).state == "out"
    assert again(saving).matter.state == "running"


def test_only_the_invited_leader_answers_and_only_the_proposer_stops(town):
    saving = town.proposed()
    with pytest.raises(PermissionDenied):
        deeds.join(viewer=town.viewer("kim"), matter=town.invitation("bo", saving))
    with pytest.raises(PermissionDenied):
        deeds.stop(viewer=town.viewer("bo"), matter=saving.matter, text="Nej")
    deeds.stop(viewer=town.viewer("ida"), matter=again(saving).matter, text="Vi tog fejl")
    assert [town.invitation(name, saving).state for name in ("bo", "kim")] == ["out", "out"]
    assert not inbox(town.viewer("bo")).exists()


def test_members_and_their_director_see_it_and_no_other(town):
    town.people["eva"] = someone(PostKind.LEADER, a_unit("Søborg"), "Eva")
    matter = town.proposed().matter
    assert {name for name in town.people if may(town.viewer(name), "matters.see", matter)} == {
        "ida", "bo", "kim", "niels",
    }  # fmt: skip


def test_a_year_is_told_once_when_its_books_have_closed(town):
    saving = town.agreed()
    town.spends(2026, 1_000_000, 1_000_000, 1_000_000)
    town.spends(2027, 990_000, 970_000, 1_000_000)
    FinancialYear.objects.create(year=2027, closes_on=date(2028, 2, 15))
    with pinned(datetime(2028, 2, 15, 12, tzinfo=UTC)):
        assert review_savings() == 0
    with pinned(datetime(2028, 2, 16, 12, tzinfo=UTC)):
        assert (review_savings(), review_savings()) == (1, 0)
    year = saving.years.get()
    assert (year.goal, year.saved, year.met) == (30_000 * KR, 40_000 * KR, True)
    entry = saving.matter.timeline.get(what="met")
    assert saving.matter.kind_of.told(entry) == (
        "2027: der blev sparet 40.000 kr., og målet var 30.000 kr. Det blev nået."
    )


def test_one_per_cent_a_year_is_three_per_cent_the_third_year_at_that_year_s_prices(town):
    saving = town.agreed(price_growth=Decimal("0.02"))
    town.spends(2026, 1_000_000, 1_000_000, 1_000_000)
    town.spends(2029, 1_000_000, 1_000_000, 1_100_000)
    with pinned(datetime(2030, 4, 1, 12, tzinfo=UTC)):
        review_savings()
    year = saving.years.get(year=2029)
    prices = Decimal("1.02") ** 3
    assert year.goal == round(90_000 * KR * prices)
    assert year.saved == round(3_000_000 * KR * prices) - 3_100_000 * KR


def test_more_spent_than_before_is_told_as_more_spent(town):
    saving = town.agreed()
    town.spends(2026, 1_000_000, 1_000_000, 1_000_000)
    town.spends(2027, 1_000_000, 1_000_000, 1_020_000)
    with pinned(datetime(2028, 4, 1, 12, tzinfo=UTC)):
        review_savings()
    told = saving.matter.kind_of.told(saving.matter.timeline.get(what="not_met"))
    assert told == "2027: der blev brugt 20.000 kr. mere, og der skulle spares 30.000 kr."


def test_books_nobody_has_said_when_close_are_open_to_the_end_of_march(town):
    saving = town.agreed()
    town.spends(2026, 1_000_000, 1_000_000, 1_000_000)
    town.spends(2027, 990_000, 970_000, 1_000_000)
    with pinned(datetime(2028, 3, 31, 12, tzinfo=UTC)):
        assert review_savings() == 0
    with pinned(datetime(2028, 4, 1, 12, tzinfo=UTC)):
        assert review_savings() == 1
    assert saving.years.get().met


@pytest.mark.parametrize("year", [2026, 2027])
def test_a_year_without_postings_says_nothing_of_a_saving(town, year):
    saving = town.agreed()
    town.spends(year, 1_000_000, 1_000_000, 1_000_000)
    with pinned(datetime(2028, 4, 1, 12, tzinfo=UTC)):
        assert (review_savings(), saving.years.count()) == (0, 0)


def test_merged_members_are_seen_with_all_their_successor_carries(town):
    saving = town.agreed()
    town.spends(2026, 1_000_000, 1_000_000, 1_000_000)
    new = a_unit("Vestegnen", under=town.department, first_day=date(2027, 1, 1))
    for old in town.units[:2]:
        old.last_day = date(2026, 12, 31)
        old.save()
        Succession.objects.create(predecessor=old, successor=new, day=date(2027, 1, 1))
    a_posting(an_account("ny", unit=new, group=town.wages), 1_950_000 * KR, date(2027, 6, 1))
    a_posting(town.accounts[2], 1_000_000 * KR, date(2027, 6, 1))
    with pinned(datetime(2028, 4, 1, 12, tzinfo=UTC)):
        review_savings()
    assert saving.years.get().saved == 50_000 * KR


def test_it_ends_by_itself_when_the_years_are_over(town):
    saving = town.agreed()
    act_on_silence(datetime(2031, 1, 2, tzinfo=UTC))
    assert again(saving).matter.state == "ended"


def test_a_unit_without_a_budget_cannot_be_asked(town):
    lonely = a_unit("Ø", under=town.department)
    terms = Terms("En procent", "Vi vil selv", Decimal("0.01"), 2027, 3)
    with pytest.raises(NoBudget, match=r"2026.*Ø"):
        deeds.propose_saving(
            viewer=town.viewer("ida"), key=uuid4(), unit=town.units[0], others=[lonely], terms=terms
        )
    assert Matter.objects.count() == 0


@pytest.mark.parametrize(("rate", "years"), [("0", 3), ("0.3", 3), ("0.01", 0), ("0.01", 11)])
def test_terms_that_cannot_be_right_are_refused(town, rate, years):
    with pytest.raises(NotASaving):
        town.proposed(rate=rate, years=years)


def two_answer_at_once():
    with pinned(MORNING):
        town = Town()
        saving = town.proposed()
        pks = {name: town.invitation(name, saving).pk for name in ("bo", "kim")}
        at_once(*(lambda name=name: _answers(name, pks[name]) for name in pks))
        assert again(saving).matter.state == "running"


def _answers(name, pk):
    viewer = viewer_of(User.objects.get(name=name.title()), DAY)
    deeds.join(viewer=viewer, matter=Matter.objects.get(pk=pk))


def test_the_last_two_answers_at_once_are_both_counted(house):
    house(two_answer_at_once)
