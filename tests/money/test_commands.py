"""`spillerum accounts`, `deliver` and `define` with money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner
from django.utils import translation

from factories import a_unit
from spillerum.cli import main
from spillerum.figures.models import Delivery
from spillerum.figures.sheet import BadSheet, apply_sheet
from spillerum.matters.models import Entry
from spillerum.money.models import AccountGroup, AccountRule, FinancialYear, Frame, Posting

SHEET = """
[[account_group]]
key = "loen"
name = {da = "Løn", en = "Wages"}
materiality = {kr = 25000, share = 0.05}

[[account_group]]
key = "gebyrer"
name = {da = "Gebyrer", en = "Fees"}
income = true
method = "plan"
plan = [0.5, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]

[[frame]]
name = "Kultur"
unit = "Valby bibliotek"
years = {from = 2026}
limit = 1000.5
surplus = {kept = 0.9, most = 0.05}
deficit_carried = false

[[financial_year]]
year = 2025
closes = 2026-02-15
"""


@pytest.fixture
def run(db, monkeypatch, tmp_path):
    """A command with the files it names, in English."""

    def do(*words, **files):
        paths = {name: tmp_path / f"{name}.csv" for name in files}
        for name, content in files.items():
            paths[name].write_text(content, encoding="utf-8")
        return CliRunner().invoke(main, [*(str(paths.get(word, word)) for word in words), "--lang", "en"])

    for command in ("accounts", "deliver"):
        monkeypatch.setattr(f"spillerum.cli.{command}.make_ready", lambda: None)
    with translation.override("da"):  # the command chooses a language for its whole process
        yield do


def test_rules_are_shown_before_they_are_set(run, postings, send, valby, wages, tmp_path):
    send(postings, "nummer;konto;dato;beløb\n1;1-409;10-03-2026;1,50\n2;8;10-03-2026;-2,00\n")
    rules = "konto;enhed;gruppe\n1*;Valby bibliotek;loen\n"
    shown = run("accounts", "rules", "sheet", sheet=rules)
    assert (shown.exit_code, shown.stdout) == (
        1,
        "The rules would place 1 accounts and move 0; 1 would be without a place.\n",
    )
    assert not AccountRule.objects.exists()
    done = run("accounts", "rules", "sheet", "--apply", sheet=rules)
    assert (done.exit_code, done.stdout) == (
        1,
        "The rules count now: 1 accounts placed, 0 moved, 1 without a place.\n",
    )
    left = run("accounts", "unplaced", "--year", "2026")
    assert (left.exit_code, left.stdout) == (
        1,
        "account,cost_centre,postings,spent,budget\n8,,1,-2.0,0.0\n",
    )
    assert run("accounts", "unplaced", "--year", "2025").exit_code == 0
    out = tmp_path / "out.csv"
    assert run("accounts", "write-rules", str(out)).exit_code == 0
    assert out.read_text() == "account,cost centre,unit,group,note\n1*,*,Valby bibliotek,loen,\n"


def test_rules_that_cannot_be_used_change_nothing(run, valby):
    wrong = run("accounts", "rules", "sheet", "--apply", sheet="konto;enhed;gruppe\n1*;;gas\n")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith("sheet.csv, row 2: There is no account group called “gas”.")


def test_postings_are_delivered_as_figures_are(run, postings):
    file = "nummer;konto;dato;beløb\n1;8;10-03-2025;1,50\n2;8;i går;1,50\n"
    done = run("deliver", "Bogføring", "nat", nat=file)
    assert (done.exit_code, done.stdout) == (
        1,
        "nat.csv: Received: 1 postings read, 1 of them new and 0 corrected.\n",
    )
    assert done.stderr.splitlines() == [
        "nat.csv: 1 row could not be read.",
        "nat.csv: 1 account has no place yet: its money is kept, and in nobody's figures.",
    ]
    assert Posting.objects.count() == Delivery.objects.count() == 1


def test_a_sheet_sets_groups_frames_and_years(valby):
    for _ in range(2):
        held = apply_sheet(content=SHEET.encode(), on=date(2026, 3, 1))
        assert held == {
            "measure": 0,
            "source": 0,
            "event": 0,
            "account_group": 2,
            "frame": 1,
            "financial_year": 1,
        }
    fees, wages = AccountGroup.objects.order_by("key")
    assert (fees.income, fees.method, fees.plan[:3]) == (True, "plan", [0.5, 0.5, 0])
    assert (wages.materiality_ore, wages.materiality_share, wages.method) == (
        2500000,
        Decimal("0.05"),
        "learnt",
    )
    frame = Frame.objects.get()
    assert (frame.unit, frame.limit, frame.surplus_kept, frame.surplus_most, frame.deficit_carried) == (
        valby,
        100050,
        Decimal("0.9"),
        Decimal("0.05"),
        False,
    )
    assert FinancialYear.objects.get().closes_on == date(2026, 2, 15)
    assert Entry.objects.count() == 4


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("0.5, 0.5,", "0.5, 0.6,", "[[account_group]] 2: A plan is twelve shares, one a month, that sum to 1."),
        ('"Valby bibliotek"', '"Vanløse"', "[[frame]] 1: There is no unit called “Vanløse”. Write its name or uuid."),
        ("kept = 0.9", "kept = 1.9", "[[frame]] 1: frame Kultur: __all__: Constraint “frame_keeps_a_share” is violated."),
        ("years = {from = 2026}", "", "[[frame]] 1: “years” is missing."),
        ("2026-02-15", "2024-02-15", "[[financial_year]] 1: The books of 2025 cannot close before the year begins."),
        ("closes =", "lukker =", "[[financial_year]] 1: “lukker” is not understood."),
    ],
)  # fmt: skip
def test_a_sheet_with_a_fault_says_it_and_sets_nothing(db, old, new, said):
    a_unit("Valby bibliotek")
    with translation.override("en"), pytest.raises(BadSheet) as wrong:
        apply_sheet(content=SHEET.replace(old, new).encode(), on=date(2026, 3, 1))
    assert list(wrong.value.sentences) == [said]
    assert (AccountGroup.objects.count(), Frame.objects.count(), FinancialYear.objects.count()) == (0, 0, 0)


def test_rules_that_cannot_be_written_say_so_in_a_sentence(run, tmp_path):
    result = run("accounts", "write-rules", str(tmp_path / "nowhere" / "rules.csv"))
    assert (result.exit_code, "The file cannot be written" in result.stderr) == (2, True)
    assert len(result.stderr.splitlines()) == 1
