"""The demo on the real figures: built whole or not at all, stepped once a click, and the pandemic is one common cause."""

from __future__ import annotations

from contextlib import redirect_stdout
from datetime import date
from io import StringIO

import pytest
from django.conf import settings
from django.urls import reverse

from faults import at_once, killed
from spillerum.calendar.now import pinned
from spillerum.deviations.models import Part, Scan, Verdict
from spillerum.deviations.scanning import scan_figures
from spillerum.figures.models import Delivery, Observation, UnreadRow
from spillerum.matters.models import Matter
from spillerum.people.models import User
from spillerum.site.demo.build import BEFORE, build, is_built
from spillerum.site.demo.day import START, breakfast, live_through, step, take_in
from spillerum.site.demo.newcastle import arrivals, last_day
from spillerum.site.models import DemoDay


def quietly(deed):
    """Letters go to the console in the demo; a test need not read them."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    with redirect_stdout(StringIO()):
        deed()


def one_month():
    quietly(lambda: step(today=START))


def the_first_months():
    assert killed(lambda: quietly(build), after_writes=200)
    assert not is_built()
    quietly(build)
    assert DemoDay.objects.get().now == breakfast(START)
    assert Observation.objects.filter(series__measure__key="visits").order_by("-period")[0].period.season == 5
    assert UnreadRow.objects.count() == 0
    before = Delivery.objects.count(), Scan.objects.count()
    assert killed(one_month, after_writes=30)
    assert (Delivery.objects.count(), Scan.objects.count()) == before
    at_once(one_month, one_month)
    assert DemoDay.objects.get().now == breakfast(date(2018, 10, 1))
    days = {delivery.arrived.date() for delivery in Delivery.objects.filter(arrived__gt=breakfast(START))}
    assert date(2018, 9, 4) in days  # published on the 5th, in the small hours in Copenhagen


def the_pandemic():
    march = date(2020, 3, 1)
    quietly(lambda: build_up_to(march))
    quietly(lambda: live_through(march, date(2020, 4, 1)))
    opened = {
        (part.measure.key, part.deviation.matter.kind, part.unit)
        for part in Part.objects.filter(first_period="2020-03")
    }
    assert ("enquiries", "common", None) in opened
    assert {kind for _, kind, _ in opened} == {"common"}
    says = Verdict.objects.filter(period="2020-03", series__measure__key="enquiries").values_list(
        "says", flat=True
    )
    assert list(says).count("common") >= 10


def build_up_to(day):
    """As `build`, but without living the months before, and with the newest file of each source alone."""
    from spillerum.site.demo import build as parts  # noqa: PLC0415 -- its inside

    units = parts._units()
    owner = parts._people(units)
    parts._measures(owner, units)
    parts.arrange_money(owner)
    take_in(list({arrival.source: arrival for arrival in arrivals(BEFORE, day)}.values()))
    with pinned(breakfast(day)):
        scan_figures(since=parts.JUDGED_FROM, opening=False)


def test_built_whole_or_not_at_all_and_two_clicks_are_one_step(house):
    house(the_first_months)


def test_the_pandemic_is_a_common_cause_and_not_a_report_from_every_library(house):
    house(the_pandemic)


def test_every_published_version_arrives_once_and_in_order():
    some = arrivals(date(2018, 1, 1), last_day())
    assert [a.at for a in some] == sorted(a.at for a in some)
    assert len({(a.source, a.at) for a in some}) == len(some)
    visits = [str(a.at.date()) for a in some if a.source == "visits"]
    assert visits[:3] == ["2018-01-24", "2018-03-01", "2018-04-11"]
    assert len(visits) == 25


def test_a_file_without_earlier_versions_holds_no_more_than_had_happened():
    (arrival,) = (a for a in arrivals(date(2018, 8, 31), date(2018, 9, 1)) if a.source == "enquiries")
    assert arrival.content.splitlines()[0].endswith(b",2018-08")


@pytest.mark.parametrize("name", ["demo_who", "demo_be", "demo_money", "demo_next_month"])
def test_outside_the_demo_its_doors_do_not_exist(client, db, name):
    person = User.objects.create(name="Ida", email="ida@example.dk")
    address = reverse(name, args=[person.pk] if name == "demo_be" else [])
    for answer in (client.get(address), client.post(address, {"from": "2018-09-01"})):
        assert answer.status_code == 404
    assert "_auth_user_id" not in client.session
    assert Matter.objects.count() == 0
