"""Bad files are answered with a sentence that says what, where and what to do; nothing is half taken in."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter
from django.utils import translation

from spillerum.exchange.table import LIMITS
from spillerum.exchange.writing import write
from spillerum.figures.errors import UnusableFile
from spillerum.figures.models import Alias, Delivery, Observation, UnreadRow


def excel(*rows):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Ark1")
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write(number, place, cell)
    return out.getvalue()


def bomb():
    """An .xlsx whose sheet unpacks to more than is allowed, from a few hundred kB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            megabyte = b" " * (1 << 20)
            for _ in range(LIMITS.unpacked_megabytes + 1):
                sheet.write(megabyte)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"<!DOCTYPE html><html>", "not a table but a web page"),
        (b"Dear colleague, here are the figures", "No column is a period"),
        (b"\x81\x8d\x8f\x90", "not text in UTF-8 or Windows-1252"),
        ("Library,2018-07\nBrÃ¸nshÃ¸j,1\n".encode(), "ruined by a wrong encoding"),
        (b"Library,2018-07,2018-07\nFenham,1,2\n", "two columns of this name"),
        (b"Library;2018-07\n", "no figures"),
        (b"Library;2018-07\nFenham;\n", "no figures"),
        (b"\xd0\xcf\x11\xe0rest", "old or locked Excel file"),
        (b"PK\x03\x04rest", "damaged or not .xlsx"),
        (b"Library,2018-07\n" + b"x" * (101 << 20), "at most"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_table_of_figures_is_refused_whole(source, fenham, send, content, said):
    with translation.override("en"), pytest.raises(UnusableFile, match=said):
        send(source, content)
    assert not Delivery.objects.exists()
    assert not Alias.objects.exists()


def test_an_excel_file_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked(source, send):
    content = bomb()
    assert len(content) < 1 << 20
    with translation.override("en"), pytest.raises(UnusableFile, match="unpacks to more than"):
        send(source, content, name="bomb.xlsx")
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Library,2018-07\nFenham,=1+1\n", [("Fenham", "=1+1", "formula")]),
        ("Library,2018-07\nFenham,-5\n", [("Fenham", "-5", "negative")]),
        ("Library,2018-07\nFenham,1e14\n", [("Fenham", "100000000000000", "too_large")]),
        ("Library,2018-13,2018-07\nFenham,1,\n", [("", "", "not_a_period")]),
        ("Library,2018-07,2019-Q1\nFenham,,1\n", [("", "", "other_frequency")]),
        ("Library,2018-12\nFenham,1\n", [("Fenham", "1", "not_yet")]),
        ("Library;2018-07\nFenham,1\n", [("", "Fenham,1", "other_separator")]),
        ("Library,2018-07\nFenham\n", [("", "Fenham", "other_width")]),
        ("Library,2018-07\n,1\n", [("", "", "no_name")]),
    ],
)
def test_what_cannot_be_read_is_kept_with_its_reason_and_the_rest_goes_in(
    source, fenham, city, send, *, text, rows
):
    before = text.split("\n", 1)
    columns = len(before[0].replace(";", ",").split(","))
    separator = ";" if ";" in before[0] else ","
    good = separator.join(["City", *["7"] * (columns - 1)])
    send(source, f"{before[0]}\n{good}\n{before[1]}")
    found = [(r.unit_name, r.value_text, r.reason) for r in UnreadRow.objects.all()]
    assert found == rows if rows[0][2] != "not_yet" else set(rows) <= set(found)
    assert Observation.objects.filter(series__unit=city).exists() == (rows[0][2] != "not_yet")


def test_numbers_as_danes_write_them_are_read(source, fenham, city, send, known):
    type(source.measure).objects.update(kind="amount")
    send(source, "Bibliotek;2018-06;2018-07\nFenham;1.234,5;1.000\nCity;12;\n".encode("cp1252"))
    assert [(p, float(v)) for p, v in known()] == [("2018-06", 1234.5), ("2018-07", 1000), ("2018-06", 12)]


def test_an_excel_file_is_read_and_says_its_sheet(source, fenham, send, known):
    send(source, excel(["Library", "2018-06", "2018-07"], ["Fenham", 90, "mange"]), name="visits.xlsx")
    assert known() == [("2018-06", 90)]
    row = UnreadRow.objects.get()
    assert (row.sheet, row.row, row.column, row.value_text) == ("Ark1", 2, "2018-07", "mange")


def test_the_same_figure_twice_in_a_file_is_not_guessed_at(source, fenham, send, known):
    send(source, "Library,2018-07\nFenham,1\nFenham,2\n")
    assert known() == [("2018-07", 1)]
    assert [(r.row, r.value_text, r.reason) for r in UnreadRow.objects.all()] == [(3, "2", "twice")]


def test_a_file_of_which_next_to_nothing_can_be_read_is_refused_whole(source, fenham, send):
    months = [f"{year}-{month:02d}" for year in range(1801, 2001) for month in range(1, 13)]
    text = f"Library,{','.join(months)}\nFenham,{','.join(['x'] * len(months))}\n"
    with translation.override("en"), pytest.raises(UnusableFile, match="2400 rows cannot be read") as wrong:
        send(source, text)
    assert len(wrong.value.sentences) == 11
    assert not Delivery.objects.exists()


def test_a_file_of_nothing_but_negative_counts_is_refused_whole(source, fenham, send):
    months = [f"{year}-{month:02d}" for year in range(1801, 2001) for month in range(1, 13)]
    with pytest.raises(UnusableFile):
        send(source, f"Library,{','.join(months)}\nFenham,{','.join(['-1'] * len(months))}\n")
    assert not Delivery.objects.exists()
    assert not Alias.objects.exists()


def test_a_tidy_file_without_its_columns_says_which_are_missing(tidy_source, send):
    with (
        translation.override("en"),
        pytest.raises(UnusableFile, match="The column measure, value is missing"),
    ):
        send(tidy_source, "unit,period\nFenham,2018-07\n")


def test_a_file_may_be_called_anything_and_is_still_fetched(source, fenham, dina, send, client):
    name = 'a\r\nSet-Cookie: x=1\0"æ<b>.csv'
    send(source, "Library,2018-07\nFenham,1\n", name=name)
    delivery = Delivery.objects.get()
    assert delivery.filename == 'aSet-Cookie: x=1"æ<b>.csv'
    client.force_login(dina, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(f"/kilder/leverance/{delivery.pk}/")
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (200, False)


def test_a_name_in_parquet_may_hold_anything(tidy_source, visits, fenham, send, known):
    rows = [{"unit": "Fen\0ham", "measure": "visits", "period": "2018-07", "value": 1.0}]
    columns = {"unit": str, "measure": str, "period": str, "value": float}
    send(tidy_source, write(rows, columns, "parquet"), name="f.parquet")
    assert known() == [("2018-07", 1)]
