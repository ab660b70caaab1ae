"""Real rows, with as little said as a test needs to say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import count

from spillerum.calendar.period import Period
from spillerum.deviations.models import Deviation, Finding, Part, Scan, Verdict
from spillerum.figures.models import Delivery, Measure, Observation, Series, Source
from spillerum.matters.models import Entry, Matter
from spillerum.money.models import Account, AccountGroup, BudgetLine, Placing, Posting
from spillerum.organisation.models import Seat, Tie, TieKind, Unit
from spillerum.people.access import PostKind
from spillerum.people.models import Holding, Post, User

LONG_AGO = date(2000, 1, 1)
MONEY_KNOWN = datetime(2026, 1, 2, 6, tzinfo=UTC)
_numbers = count(1)


def a_person(name="Ida", **fields):
    n = next(_numbers)
    return User.objects.create(**{"name": name, "email": f"person{n}@example.dk", **fields})


def a_unit(name="Fenham", *, under=None, **fields):
    unit = Unit.objects.create(name=name, kind=fields.pop("kind", "bibliotek"), **fields)
    if under is not None:
        Tie.objects.create(kind=TieKind.LINE, unit=unit, above=under)
    return unit


def a_post(kind=PostKind.LEADER, *, at=None, held_by=None, title=""):
    post = Post.objects.create(kind=kind, title=title or f"{PostKind(kind).value} {next(_numbers)}")
    if at is not None:
        Seat.objects.create(post=post, unit=at)
    if held_by is not None:
        Holding.objects.create(post=post, person=held_by, first_day=LONG_AGO)
    return post


def someone(kind, at=None, name=""):
    """A person holding a post of that kind at the unit."""
    person = a_person(name or str(kind))
    a_post(kind, at=at, held_by=person)
    return person


def a_measure(key="besoeg", *, owner=None, **fields):
    return Measure.objects.create(
        **{
            "key": key,
            "name_da": "Besøg",
            "name_en": "Visits",
            "counted_da": "besøg",
            "counted_en": "visits",
            "kind": Measure.Kind.COUNT,
            "good": Measure.Good.UP,
            "frequency": "month",
            "purpose": "Hvor mange bruger biblioteket?",
            "owner": owner or a_post(PostKind.DATA_OWNER),
            "review_day": date(2030, 1, 1),
            **fields,
        }
    )


def a_series(measure, unit, values=(), *, first="2016-10", known=None):
    """A series with its values, one a period; None is left out."""
    series = Series.objects.create(measure=measure, unit=unit)
    start = Period.parse(first)
    for n, value in enumerate(values):
        if value is not None:
            Observation.objects.create(
                series=series,
                period=start + n,
                value=value,
                known=known or datetime(2018, 10, 2, 9, tzinfo=UTC),
            )
    return series


def a_source(measure, *, owner=None, **fields):
    return Source.objects.create(
        **{
            "name": f"Tællere {next(_numbers)}",
            "owner": owner or measure.owner,
            "layout": Source.Layout.WIDE,
            "measure": measure,
            "frequency": "month",
            **fields,
        }
    )


def a_delivery(source, content=b"Library,2018-09\nFenham,1300\n", **fields):
    return Delivery.objects.create(
        **{
            "source": source,
            "filename": "besoeg.csv",
            "content": content,
            "sha256": sha256(content).hexdigest(),
            "arrived": datetime(2018, 10, 2, 9, tzinfo=UTC),
            "newest": Period.parse("2018-09"),
            **fields,
        }
    )


def a_scan(at=datetime(2018, 10, 5, 0, 10, tzinfo=UTC)):
    return Scan.objects.create(at=at, known=at)


def a_verdict(series, scan, period="2018-09", says="quiet", **fields):
    numbers = {"value": 1300.0, "expected": 1400.0, "low": 900.0, "high": 2300.0, "p": 0.6}
    if says in {"missing", "too_short", "closed"}:
        numbers = {}
    return Verdict.objects.create(
        series=series, scan=scan, period=Period.parse(period), says=says, **(numbers | fields)
    )


def a_deviation(measure, unit, group, post, *, scan, state="found", period="2018-09", also=(), **fields):
    """A deviation with its matter and first findings, as the scan would leave it. `also`: further measures."""
    at = scan.at
    matter = Matter.objects.create(
        kind="deviation" if unit else "common",
        state=state,
        since=at,
        opened=at,
        falls_due=datetime(2018, 10, 19, 22, tzinfo=UTC),
        post=post,
        asks=True,
    )
    Entry.objects.create(matter=matter, at=at, recorded=at, what="open")
    deviation = Deviation.objects.create(
        matter=matter, unit=unit, group=group, first_period=Period.parse(period), **fields
    )
    for one in (measure, *also):
        a_part(deviation, one, scan=scan, period=period)
    return deviation


def a_part(deviation, measure, *, scan, period="2018-09", direction="down"):
    """A measure's part in a deviation, with its finding."""
    unit, group = deviation.unit, deviation.group
    part = Part.objects.create(
        deviation=deviation,
        measure=measure,
        unit=unit,
        group=group,
        direction=direction,
        first_period=Period.parse(period),
    )
    judgement = {
        "measure": measure.key,
        "group": group.name,
        "period": period,
        "verdict": "local" if unit else "common",
        "value": 757.0,
        "expected": 1439.0,
        "low": 897.0,
        "high": 2309.0,
        "p": 0.001,
        "effect": -0.47,
        "direction": direction,
        "good": False,
        "lasted": 1,
        "siblings": 17,
        "alike": 0,
        "history": 60,
    } | ({"unit": unit.name} if unit else {})
    window = {"period": [period], "value": [757.0], "expected": [1439.0], "low": [897.0], "high": [2309.0]}
    units = (
        [unit.pk] if unit else list(Unit.objects.filter(ties_up__above=group).values_list("pk", flat=True))
    )
    Finding.objects.create(
        part=part,
        period=Period.parse(period),
        scan=scan,
        off=True,
        evidence={"window": window, "units": units, "judgement": judgement},
    )
    return part


def a_group(key="loen", **fields):
    names = {"name_da": key.capitalize(), "name_en": key.capitalize()}
    return AccountGroup.objects.create(key=key, **(names | fields))


def an_account(text="0022594001", cost_centre="", *, unit=None, group=None, known=MONEY_KNOWN):
    """An account, placed when a unit and a group are said."""
    account = Account.objects.create(text=text, cost_centre=cost_centre)
    if unit is not None:
        Placing.objects.create(account=account, unit=unit, group=group, known=known)
    return account


def a_money_source(layout=Source.Layout.POSTINGS, *, owner=None, **fields):
    rhythm = {"frequency": "day" if layout == Source.Layout.POSTINGS else "year"}
    return Source.objects.create(
        name=fields.pop("name", f"Økonomi {next(_numbers)}"),
        owner=owner or a_post(PostKind.DATA_OWNER),
        layout=layout,
        **(rhythm | fields),
    )


def a_posting(account, ore, day=date(2026, 3, 10), *, known=MONEY_KNOWN, source=None, **fields):
    """A posting of so many øre."""
    source = source or Source.objects.filter(layout="postings").first() or a_money_source()
    delivery = Delivery.objects.filter(source=source).first() or a_delivery(source, arrived=known)
    return Posting.objects.create(
        **{
            "source": source,
            "number": str(next(_numbers)),
            "account": account,
            "year": day.year,
            "month": day.month,
            "day": day,
            "amount": ore,
            "delivery": delivery,
            "known": known,
            **fields,
        }
    )


def a_budget_line(account=None, ore=100_000_00, year=2026, *, known=MONEY_KNOWN, **fields):
    """A budget of so many øre, of an account or (unit=, group=) straight to a unit."""
    return BudgetLine.objects.create(
        **{
            "account": account,
            "amount": ore,
            "year": year,
            "day": date(year, 1, 1),
            "known": known,
            "reference": f"b{next(_numbers)}",
            **fields,
        }
    )
