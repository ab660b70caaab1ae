"""The files that come: postings month by month, a budget each December, grants each August."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

from spillerum.site.demo import people
from spillerum.site.demo.money import prices
from spillerum.site.demo.money.activity import MONTHS, month
from spillerum.site.demo.money.budgets import grants, original
from spillerum.site.demo.money.costs import costs_of
from spillerum.site.demo.newcastle import Arrival, early, last_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spillerum.calendar.period import Period
    from spillerum.site.demo.money.budgets import Given

LIBRARIES = tuple(people.LEADERS)  # those with a leader, and so with a bag
POSTINGS, BUDGETS = "Økonomisystemet", "Budgettet"  # the sources
FRAME, FRAMED_FROM = "Bibliotekerne", 2019
MONTHLY_FROM = 2018  # before, a file a year
COMES_ON = 20  # of the month after, when a month's books are closed
POSTING = ("Bilagsnummer", "Dato", "Kontostreng", "Omkostningssted", "Beløb", "Tekst")
BUDGET = ("Reference", "Budgetår", "Enhed", "Kontogruppe", "Beløb", "Type", "Dato", "Begrundelse", "Ramme")


def money_arrivals(after: date, until: date) -> Iterator[Arrival]:
    """What arrives after a day, up to and including another; nothing once the libraries' own figures have ended."""
    until = min(until, last_day())
    for year in range(max(prices.FIRST_YEAR, after.year - 1), until.year + 2):
        for day, source, name in (*_budgets(year), *_postings(year)):
            if after < day <= until:
                yield Arrival(early(day), source, name, content_of(name))


def content_of(name: str) -> bytes:
    """The file of that name, as it comes."""
    kind, _, when = name.removesuffix(".csv").partition("-")
    if kind == "posteringer":
        of = when.split("-")
        months = [month(int(of[0]), int(n)) for n in of[1:] or range(1, MONTHS + 1)]
        return _written(POSTING, (row for one in months for row in _posted(one)))
    laying = original if kind == "budget" else grants
    return _written(
        BUDGET, (_line(one, int(when)) for library in LIBRARIES for one in laying(library, int(when)))
    )


def _budgets(year: int) -> Iterator[tuple[date, str, str]]:
    yield date(year - 1, *prices.BUDGET_ON), BUDGETS, f"budget-{year}.csv"
    yield date(year, *prices.GRANTED_ON), BUDGETS, f"tillaeg-{year}.csv"


def _postings(year: int) -> Iterator[tuple[date, str, str]]:
    if year < MONTHLY_FROM:
        yield _closed(month(year, MONTHS)), POSTINGS, f"posteringer-{year}.csv"
        return
    for n in range(1, MONTHS + 1):
        yield _closed(month(year, n)), POSTINGS, f"posteringer-{year}-{n:02d}.csv"


def _closed(of: Period) -> date:
    return (of + 1).first_day.replace(day=COMES_ON)


def _posted(of: Period) -> Iterator[Sequence[object]]:
    for place, library in enumerate(LIBRARIES, start=1):
        for line, cost in enumerate(costs_of(library, of), start=1):
            number = f"{of.first_day:%y%m}{place:02d}{line}"
            account = cost.account
            yield number, _danish(cost.day), account.string, library, _kroner(cost.ore), account.text


def _line(one: Given, year: int) -> Sequence[object]:
    reference = f"{year}-{one.kind}-{one.library}-{one.group}"
    frame = FRAME if year >= FRAMED_FROM else ""
    return (
        reference, year, one.library, one.group, _kroner(one.ore), one.kind, _danish(one.day), one.reason, frame,
    )  # fmt: skip


def _written(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def _danish(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def _kroner(ore: int) -> str:
    """12345,67"""
    return f"{ore / 100:.2f}".replace(".", ",")
