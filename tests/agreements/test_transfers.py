"""Money moves with both leaders' yes, goes back as long as it is there, and no bag is emptied below nothing."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import a_posting, a_unit, an_account, someone
from faults import at_once
from neighbours import DAY, KR, MORNING, Town, budgets, whole
from spillerum.agreements import services
from spillerum.agreements.errors import (
    AgreementError,
    NotAnAmount,
    NotEnough,
    SentAlready,
    WrongSide,
    YearIsClosed,
)
from spillerum.agreements.models import Transfer
from spillerum.agreements.queries import transfers_of
from spillerum.calendar.now import pinned
from spillerum.matters.clock import act_on_silence
from spillerum.matters.lifecycle import NotAllowed
from spillerum.matters.models import Entry, Matter
from spillerum.matters.queries import cards, inbox
from spillerum.money.models import BudgetLine, FinancialYear
from spillerum.people.access import PostKind, may
from spillerum.people.models import User
from spillerum.people.queries import viewer_of


@pytest.fixture
def town(db):
    with pinned(MORNING):
        yield Town()


def test_within_a_unit_its_leader_moves_money_at_once(town):
    transfer = town.within("ida", 3_000)
    assert (transfer.matter, budgets()["Valby", "loen"], budgets()["Valby", "materialer"]) == (
        None,
        97_000,
        23_000,
    )
    told = Entry.objects.get(about=f"unit:{town.valby.pk}", what="moved_money")
    assert (told.note, told.by, told.data["amount"]) == ("Flere bøger", town.people["ida"], "300000")


def test_the_same_form_sent_twice_moves_the_money_once(town):
    key = uuid4()
    assert town.within("ida", 3_000, key=key) == town.within("ida", 3_000, key=key)
    assert budgets()["Valby", "loen"] == 97_000
    offer = town.offers("ida", 3_000, key=uuid4())
    assert town.offers("ida", 3_000, key=offer.key) == offer
    assert Matter.objects.count() == 1


def test_a_page_sent_again_with_other_words_moves_nothing_and_says_so(town):
    key = uuid4()
    town.within("ida", 3_000, key=key)
    for again in (lambda: town.within("ida", 5_000, key=key), lambda: town.offers("ida", 3_000, key=key)):
        with pytest.raises(SentAlready, match="sendt"):
            again()
    assert (budgets()["Valby", "loen"], Transfer.objects.count()) == (97_000, 1)


@pytest.mark.parametrize("name", ["bo", "niels", "olga"])
def test_nobody_else_moves_a_unit_s_money(town, name):
    with pytest.raises(PermissionDenied):
        town.within(name, 3_000)


def test_the_lines_say_where_the_money_came_from_and_why(town):
    offer = town.offers("ida", 3_000)
    services.accept(viewer=town.viewer("bo"), matter=offer.matter)
    lines = BudgetLine.objects.filter(kind="transfer").order_by("amount")
    assert [(line.unit, line.amount, line.reason, line.day) for line in lines] == [
        (town.valby, -3_000 * KR, "I mangler en vikar", DAY),
        (town.vanløse, 3_000 * KR, "I mangler en vikar", DAY),
    ]
    assert list(transfers_of([town.vanløse.pk], 2026)) == [offer]


def test_an_offer_binds_nobody_until_the_other_leader_says_yes(town):
    offer = town.offers("ida", 3_000)
    assert budgets()["Vanløse", "loen"] == 100_000
    assert (list(inbox(town.viewer("bo"))), list(inbox(town.viewer("ida")))) == ([offer.matter], [])
    card = cards([offer.matter])[offer.matter.pk]
    assert card.title == "3.000 kr. fra Valby til Vanløse"
    assert card.sentence == "Valby tilbyder 3.000 kr. fra loen i 2026 til loen: I mangler en vikar"
    services.accept(viewer=town.viewer("bo"), matter=offer.matter, text="Tusind tak")
    assert (budgets()["Valby", "loen"], budgets()["Vanløse", "loen"]) == (97_000, 103_000)


def test_a_leader_may_ask_and_then_the_giver_answers(town):
    asked = town.offers("bo", 3_000)
    assert asked.matter.post.title in {holding.post.title for holding in town.people["ida"].holdings.all()}
    assert cards([asked.matter])[asked.matter.pk].sentence.startswith("Vanløse beder om 3.000 kr.")
    with pytest.raises(PermissionDenied):
        services.accept(viewer=town.viewer("bo"), matter=asked.matter)
    services.decline(viewer=town.viewer("ida"), matter=asked.matter, text="Vi skal selv bruge dem")
    assert (asked.matter.state, budgets()["Vanløse", "loen"]) == ("declined", 100_000)


def test_silence_is_a_no(town):
    offer = town.offers("ida", 3_000)
    act_on_silence(MORNING + timedelta(days=30))
    offer.matter.refresh_from_db()
    assert (offer.matter.state, offer.matter.is_open, budgets()["Vanløse", "loen"]) == (
        "fallen",
        False,
        100_000,
    )


def test_whoever_proposed_may_withdraw_until_it_is_answered(town):
    offer = town.offers("ida", 3_000)
    with pytest.raises(PermissionDenied):
        services.withdraw(viewer=town.viewer("bo"), matter=offer.matter)
    services.withdraw(viewer=town.viewer("ida"), matter=offer.matter)
    with pytest.raises((NotAllowed, PermissionDenied)):
        services.accept(viewer=town.viewer("bo"), matter=offer.matter)
    assert budgets()["Vanløse", "loen"] == 100_000


def test_whoever_leads_both_sides_has_said_yes_already(town):
    someone_else = town.people["ida"]
    post = town.people["bo"].holdings.get().post
    someone_else.holdings.create(post=post, first_day=date(2020, 1, 1))
    offer = town.offers("ida", 3_000)
    assert (offer.matter.state, budgets()["Vanløse", "loen"]) == ("moved", 103_000)


@pytest.mark.parametrize("name", ["ida", "bo"])
def test_either_side_may_undo_it_for_a_while(town, name):
    offer = town.offers("ida", 3_000)
    services.accept(viewer=town.viewer("bo"), matter=offer.matter)
    services.undo(viewer=town.viewer(name), matter=offer.matter, text="Vikaren sagde nej")
    assert (offer.matter.state, budgets()["Valby", "loen"], budgets()["Vanløse", "loen"]) == (
        "undone",
        100_000,
        100_000,
    )
    assert [line.reason for line in BudgetLine.objects.filter(reference__contains="back")] == [
        "Vikaren sagde nej"
    ] * 2


def test_money_for_less_income_comes_back_as_well(town):
    offer = town.offers("ida", 3_000, taker_group=town.fees)
    services.accept(viewer=town.viewer("bo"), matter=offer.matter)
    assert budgets()["Vanløse", "gebyrer"] == -2_000
    services.undo(viewer=town.viewer("bo"), matter=offer.matter, text="De kom alligevel")
    assert (budgets()["Valby", "loen"], budgets()["Vanløse", "gebyrer"]) == (100_000, -5_000)


def test_what_nobody_undid_stands(town):
    offer = town.offers("ida", 3_000)
    services.accept(viewer=town.viewer("bo"), matter=offer.matter)
    act_on_silence(MORNING + timedelta(days=30))
    offer.matter.refresh_from_db()
    assert (offer.matter.state, budgets()["Vanløse", "loen"]) == ("settled", 103_000)


def test_money_that_has_been_used_cannot_be_called_back(town):
    offer = town.offers("ida", 3_000)
    services.accept(viewer=town.viewer("bo"), matter=offer.matter)
    a_posting(an_account(unit=town.vanløse, group=town.wages), 101_000 * KR)
    with pytest.raises(NotEnough) as wrong:
        services.undo(viewer=town.viewer("ida"), matter=offer.matter, text="Alligevel ikke")
    assert str(wrong.value) == (
        "Vanløse har 2.000 kr. tilbage til loen i 2026, så der kan ikke flyttes 3.000 kr. derfra."
    )
    assert (offer.matter.state, budgets()["Vanløse", "loen"]) == ("moved", 103_000)


def test_an_offer_that_the_giver_has_spent_meanwhile_is_not_moved(town):
    offer = town.offers("ida", 90_000)
    town.within("ida", 20_000)
    with pytest.raises(NotEnough):
        services.accept(viewer=town.viewer("bo"), matter=offer.matter)
    offer.matter.refresh_from_db()
    assert (offer.matter.state, budgets()["Valby", "loen"]) == ("proposed", 80_000)


def test_no_more_can_be_moved_than_is_left_after_what_was_spent(town):
    a_posting(an_account(unit=town.valby, group=town.wages), 99_000 * KR)
    with pytest.raises(NotEnough):
        town.within("ida", 1_001)
    town.within("ida", 1_000)
    assert budgets()["Valby", "loen"] == 99_000


def test_credit_notes_do_not_let_out_more_than_the_budget(town):
    a_posting(an_account(unit=town.valby, group=town.wages), -50_000 * KR)
    with pytest.raises(NotEnough):
        town.within("ida", 100_001)


def test_income_has_nothing_to_give(town):
    with pytest.raises(WrongSide, match=r"^gebyrer|Gebyrer"):
        town.within("ida", 10, giver=town.fees)


@pytest.mark.parametrize("kr", [0, -5])
def test_nothing_and_less_cannot_be_moved(town, kr):
    with pytest.raises(NotAnAmount):
        town.within("ida", kr)


def test_money_is_not_moved_to_where_it_is(town):
    with pytest.raises(NotAnAmount):
        town.within("ida", 5, taker=town.wages)
    with pytest.raises(NotAnAmount):
        town.offers("ida", 5, taker=town.valby, taker_group=town.books)


def test_whoever_leads_neither_side_proposes_nothing(town):
    with pytest.raises(WrongSide):
        town.offers("niels", 5)


def test_a_closed_year_stands(town):
    FinancialYear.objects.create(year=2026, closes_on=DAY - timedelta(days=1))
    with pytest.raises(YearIsClosed, match="2026"):
        town.within("ida", 5)


def test_a_unit_without_a_leader_or_director_cannot_be_asked(town):
    lonely = a_unit("Ø")
    with pytest.raises(WrongSide, match="Ø"):
        town.offers("ida", 5, taker=lonely)
    assert (Transfer.objects.count(), Matter.objects.count()) == (0, 0)


def test_it_is_seen_by_both_sides_and_the_director_and_by_no_other(town):
    stranger = someone(PostKind.LEADER, a_unit("Søborg"), "Kim")
    town.people["kim"] = stranger
    matter = town.offers("ida", 5).matter
    seen = {name for name in town.people if may(town.viewer(name), "matters.see", matter)}
    assert seen == {"ida", "bo", "niels"}


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["within", "offer", "accept", "undo", "withdraw", "spend"]),
        st.integers(1, 130_000),
        st.sampled_from(["ida", "bo"]),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_no_money_is_lost_or_made_and_no_bag_goes_below_nothing(db, moves):
    """Each example rolls back what it wrote."""
    with pinned(MORNING), transaction.atomic():
        town = Town()
        before, spent = whole(), an_account(f"a{uuid4()}", unit=town.vanløse, group=town.wages)
        for what, kr, name in moves:
            try:
                _do(town, what, kr, name, spent)
            except (AgreementError, NotAllowed, PermissionDenied):
                continue
            assert whole() == before
            assert all(kroner >= 0 for (_, group), kroner in budgets().items() if group != "gebyrer")
        transaction.set_rollback(True)


def _do(town, what, kr, name, spent):
    newest = Transfer.objects.exclude(matter=None).order_by("-pk").first()
    if what == "within":
        town.within(name, kr, unit=town.valby if name == "ida" else town.vanløse)
    elif what == "offer":
        town.offers(name, kr)
    elif what == "spend":
        a_posting(spent, kr * KR)
    elif newest is not None:
        extra = {"text": "x"} if what == "undo" else {}
        getattr(services, what)(viewer=town.viewer(name), matter=newest.matter, **extra)


def two_take_the_last():
    with pinned(MORNING):
        town = Town()
        first = town.offers("ida", 70_000).matter.pk
        second = town.offers("ida", 70_000, taker_group=town.books).matter.pk
        at_once(lambda: _accepts(first), lambda: _accepts(second))
        states = sorted(Matter.objects.filter(kind="transfer").values_list("state", flat=True))
        assert states == ["moved", "proposed"], states
        assert budgets()["Valby", "loen"] == 30_000


def _accepts(pk):
    viewer = viewer_of(User.objects.get(name="Bo"), DAY)
    with suppress(NotEnough):
        services.accept(viewer=viewer, matter=Matter.objects.get(pk=pk))


def test_of_two_who_take_the_last_money_at_once_one_gets_it(house):
    house(two_take_the_last)
