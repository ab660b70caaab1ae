"""`spillerum forecast`: files as they come, payments as months, and a sentence for what cannot be used."""

from __future__ import annotations

import csv
import io

import pytest
from click.testing import CliRunner

from spillerum.cli import main
from spillerum.cli._files import File
from spillerum.cli._forecast_days import Days
from spillerum.cli._forecast_parquet import read_parquet
from spillerum.cli._forecast_spending import read_book
from spillerum.exchange.columns import Odd
from spillerum.exchange.writing import write


@pytest.fixture
def run(tmp_path, monkeypatch):
    """The command, in a folder of its own with the files given by name (a_csv is a.csv)."""
    monkeypatch.chdir(tmp_path)

    def do(*options, lang="en", **files):
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (tmp_path / name.replace("_", ".")).write_bytes(data)
        return CliRunner().invoke(main, ["forecast", "a.csv", "--lang", lang, *options])

    return do


def months(*, until=30, unit="Valby", amount="100", first=2020):
    return [f"{unit},{first + t // 12}-{t % 12 + 1:02d},{amount}" for t in range(until)]


def file(*lines, head="unit,period,value"):
    return "\n".join([head, *lines]) + "\n"


def spent(result):
    assert result.exit_code in {0, 1}, result.stderr
    return {row["unit"]: row["spent"] for row in csv.DictReader(io.StringIO(result.stdout))}


CSV = ("--format", "csv")
PLAIN = file(*months())  # 600 in 2022, until June


@pytest.mark.parametrize(
    ("content", "options"),
    [
        (PLAIN, ()),
        (PLAIN.replace(",", ";"), ()),
        (PLAIN.replace(",", ";").replace(";100", ";100,00"), ()),
        (PLAIN.replace("unit,period,value", "Enhed,Måned,Beløb (kr.)").encode("cp1252"), ()),
        (PLAIN.replace("unit,period,value", "unit,ym,amount_gbp"), ()),
        (PLAIN.replace("unit,period,value", "a,b,c"), ("--columns", "unit=a,period=b,value=c")),
        (PLAIN.replace("unit,period,value", "a,b,c"), ("--columns", "unit=a", "--columns", "period=b, value = c")),
        (PLAIN.replace(",100", ',"£100.00"'), ()),
        (file(*[f"{line},x{n}" for n, line in enumerate(months())], head="unit,period,value,remark"), ()),
        (file(*[line.replace(",100", "-01,100") for line in months()]), ()),
        ("unit," + ",".join(f"{2020 + t // 12}-{t % 12 + 1}" for t in range(30)) + "\nValby" + ",100" * 30, ("--wide",)),
    ],
)  # fmt: skip
def test_what_is_read(run, content, options):
    result = run(*CSV, *options, a_csv=content)
    assert spent(result) == {"Valby": "600.0"}


def test_several_files_are_one(run, tmp_path):
    (tmp_path / "b.csv").write_text(file(*months(unit="Husum")))
    result = run("b.csv", *CSV, a_csv=PLAIN)
    assert spent(result) == {"Husum": "600.0", "Valby": "600.0"}


@pytest.mark.parametrize("head", ["unit,period,value", "unit,payment date,value", "unit,day,value"])
@pytest.mark.parametrize("day", ["{}-{:02d}-{:02d}", "{2}.{1}.{0}", "{2:02d}/{1:02d}/{0}"])
def test_payments_by_day_are_added_up_by_month(run, head, day):
    lines = [
        f"Valby,{day.format(2020 + t // 12, t % 12 + 1, date)},{amount}"
        for t in range(30)
        for date, amount in ((2, 70), (2, 60), (28, -30))
    ]
    assert spent(run(*CSV, a_csv=file(*lines, head=head))) == {"Valby": "600.0"}


def test_rows_of_one_month_are_added_up_where_somebody_says_that_they_are_payments(run):
    twice = file(*months(amount="40"), *months(amount="60"))
    assert spent(run(*CSV, "--payments", a_csv=twice)) == {"Valby": "600.0"}
    assert run(*CSV, a_csv=twice).exit_code == 2


def test_payments_without_a_unit_are_kept_and_told(run):
    lines = [f"{unit},{2020 + t // 12}-{t % 12 + 1}-28,100" for t in range(30) for unit in ("Valby", "")]
    result = run(*CSV, a_csv=file(*lines))
    assert spent(result) == {"(blank)": "600.0", "Valby": "600.0"}
    assert result.stderr == "30 payments name no unit; they stand under “(blank)”.\n"


def test_capitals_do_not_make_another_unit(run):
    lines = [line.replace("Valby", "VALBY") if "2021" in line else line for line in months()]
    assert spent(run(*CSV, "--all", a_csv=file(*lines))) == {"Valby": "600.0"}


def parquet(content, path, columns):
    rows = [
        {name: float(cell) if columns[name] is float and cell else cell or None for name, cell in row.items()}
        for row in csv.DictReader(io.StringIO(content))
    ]
    path.write_bytes(write(rows, columns, "parquet"))


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        file(*months(), "Valby,2022-07,", *months(unit="Husum", until=31)),
        file(*months(unit="VALBY", until=12), *months()[12:], *months(unit="Husum")),
        file(*[f"{line},East | All" for line in months()], head="unit,ym,value,group"),
        file(
            *[f"{u},2021-{m + 1}-{d:02d},{m * d}.25" for u in "AB" for m in range(12) for d in (3, 3, 28)],
            head="unit,Payment Date,amount_gbp",
        ),
        file("A,wages,2021-01,5", "A,books,2021-02,7", "A,books,2021-01,1", head="unit,measure,period,value"),
    ],
)  # fmt: skip
def test_a_parquet_file_reads_as_the_same_rows(tmp_path, content):
    head = content.split("\n", 1)[0].split(",")
    parquet(
        content,
        tmp_path / "a.parquet",
        {name: float if "value" in name or "amount" in name else str for name in head},
    )
    (tmp_path / "a.csv").write_text(content)
    sources = [tmp_path / "a.parquet"]
    fast = read_parquet(sources, {}, payments=False)
    slow = read_book(
        [File("a.csv", tmp_path / "a.csv")], wide=None, sheet=None, columns={}, payments=False
    )  # fmt: skip
    assert fast == slow


@pytest.mark.parametrize(
    "content",
    [
        PLAIN + "Valby,2022-06,5\n",
        PLAIN + ",2022-07,5\n",
        PLAIN + "Valby,soon,5\n",
        PLAIN + "Valby,1822-06,5\n",
        PLAIN + "Valby,2022-Q3,5\n",
    ],
)
def test_what_is_odd_in_a_parquet_file_goes_to_the_reader_of_rows(tmp_path, content):
    parquet(content, tmp_path / "a.parquet", {"unit": str, "period": str, "value": float})
    with pytest.raises(Odd):
        read_parquet([tmp_path / "a.parquet"], {}, payments=False)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2019-03", "2019-03"), ("201903", "2019-03"), ("03/2019", "2019-03"), ("2019/03/07", "2019-03-07"),
        ("20190307", "2019-03-07"), ("7.3.2019", "2019-03-07"), ("07-03-19", "2019-03-07"),
        ("2019-03-07 00:00:00", "2019-03-07"), ("2019-03-07T10:15", "2019-03-07"), ("7 Mar 2019", "2019-03-07"),
        ("7. marts 2019", "2019-03-07"), ("Mar-19", "2019-03"), ("maj 2019", "2019-05"), ("Oct-19", "2019-10"),
        ("okt. 2019", "2019-10"), ("30 Feb 2019", None), ("x", None), ("13/13/2019", None), ("", None),
    ],
)  # fmt: skip
def test_a_day_or_month_however_it_is_written(written, read):
    period = Days([written]).read(written)
    assert (None if period is None else str(period)) == read


def test_whether_the_day_stands_first_is_decided_for_the_whole_column():
    assert str(Days(["03/04/2019", "03/28/2019"]).read("03/04/2019")) == "2019-03-04"
    assert str(Days(["03/04/2019", "28/03/2019"]).read("03/04/2019")) == "2019-04-03"


def test_a_month_that_is_not_over_is_left_out_and_said(run):
    lines = [f"Valby,2020-{t + 1:02d}-{day},50" for t in range(10) for day in (10, 28)]
    result = run(*CSV, a_csv=file(*lines, "Valby,2020-11-09,50"))
    assert spent(result) == {"Valby": "1000.0"}
    assert "November 2020 is not over: the last payment is of 9 November 2020." in result.stderr
    assert spent(run(*CSV, "--at", "2020-11", a_csv=file(*lines, "Valby,2020-11-09,50"))) == {
        "Valby": "1050.0"
    }


def test_a_month_without_a_row_is_a_month_without_spending_where_others_have_one(run):
    some = [line for line in months() if "-05" not in line and "-02" not in line]
    assert spent(run(*CSV, a_csv=file(*some, *months(unit="Husum"))))["Valby"] == "400.0"


@pytest.mark.parametrize("blank", [True, False])
def test_a_month_that_is_missing_is_never_nought_and_never_quiet(run, blank):
    lines = months()[:-1] + (["Valby,2022-06,"] if blank else [])
    result = run(
        *CSV, "--budget", "b.csv", a_csv=file(*lines, *months(unit="Husum")), b_csv="unit,budget\nValby,1200\nHusum,1200\n"
    )  # fmt: skip
    found = {row["unit"]: row for row in csv.DictReader(io.StringIO(result.stdout))}
    assert (found["Valby"]["verdict"], found["Valby"]["spent"]) == ("missing", "500.0")
    assert found["Valby"]["reason"].startswith("Valby has no figure for June 2022")
    assert found["Husum"]["verdict"] == "quiet"


def test_a_year_whose_last_months_are_missing_has_not_ended_yet(run):
    result = run("--at", "2022-12", *CSV, lang="da", a_csv=PLAIN)
    (row,) = csv.DictReader(io.StringIO(result.stdout))
    assert row["reason"].startswith("Valby ventes at ende på omkring 1.200 kr. i 2022")
    assert row["reason"].endswith("Der mangler tal for juli 2022 og 5 måneder mere.")


def test_a_unit_without_a_row_for_a_year_has_closed(run):
    content = file(*months(unit="Husum"), *months(until=14))
    assert spent(run(*CSV, a_csv=content)) == {"Husum": "600.0"}
    assert spent(run(*CSV, "--all", a_csv=content)) == {"Husum": "600.0", "Valby": ""}
    assert "Closed: 1." in run(a_csv=content).stdout


def test_a_budget_without_figures_and_figures_without_a_budget_are_told(run):
    result = run(*CSV, "--budget", "b.csv", a_csv=PLAIN, b_csv="unit;budget\nNørrebro;500.000,00\n")
    told = {
        row["unit"]: (row["verdict"], row["reason"]) for row in csv.DictReader(io.StringIO(result.stdout))
    }
    assert told["Nørrebro"] == ("missing", "Nørrebro has a budget of 500,000 kr. in 2022, but no figures.")
    assert told["Valby"][0] == "no_budget"
    assert told["Valby"][1].endswith("There is no budget to hold it against.")
    text = run("--budget", "b.csv", a_csv=PLAIN, b_csv="unit;budget\nNørrebro;500.000,00\n", lang="da").stdout
    assert "Mangler tal: Nørrebro.\nIntet budget: Valby.\n" in text


def test_only_the_years_own_budget_counts(run):
    budget = "unit,year,budget\nValby,2021,900\nValby,2022/23,1200\nValby,2023,5\n"
    result = run(*CSV, "--budget", "b.csv", "--relative", "0.9", a_csv=PLAIN, b_csv=budget)
    (row,) = csv.DictReader(io.StringIO(result.stdout))
    assert (row["budget"], result.stderr) == ("1200.0", "")


def test_capitals_do_not_part_a_unit_from_its_budget(run):
    result = run(*CSV, "--budget", "b.csv", a_csv=PLAIN, b_csv="unit,budget\nVALBY ,1200\n")
    assert [row["budget"] for row in csv.DictReader(io.StringIO(result.stdout))] == ["1200.0"]


MEASURED = file(
    *[line.replace("Valby", "Valby,wages") for line in months()],
    *[line.replace("Valby", "Valby,books") for line in months(amount="10")],
    head="unit,measure,period,value",
)


def test_a_units_measures_are_one_row_or_a_row_each(run):
    assert spent(run(*CSV, a_csv=MEASURED)) == {"Valby": "660.0"}
    result = run(*CSV, "--by", "measure", "--budget", "b.csv", a_csv=MEASURED, b_csv=(
        "unit,measure,budget\nValby,wages,1200\nValby,books,120\n"
    ))  # fmt: skip
    found = list(csv.DictReader(io.StringIO(result.stdout)))
    assert list(found[0])[:3] == ["unit", "measure", "year"]
    assert [(row["measure"], row["spent"], row["budget"]) for row in found] == [
        ("books", "60.0", "120.0"), ("wages", "600.0", "1200.0"),
    ]  # fmt: skip


def test_a_unit_of_many_accounts_is_forecast_as_their_sum(run):
    accounts = [line.replace("Valby", f"Valby,{n}") for n in range(13) for line in months(amount="10")]
    result = run(*CSV, a_csv=file(*accounts, head="enhed,konto,måned,beløb"))
    assert result.stdout == run(*CSV, a_csv=file(*months(amount="130"))).stdout
    assert (
        len(spent(run(*CSV, "--by", "measure", a_csv=file(*accounts, head="enhed,konto,måned,beløb")))) == 1
    )


def test_a_measure_that_lacks_its_budget_is_told(run):
    result = run(*CSV, "--budget", "b.csv", a_csv=MEASURED, b_csv="unit,measure,budget\nValby,wages,1200\n")
    assert "There are amounts but no budget for Valby (books)." in result.stderr


def test_budgets_in_thousands_are_asked_about(run):
    result = run(*CSV, "--budget", "b.csv", a_csv=PLAIN, b_csv="unit,budget\nValby,1.2\n")
    assert "is one of the files in thousands?" in result.stderr


FAULTS = [
    ("empty", {"a_csv": ""}, (), "The file is empty"),
    ("no table", {"a_csv": "<html><body>no</body></html>"}, (), "not a table but a web page"),
    ("ruined letters", {"a_csv": PLAIN.replace("Valby", "NÃ¸rrebro")}, (), "ruined by a wrong encoding"),
    ("mixed separators", {"a_csv": PLAIN + "Valby;2022-07;100\n"}, (), "row 32: This line is divided by “;”"),
    ("cut in the middle", {"a_csv": PLAIN + "Valby,2022-"}, (), "row 32: This line has 2 cells, the header 3."),
    ("twice a header", {"a_csv": PLAIN.replace("period,value", "value,value", 1)}, (), "two columns of this name"),
    ("no value", {"a_csv": PLAIN.replace("value", "remark", 1)}, (), "The column value is missing"),
    ("no such column", {"a_csv": PLAIN}, ("--columns", "value=Beløb"), "There is no column “Beløb”"),
    ("no such name", {"a_csv": PLAIN}, ("--columns", "amount=value"), "“amount=value” does not say which"),
    ("no unit", {"a_csv": PLAIN + ",2022-07,1\n"}, (), "row 32, column “unit”: The cell is empty."),
    ("no number", {"a_csv": PLAIN + "Valby,2022-07,many\n"}, (), "“many” is not a number here"),
    ("the other comma", {"a_csv": PLAIN + 'Valby,2022-07,"1.234,5"\nValby,2022-08,1.55\nValby,2022-09,2.55\n'}, (),
     "“1.234,5” is not a number here"),
    ("formula", {"a_csv": PLAIN + "Valby,2022-07,=1+1\n"}, (), "“=1+1” is a formula"),
    ("no date", {"a_csv": PLAIN + "Valby,soon,100\n"}, (), "“soon” is no month or day"),
    ("no such day", {"a_csv": PLAIN + "Valby,2022-13,100\n"}, (), "“2022-13” is no month or day"),
    ("day among months", {"a_csv": PLAIN + "Valby,2022-07-09,100\n"}, (), "another kind of period than 2020-01"),
    ("quarters", {"a_csv": file("Valby,2022-Q1,100")}, (), "“2022-Q1” is not a month."),
    ("weeks", {"a_csv": file("Valby,2022-W05,100")}, (), "“2022-W05” is not a month."),
    ("twice", {"a_csv": PLAIN + "Valby,2022-06,100\n"}, (), "already stands in a.csv, row 31. Keep one, or say --payments"),
    ("no amount", {"a_csv": file("Valby,2022-06,")}, (), "There is not a single amount in it."),
    ("no months across", {"a_csv": "unit,visits\nValby,1\n"}, ("--wide",), "No column is a month"),
    ("a column that is no month", {"a_csv": "unit,2022-01,total\nValby,1,1\n"}, ("--wide",), "“total” is no month or day"),
    ("a year that is none", {"a_csv": PLAIN}, ("--year", "soon"), "“soon” is not a year."),
    ("a year too far", {"a_csv": PLAIN}, ("--year", "2023"), "The amounts end in 2022-06, before 2023 begins (2023-01)."),
    ("a month of another year", {"a_csv": PLAIN}, ("--year", "2022", "--at", "2021-06"), "2021-06 is not in 2022 (2022-01"),
    ("before the first", {"a_csv": PLAIN}, ("--at", "2019-06"), "The amounts begin in 2020-01"),
    ("in the middle of a month", {"a_csv": PLAIN}, ("--at", "2022-06-12"), "“2022-06-12” does not end with a month."),
    ("no budget file", {"a_csv": PLAIN}, ("--budget", "b.csv"), "b.csv: The file cannot be opened"),
    ("no budget column", {"a_csv": PLAIN, "b_csv": "unit,kr\nValby,1\n"}, ("--budget", "b.csv"), "The column budget is missing"),
    ("a budget twice", {"a_csv": PLAIN, "b_csv": "unit,budget\nValby,1\nValby,2\n"}, ("--budget", "b.csv"),
     "row 3, column “budget”: Valby already has a budget (budget) in row 2."),
    ("a budget twice in other letters", {"a_csv": PLAIN, "b_csv": "unit,budget\nValby,1\nVALBY,2\n"}, ("--budget", "b.csv"),
     "row 3, column “budget”: VALBY already has a budget (budget) in row 2."),
    ("a budget without year", {"a_csv": PLAIN, "b_csv": "unit,year,budget\nValby,2022,1\nHusum,,2\n"}, ("--budget", "b.csv"),
     "row 3, column “year”: The budget names no year"),
    ("a budget of no year", {"a_csv": PLAIN, "b_csv": "unit,year,budget\nValby,now,1\n"}, ("--budget", "b.csv"),
     "“now” is not a year."),
    ("no budget of the year", {"a_csv": PLAIN, "b_csv": "unit,year,budget\nValby,2020,1\n"}, ("--budget", "b.csv"),
     "There is no budget for 2022 in it, only for 2020."),
    ("no budget at all", {"a_csv": PLAIN, "b_csv": "unit,budget\nValby,\n"}, ("--budget", "b.csv"),
     "There is not a single budget in it."),
    ("not divided", {"a_csv": MEASURED, "b_csv": "unit,budget\nValby,1\n"}, ("--by", "measure", "--budget", "b.csv"),
     "The budgets name no measure"),
    ("a commitment to nobody", {"a_csv": PLAIN, "c_toml": '[[commitments]]\nunit = "X"\nperiod = "2022-09"\namount = 5\n'},
     ("--config", "c.toml"), "A commitment names “X”, which has no figures."),
    ("a commitment to which", {"a_csv": MEASURED, "c_toml": '[[commitments]]\nunit = "Valby"\nperiod = "2022-09"\namount = 5\n'},
     ("--config", "c.toml"), "“Valby” has figures for books, wages."),
    ("half a commitment", {"a_csv": PLAIN, "c_toml": '[[commitments]]\nunit = "Valby"\n'}, ("--config", "c.toml"),
     "Each entry of commitments needs unit, period"),
    ("not TOML", {"a_csv": PLAIN, "c_toml": "nonsense"}, ("--config", "c.toml"), "This is not TOML"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("files", "options", "sentence"), [pytest.param(*case[1:], id=case[0]) for case in FAULTS]
)
def test_what_cannot_be_used_is_told_in_a_sentence(run, files, options, sentence):
    result = run(*CSV, *options, **files)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1
    danish = run(*CSV, *options, **files, lang="da").stderr
    assert (sentence in danish, len(danish.splitlines())) == (False, 1)


def test_all_faults_of_all_files_are_told_at_once(run):
    result = run(
        "--budget", "b.csv", "--config", "c.toml",
        a_csv=PLAIN + "Valby,soon,100\n,2022-07,many\n", b_csv="unit,budget\nValby,much\n", c_toml="[nonsense]\n",
    )  # fmt: skip
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == [
        "a.csv, row 32, column “period”", "a.csv, row 33, column “unit”", "a.csv, row 33, column “value”",
        "b.csv, row 2, column “budget”", "c.toml",
    ]  # fmt: skip


def test_a_column_misread_in_a_large_file_is_not_told_a_thousand_times(run):
    result = run(a_csv=file(*[f"Valby,2020-01-{n % 28 + 1},many" for n in range(1000)]))
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 101)
    assert result.stderr.splitlines()[-1] == "and 900 more."


def test_a_file_must_be_named():
    result = CliRunner().invoke(main, ["forecast", "--lang", "en"])
    assert (result.exit_code, result.stderr) == (
        2,
        "spillerum forecast: Name at least one file to forecast from.\n",
    )


@pytest.mark.parametrize("option", ["--absolute", "--relative", "--sure"])
@pytest.mark.parametrize("value", ["nan", "inf"])
def test_a_demand_that_is_no_number_is_refused(run, option, value):
    result = run(option, value, a_csv=PLAIN)
    assert (result.exit_code, result.stdout) == (2, "")
