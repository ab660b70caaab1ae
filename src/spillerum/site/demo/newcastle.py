"""The files as they came: which arrived when, and what they held then.

Visits and loans have every published version. Enquiries, computer use and opening hours have only the last one, so the
demo lets them come by themselves the night after each period ends, cut to what had happened by then.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from spillerum.calendar.period import Frequency, Period
from spillerum.calendar.workdays import COPENHAGEN

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent / "data" / "newcastle"
PUBLISHED = ("visits", "loans")
BY_ITSELF = {"enquiries": Frequency.MONTH, "computer-use": Frequency.MONTH, "opening-hours": Frequency.YEAR}
ONE_IN_THE_MORNING = time(1)


@dataclass(frozen=True, order=True)
class Arrival:
    at: datetime
    source: str
    filename: str
    content: bytes


def arrivals(after: date, until: date) -> list[Arrival]:
    """Everything that arrives after a day, up to and including another, oldest first."""
    published = (arrival for source in PUBLISHED for arrival in _published(source, after, until))
    by_itself = (arrival for source in BY_ITSELF for arrival in _by_itself(source, after, until))
    return sorted([*published, *by_itself])


def last_day() -> date:
    """The day after which nothing more arrives."""
    return max(_day(path) for source in PUBLISHED for path in (FOLDER / source).glob("*.csv"))


def _published(source: str, after: date, until: date) -> Iterator[Arrival]:
    for path in sorted((FOLDER / source).glob("*.csv")):
        if after < _day(path) <= until:
            yield Arrival(early(_day(path)), source, f"{source}-{path.name}", path.read_bytes())


def _by_itself(source: str, after: date, until: date) -> Iterator[Arrival]:
    table = _table(source)
    for name in table[0][1:]:
        period = Period.parse(name)
        arrives = _hours_known(period) if source == "opening-hours" else (period + 1).first_day
        if after < arrives <= until and _holds(table, name):
            yield Arrival(early(arrives), source, f"{source}-{period}.csv", _cut(table, period))


def _hours_known(year: Period) -> date:
    """Opening hours are those of 31 March."""
    return year.first_day.replace(month=4)


def _table(source: str) -> list[list[str]]:
    with (FOLDER / f"{source}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def _holds(table: list[list[str]], name: str) -> bool:
    column = table[0].index(name)
    return any(len(row) > column and row[column].strip() for row in table[1:])


def _cut(table: list[list[str]], until: Period) -> bytes:
    columns = [0, *(i for i, name in enumerate(table[0]) if i and Period.parse(name) <= until)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in table:
        writer.writerow(_open(row[i]) if i < len(row) else "" for i in columns)
    return text.getvalue().encode()


def _open(cell: str) -> str:
    """A library that is “closed” has no opening hours to give."""
    return "" if cell == "closed" else cell


def early(day: date) -> datetime:
    return datetime.combine(day, ONE_IN_THE_MORNING, COPENHAGEN)


def _day(path: Path) -> date:
    return date.fromisoformat(path.stem)
