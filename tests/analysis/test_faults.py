"""The figures' own faults: found where they are, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.figures import AT, FIRST, counts, series
from spillerum.analysis.faults.fault import FaultKind
from spillerum.analysis.faults.find import find_faults
from spillerum.analysis.faults.twins import likeness, misspelt
from spillerum.analysis.series import Kind, MeasureSettings

AMOUNT = {"visits": MeasureSettings(kind=Kind.AMOUNT)}
LAST = -1


def told(faults):
    return [(one.kind, one.unit, [str(period) for period in one.periods]) for one in faults]


def calm(units=8, **more):
    return counts(units=units, noise=0.04, shock=0.02, level=20_000.0, **more)


def test_a_figure_ten_times_too_large_is_named_with_what_it_probably_was():
    values = calm()
    meant = values[3, LAST]
    values[3, LAST] *= 10
    (fault,) = find_faults(series(values), at=AT)
    assert (fault.kind, fault.unit, fault.values, fault.likely) == (
        FaultKind.FACTOR, "u03", (meant * 10,), (meant,),
    )  # fmt: skip
    assert fault.certain


def test_two_digits_that_changed_places_are_named_with_what_it_probably_was():
    values = calm()
    values[3] = np.round(values[3] / values[3, LAST] * 18_500)
    values[3, LAST] = 81_500
    (fault,) = find_faults(series(values), at=AT)
    assert (fault.kind, fault.likely, fault.certain) == (FaultKind.SWAPPED, (18_500,), True)


def test_a_unit_that_falls_to_a_tenth_may_have_closed_and_is_never_set_aside():
    values = calm()
    values[3, LAST] = values[3, LAST] // 10
    assert [fault.certain for fault in find_faults(series(values), at=AT)] in ([], [False])


def test_what_the_units_other_measure_says_too_has_happened():
    visits, loans = calm(), calm(seed=2)
    visits[3, LAST] *= 10
    loans[3, LAST] *= 3
    assert find_faults(series(visits) + series(loans, "loans"), at=AT) == []


def test_a_large_figure_that_has_come_every_quarter_is_no_slip():
    values = calm()
    values[3, LAST::-3] *= 10
    assert find_faults(series(values), at=AT, measures=AMOUNT) == []


def test_a_whole_group_a_thousand_times_off_is_one_fault():
    values = calm()
    values[:, LAST] *= 1000
    (fault,) = find_faults(series(values), at=AT)
    assert (fault.kind, fault.unit, fault.values[0] / fault.likely[0]) == (FaultKind.FACTOR, None, 1000)


def test_a_quarter_as_three_equal_months_is_named_wherever_its_quarters_end():
    for ends in (AT, AT + -1, AT + -2):
        values = calm()
        t = ends - FIRST
        for end in (t, t - 3, t - 6):
            values[3, end - 2 : end + 1] = values[3, end]
        (fault,) = find_faults(series(values), at=ends)
        assert told([fault]) == [(FaultKind.THIRDS, "u03", [str(ends + -2), str(ends + -1), str(ends)])]
        assert (fault.times, fault.certain) == (3, False)


def test_a_quarter_that_stands_as_last_years_is_copied():
    values = calm()
    values[3, -3:] = values[3, -15:-12]
    (fault,) = find_faults(series(values), at=AT)
    assert told([fault]) == [(FaultKind.COPIED, "u03", [str(AT + -2), str(AT + -1), str(AT)])]
    assert fault.like == AT + -14


def test_a_large_figure_that_stands_again_next_month_is_told_when_it_is_known_to_be_no_quarter():
    values = calm() * 100 + 7
    values[3, -2] = values[3, -3]
    assert find_faults(series(values), at=AT + -1) == []
    (fault,) = find_faults(series(values), at=AT)
    assert told([fault]) == [(FaultKind.COPIED, "u03", [str(AT + -1)])]


def test_small_figures_are_equal_by_coincidence():
    values = np.random.default_rng(1).poisson(6, (8, 60)).astype(float)
    assert find_faults(series(values), at=AT, since=FIRST + 24) == []


def test_a_price_or_a_rent_comes_again_and_again_and_is_no_copy():
    values = calm()
    values[3] = np.repeat([51_237.0, 52_310.0, 53_100.0, 54_998.0, 55_123.0], 12)
    assert find_faults(series(values), at=AT, since=FIRST + 30) == []


def test_a_sum_that_is_not_the_sum_of_its_parts_is_named_with_the_part_left_out():
    values = calm()
    values = np.vstack([values, values.sum(axis=0)])
    values[8, LAST] -= values[2, LAST]
    (fault,) = find_faults(series(values, names=[*"abcdefgh", "I alt"]), at=AT)
    assert (fault.kind, fault.unit, fault.likely, fault.other) == (
        FaultKind.TOTAL, "I alt", (values[:8, LAST].sum(),), "c",
    )  # fmt: skip
    assert fault.times == 59


def test_the_parts_of_a_sum_are_found_among_others():
    values = calm()
    values = np.vstack([values, values[:5].sum(axis=0)])
    values[8, LAST] += 1
    (fault,) = find_faults(series(values), at=AT)
    assert (fault.kind, fault.likely) == (FaultKind.TOTAL, (values[:5, LAST].sum(),))


def test_a_sum_is_not_blamed_for_a_part_that_is_missing():
    values = calm()
    values = np.vstack([values, values.sum(axis=0)])
    values[2, LAST] = np.nan
    assert find_faults(series(values), at=AT) == []


def test_a_series_that_stopped_while_everything_around_it_goes_on_is_named():
    visits, loans = calm(), calm(seed=2)
    visits[3, -3:] = np.nan
    both = series(visits) + series(loans, "loans")
    assert told(find_faults(both, at=AT)) == [(FaultKind.STOPPED, "u03", [str(AT + -2)])]
    assert find_faults(both, at=AT + -1) == []
    loans[3, -3:] = np.nan  # the whole unit is silent: that is `closed`, and told elsewhere
    assert find_faults(series(visits) + series(loans, "loans"), at=AT) == []


def test_a_unit_that_begins_at_the_level_of_one_that_stopped_under_a_like_name_is_named():
    values = calm()
    values = np.vstack([values, np.full(60, np.nan)])
    values[8, -4:], values[3, -4:] = values[3, -4:], np.nan
    names = [
        "Byens Bibliotek",
        "b",
        "c",
        "Fritid - Biblioteket på Torvet",
        "e",
        "f",
        "g",
        "h",
        "Kultur - Biblioteket på Torvet",
    ]
    (fault,) = find_faults(series(values, names=names), at=AT)
    assert (fault.kind, fault.unit, fault.other) == (FaultKind.RENAMED, names[8], names[3])
    assert fault.periods == (AT + -3,)


def test_a_misspelt_name_is_named_where_the_right_one_has_its_hole():
    values = calm()
    values = np.vstack([values, np.full(60, np.nan)])
    values[8, LAST], values[3, LAST] = values[3, LAST], np.nan
    names = ["a", "b", "c", "Børnehaven Solstrålen", "e", "f", "g", "h", "Børnehaven Solstralen"]
    (fault,) = find_faults(series(values, names=names), at=AT)
    assert (fault.kind, fault.unit, fault.other) == (FaultKind.MISSPELT, names[8], names[3])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [  # names published by councils, and some that are not one
        ("Environment & Regneration", "Environment & Regeneration", True),
        ("Operations&Regulatory Services", "Operations & Regulatory Services", True),
        ("Adult & Culture", "Adult and Culture", True),
        ("Childrens Services", "Children's Services", True),
        ("Education - Capital", "Education", False),
        ("Bibliotek 1", "Bibliotek 2", False),
        ("Nordre Skole", "Søndre Skole", False),
        ("Måløvhøj Skole - Indskoling", "Måløvhøj Skole - Udskoling", False),
        ("Sønderhaven - Terasse - 1. sal", "Sønderhaven - Terrasse - 1. sal", True),
    ],
)  # fmt: skip
def test_which_names_are_one_name_misspelt(one, other, same):
    assert misspelt(one, other) is same
    assert misspelt(other, one) is same


def test_initials_are_like_what_they_stand_for():
    assert likeness("E&R", "Environment & Regeneration") == 0.9


def test_what_was_set_aside_is_not_looked_at():
    values = calm()
    values[3, LAST] *= 10
    assert find_faults(series(values), at=AT, set_aside=[("u03", "visits", AT)]) == []


def test_nothing_is_found_before_there_is_anything_to_expect():
    assert find_faults(series(calm()[:, :5]), at=FIRST + 4, since=FIRST) == []
    assert find_faults([], at=AT) == []


def faulty(seed, places):
    """Figures with slips, copies, a total and a stop in them, as the seed has it."""
    rng = np.random.default_rng(seed)
    values = calm(units=6, seed=seed)
    for place in places:
        unit, t = int(rng.integers(6)), int(rng.integers(30, 60))
        match place:
            case 0:
                values[unit, t] *= 10
            case 1:
                values[unit, t - 2 : t + 1] = values[unit, t - 14 : t - 11]
            case 2:
                values[unit, t - 2 : t + 1] = values[unit, t]
            case _:
                values[unit, t] = np.nan
    return values


KINDS = st.lists(st.integers(0, 3), max_size=4)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), places=KINDS)
def test_the_order_of_units_changes_nothing(seed, places):
    some = series(faulty(seed, places))
    mixed = [some[i] for i in np.random.default_rng(seed).permutation(len(some))]
    assert find_faults(mixed, at=AT, since=FIRST) == find_faults(some, at=AT, since=FIRST)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), places=KINDS, factor=st.sampled_from([10.0, 1000.0]))
def test_amounts_in_another_unit_of_money_have_the_same_faults(seed, places, factor):
    values = faulty(seed, places)
    found = find_faults(series(values), at=AT, since=FIRST, measures=AMOUNT)
    scaled = find_faults(series(values * factor), at=AT, since=FIRST, measures=AMOUNT)
    assert told(scaled) == told(found)
    assert [one.likely for one in scaled] == [tuple(x * factor for x in one.likely) for one in found]


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), places=KINDS)
def test_what_comes_later_changes_no_slip_of_the_pen(seed, places):
    values = faulty(seed, places)
    slips = {FaultKind.SWAPPED, FaultKind.FACTOR}
    then = find_faults(series(values[:, :-3]), at=AT + -3, since=FIRST, measures=AMOUNT)
    now = find_faults(series(values), at=AT + -3, since=FIRST, measures=AMOUNT)
    assert told(x for x in now if x.kind in slips) == told(x for x in then if x.kind in slips)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_constant_series_changes_nothing_for_the_others(seed):
    values = faulty(seed, [0, 1])
    more = np.vstack([values, np.full(60, 500.0)])
    assert told(f for f in find_faults(series(more), at=AT) if f.unit != "u06") == told(
        find_faults(series(values), at=AT)
    )
