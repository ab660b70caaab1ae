"""A year's money as a curve: what is drawn is what was laid out, spent and expected, and can be read by everybody."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spillerum.calendar.period import Period
from spillerum.charts.ahead import Ahead, cumulated, steps
from spillerum.charts.budget import BudgetChange, BudgetPicture, Names, Spent
from spillerum.charts.ends import HIGH, apart
from spillerum.charts.free import Box, freest
from spillerum.charts.money import Scale
from spillerum.charts.small_budget import budget_sparkline

KR, TKR, MIO = 100, 100_000, 100_000_000
NAMES = Names("Budget", "Brugt", "Ventet", "Med planen")
EVEN = [10 * TKR] * 12  # 120 t.kr.
HOSTILE = "<script>alert(\"x\")</script>' onload='x"


def ahead(total, width=10 * TKR):
    return Ahead(total, total - width, total + width, total - 1.3 * width, total + 1.3 * width)


def picture(**more):
    spent = [Spent(date(2026, 1, 31), 12 * TKR), Spent(date(2026, 2, 28), 25 * TKR)]
    given = {"budget": EVEN, "spent": spent, "ahead": ahead(150 * TKR)} | more
    return BudgetPicture("k", "Penge 2026", "Brugt og ventet", NAMES, Period.parse("2026-01"), **given)


def elements(svg, css_class):
    return [e for e in ET.fromstring(svg).iter() if e.get("class") == css_class]


def texts(svg, css_class):
    return ["".join(e.itertext()) for e in elements(svg, css_class)]


def dots(svg, css_class):
    (line,) = elements(svg, css_class)
    return [tuple(map(float, dot.split(","))) for dot in line.get("points").split()]


# What is drawn


def test_the_budget_is_drawn_cumulated_to_the_years_end():
    line = dots(picture().wide("da"), "budget")
    rises = [before[1] - after[1] for before, after in pairwise(line)]
    assert (len(line), min(rises)) == (13, pytest.approx(max(rises), abs=0.2))


def test_what_is_expected_begins_where_what_is_spent_ends():
    svg = picture().wide("da")
    assert dots(svg, "spent")[-1] == dots(svg, "ahead")[0]
    assert len(dots(svg, "ahead")) == 11


def test_the_outer_band_holds_the_inner_and_both_grow_to_the_years_end():
    found = steps(ahead(150 * TKR), months=2.0, spent=25 * TKR, laid=EVEN)
    widths = [(step.high90 - step.low90, step.high80 - step.low80) for step in found]
    assert widths[0] == (0, 0)
    assert all(outer >= inner for outer, inner in widths)
    assert widths == sorted(widths)


def test_the_end_of_the_way_is_the_forecast():
    last = steps(ahead(150 * TKR), months=2.3, spent=25 * TKR, laid=EVEN)[-1]
    found = [last.low90, last.low80, last.middle, last.high80, last.high90]
    assert found == pytest.approx([137 * TKR, 140 * TKR, 150 * TKR, 160 * TKR, 163 * TKR])


def test_the_way_follows_what_is_laid_out():
    laid = [0] * 6 + [1] * 6
    middles = [step.middle for step in steps(ahead(60), months=0.0, spent=0, laid=laid)]
    assert middles == pytest.approx([0] * 7 + [10, 20, 30, 40, 50, 60])


@pytest.mark.parametrize("laid", [[], [0] * 12, [1, -1] * 6])
def test_the_way_is_straight_where_nothing_says_how_it_goes(laid):
    middles = [step.middle for step in steps(ahead(120), months=0.0, spent=0, laid=laid)]
    assert middles == pytest.approx([10.0 * n for n in range(13)])


def test_a_month_lies_evenly_over_its_days():
    assert [cumulated([10] * 12, months) for months in (0, 0.5, 3.25, 12)] == [0, 5, 32.5, 120]


def test_with_the_plan_stands_beside_without():
    svg = picture(plan=ahead(120 * TKR)).wide("da")
    assert [len(elements(svg, css)) for css in ("ahead", "plan", "end-plan")] == [1, 1, 1]
    assert sorted(texts(svg, "endt")) == ["Budget", "Med planen", "Ventet"]


def test_a_change_of_the_budget_is_a_step_with_its_words():
    changes = [BudgetChange(date(2026, 3, 31), 20 * TKR, "+20 t.kr. tillæg")]
    svg = picture(changes=changes).wide("da")
    heights = [y for _, y in dots(svg, "ceiling")]
    assert heights[0] == heights[1] > heights[2] == heights[3]
    assert texts(svg, "anst") == ["+20 t.kr. tillæg"]
    assert picture(changes=changes).original == 100 * TKR


def test_two_changes_step_in_the_order_of_their_days():
    later = BudgetChange(date(2026, 9, 30), 20 * TKR, "b")
    sooner = BudgetChange(date(2026, 3, 31), -10 * TKR, "a")
    line = dots(picture(changes=[later, sooner]).wide("da"), "ceiling")
    assert [x for x, _ in line] == sorted(x for x, _ in line)


def test_past_years_are_faint_lines():
    assert len(elements(picture(past=[EVEN, EVEN[::-1]]).wide("da"), "past")) == 2


def test_in_january_with_nothing_spent_the_way_begins_at_nought():
    svg = picture(spent=[]).wide("da")
    assert len(dots(svg, "ahead")) == 13
    assert (elements(svg, "spent"), texts(svg, "nowt")) == ([], [])


def test_a_year_that_is_over_has_no_way_ahead_and_says_what_was_spent():
    svg = picture(spent=[Spent(date(2026, 12, 31), 130 * TKR)]).wide("da")
    assert (elements(svg, "ahead"), elements(svg, "band")) == ([], [])
    assert list(zip(texts(svg, "endt"), texts(svg, "endt endf"), strict=True)) == [
        ("Budget", "120 t.kr."), ("Brugt", "130 t.kr."),
    ]  # fmt: skip


def test_what_is_booked_after_the_year_stands_at_its_end():
    assert picture(spent=[Spent(date(2027, 1, 20), 1)]).now == (12.0, 1)


def test_days_without_a_posting_are_known_until_the_day_given():
    svg = picture(until=date(2026, 3, 31)).wide("da")
    assert dots(svg, "spent")[-1][1] == dots(svg, "spent")[-2][1]
    assert picture(until=date(2026, 3, 31)).now == (3.0, 25 * TKR)


def test_income_runs_below_the_axis():
    svg = picture(
        budget=[-one for one in EVEN], spent=[Spent(date(2026, 1, 31), -9 * TKR)], ahead=ahead(-110 * TKR)
    ).wide("da")
    assert texts(svg, "endt endf") == ["-120 t.kr.", "-110 t.kr."]
    assert dots(svg, "budget")[-1][1] > dots(svg, "budget")[0][1]


def test_without_a_budget_the_rest_is_drawn():
    svg = picture(budget=()).wide("da")
    assert (elements(svg, "budget"), elements(svg, "ceiling"), texts(svg, "endt")) == ([], [], ["Ventet"])


def test_a_wild_band_does_not_flatten_the_lines():
    wild = Ahead(150 * TKR, -900 * TKR, 1200 * TKR, -2000 * TKR, 3000 * TKR)
    svg = picture(ahead=wild).wide("da")
    assert dots(svg, "spent")[0][1] - dots(svg, "ahead")[-1][1] > 80


def test_a_year_may_begin_in_april():
    april = replace(picture(spent=[Spent(date(2026, 4, 30), TKR)]), first=Period.parse("2026-04"))
    assert april.now == (1.0, TKR)
    assert texts(april.wide("da"), "ax")[-12:][0] == "apr. 2026"
    assert "jan. 2027" in texts(april.wide("da"), "ax")


# Words and figures


@pytest.mark.parametrize(
    ("ore", "said", "unit"),
    [
        (461_234_567, "4,61 mio.", "mio. kr."),
        (1_234_500_000_000, "12.345 mio.", "mio. kr."),
        (41_234_567, "412 t.kr.", "t.kr."),
        (1_234_567, "12,3 t.kr.", "t.kr."),
        (840_000, "8.400 kr.", "kr."),
        (-461_234_567, "-4,61 mio.", "mio. kr."),
        (0, "0 kr.", "kr."),
    ],
)
def test_amounts_are_said_in_danish_figures(ore, said, unit):
    scale = Scale.of(ore, "da")
    assert (scale.said(ore), scale.unit) == (said, unit)


def test_amounts_are_said_in_english_too():
    scale = Scale.of(461_234_567, "en", "£")
    assert (scale.said(461_234_567), scale.unit) == ("4.61 m", "million £")


def test_next_to_nothing_has_no_minus():
    assert Scale(1_000_000, "da").said(-100) == "0,00 mio."


def test_all_figures_of_a_picture_are_in_one_unit():
    svg = picture(ahead=ahead(2 * MIO)).wide("da")
    assert texts(svg, "endt endf") == ["0,12 mio.", "2,00 mio."]
    assert texts(svg, "nowt") == ["Brugt 0,03 mio."]


def test_a_wide_picture_names_every_month_and_a_narrow_one_every_third():
    wide, narrow = (
        [text for text in texts(svg, "ax") if re.match("[a-z]{3}([. ]|$)", text)]
        for svg in (picture().wide("da"), picture().narrow("da"))
    )
    assert (len(wide), narrow) == (12, ["jan. 2026", "apr.", "jul.", "okt."])


@given(st.lists(st.floats(0, 300), max_size=8))
def test_names_at_the_end_never_lie_on_one_another(wanted):
    placed = sorted(apart(wanted, top=0, bottom=300))
    assert all(below - above >= HIGH - 1e-9 for above, below in pairwise(placed))


def test_names_that_are_apart_stay_where_they_are():
    assert apart([200, 20, 100], top=0, bottom=300) == [200, 20, 100]


def test_words_stand_where_no_line_runs():
    boxes = [Box(0, 0, 10, 10), Box(20, 0, 30, 10), Box(90, 0, 110, 10)]
    rising = [(-5.0, 20.0), (15.0, -10.0)]
    assert freest(boxes, [rising], Box(-1, -1, 100, 100)) == 1
    assert freest(boxes, [], Box(-1, -1, 100, 100)) == 0


# For everybody


def test_it_is_described_and_its_marks_are_not_read_aloud():
    root = ET.fromstring(picture().wide("da"))
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "k-w-t k-w-d")
    assert [root[0].text, root[1].text, root[2].get("aria-hidden")] == ["Penge 2026", "Brugt og ventet", "true"]  # fmt: skip


def test_whatever_people_wrote_is_text_and_nothing_is_styled_inline():
    hostile = picture(
        changes=[BudgetChange(date(2026, 3, 1), 1, HOSTILE)], told=[HOSTILE] * 12, currency=HOSTILE
    )
    svg = replace(hostile, names=Names(HOSTILE, HOSTILE, HOSTILE), title=HOSTILE, key='k" onload="x').wide("da")  # fmt: skip
    found = list(ET.fromstring(svg).iter())
    assert "script" not in {e.tag.split("}")[-1] for e in found}
    assert not {name for e in found for name in e.attrib if name.startswith("on") or name == "style"}


def test_a_pointer_reads_each_month():
    svg = picture(told=[f"måned {n}" for n in range(12)]).wide("da")
    assert texts(svg, "told") == [f"måned {n}" for n in range(12)]


def test_the_table_behind_has_what_the_curve_shows():
    rows = picture().rows
    assert [row.budget for row in rows[:3]] == [10 * TKR, 20 * TKR, 30 * TKR]
    assert [row.spent for row in rows[:3]] == [12 * TKR, 25 * TKR, None]
    assert [row.expected is None for row in rows[:3]] == [True, True, False]
    assert (rows[-1].expected, rows[-1].plan) == (pytest.approx(150 * TKR), None)


def test_in_the_table_a_month_begun_says_what_is_spent_so_far():
    rows = picture(spent=[Spent(date(2026, 1, 10), TKR)], until=date(2026, 3, 10)).rows
    assert [row.spent for row in rows[:4]] == [TKR, TKR, TKR, None]


AMOUNT = st.integers(-(10**12), 10**12)


@given(
    st.lists(AMOUNT, min_size=12, max_size=12) | st.just([]),
    st.dictionaries(st.dates(date(2025, 12, 1), date(2027, 2, 1)), AMOUNT, max_size=6),
    AMOUNT,
    st.integers(0, 10**12),
    st.sampled_from(["da", "en"]),
)
def test_whatever_the_figures_everything_lies_within_the_picture(budget, spent, total, width, language):
    shown = picture(
        budget=budget, spent=[Spent(day, spent[day]) for day in sorted(spent)], ahead=ahead(total, width)
    )
    for svg, wide, high in ((shown.wide(language), 720, 300), (shown.narrow(language), 350, 280)):
        assert "nan" not in svg
        for element in ET.fromstring(svg).iter():
            for x, y in (map(float, dot.split(",")) for dot in element.get("points", "").split()):
                assert (0 <= x <= wide, 0 <= y <= high) == (True, True)


# The small one


def heights(shown, css_class):
    return [y for _, y in dots(budget_sparkline(shown), css_class)]


def test_in_the_small_one_the_budget_is_level_and_more_is_over_it():
    assert heights(picture(), "ahead")[-1] < 14 < heights(picture(ahead=ahead(100 * TKR)), "ahead")[-1]


def test_less_income_is_over_the_level_too():
    income = picture(budget=[-one for one in EVEN], spent=[], ahead=ahead(-100 * TKR))
    assert heights(income, "ahead")[-1] < 14


def test_the_small_ones_of_a_list_are_drawn_to_one_scale_and_end_at_its_edge():
    for times in (1, 50):
        shown = picture(budget=[times * one for one in EVEN], spent=[], ahead=ahead(times * 132 * TKR))
        assert heights(shown, "ahead")[-1] == 9.0
    assert heights(picture(ahead=ahead(900 * TKR)), "ahead")[-1] == 4.0


def test_a_small_one_without_a_budget_shows_what_is_spent():
    assert 'class="act"' in budget_sparkline(picture(budget=()))


def test_a_small_one_in_january_has_no_line_of_what_is_spent():
    assert 'class="spent"' not in budget_sparkline(picture(spent=[]))
