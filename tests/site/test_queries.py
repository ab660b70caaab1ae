"""At most 20 queries a page, and the same number for one row as for fifty."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import a_delivery, a_deviation, a_measure, a_part, a_series, a_source, a_unit, a_verdict
from spillerum.calendar.period import Period
from spillerum.figures.models import Lateness, Observation
from spillerum.matters.models import Matter

AT_MOST = 20


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def more_of_everything(house, times):
    """More figures, more units, more deviations, for everybody."""
    for n in range(times):
        measure = a_measure(f"tal-{n}", owner=house.post_of("data owner"))
        unit = a_unit(f"Bibliotek {n}", under=house.top)
        for place in (house.fenham, unit):
            a_verdict(a_series(measure, place, [1300, 1301]), house.scan)
        a_deviation(measure, house.fenham, house.top, house.post_of("leader"), scan=house.scan)
        a_deviation(measure, unit, house.top, house.post_of("director"), scan=house.scan, was_handed_up=True)
        a_deviation(measure, None, house.top, house.post_of("director"), scan=house.scan)


def a_late_source(house):
    """One more thing a page must tell of."""
    source = a_source(house.measure)
    Observation.objects.filter(series__measure=house.measure).update(delivery=a_delivery(source))
    matter = Matter.objects.create(
        kind="lateness",
        state="waiting",
        since=house.scan.at,
        opened=house.scan.at,
        falls_due=house.scan.at,
        post=source.owner,
        asks=True,
    )
    Lateness.objects.create(matter=matter, source=source, period=Period.parse("2018-09"))


PAGES = {
    "leader": (
        "/",
        "/enheder/",
        "/enhed/{fenham}/",
        "/enhed/{fenham}/?visning=xmr",
        "/soeg/?q=e",
        "/hvad-det-koster/",
    ),
    "staff": ("/", "/enhed/{fenham}/"),
    "director": ("/", "/enhed/{fenham}/", "/soeg/?q=e"),
    "data owner": ("/", "/soeg/?q=e"),
    "politician": ("/", "/soeg/?q=e"),
    "administrator": ("/", "/enheder/"),
}


@pytest.mark.parametrize(("role", "path"), [(role, path) for role, paths in PAGES.items() for path in paths])
def test_as_many_queries_for_fifty_as_for_one_and_at_most_twenty(role, path, as_, house, deviation, common):
    a_late_source(house)
    client, path = as_(role), path.format(fenham=house.fenham.pk)
    more_of_everything(house, 1)
    one = queries(client, path)
    more_of_everything_again(house)
    assert (queries(client, path), one <= AT_MOST) == (one, True)


def more_of_everything_again(house):
    for n in range(1, 8):
        measure = a_measure(f"mere-{n}", owner=house.post_of("data owner"))
        unit = a_unit(f"Filial {n}", under=house.top)
        for place in (house.fenham, unit):
            a_verdict(a_series(measure, place, [1300, 1301]), house.scan)
        a_deviation(measure, house.fenham, house.top, house.post_of("leader"), scan=house.scan)
        a_deviation(measure, unit, house.top, house.post_of("director"), scan=house.scan, was_handed_up=True)
        a_deviation(measure, None, house.top, house.post_of("director"), scan=house.scan)


def test_the_page_of_a_matter_asks_as_often_for_three_measures_as_for_one(as_, house, deviation):
    client, path = as_("leader"), f"/sag/{deviation.matter_id}/"
    one = queries(client, path)
    for n in range(2):
        a_part(deviation, a_measure(f"tal-{n}"), scan=house.scan)
    assert (queries(client, path), one <= AT_MOST) == (one, True)


@pytest.mark.parametrize("role", ["leader", "director", "politician"])
def test_a_front_page_asks_as_often_for_matters_of_three_measures_as_of_one(
    role, as_, house, deviation, common
):
    client = as_(role)
    one = queries(client, "/")
    for n in range(2):
        for some in (deviation, common):
            a_part(some, a_measure(f"tal-{n}-{some.pk}"), scan=house.scan)
    assert queries(client, "/") == one
