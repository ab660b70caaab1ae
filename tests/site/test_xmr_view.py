"""A unit's figures as XmR charts: a second, familiar view, with the rules in words."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from factories import a_measure, a_series, a_unit
from spillerum.analysis.xmr import Rule, Signal
from spillerum.calendar.now import now
from spillerum.calendar.period import Period
from spillerum.deviations.models import LevelChange
from spillerum.site.pages.familiar import SAID, SHOWN, as_xmr

FIRST = Period.parse("2015-01")
STEADY = [100.0, 104, 98, 101, 103, 97, 102, 99, 105, 96, 100, 103]


def familiar(values, anew=(), **fields):
    series = a_series(a_measure(**fields), a_unit("Fenham"))
    return as_xmr(series, {FIRST + n: value for n, value in enumerate(values)}, anew=anew)


@pytest.mark.django_db
def test_a_quiet_series_has_limits_and_no_signal():
    found = familiar(STEADY)
    assert (found.enough, found.newest) == (True, "")
    assert "Mærket" not in found.picture.description


@pytest.mark.django_db
def test_the_newest_figure_is_told_by_its_rule_in_both_languages():
    for language, words in (("da", "over den øvre grænse"), ("en", "above the upper limit")):
        with override(language):
            found = familiar([*STEADY, 150.0], key=f"besoeg-{language}")
            assert found.newest == words
            assert f"150, {words}" in found.picture.description


@pytest.mark.django_db
def test_too_few_figures_have_no_limits():
    found = familiar(STEADY[:11])
    assert (found.enough, found.newest, found.picture.has_band) == (False, "", False)


@pytest.mark.django_db
def test_where_somebody_has_accepted_a_level_the_chart_starts_anew():
    values = STEADY + [value + 100 for value in STEADY]
    found = familiar(values, anew=[FIRST + len(STEADY)])
    means = {point.expected for point in found.picture.points}
    assert (len(means), found.picture.shapes) == (2, frozenset())


@pytest.mark.django_db
def test_only_the_last_three_years_are_shown():
    assert len(familiar(STEADY * 5).picture.points) == SHOWN


@pytest.mark.django_db
def test_a_count_has_no_limit_below_nought_and_an_amount_may():
    wild = [0.0, 40] * 8
    lows = [familiar(wild, key=kind, kind=kind).picture.points[-1].low for kind in ("count", "amount")]
    assert (lows[0], lows[1] < 0) == (0.0, True)


def test_every_rule_is_named_both_ways():
    assert {Signal(rule, up=up) for rule in Rule for up in (True, False)} == {Signal(*key) for key in SAID}


def test_the_page_offers_it_and_leads_back(as_, house):
    client = as_("leader")
    usual = client.get(f"/enhed/{house.fenham.pk}/").content.decode()
    xmr = client.get(f"/enhed/{house.fenham.pk}/?visning=xmr").content.decode()
    assert 'href="?visning=xmr"' in usual
    assert f'href="/enhed/{house.fenham.pk}/"' in xmr
    assert ('class="limit"' in usual, 'class="limit"' in xmr) == (False, True)


def test_an_accepted_level_is_taken_from_what_was_answered(as_, house):
    series = house.fenham.series.get(measure=house.measure)
    start = Period.parse("2016-10")
    LevelChange.objects.create(
        series=series, first_period=start + 14, reason="Ombygget", by=house.people["leader"], at=now()
    )
    page = as_("leader").get(f"/enhed/{house.fenham.pk}/?visning=xmr").content.decode()
    assert page.count('class="limit"') == 2 * (
        2 * 2 + 2
    )  # wide and narrow: visits in two parts, loans in one


def test_whoever_may_not_see_the_figures_sees_no_chart(as_, house):
    page = as_("other leader").get(f"/enhed/{house.fenham.pk}/?visning=xmr").content.decode()
    assert "<svg" not in page


def test_another_view_than_is_known_is_the_usual_one(as_, house):
    page = as_("leader").get(f"/enhed/{house.fenham.pk}/?visning=<script>").content.decode()
    assert 'class="limit"' not in page
