"""Killed in the middle of an import, and two imports at once: nothing lost, nothing half, nothing twice."""

from __future__ import annotations

from datetime import UTC, date, datetime

from factories import a_group, a_money_source, a_unit
from faults import at_once, killed_everywhere
from spillerum.figures.models import Delivery, Source, UnreadRow
from spillerum.figures.services import receive
from spillerum.matters.models import Entry
from spillerum.money.models import Account, AccountRule, BudgetLine, Placing, Posting
from spillerum.money.rules import Rule
from spillerum.money.services import close_year, open_year, set_rules
from spillerum.organisation.models import Unit

FIRST = datetime(2026, 2, 1, tzinfo=UTC)
NEXT = datetime(2026, 2, 2, tzinfo=UTC)
HEAD = "nummer;konto;dato;beløb\n"
OLD = HEAD + "1;a;10-01-2026;1,00\n2;b;10-01-2026;en\n"
NEW = HEAD + "1;a;10-01-2026;5,00\n2;b;10-01-2026;2,00\n3;c;10-01-2026;x\n4;d;10-12-2025;4,00\n"


def prepare():
    unit, group = a_unit("Valby"), a_group()
    a_money_source("postings", name="Bogføring")
    set_rules(viewer=None, rules=[Rule("?", "*", unit.pk, group.pk)], at=FIRST)
    close_year(viewer=None, year=2025, on=date(2026, 1, 31), at=FIRST)
    send(OLD, FIRST)


def send(text, at=NEXT):
    receive(source=Source.objects.get(), filename="f.csv", content=text.encode(), arrived=at)


def everything():
    rooms = (Delivery, Posting, BudgetLine, Account, Placing, UnreadRow, Entry, AccountRule)
    counts = {room.__name__: room.objects.count() for room in rooms if room.objects.exists()}
    return counts, sorted(Posting.objects.filter(replaced=None).values_list("number", "amount"))


def must_be(expected):
    assert everything() == expected, (everything(), expected)


def import_killed_anywhere():
    prepare()
    before = everything()
    kills = killed_everywhere(lambda: send(NEW), lambda: must_be(before))
    assert kills > 6, kills
    assert everything()[1] == [("1", 500), ("2", 200)]
    assert UnreadRow.objects.filter(mended=None).count() == 2
    assert UnreadRow.objects.exclude(mended=None).count() == 1
    done = everything()
    send(NEW)
    must_be(done)


def rules_killed_anywhere():
    prepare()
    send(NEW)
    before = everything()
    unit, rule = Unit.objects.get(), AccountRule.objects.get()
    rules = [Rule("b", "*", None, None), Rule("*", "*", unit.pk, rule.group_id)]
    kills = killed_everywhere(lambda: set_rules(viewer=None, rules=rules, at=NEXT), lambda: must_be(before))
    assert kills > 3, kills
    assert AccountRule.objects.filter(replaced=None).count() == 2


def opening_killed_anywhere():
    prepare()
    send(NEW)
    before = everything()
    kills = killed_everywhere(lambda: open_year(viewer=None, year=2025, at=NEXT), lambda: must_be(before))
    assert kills > 3, kills
    assert everything()[1] == [("1", 500), ("2", 200), ("4", 400)]


def the_same_file_three_times_at_once():
    prepare()
    at_once(*[lambda: send(NEW)] * 3)
    assert everything()[1] == [("1", 500), ("2", 200)]
    assert Delivery.objects.count() == 2


def three_files_at_once():
    prepare()
    texts = [HEAD + f"1;a;10-01-2026;{n},00\n{n};new;10-01-2026;{n},00\n" for n in (7, 8, 9)]
    at_once(*(lambda t=t: send(t) for t in texts))
    counted = dict(everything()[1])
    assert (counted["7"], counted["8"], counted["9"]) == (700, 800, 900)
    newest = Posting.objects.filter(number="1").order_by("known")
    assert [p.replaced for p in newest][:-1] == [p.known for p in newest][1:]
    assert newest.count() == 4


def files_of_two_sources_at_once_with_the_same_new_account():
    prepare()
    other = a_money_source("postings", name="Løn")
    first = Source.objects.get(name="Bogføring")
    text = (HEAD + "1;ny;10-01-2026;1,00\n").encode()

    def deliver(source):
        receive(source=source, filename="f.csv", content=text, arrived=NEXT)

    at_once(lambda: deliver(first), lambda: deliver(other))
    assert Account.objects.filter(text="ny").count() == 1
    assert Posting.objects.filter(account__text="ny", replaced=None).count() == 2


def test_an_import_killed_anywhere_leaves_all_or_nothing_and_the_next_run_completes_it(house):
    house(import_killed_anywhere)


def test_rules_killed_anywhere_count_all_or_not_at_all(house):
    house(rules_killed_anywhere)


def test_the_opening_of_a_year_killed_anywhere_takes_all_or_nothing_in(house):
    house(opening_killed_anywhere)


def test_the_same_file_sent_three_times_at_once_is_taken_in_once(house):
    house(the_same_file_three_times_at_once)


def test_files_at_once_are_taken_in_one_after_another(house):
    house(three_files_at_once)


def test_two_sources_that_bring_the_same_new_account_at_once_share_it(house):
    house(files_of_two_sources_at_once_with_the_same_new_account)
