"""A year's end in words, Danish and English."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils.translation import override

from spillerum.calendar.period import Period
from spillerum.money.amounts import between, said
from spillerum.money.sentences import reason
from spillerum.money.verdict import Verdict, YearEnd

VALBY = YearEnd(
    "Valby bibliotek", Verdict.OVER, 2026, Period.parse("2026-06"),
    spent=4_800_000.0, budget=9_000_000.0, total=9_412_318.77,
    low90=9_120_000.0, low80=9_181_200.0, high80=9_638_400.0, high90=9_700_000.0,
    p_over=0.95, p_under=0.0, years=5, siblings=17, quiet=17,
)  # fmt: skip
QUIET = replace(
    VALBY, verdict=Verdict.QUIET, total=9_103_000.0, low80=8_870_000.0, high80=9_330_000.0, p_over=0.1
)
INCOME = replace(
    VALBY, unit="Café", budget=-500_000.0, spent=-190_000.0, total=-401_200.0, low80=-440_000.0, high80=-360_000.0
)  # fmt: skip
ENDED = {"at": Period.parse("2026-12"), "low80": 9_412_318.77, "high80": 9_412_318.77}
APRIL, JUNE = Period.parse("2026-04"), Period.parse("2026-06")


def case(name, one, danish, english, **options):
    return pytest.param(one, options, danish, english, id=name)


CASES = [
    case(
        "over", VALBY,
        "Valby bibliotek bruger efter alt at dømme 412.000 kr. mere end budgettet i 2026 (mellem 180.000 og 640.000). "
        "De øvrige 17 ligger som ventet.",
        "Valby bibliotek will in all likelihood spend 412,000 kr. more than budgeted in 2026 (between 180,000 and 640,000). "
        "The other 17 are as expected.",
    ),
    case(
        "over this year, with a word for the others", VALBY,
        "Valby bibliotek bruger efter alt at dømme 412.000 kr. mere end budgettet i år (mellem 180.000 og 640.000). "
        "De øvrige 17 biblioteker ligger som ventet.",
        "Valby bibliotek will in all likelihood spend 412,000 kr. more than budgeted this year (between 180,000 and 640,000). "
        "The other 17 biblioteker are as expected.",
        this_year=True, peers="biblioteker",
    ),
    case(
        "over in pounds, in a year that begins in April, with the budget spent",
        replace(VALBY, first_month=4, spent=9_100_000.0, siblings=0, quiet=0),
        "Valby bibliotek bruger efter alt at dømme 412.000 £ mere end budgettet i 2026/27 (mellem 180.000 og 640.000). "
        "Budgettet på 9 mio. £ er allerede brugt.",
        "Valby bibliotek will in all likelihood spend £412,000 more than budgeted in 2026/27 (between 180,000 and 640,000). "
        "The budget of £9 million is spent already.",
        currency="£",
    ),
    case(
        "over as most of them", replace(VALBY, alike=12, quiet=5),
        "Valby bibliotek bruger efter alt at dømme 412.000 kr. mere end budgettet i 2026 (mellem 180.000 og 640.000). "
        "Det gælder også 12 af de øvrige 17, så årsagen er nok fælles.",
        "Valby bibliotek will in all likelihood spend 412,000 kr. more than budgeted in 2026 (between 180,000 and 640,000). "
        "It is the same with 12 of the other 17, so the cause is probably common.",
    ),
    case(
        "over as a few of them", replace(VALBY, alike=2, quiet=15),
        "Valby bibliotek bruger efter alt at dømme 412.000 kr. mere end budgettet i 2026 (mellem 180.000 og 640.000). "
        "Det gælder også 2 af de øvrige 17.",
        "Valby bibliotek will in all likelihood spend 412,000 kr. more than budgeted in 2026 (between 180,000 and 640,000). "
        "It is the same with 2 of the other 17.",
    ),
    case(
        "over, while some are under", replace(VALBY, siblings=3, quiet=2),
        "Valby bibliotek bruger efter alt at dømme 412.000 kr. mere end budgettet i 2026 (mellem 180.000 og 640.000). "
        "Af de øvrige 3 ligger 2 som ventet.",
        "Valby bibliotek will in all likelihood spend 412,000 kr. more than budgeted in 2026 (between 180,000 and 640,000). "
        "Of the other 3, 2 are as expected.",
    ),
    case(
        "over when the year has ended", replace(VALBY, **ENDED, siblings=1, quiet=1),
        "Valby bibliotek brugte 412.000 kr. mere end budgettet i 2026. Den anden ligger som ventet.",
        "Valby bibliotek spent 412,000 kr. more than budgeted in 2026. The other one is as expected.",
    ),
    case(
        "under",
        replace(
            VALBY, verdict=Verdict.UNDER, total=8_310_000.0, low80=8_020_000.0, high80=8_600_000.0, siblings=1, quiet=0, alike=1
        ),
        "Valby bibliotek bruger efter alt at dømme 690.000 kr. mindre end budgettet i 2026 (mellem 400.000 og 980.000). "
        "Det gælder også den anden.",
        "Valby bibliotek will in all likelihood spend 690,000 kr. less than budgeted in 2026 (between 400,000 and 980,000). "
        "It is the same with the other one.",
    ),
    case(
        "income that fails", replace(INCOME, siblings=0, thin="one_year"),
        "Café får efter alt at dømme 98.800 kr. mindre ind end budgettet i 2026 (mellem 60.000 og 140.000). "
        "Der er kun ét tidligere år at gå ud fra, så det er usikkert.",
        "Café will in all likelihood take in 98,800 kr. less than budgeted in 2026 (between 60,000 and 140,000). "
        "There is only one earlier year to go by, so it is uncertain.",
    ),
    case(
        "quiet", QUIET,
        "Valby bibliotek ligger som ventet: omkring 9,1 mio. kr. i 2026 (mellem 8,87 og 9,33 mio.), og budgettet er på "
        "9 mio. kr.",
        "Valby bibliotek is as expected: about 9.1 million kr. in 2026 (between 8.87 and 9.33 million), and the budget is "
        "9 million kr.",
    ),
    case(
        "quiet, but it may end over", replace(QUIET, p_over=0.62),
        "Valby bibliotek ligger som ventet: omkring 9,1 mio. kr. i 2026 (mellem 8,87 og 9,33 mio.), og budgettet er på "
        "9 mio. kr. "
        "Sandsynligheden for, at det ender klart over budgettet, er 62 %.",
        "Valby bibliotek is as expected: about 9.1 million kr. in 2026 (between 8.87 and 9.33 million), and the budget is "
        "9 million kr. The probability that it ends well over the budget is 62%.",
    ),
    case(
        "quiet when the year has ended", replace(QUIET, at=Period.parse("2026-12")),
        "Valby bibliotek endte som ventet på 9,1 mio. kr. i 2026; budgettet var på 9 mio. kr.",
        "Valby bibliotek ended as expected at 9.1 million kr. in 2026; the budget was 9 million kr.",
    ),
    case(
        "no budget, and something known to come",
        replace(QUIET, verdict=Verdict.NO_BUDGET, budget=None, p_over=None, p_under=None, committed=200_000.0),
        "Valby bibliotek ventes at ende på omkring 9,1 mio. kr. i 2026 (mellem 8,87 og 9,33 mio.). "
        "Der er intet budget at holde det op imod. Heri er 200.000 kr., som allerede er aftalt (nyt tag).",
        "Valby bibliotek is expected to end at about 9.1 million kr. in 2026 (between 8.87 and 9.33 million). "
        "There is no budget to hold it against. This includes 200,000 kr. known to come (nyt tag).",
        why="nyt tag",
    ),
    case(
        "no budgets at all", replace(QUIET, verdict=Verdict.NO_BUDGET, budget=None, gaps=(APRIL,)),
        "Valby bibliotek ventes at ende på omkring 9,1 mio. kr. i 2026 (mellem 8,87 og 9,33 mio.). Der mangler tal for "
        "april 2026.",
        "Valby bibliotek is expected to end at about 9.1 million kr. in 2026 (between 8.87 and 9.33 million). "
        "The figure for April 2026 is missing.",
        held=False,
    ),
    case(
        "too short", replace(QUIET, verdict=Verdict.TOO_SHORT, thin="no_history"),
        "Valby bibliotek ventes at ende på omkring 9,1 mio. kr. i 2026 (mellem 8,87 og 9,33 mio.), og budgettet er på 9 mio. kr. "
        "Der er ikke et helt tidligere år at gå ud fra, så vi kan endnu ikke vide, om budgettet holder.",
        "Valby bibliotek is expected to end at about 9.1 million kr. in 2026 (between 8.87 and 9.33 million), and the budget is "
        "9 million kr. There is no whole earlier year to go by, so we cannot know yet whether the budget will do.",
    ),
    case(
        "missing months", replace(QUIET, verdict=Verdict.MISSING, gaps=(APRIL, JUNE)),
        "Valby bibliotek mangler tal for april 2026 og juni 2026, så vi kan ikke vide, om budgettet holder.",
        "Valby bibliotek has no figure for April 2026 and June 2026, so we cannot know whether the budget will do.",
    ),
    case(
        "a budget and no figures", YearEnd("Valby", Verdict.MISSING, 2026, JUNE, budget=500_000.0),
        "Valby har et budget på 500.000 kr. i 2026, men ingen tal.",
        "Valby has a budget of 500,000 kr. in 2026, but no figures.",
    ),
    case(
        "a budget and only old figures",
        YearEnd("Valby", Verdict.MISSING, 2026, JUNE, budget=500_000.0, last=Period.parse("2024-05")),
        "Valby har et budget på 500.000 kr. i 2026, men ingen tal siden maj 2024.",
        "Valby has a budget of 500,000 kr. in 2026, but no figures since May 2024.",
    ),
    case(
        "one measure of a unit", YearEnd("Valby", Verdict.MISSING, 2026, JUNE, measure="løn", budget=500_000.0),
        "Valby (løn) har et budget på 500.000 kr. i 2026, men ingen tal.",
        "Valby (løn) has a budget of 500,000 kr. in 2026, but no figures.",
    ),
    case(
        "closed", YearEnd("Valby", Verdict.CLOSED, 2026, JUNE, last=Period.parse("2024-05")),
        "Valby er nok lukket: det seneste tal er fra maj 2024.",
        "Valby seems to have closed: its last figure is from May 2024.",
    ),
    case(
        "closed in the year", YearEnd("Valby", Verdict.CLOSED, 2026, JUNE, spent=81_000.0, last=APRIL),
        "Valby er lukket eller lagt ind under en anden; der er brugt 81.000 kr. i 2026.",
        "Valby has closed or become part of another; it spent 81,000 kr. in 2026.",
    ),
    case(
        "all together", replace(VALBY, unit=None, siblings=0),
        "Alle enheder tilsammen bruger efter alt at dømme 412.000 kr. mere end budgettet i 2026 (mellem 180.000 og 640.000).",
        "Everything together will in all likelihood spend 412,000 kr. more than budgeted in 2026 "
        "(between 180,000 and 640,000).",
    ),
    case(
        "all together, with what some of them lack",
        replace(QUIET, unit=None, verdict=Verdict.NO_BUDGET, budget=None, gaps=(JUNE,), thin="one_year"),
        "Alle enheder tilsammen ventes at ende på omkring 9,1 mio. kr. i 2026 (mellem 8,87 og 9,33 mio.). "
        "Det er ikke alt, der har et budget. Nogle enheder mangler tal for juni 2026. "
        "Nogle enheder har for få tidligere år at gå ud fra, så det er usikkert.",
        "Everything together is expected to end at about 9.1 million kr. in 2026 (between 8.87 and 9.33 million). "
        "Not all of it has a budget. Some units lack the figure for June 2026. "
        "Some units have too few earlier years to go by, so it is uncertain.",
    ),
    case(
        "all together, when some have a budget and no figures",
        replace(QUIET, unit=None, verdict=Verdict.MISSING),
        "Nogle enheder har et budget i 2026, men ingen tal, så vi kan ikke vide, om budgetterne holder.",
        "Some units have a budget in 2026, but no figures, so we cannot know whether the budgets will do.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("one", "options", "danish", "english"), CASES)
def test_a_years_end_is_told_as_one_would_say_it(one, options, danish, english):
    with override("da"):
        assert reason(one, **options) == danish
    with override("en"):
        assert reason(one, **options) == english


def test_every_verdict_has_its_sentence_above():
    assert {param.values[0].verdict for param in CASES} == set(Verdict)


@pytest.mark.parametrize(
    ("value", "width", "aloud"),
    [
        (412_318.77, 460_000, "412.000 kr."),
        (412_318.77, 1_200_000, "410.000 kr."),
        (412_318.77, 40_000_000, "400.000 kr."),
        (1_234_567, 0, "1,23 mio. kr."),
        (999_999, 0, "1 mio. kr."),
        (84.4, 0, "84 kr."),
        (0.0, 0, "0 kr."),
        (-2_310, 0, "-2.310 kr."),
        (101_234_567, 0, "101 mio. kr."),
    ],
)
def test_an_amount_is_told_no_finer_than_it_is_known(value, width, aloud):
    with override("da"):
        assert said(value, width=width) == aloud


@pytest.mark.parametrize(
    ("low", "high", "ends"),
    [
        (181_200, 638_400, ("180.000", "640.000")),
        (411_100, 413_900, ("411.100", "413.900")),
        (780_000, 1_640_000, ("780.000", "1,64 mio.")),
        (8_870_000, 9_330_000, ("8,87", "9,33 mio.")),
        (-210_000, 640_000, ("-210.000", "640.000")),
        (239_033, 239_033, ("239.000", "239.000")),
        (17_900, 11_200_000, ("20.000", "11 mio.")),
        (11_300_000, 300_000_000, ("11", "300 mio.")),
        (4_034, 412_000, ("4.000", "410.000")),
    ],
)
def test_the_ends_of_an_interval_are_told_apart(low, high, ends):
    with override("da"):
        assert between(low, high) == ends


def test_pounds_stand_before_the_amount_in_english():
    with override("en"):
        assert (said(-5_000, "£"), said(1_500_000, "€"), said(5_000, "")) == (
            "−£5,000",
            "€1.5 million",
            "5,000",
        )
