"""The funnel on a measure's page: a year against the year before, by name, for those who see several units."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from factories import a_measure, a_series, a_unit, someone
from spillerum.calendar.now import pinned
from spillerum.figures.comparing import LEAST, compared
from spillerum.figures.models import Measure, Series
from spillerum.figures.queries import newest_values, series_with_names
from spillerum.people.models import Post

MONTHS = 24
NAMES = ["Ådal", "Bøgely", "Elsted", "Dalby", "Fjord", "Gl. Rye", "Hals"]


@pytest.fixture(autouse=True)
def _that_morning():
    with pinned(datetime(2018, 10, 5, 6, tzinfo=UTC)):
        yield


@pytest.fixture
def house(db):
    top = a_unit("Kultur", kind="forvaltning")
    people = {
        "director": someone("director", top, "Dina"),
        "data owner": someone("data_owner", top, "Dag"),
        "politician": someone("politician", top, "Pil"),
    }
    owner = Post.objects.get(holdings__person=people["data owner"])
    measure = a_measure(owner=owner)
    rng = np.random.default_rng(1)
    for n, name in enumerate(NAMES):
        unit = a_unit(name, under=top)
        level = 20.0 * 3**n
        values = rng.poisson(level, MONTHS).tolist()
        if name == "Elsted":
            values[12:] = rng.poisson(level * 0.3, 12).tolist()
        a_series(measure, unit, values)
        if n == 0:
            people["leader"] = someone("leader", unit, "Ida")
    return measure, people


def comparison(measure):
    series = list(series_with_names().filter(measure=measure))
    return compared(measure, series, newest_values([one.pk for one in series]))


def test_the_unit_that_lost_two_thirds_is_outside_and_no_other(house):
    measure, _ = house
    found = comparison(measure)
    assert [row.series.unit.name for row in found.rows if row.beyond] == ["Elsted"]
    assert (str(found.first), str(found.last), found.left_out) == ("2017-10", "2018-09", [])


def test_limits_are_wider_for_the_small_and_everybody_inside_them_is_within(house):
    measure, _ = house
    rows = comparison(measure).rows
    by_size = sorted(rows, key=lambda row: row.before)
    widths = [row.high - row.low for row in by_size]
    assert widths == sorted(widths, reverse=True)
    assert all((row.low <= row.change <= row.high) == (row.beyond == 0) for row in rows)


def test_a_unit_that_lacks_a_month_is_left_out_and_named(house):
    measure, _ = house
    period = comparison(measure).last + -20
    Series.objects.get(unit__name="Hals").observations.filter(period=period).update(value=None)
    found = comparison(measure)
    assert [one.unit.name for one in found.left_out] == ["Hals"]
    assert len(found.rows) == len(NAMES) - 1


def test_a_unit_whose_newest_figure_is_late_does_not_hold_the_others_back(house):
    measure, _ = house
    last = comparison(measure).last
    Series.objects.get(unit__name="Hals").observations.filter(period=last).update(value=None)
    assert str(comparison(measure).last) == "2018-09"


def test_what_is_no_count_and_what_few_have_is_not_compared(house):
    measure, _ = house
    series = list(series_with_names().filter(measure=measure))
    newest = newest_values([one.pk for one in series])
    assert compared(measure, series[: LEAST - 1], newest) is None
    measure.kind = Measure.Kind.AMOUNT
    assert compared(measure, series, newest) is None


def test_nothing_counted_this_year_is_outside_and_nothing_last_year_is_left_out(house):
    measure, _ = house
    largest, other = Series.objects.get(unit__name="Hals"), Series.objects.get(unit__name="Fjord")
    largest.observations.filter(period__gte=comparison(measure).first).update(value=0)
    other.observations.filter(period__lt=comparison(measure).first).update(value=0)
    found = comparison(measure)
    assert {row.series.unit.name: row.change for row in found.rows if row.beyond}["Hals"] == -1.0
    assert [one.unit.name for one in found.left_out] == ["Fjord"]


def page(client, user):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get("/tal/besoeg/")


@pytest.mark.parametrize(
    ("role", "sees"), [("director", True), ("data owner", True), ("leader", False), ("politician", False)]
)
def test_whoever_sees_several_units_sees_the_funnel(role, sees, house, client):
    _, people = house
    assert ("Det seneste år mod året før" in page(client, people[role]).content.decode()) is sees


def test_units_stand_by_name_never_by_value(house, client):
    _, people = house
    table = (
        page(client, people["director"])
        .content.decode()
        .split("Grænser for dens størrelse")[1]
        .split("</table>")[0]
    )
    names = [name.strip() for name in re.findall(r'<th scope="row">([^<]+)', table)]
    assert names == [one.unit.name for one in series_with_names()]


def test_it_is_said_in_both_languages(house):
    measure, _ = house
    for language, words in (("da", "Uden for grænserne: Elsted."), ("en", "Outside the limits: Elsted.")):
        with override(language):
            assert words in comparison(measure).picture.description


def test_as_many_queries_for_fourteen_units_as_for_seven(house, client):
    measure, people = house

    def queries():
        page(client, people["director"])
        with CaptureQueriesContext(connection) as seen:
            client.get("/tal/besoeg/")
        return len(seen)

    seven = queries()
    top = a_unit("Fritid", kind="afdeling")
    for name in NAMES:
        a_series(measure, a_unit(f"{name} 2", under=top), [30] * MONTHS)
    assert (queries(), seven <= 20) == (seven, True)
