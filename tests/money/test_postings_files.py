"""Files of postings, good and bad: one sentence each, and nothing is lost."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from spillerum.exchange.writing import write
from spillerum.figures.errors import UnusableFile
from spillerum.figures.models import Delivery, UnreadRow
from spillerum.figures.queries import health_of
from spillerum.figures.telling import left_out, told
from spillerum.money.models import Account, FinancialYear, Posting

HEAD = "Nummer;Konto;Omkostningssted;Dato;Beløb;Tekst\n"


def books():
    """What counts: number, account, year, month, day and øre."""
    rows = Posting.objects.filter(replaced__isnull=True).order_by("year", "number")
    return [(p.number, str(p.account), p.year, p.month, p.day.isoformat(), p.amount) for p in rows]


def test_a_file_of_postings_goes_in_to_the_oere(postings, send):
    received = send(
        postings,
        HEAD + "1;0022594001;0400;10-03-2026;1.234,50;Papir\n"
        "2;0022594001;0400;2026-03-11;-34,50;Kreditnota\n"
        "3;0013304009;;31-12-2026;42;Løn, forud\n",
        day=80,
    )
    assert books() == [
        ("1", "0022594001 · 0400", 2026, 3, "2026-03-10", 123450),
        ("2", "0022594001 · 0400", 2026, 3, "2026-03-11", -3450),
        ("3", "0013304009", 2026, 12, "2026-12-31", 4200),
    ]
    delivery = Delivery.objects.get()
    assert (delivery.good_rows, delivery.new_rows, delivery.corrections) == (3, 3, 0)
    assert str(delivery.newest) == "2026-03-11"  # what is booked ahead does not make the source early
    with translation.override("en"):
        assert told(received) == "Received: 3 postings read, 3 of them new and 0 corrected."
        assert left_out(received) == [
            "2 accounts have no place yet: their money is kept, and in nobody's figures."
        ]


def test_the_same_postings_again_change_nothing(postings, send):
    row = "1;a;;10-03-2026;1,00;x\n"
    send(postings, HEAD + row)
    send(postings, HEAD + row + "2;a;;10-03-2026;2,00;y\n", day=1)
    assert Posting.objects.count() == 2
    assert [d.new_rows for d in Delivery.objects.order_by("arrived")] == [1, 1]


def test_a_posting_that_says_something_else_later_is_a_correction(postings, send):
    send(postings, HEAD + "1;a;;10-03-2026;1,00;x\n")
    send(postings, HEAD + "1;b;;10-03-2026;3,00;x\n", day=1)
    assert books() == [("1", "b", 2026, 3, "2026-03-10", 300)]
    old, new = Posting.objects.order_by("known")
    assert (old.amount, old.replaced) == (100, new.known)
    assert Delivery.objects.first().corrections == 1


def test_numbers_begin_again_with_the_year(postings, send):
    send(postings, HEAD + "1;a;;10-03-2025;1,00;x\n1;a;;10-03-2026;2,00;x\n")
    assert [(year, amount) for _, _, year, _, _, amount in books()] == [(2025, 100), (2026, 200)]


def test_the_year_and_month_of_the_accounts_may_be_others_than_the_days(postings, send):
    send(
        postings,
        "nummer;konto;dato;beløb;regnskabsår;periode\n"
        "1;a;15-01-2027;1,00;2026;\n"
        "2;a;15-01-2027;1,00;;\n"
        "3;a;15-01-2027;1,00;2026;13\n"
        "4;a;15-12-2026;1,00;2027;\n"
        "5;a;15-03-2026;1,00;;2026-02\n"
        "6;a;15-03-2026;1,00;;004.2026\n",
        day=390,
    )
    assert [(n, year, month) for n, _, year, month, _, _ in books()] == [
        ("1", 2026, 12),
        ("3", 2026, 12),
        ("5", 2026, 2),
        ("6", 2026, 4),
        ("2", 2027, 1),
        ("4", 2027, 1),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("7;a;;10-03-2026;;x", "no_amount"),
        ("7;a;;10-03-2026;1,234;x", "not_an_amount"),
        ("7;a;;10-03-2026;ti kroner;x", "not_an_amount"),
        ("7;a;;30-02-2026;1,00;x", "not_a_day"),
        ("7;a;;;1,00;x", "not_a_day"),
        ("7;a;;10-03-2206;1,00;x", "far_off"),
        ("7;;;10-03-2026;1,00;x", "no_account"),
        (";a;;10-03-2026;1,00;x", "no_number"),
        ("1;a;;11-03-2026;5,00;y", "number_twice"),
        ("1;a;;10-03-2026;1,00;x", "number_twice"),
        ("7;a;10-03-2026;1,00;x", "other_width"),
        ("7,a,,10-03-2026,1.00,x", "other_separator"),
    ],
)
def test_a_row_that_cannot_be_read_is_kept_with_its_reason_and_the_others_go_in(
    postings, send, *, row, reason
):
    send(postings, f"{HEAD}1;a;;10-03-2026;1,00;x\n{row}\n9;a;;10-03-2026;1,00;z\n")
    assert [number for number, *_ in books()] == ["1", "9"]
    kept = UnreadRow.objects.get()
    assert (kept.row, kept.reason, kept.is_mendable) == (3, reason, False)
    assert kept.reason_label.endswith(".")


def test_another_currency_is_not_taken_for_kroner(postings, send, unread):
    send(
        postings,
        "nummer;konto;dato;beløb;valuta\n1;a;10-03-2026;1,00;DKK\n2;a;10-03-2026;1,00;EUR\n3;a;10-03-2026;1,00;\n",
    )
    assert [number for number, *_ in books()] == ["1", "3"]
    assert unread() == [(3, "2", "other_currency")]


def test_a_posting_in_a_closed_year_is_kept_unread(postings, send, unread):
    send(postings, HEAD + "1;a;;10-12-2025;1,00;x\n2;a;;10-12-2025;2,00;x\n")
    FinancialYear.objects.create(year=2025, closes_on=date(2026, 1, 31))
    send(postings, HEAD + "3;a;;30-12-2025;1,00;sent, men i tide\n", day=29)
    assert len(books()) == 3
    send(postings, HEAD + "1;a;;10-12-2025;1,00;x\n2;a;;10-12-2025;9,00;x\n4;a;;30-12-2025;4,00;y\n", day=30)
    assert [(number, amount) for number, *_, amount in books()] == [("1", 100), ("2", 200), ("3", 100)]
    assert unread() == [(3, "2", "closed_year"), (4, "4", "closed_year")]
    send(postings, HEAD + "4;a;;30-12-2025;4,00;y\n", day=31)
    assert unread() == [(3, "2", "closed_year"), (4, "4", "closed_year")]  # said once


def test_a_row_is_mended_by_a_later_file_that_has_it_right(postings, send, unread):
    send(postings, HEAD + "1;a;;10-03-2026;en;x\n2;a;;10-03-2026;to;x\n")
    send(postings, HEAD + "1;a;;10-03-2026;1,00;x\n", day=1)
    assert unread() == [(3, "2", "not_an_amount")]


def test_a_row_is_not_mended_by_the_same_number_of_another_year(postings, send, unread):
    send(postings, HEAD + "1;a;;10-12-2025;en;x\n2;a;;i går;2,00;x\n")
    send(postings, HEAD + "1;a;;10-01-2026;5,00;x\n2;b;;10-01-2026;5,00;x\n", day=20)
    assert unread() == [(2, "1", "not_an_amount"), (3, "2", "not_a_day")]
    send(postings, HEAD + "1;a;;10-12-2025;1,00;x\n2;a;;09-12-2025;2,00;x\n", day=21)
    assert unread() == []


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("3;a;;10-0", True),
        ('3;a;;10-03-2026;1,00;"hal', True),
        ("3;a;;10-03-2026;1,00;Blåbærgr".encode()[:-4], True),
        ("3;a;;10-03-2026;1,00;hel", False),
    ],
)
def test_a_file_that_is_cut_in_the_middle_says_so_and_the_others_go_in(postings, send, unread, end, said):
    whole = f"{HEAD}1;a;;10-03-2026;1,00;Rådhus\n2;a;;10-03-2026;1,00;Skole\n".encode()
    send(postings, whole + (end.encode() if isinstance(end, str) else end))
    assert [number for number, *_ in books()] == (["1", "2"] if said else ["1", "2", "3"])
    assert [(row, reason) for row, _, reason in unread()] == ([(4, "cut_off")] if said else [])


def test_half_an_amount_is_not_taken_for_a_whole_one(postings, send, unread):
    head = "nummer;konto;dato;beløb\n" + "".join(f"{n};a;10-03-2026;1.234,50\n" for n in range(1, 5))
    for cut in ("1.234,5", "1.234,", "1.234", "1.2", "1"):
        Posting.objects.all().delete()
        UnreadRow.objects.all().delete()
        Delivery.objects.all().delete()
        send(postings, f"{head}5;a;10-03-2026;{cut}")
        assert [number for number, *_ in books()] == ["1", "2", "3", "4"], cut
        assert [reason for *_, reason in unread()] == ["cut_off"], cut
    send(postings, f"{head}5;a;10-03-2026;9,75", day=1)
    assert books()[-1][-1] == 975


def test_windows_and_utf_16_files_are_read(postings, send):
    text = HEAD + "1;Løn;;10-03-2026;1,00;Rødgrød\n"
    send(postings, text.encode("cp1252"))
    send(postings, text.replace("1;L", "2;L").encode("utf-16"), day=1)
    assert [(number, account) for number, account, *_ in books()] == [("1", "Løn"), ("2", "Løn")]


def test_excel_and_parquet_are_read(postings, send):
    rows = [{"number": "1", "account": "0022", "day": "2026-03-10", "amount": 12.3, "unit": "Valby"}]
    columns = {"number": str, "account": str, "day": str, "amount": float, "unit": str}
    send(postings, write(rows, columns, "xlsx"), name="a.xlsx")
    send(postings, write([rows[0] | {"number": "2"}], columns, "parquet"), name="a.parquet", day=1)
    assert books() == [(number, "0022 · Valby", 2026, 3, "2026-03-10", 1230) for number in ("1", "2")]


def test_a_column_in_oere_is_taken_as_it_is(postings, send):
    send(postings, "posting,account,date,amount_ore\n1,a,2026-03-10,1250\n")
    assert books()[0][-1] == 1250


def test_lines_of_one_voucher_have_numbers_of_their_own(postings, send):
    send(postings, "bilag;linje;konto;dato;beløb\n7;1;a;10-03-2026;1,00\n7;2;b;10-03-2026;-1,00\n")
    assert [(number, amount) for number, *_, amount in books()] == [("7/1", 100), ("7/2", -100)]


def test_a_night_without_postings_is_a_file_too(postings, send):
    send(postings, HEAD + "1;a;;02-01-2026;1,00;x\n")
    send(postings, HEAD, day=3)
    assert [str(d.newest) for d in Delivery.objects.order_by("arrived")] == ["2026-01-02", "2026-01-04"]
    assert not health_of(postings, date(2026, 1, 20)).late


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("konto;dato;beløb\na;10-03-2026;1,00\n", "The column number is missing"),
        ("nummer;konto;dato\n1;a;10-03-2026\n", "The column amount / amount in ore is missing"),
        ("", "The file is empty"),
    ],
)
def test_a_file_that_is_none_of_postings_is_refused_whole(postings, send, content, said):
    with translation.override("en"), pytest.raises(UnusableFile, match=said):
        send(postings, content)
    assert not Delivery.objects.exists()
    assert not Account.objects.exists()


def test_a_file_of_nothing_but_faults_is_refused_whole(postings, send):
    rows = "".join(f"1;a;;10-03-2026;{n},00;x\n" for n in range(2100))
    with translation.override("en"), pytest.raises(UnusableFile, match="2099 rows cannot be read"):
        send(postings, HEAD + rows)
    assert not Posting.objects.exists()
    assert not Delivery.objects.exists()
