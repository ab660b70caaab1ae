"""Where accounts belong: rules a controller can read, and what a person says goes before them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from factories import a_group, a_posting, a_unit, an_account, someone
from spillerum.matters.models import Entry
from spillerum.money.errors import UnusableRules
from spillerum.money.intake.rules import read_rules, write_rules
from spillerum.money.models import AccountRule, Placing
from spillerum.money.queries import Place, places, unplaced
from spillerum.money.rules import Rule, Rules
from spillerum.money.services import Ruled, place, set_aside, set_rules, what_rules_would_do
from spillerum.organisation.models import Succession
from spillerum.people.access import PostKind
from spillerum.people.queries import viewer_of

MAY = datetime(2026, 5, 1, 6, tzinfo=UTC)
JUNE = datetime(2026, 6, 1, 6, tzinfo=UTC)
SHEET = """Konto;Omkostningssted;Enhed;Gruppe;Bemærkning
*-409*;0400;Valby Bibliotek;loen;kun løn
*-409*;*;;loen;enheden efter sit navn
0013*;;Valby bibliotek;materialer;
9?9*;*;;holdt udenfor;balancen
"""


@pytest.fixture
def groups(wages):
    return wages, a_group("materialer")


def test_the_first_rule_that_matches_counts():
    rules = Rules(
        [
            Rule("99*", "0400", 1, 1),
            Rule("99010-*", "*", 2, 1),
            Rule("*", "0400", 3, 1),
            Rule("?3+*", "*", 4, 1),
        ]
    )
    found = [
        rules.match(text, centre)
        for text, centre in (("99010-1", "0400"), ("99010-1", "1"), ("8", "0400"), ("8", "x"), ("a3+b", ""))
    ]
    assert [rule and rule.unit for rule in found] == [1, 2, 3, None, 4]


def test_rules_are_read_from_a_sheet_and_written_to_one_that_reads_the_same(valby, groups):
    wages, materials = groups
    rules = read_rules("regler.csv", SHEET.encode())
    assert rules == [
        Rule("*-409*", "0400", valby.pk, wages.pk, "kun løn"),
        Rule("*-409*", "*", None, wages.pk, "enheden efter sit navn"),
        Rule("0013*", "*", valby.pk, materials.pk),
        Rule("9?9*", "*", None, None, "balancen"),
    ]
    set_rules(viewer=None, rules=rules)
    for form in ("csv", "xlsx"):
        for language in ("da", "en"):
            with translation.override(language):
                assert read_rules("ud", write_rules(form)) == rules


def test_every_fault_of_a_sheet_is_said_and_nothing_of_it_counts(valby, groups):
    sheet = "konto;enhed;gruppe\n1*;Vanløse;loen\n2*;;gas\n;;loen\n"
    with translation.override("en"), pytest.raises(UnusableRules) as wrong:
        read_rules("regler.csv", sheet.encode())
    assert list(wrong.value.sentences) == [
        "regler.csv, row 2: There is no unit called “Vanløse”. Leave it empty where the cost centre names it.",
        "regler.csv, row 3: There is no account group called “gas”. There are: loen, materialer; or write “set aside”.",
        "regler.csv, row 4: Write which accounts it is about: an account, a cost centre, or * for any.",
    ]


def test_new_accounts_are_placed_by_the_rules_as_they_come(postings, send, valby, groups):
    wages, materials = groups
    set_rules(viewer=None, rules=read_rules("r.csv", SHEET.encode()), at=datetime(2026, 1, 1, tzinfo=UTC))
    send(
        postings,
        "nummer;konto;enhed;dato;beløb\n"
        + "".join(
            f"{n};{account};{centre};10-03-2026;1,00\n"
            for n, (account, centre) in enumerate(
                [("1-409", "0400"), ("1-409", "valby bibliotek"), ("1-409", "Ny"), ("00131", ""), ("919", "")]
            )
        ),
    )
    found = {
        placing.account.cost_centre or placing.account.text: placing for placing in Placing.objects.all()
    }
    assert {name: (p.unit_id, p.group_id, p.why) for name, p in found.items()} == {
        "0400": (valby.pk, wages.pk, "*-409* · 0400"),
        "valby bibliotek": (valby.pk, wages.pk, "*-409* · *"),
        "00131": (valby.pk, materials.pk, "0013* · *"),
        "919": (None, None, "9?9* · *"),
    }
    assert [(one.text, one.cost_centre) for one in unplaced()] == [("1-409", "Ny")]
    a_unit("Ny")
    send(postings, "nummer;konto;enhed;dato;beløb\n9;1-409;Ny;11-03-2026;1,00\n", day=1)
    assert unplaced() == []


def test_rules_that_change_move_accounts_from_now_and_not_then(valby, groups):
    wages, materials = groups
    account, other = an_account("1-409"), an_account("2")
    a_posting(other, 5)
    first = [Rule("*-409", "*", valby.pk, wages.pk)]
    assert what_rules_would_do(first) == Ruled(placed=1, moved=0, without=1)
    assert set_rules(viewer=None, rules=first, at=MAY) == Ruled(placed=1, moved=0, without=1)
    assert set_rules(viewer=None, rules=first, at=MAY) == Ruled(placed=0, moved=0, without=1)
    second = [Rule("*", "*", valby.pk, materials.pk)]
    assert what_rules_would_do(second) == Ruled(placed=1, moved=1, without=0)
    assert set_rules(viewer=None, rules=second, at=JUNE) == Ruled(placed=1, moved=1, without=0)
    assert places(MAY) == {account.pk: Place(valby.pk, wages.pk)}
    assert places()[account.pk] == Place(valby.pk, materials.pk)
    assert AccountRule.objects.filter(replaced=JUNE).count() == 1
    assert [entry.what for entry in Entry.objects.all()] == ["set_rules", "set_rules"]


def test_what_a_person_has_placed_no_rule_moves(valby, groups):
    wages, materials = groups
    account = an_account("1-409")
    owner = viewer_of(someone(PostKind.DATA_OWNER, at=valby), JUNE.date())
    assert place(viewer=owner, accounts=[account], unit=valby, group=wages, why="Ida ved det", at=MAY) == 1
    assert place(viewer=owner, accounts=[account], unit=valby, group=wages, at=MAY) == 0
    set_rules(viewer=owner, rules=[Rule("*", "*", valby.pk, materials.pk)], at=JUNE)
    assert places()[account.pk] == Place(valby.pk, wages.pk)
    assert set_aside(viewer=owner, accounts=[account], why="balancen", at=JUNE) == 1
    assert places()[account.pk] == Place(None, None)
    assert [(e.what, e.note) for e in Entry.objects.filter(about=f"account:{account.pk}")] == [
        ("place", "Ida ved det"),
        ("place", "balancen"),
    ]


def test_what_a_person_confirms_no_rule_moves_either(valby, groups):
    wages, materials = groups
    account = an_account("loen-1")
    set_rules(viewer=None, rules=[Rule("loen*", "*", valby.pk, wages.pk)], at=MAY)
    again = {"viewer": None, "accounts": [account], "unit": valby, "group": wages, "why": "Den bliver her"}
    assert (place(**again, at=MAY), place(**again, at=JUNE)) == (0, 0)
    assert set_rules(viewer=None, rules=[Rule("loen*", "*", valby.pk, materials.pk)], at=JUNE).moved == 0
    assert places()[account.pk] == Place(valby.pk, wages.pk)
    assert Entry.objects.get(about=f"account:{account.pk}").note == "Den bliver her"


def test_a_name_that_a_unit_has_from_the_one_before_it_is_the_new_one_s(postings, send, wages):
    old, new = a_unit("Husum"), a_unit("Husum", first_day=date(2026, 1, 1))
    set_rules(viewer=None, rules=[Rule("*", "*", None, wages.pk)])
    send(postings, "nummer;konto;omkostningssted;dato;beløb\n1;a;Husum;10-01-2026;1,00\n")
    assert places() == {}
    old.last_day = date(2025, 12, 31)
    old.save()
    Succession.objects.create(predecessor=old, successor=new, day=date(2026, 1, 1))
    send(postings, "nummer;konto;omkostningssted;dato;beløb\n2;a;Husum;11-01-2026;1,00\n", day=1)
    assert list(places().values()) == [Place(new.pk, wages.pk)]


@pytest.mark.parametrize("kind", [PostKind.LEADER, PostKind.DIRECTOR, PostKind.STAFF, PostKind.POLITICIAN])
def test_others_than_data_owners_and_administrators_place_nothing(valby, wages, kind):
    viewer = viewer_of(someone(kind, at=valby), JUNE.date())
    with pytest.raises(PermissionDenied):
        place(viewer=viewer, accounts=[an_account()], unit=valby, group=wages)
    with pytest.raises(PermissionDenied):
        set_rules(viewer=viewer, rules=[])
    assert not Placing.objects.exists()
