"""Build the demo: the libraries, the people, the measures, and everything that had arrived by 1 September 2018."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from spillerum.calendar.now import pinned
from spillerum.calendar.period import Frequency, Period
from spillerum.deviations.scanning import scan_figures
from spillerum.figures.defining import define_measure, define_source, tell_event
from spillerum.figures.models import Alias, Measure, Source
from spillerum.forecasts.forecasting import forecast_money
from spillerum.organisation.services import arrange_falls, create_unit, end_unit, seat_post
from spillerum.people.access import PostKind
from spillerum.people.services import create_person, give_post
from spillerum.site.demo import people
from spillerum.site.demo.day import START, breakfast, live_through, take_in
from spillerum.site.demo.measures import EVENTS, MEASURES, SOURCE_NAMES
from spillerum.site.demo.money.arranging import BEFORE_MONEY, arrange_money
from spillerum.site.demo.money.files import money_arrivals
from spillerum.site.demo.newcastle import arrivals
from spillerum.site.models import DemoDay

if TYPE_CHECKING:
    from spillerum.organisation.models import Unit
    from spillerum.people.models import Post
    from spillerum.site.demo.measures import DemoMeasure

BEFORE = date(2018, 1, 1)  # deliveries from here on make the demo's past
JUDGED_FROM = Period(
    Frequency.MONTH, 2015 * 12 + 8
)  # three years of verdicts, so that every chart has its band
HELD_FROM = date(2016, 1, 1)


def is_built() -> bool:
    return DemoDay.objects.exists()


def build() -> None:
    """All of it in one transaction: a demo that dies while it is built is not there, and is built again."""
    with transaction.atomic():
        if is_built():
            return
        units = _units()
        owner = _people(units)
        _measures(owner, units)
        arrange_money(owner)
        _events(units)
        _past()
        DemoDay.objects.create(now=breakfast(START))


def _units() -> dict[str, Unit]:
    with pinned(breakfast(people.OPENED)):
        root = create_unit(name=people.ROOT, kind="kommune", first_day=people.OPENED)
        department = create_unit(name=people.DEPARTMENT, kind="afdeling", above=root, first_day=people.OPENED)
        units = {people.ROOT: root, people.DEPARTMENT: department}
        for name in [*people.LEADERS, *people.CLOSED]:
            units[name] = create_unit(name=name, kind="bibliotek", above=department, first_day=people.OPENED)
        for name, inside in people.INSIDE.items():
            above = units[inside]
            units[name] = create_unit(
                name=name, kind="center", above=above, among=department, first_day=people.OPENED
            )
    for name, day in people.CLOSED.items():
        if day < START:
            end_unit(unit=units[name], last_day=day, at=breakfast(day))
    return units


def _people(units: dict[str, Unit]) -> Post:
    with pinned(breakfast(HELD_FROM)):
        for unit, name in people.LEADERS.items():
            _give(units[unit], PostKind.LEADER, f"Leder, {unit} bibliotek", name)
        department, root = units[people.DEPARTMENT], units[people.ROOT]
        _give(department, PostKind.DIRECTOR, "Kulturdirektør", people.DIRECTOR)
        owner = _give(department, PostKind.DATA_OWNER, "Dataansvarlig", people.DATA_OWNER)
        unit, name = people.STAFF[1], people.STAFF[0]
        _give(units[unit], PostKind.STAFF, f"Bibliotekar, {unit}", name)
        _give(root, PostKind.POLITICIAN, "Medlem af kulturudvalget", people.POLITICIAN)
        _give(root, PostKind.ADMINISTRATOR, "Administrator", people.ADMINISTRATOR)
    arrange_falls(on=START)
    return owner


def _give(unit: Unit, kind: PostKind, title: str, name: str) -> Post:
    post = seat_post(unit=unit, kind=kind, title=title)
    person = create_person(email=f"{name.split(maxsplit=1)[0].lower()}@demo.invalid", name=name)
    give_post(person=person, post=post, first_day=HELD_FROM)
    return post


def _measures(owner: Post, units: dict[str, Unit]) -> None:
    for one in MEASURES:
        _source(one, _measure(one, owner), owner, units)


def _measure(one: DemoMeasure, owner: Post) -> Measure:
    return define_measure(
        key=one.key,
        owner=owner,
        name_da=one.name_da,
        name_en=one.name_en,
        counted_da=one.counted_da,
        counted_en=one.counted_en,
        kind=one.kind,
        good=one.good,
        frequency=one.frequency.value,
        purpose=one.purpose,
        review_day=one.review_day,
        materiality_absolute=one.absolute,
        materiality_relative=one.relative,
        judged=one.judged,
    )


def _source(one: DemoMeasure, measure: Measure, owner: Post, units: dict[str, Unit]) -> None:
    source = define_source(
        name=SOURCE_NAMES[one.key],
        owner=owner,
        layout=Source.Layout.WIDE.value,
        measure=measure,
        frequency=one.frequency.value,
        grace_days=one.grace_days,
    )
    if one.key == "opening-hours":  # this file calls them “Blakelaw Library”, and adds them up
        Alias.objects.bulk_create(
            Alias(source=source, name=f"{name} Library", unit=units[name])
            for name in [*people.LEADERS, *people.CLOSED]
            if name != "Mobile"
        )
        Alias.objects.create(source=source, name="Total for all authority-run libraries", ignored=True)


def _events(units: dict[str, Unit]) -> None:
    measures = {measure.key: measure for measure in Measure.objects.all()}
    for library, measure, first, last, danish, english in EVENTS:
        tell_event(
            unit=units.get(library),
            measure=measures.get(measure),
            first_day=first,
            last_day=last,
            text_da=danish,
            text_en=english,
        )


def _past() -> None:
    """What had arrived, judged back three years for the charts; then the last month lived through night by night."""
    last_month = START.replace(month=START.month - 1)
    take_in(sorted([*arrivals(BEFORE, last_month), *money_arrivals(BEFORE_MONEY, last_month)]))
    with pinned(breakfast(last_month)):
        scan_figures(since=JUDGED_FROM, opening=False)
        forecast_money(opening=False)
    live_through(last_month, START)
