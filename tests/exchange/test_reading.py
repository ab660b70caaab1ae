"""Files as they come: what is read, and what is said about what cannot be."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter

from spillerum.exchange.faults import BadFile
from spillerum.exchange.figures import read_tidy, read_wide
from spillerum.exchange.reading import read_table
from spillerum.exchange.table import Limits
from spillerum.exchange.writing import write

HEAD = "unit,measure,period,value\n"


def tidy(data: bytes | str):
    data = data.encode() if isinstance(data, str) else data
    return read_tidy(read_table(data, "f.csv"))


def cells(reading):
    return [(f.unit, f.measure, str(f.period), f.value) for f in reading.figures]


def excel(fill) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        fill(book, book.add_worksheet("Ark1"))
    return out.getvalue()


def packed(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def test_danish_excel_csv_in_windows_1252_is_read():
    reading = tidy(
        "Værdi;Periode;Enhed;Måltal\n1.234,5;2018-9;Ærø;Besøg\n;2018-10;Ærø;Besøg\n".encode("cp1252")
    )
    assert cells(reading) == [("Ærø", "Besøg", "2018-09", 1234.5), ("Ærø", "Besøg", "2018-10", None)]
    assert reading.faults == ()


def test_english_csv_in_utf8_with_a_mark_is_read():
    reading = tidy('\ufeffunit,measure,period,value\nA,m,2018-01,"1,234.5"\nA,m,2018-02,12%\n')
    assert cells(reading) == [("A", "m", "2018-01", 1234.5), ("A", "m", "2018-02", 12.0)]


def test_a_mark_of_utf8_before_windows_1252_is_not_believed():
    assert cells(tidy(b"\xef\xbb\xbf" + f"{HEAD}\xc6r\xf8,m,2018,1\n".encode("cp1252")))[0][0] == "Ærø"


def test_utf16_with_its_mark_is_read():
    assert cells(tidy(f"{HEAD}A,m,2018,1\n".encode("utf-16"))) == [("A", "m", "2018", 1.0)]


def test_dates_that_are_all_the_first_of_a_month_are_months():
    assert [c[2] for c in cells(tidy(f"{HEAD}A,m,2018-01-01,1\nA,m,2018-02-01,1\n"))] == [
        "2018-01",
        "2018-02",
    ]


def test_wide_months_may_be_written_with_and_without_zero():
    reading = read_wide(read_table(b"Library,2022-12,2023-1\nCity,10,\nFenham,x,3\n", "v.csv"), "visits")
    assert cells(reading) == [
        ("City", "visits", "2022-12", 10.0),
        ("City", "visits", "2023-01", None),
        ("Fenham", "visits", "2023-01", 3.0),
    ]
    assert [str(f) for f in reading.faults] == [
        (
            "v.csv, row 3, column “2022-12”: “x” is not a number here. "
            "Write it as the rest of the column is written, or leave it empty."
        )
    ]


def test_all_faults_of_a_file_are_found_at_once_and_the_good_rows_kept():
    reading = tidy(
        f"{HEAD}A,m,2018-1,1\nA;m;2018-2;1\nA,m,2018-13,2\nA,m,2018-3,x\n,m,2018-3,5\nA,m,2018-4\n"
        "A,m,2018-01,4\nA,m,2018-5,=1+1\nA,m,2018-Q3,3\n"
    )
    assert cells(reading) == [("A", "m", "2018-01", 1.0)]
    assert [(f.row, f.column) for f in reading.faults] == [
        (3, ""), (4, "period"), (5, "value"), (6, "unit"), (7, ""), (8, "value"), (9, "value"), (10, "period"),
    ]  # fmt: skip


def test_excel_gives_numbers_dates_and_the_values_of_formulas():
    def fill(book, sheet):
        sheet.write_row(0, 0, ["unit", "measure", "period", "value"])
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        for month in (1, 2):
            sheet.write_row(month, 0, ["A", "m"])
            sheet.write_datetime(month, 2, dt.datetime(2018, month, 1), date)  # noqa: DTZ001  Excel has no zones
            sheet.write_formula(month, 3, "=1+1", None, 1.234)

    reading = tidy(excel(fill))
    assert cells(reading) == [("A", "m", "2018-01", 1.234), ("A", "m", "2018-02", 1.234)]
    assert reading.figures[0].sheet == "Ark1"


def test_parquet_is_read():
    rows = [{"unit": "A", "measure": "m", "period": "2018-01", "value": 1.5}]
    data = write(rows, {"unit": str, "measure": str, "period": str, "value": float}, "parquet")
    assert cells(tidy(data)) == [("A", "m", "2018-01", 1.5)]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty"),
        (b" \n\n", "The file is empty"),
        (b"just a letter to you", "is missing; found: just a letter to you"),
        (b"<!DOCTYPE html><html>", "not a table but a web page"),
        (b"unit,measure,period,value,Value\n", "two columns of this name"),
        (b"unit,measure,period,value,\na,b,2018,1,9\n", "has figures but no name"),
        (b"unit,measure\0,period,value\n", "NUL bytes"),
        (HEAD.encode("utf-16-le"), "NUL bytes"),
        (b"\x81\x8d\x8f\x90", "not text in UTF-8 or Windows-1252"),
        (f"{HEAD}BrÃ¸nshÃ¸j,m,2018,1\n".encode(), "ruined by a wrong encoding"),
        (f'{HEAD}"A,m,2018,1\n'.encode(), "quotation mark is opened but not closed"),
        (b"\xd0\xcf\x11\xe0rest", "old or locked Excel file"),
        (b"PK\x03\x04rest", "damaged or not .xlsx"),
        (b"PAR1rest", "Parquet file is damaged"),
        (packed(a=b"x"), "packed file, not an Excel file"),
    ],
)
def test_a_file_that_cannot_be_used_says_why_in_a_sentence(data, said):
    with pytest.raises(BadFile) as wrong:
        tidy(data)
    assert said in str(wrong.value)


def test_a_file_that_is_too_large_is_not_read():
    with pytest.raises(BadFile, match="The file is 2 MB; at most 1 MB are read"):
        read_table(b"x" * (2 << 20), "f.csv", limits=Limits(megabytes=1))


def test_a_zip_bomb_is_not_unpacked():
    bomb = packed(xl__workbook_xml=b"x", xl__worksheets__s_xml=b"0" * (3 << 20))
    with pytest.raises(BadFile, match="unpacks to more than 2 MB"):
        read_table(bomb, "f.xlsx", limits=Limits(unpacked_megabytes=2))


def test_a_zip_bomb_that_lies_about_its_size_is_not_unpacked():
    bomb = bytearray(packed(xl__workbook_xml=b"x", xl__worksheets__s_xml=b"0" * (3 << 20)))
    size = (3 << 20).to_bytes(4, "little")
    while (place := bomb.find(size)) >= 0:
        bomb[place : place + 4] = (10).to_bytes(4, "little")
    with pytest.raises(BadFile, match="unpacks to more than 2 MB"):
        read_table(bytes(bomb), "f.xlsx", limits=Limits(unpacked_megabytes=2))


def test_a_lone_cell_in_the_far_corner_is_refused_before_it_becomes_gigabytes():
    with pytest.raises(BadFile, match="reaches to row 1048576 and column number 16384"):
        tidy(excel(lambda _, sheet: (sheet.write(0, 0, "unit"), sheet.write(1_048_575, 16_383, 1))))


def test_a_missing_file_is_a_sentence(tmp_path):
    with pytest.raises(BadFile, match=r"nowhere\.csv: The file cannot be opened"):
        read_table(tmp_path / "nowhere.csv")


def test_a_header_of_thousands_of_periods_is_read():
    months = [f"{year}-{month:02d}" for year in range(1950, 2025) for month in range(1, 13)]
    reading = read_wide(
        read_table(f"Unit,{','.join(months)}\nA{',1' * len(months)}\n".encode(), "f.csv"), "m"
    )
    assert len(reading.figures) == 900
