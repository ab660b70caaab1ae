"""No øre is lost or made: by import, correction, mapping or reorganisation, today or as it was known then."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import a_group, a_money_source, a_unit
from spillerum.calendar.workdays import COPENHAGEN
from spillerum.figures.services import receive
from spillerum.money.models import Account, Posting
from spillerum.money.queries import (
    budget_of,
    places,
    room_left,
    spent_by_day,
    spent_by_month,
    spent_in_years,
    summed_up,
    unplaced,
)
from spillerum.money.services import place, set_aside
from spillerum.money.tree import tree_on
from spillerum.organisation.models import Unit
from spillerum.organisation.services import succeed, tie

FIRST = datetime(2026, 2, 1, 9, tzinfo=UTC)
ACCOUNTS = "abcd"
POSTED = st.tuples(
    st.integers(1, 6), st.sampled_from(ACCOUNTS), st.integers(1, 12), st.integers(-(10**9), 10**9)
)
FILES = st.lists(POSTED, max_size=6)
slow = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@contextmanager
def nothing_kept():
    """Hypothesis gives many examples to one database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def kroner(ore):
    sign, rest = ("-" if ore < 0 else ""), abs(ore)
    return f"{sign}{rest // 100:,}".replace(",", ".") + f",{rest % 100:02d}"


def postings_file(rows):
    lines = [f"{number};{account};15-{month:02d}-2026;{kroner(ore)}" for number, account, month, ore in rows]
    return "\n".join(["nummer;konto;dato;beløb", *lines, ""]).encode()


def budget_file(rows):
    lines = [f"{number};{account};2026;{kroner(ore)}" for number, account, _, ore in rows]
    return "\n".join(["reference;konto;år;beløb", *lines, ""]).encode()


def told(files):
    """What counts after the files, one after another: of a number that stands twice in a file the first."""
    counts = {}
    for rows in files:
        counts |= {row[0]: row for row in reversed(rows)}
    return counts


def by_account_and_month():
    found = {}
    for account, month, ore in Posting.objects.filter(replaced=None).values_list(
        "account__text", "month", "amount"
    ):
        found[account, month] = found.get((account, month), 0) + ore
    return {key: ore for key, ore in found.items() if ore}


def expected(files):
    found = {}
    for _, account, month, ore in told(files).values():
        found[account, month] = found.get((account, month), 0) + ore
    return {key: ore for key, ore in found.items() if ore}


def send(source, content, day):
    return receive(source=source, filename="f.csv", content=content, arrived=FIRST + timedelta(days=day))


@slow
@given(files=st.lists(FILES, min_size=1, max_size=4, unique_by=str), again=st.booleans())
def test_files_one_after_another_leave_what_the_newest_says_of_each_number(db, files, again):
    with nothing_kept():
        source = a_money_source("postings")
        for day, rows in enumerate(files):
            send(source, postings_file(rows), day)
            if again:
                send(source, postings_file(rows) + b"\n", day)
            assert by_account_and_month() == expected(files[: day + 1])


@slow
@given(rows=st.lists(POSTED, unique_by=lambda row: row[0], max_size=6), data=st.data())
def test_one_file_in_parts_in_any_order_and_twice_is_the_same_as_the_file(db, rows, data):
    shuffled = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(0, len(rows)))
    with nothing_kept():
        source = a_money_source("postings")
        for day, part in enumerate((shuffled[:cut], shuffled[cut:], rows[:cut], rows)):
            received = send(source, postings_file(part), day)
        assert by_account_and_month() == expected([rows])
        assert received.delivery.corrections == 0
        assert Posting.objects.count() == len(rows)


EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("postings"), FILES),
        st.tuples(st.just("budget"), FILES),
        st.tuples(st.just("place"), st.sampled_from(ACCOUNTS), st.integers(0, 20), st.integers(0, 1)),
        st.tuples(st.just("aside"), st.sampled_from(ACCOUNTS)),
        st.tuples(st.just("merge"), st.integers(0, 20), st.integers(0, 20)),
        st.tuples(st.just("split"), st.integers(0, 20)),
        st.tuples(st.just("give"), st.integers(0, 20)),
        st.tuples(st.just("move"), st.integers(0, 20), st.integers(0, 20)),
    ),
    min_size=1,
    max_size=10,
)


def date_of(day):
    return (FIRST + timedelta(days=day)).date()


class House:
    """A town with two departments of two libraries, and what happens there, one event a day."""

    def __init__(self):
        self.top = a_unit("By")
        self.departments = [a_unit(name, under=self.top) for name in ("Nord", "Syd")]
        for above in self.departments:
            for number in (1, 2):
                a_unit(f"{above} {number}", under=above)
        self.groups = [a_group("loen"), a_group("materialer")]
        self.sources = {layout: a_money_source(layout) for layout in ("postings", "budget")}
        self.files = {"postings": [], "budget": []}
        for number, account in enumerate(ACCOUNTS):
            self.place(account, 3 + number, 0, -2)
        for happens in (self.postings, self.budget):
            happens([(n, account, n, 10**n) for n, account in enumerate(ACCOUNTS, start=1)], -1)

    def live(self, day):
        on = date_of(day)
        ended = Unit.objects.filter(last_day__lt=on)
        return list(Unit.objects.exclude(pk__in=ended).exclude(pk=self.top.pk).order_by("pk"))

    def happens(self, event, day):
        kind, *what = event
        getattr(self, kind)(*what, day=day)

    def postings(self, rows, day):
        self.tell("postings", rows)
        send(self.sources["postings"], postings_file(rows), day)

    def budget(self, rows, day):
        if rows:
            self.tell("budget", rows)
            send(self.sources["budget"], budget_file(rows), day)

    def tell(self, layout, rows):
        """A file that has come before, word for word, changes nothing."""
        if rows not in self.files[layout]:
            self.files[layout].append(rows)

    def place(self, text, unit, group, day):
        units = list(Unit.objects.order_by("pk"))  # also one that has ended: postings go on coming there
        account, _new = Account.objects.get_or_create(text=text, cost_centre="")
        at = FIRST + timedelta(days=day)
        place(viewer=None, accounts=[account], unit=units[unit % len(units)], group=self.groups[group], at=at)

    def aside(self, text, day):
        account, _new = Account.objects.get_or_create(text=text, cost_centre="")
        set_aside(viewer=None, accounts=[account], why="balance", at=FIRST + timedelta(days=day))

    def merge(self, one, other, day):
        live = self.live(day)
        units = {live[one % len(live)], live[other % len(live)]} - set(self.departments)
        if units:
            new = a_unit(f"Ny {day}", under=None, first_day=date_of(day))
            tie(unit=new, above=self.departments[day % 2], first_day=date_of(day))
            succeed(units=units, successors=[new], day=date_of(day))

    def split(self, one, day):
        unit = self.live(day)[one % len(self.live(day))]
        if unit not in self.departments:
            parts = [a_unit(f"Del {day} {n}", first_day=date_of(day)) for n in (1, 2)]
            for part in parts:
                tie(unit=part, above=self.departments[0], first_day=date_of(day))
            succeed(units=[unit], successors=parts, day=date_of(day))

    def give(self, one, day):
        unit = self.live(day)[one % len(self.live(day))]
        part = a_unit(f"Fra {day}", first_day=date_of(day))
        succeed(units=[unit], successors=[part, unit], day=date_of(day))

    def move(self, one, other, day):
        live = self.live(day)
        unit, above = live[one % len(live)], live[other % len(live)]
        if unit not in self.departments and above in self.departments:
            tie(unit=unit, above=above, first_day=date_of(day))


def seen(at):
    """All that is told of the money as it was known then."""
    day = at.astimezone(COPENHAGEN).date()
    budgets = {key: budget.total for key, budget in budget_of(None, 2026, at).items()}
    return spent_by_month(None, 2026, at), budgets, unplaced(at), tree_on(day)


def holds(at, spent_told, budget_told):
    """What must be true of a moment, whenever it is asked about."""
    spent, budgets, without, tree = seen(at)
    year = {key: sum(months) for key, months in spent.items()}
    aside = sum_aside(at)
    assert sum(year.values()) + sum(one.spent for one in without) + aside[0] == spent_told
    assert sum(budgets.values()) + sum(one.budget for one in without) + aside[1] == budget_told
    sums = summed_up(year, tree)
    for unit in {unit for unit, _ in year} | set(tree.parents.values()):
        under = tree.below(unit)
        for group in {group for _, group in year}:
            leaves = sum(ore for (own, of), ore in year.items() if own in under and of == group)
            assert sums.get((unit, group), 0) == leaves
    tops = {tree.upwards(unit)[-1] for unit, _ in year}
    assert sum(ore for (unit, _), ore in sums.items() if unit in tops) == sum(year.values())
    assert not Unit.objects.filter(pk__in=tops, last_day__lt=tree.on).exists()
    for unit in {unit for unit, _ in year} | {unit for unit, _ in budgets}:
        agrees(unit, at, spent, budgets)


def agrees(unit, at, spent, budgets):
    """What is asked about one unit is what is told of it among all."""
    own = {key: months for key, months in spent.items() if key[0] == unit}
    assert spent_by_month([unit], 2026, at) == own
    assert spent_in_years([unit], 2000, 2099, at) == {key: {2026: months} for key, months in own.items()}
    days = {group: sum(by_day.values()) for group, by_day in spent_by_day(unit, 2026, at).items()}
    assert days == {group: sum(months) for (_, group), months in own.items()}
    rooms = {group: (room.budget, room.spent) for group, room in room_left(unit, 2026, at).items()}
    groups = {group for of, group in (*own, *budgets) if of == unit}
    assert rooms == {
        group: (budgets.get((unit, group), 0), sum(own.get((unit, group), []))) for group in groups
    }


def sum_aside(at):
    away = [account for account, there in places(at).items() if there.unit is None]
    postings = Posting.objects.filter(account__in=away, known__lte=at)
    spent = sum(p.amount for p in postings if p.replaced is None or p.replaced > at)
    lines = [
        line for a in Account.objects.filter(pk__in=away) for line in a.budget_lines.filter(known__lte=at)
    ]
    return spent, sum(line.amount for line in lines if line.replaced is None or line.replaced > at)


@slow
@given(events=EVENTS)
def test_nothing_is_lost_by_mapping_or_reorganisation_and_the_past_stays_as_it_was(db, events):
    with nothing_kept():
        house, remembered = House(), []
        for day, event in enumerate(events):
            house.happens(event, day)
            at = FIRST + timedelta(days=day)
            totals = [
                sum(ore for *_, ore in told(house.files[layout]).values())
                for layout in ("postings", "budget")
            ]
            holds(at, *totals)
            remembered.append((at, totals, seen(at)[:3]))
        for at, totals, before in remembered:
            holds(at, *totals)
            assert seen(at)[:3] == before


@pytest.mark.parametrize("units", [3, 30])
def test_asking_of_many_units_takes_no_more_questions(db, django_assert_num_queries, units):
    house = House()
    some = [a_unit(f"Filial {n}", under=house.departments[0]) for n in range(units)]
    for n, unit in enumerate(some):
        house.postings([(n + 1, "a", 1, 100)], n)
        house.place("a", list(Unit.objects.order_by("pk")).index(unit), 0, n)
    tree = tree_on(FIRST.date())
    pks = [unit.pk for unit in some]
    with django_assert_num_queries(4):
        tree_on(FIRST.date())
    with django_assert_num_queries(2):
        spent_by_month(pks, 2026, tree=tree)
    with django_assert_num_queries(2):
        budget_of(None, 2026, tree=tree)
    with django_assert_num_queries(4):
        room_left(pks[0], 2026, tree=tree)
    with django_assert_num_queries(3):
        unplaced()
