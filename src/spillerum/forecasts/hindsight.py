"""The forecasts' own hit-rate: when a year's books have closed, what would have been said of it each month, out of time.

Each month is judged as on the night it settled, from the books as they were known that night; where the house had no
books then, from what they say now of the months up to it. Worked out in the night, never in a request.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Max, Min

from spillerum.calendar.now import now
from spillerum.calendar.workdays import COPENHAGEN, end_of
from spillerum.forecasts.books import ORE, read
from spillerum.forecasts.due import closing_day, first_month, settled_on
from spillerum.forecasts.judging import judge
from spillerum.forecasts.models import GroupHindsight, Hindsight, HitRate, YearReview
from spillerum.matters.turns import turn
from spillerum.money.models import Posting
from spillerum.money.queries import spent_in_years, summed_up

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from spillerum.analysis.series import Floats
    from spillerum.calendar.period import Period
    from spillerum.forecasts.books import Books
    from spillerum.forecasts.judging import Bag

MONTHS_SAID = 11  # after the twelfth there is nothing to foresee
Totals = dict[tuple[int, "int | None", bool], int]
"""Unit, account group (None: whole), with all below, to øre."""


@dataclass(frozen=True)
class Looked:
    """One month of the year: as it was known, the bags that were forecast, and how they and the year before ended (øre).

    taken: in neither, and the same on all sides: what has a budget and never a posting.
    """

    at: Period
    as_known: bool
    bags: list[Bag]
    actual: Totals
    before: Totals
    taken: Totals


def review_closed_years(*, at: datetime | None = None) -> int:
    """Look back on every closed year that has not been; how many. Safe to run twice and two at once."""
    at = at or now()
    day = at.astimezone(COPENHAGEN).date()
    return sum(_review(year, closing_day(year), at) for year in _closed(day) if _lacks(year))


def _closed(day: date) -> list[int]:
    """Closed years with a year before them in the books."""
    span = Posting.objects.aggregate(first=Min("year"), last=Max("year"))
    if span["first"] is None:
        return []
    return [year for year in range(span["first"] + 1, span["last"] + 1) if closing_day(year) < day]


def _lacks(year: int) -> bool:
    return not YearReview.objects.filter(year=year, closed_on=closing_day(year)).exists()


def _review(year: int, closed_on: date, at: datetime) -> bool:
    months = [first_month(year) + n for n in range(MONTHS_SAID)]
    looked = [one for month in months if (one := _look(year, month)) is not None]
    with turn("hindsight"):
        if not _lacks(year):
            return False
        YearReview.objects.filter(year=year).delete()
        review = YearReview.objects.create(year=year, closed_on=closed_on, made=at)
        for one in looked:
            _keep(review, one)
        _sum_up()
    return True


def _look(year: int, month: Period) -> Looked | None:
    then = end_of(settled_on(month))
    books = read(year, month, then)
    as_known = books is not None and books.at == month
    if not as_known:
        books = read(year, month, None)
    if books is None or books.at != month:
        return None  # nobody has a posting in the month
    bags, (actual, before) = judge(books).bags, _ended(books)
    told = [bag for bag in bags if bag.outlook is not None]
    return Looked(month, as_known, told, actual, before, _taken(bags, actual, books))


def _taken(bags: Sequence[Bag], actual: Totals, books: Books) -> Totals:
    """Budgets of account groups that never had a posting in the year: taken as spent, by the forecast and by what came."""
    taken: Totals = defaultdict(int)
    for bag in bags:
        never = bag.outlook is None and (bag.unit, bag.group, False) not in actual
        if bag.group is not None and not bag.below and never:
            taken[bag.unit, None, False] += bag.ore.budget or 0
            for over in books.tree.upwards(bag.unit):
                taken[over, None, True] += bag.ore.budget or 0
    return taken


def _ended(books: Books) -> tuple[Totals, Totals]:
    """What the year and the year before came to, by unit and group (None: whole), own and with all below."""
    years = spent_in_years(None, books.year - 1, books.year, tree=books.tree)
    found: list[Totals] = []
    for year in (books.year, books.year - 1):
        own = {key: sum(of[year]) for key, of in years.items() if year in of}
        totals: Totals = defaultdict(int)
        for below, amounts in ((False, own), (True, summed_up(own, books.tree))):
            for (unit, group), ore in amounts.items():
                totals[unit, group, below] += ore
                totals[unit, None, below] += ore
        found.append(dict(totals))
    return found[0], found[1]


def _keep(review: YearReview, looked: Looked) -> None:
    rows = [row for bag in looked.bags if bag.group is None and (row := _row(review, looked, bag))]
    Hindsight.objects.bulk_create(rows, batch_size=500)
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for bag in looked.bags:
        if bag.group is not None and not bag.below and bag.outlook is not None:
            actual = looked.actual.get((bag.unit, bag.group, False), 0) / ORE
            counts[bag.group] += Counter(
                cases=1,
                inside80=bag.outlook.low80 <= actual <= bag.outlook.high80,
                inside90=bag.outlook.low90 <= actual <= bag.outlook.high90,
            )
    GroupHindsight.objects.bulk_create(
        GroupHindsight(
            review=review, at=looked.at, group_id=group,
            cases=count["cases"], inside80=count["inside80"], inside90=count["inside90"],
        )
        for group, count in sorted(counts.items())
    )  # fmt: skip


def _row(review: YearReview, looked: Looked, bag: Bag) -> Hindsight | None:
    key = (bag.unit, bag.group, bag.below)
    if bag.outlook is None or key not in looked.actual:
        return None
    ends = {
        name: round(getattr(bag.outlook, name) * ORE)
        for name in ("total", "low80", "high80", "low90", "high90")
    }
    taken, before = looked.taken.get(key, 0), looked.before.get(key)
    actual = looked.actual[key] + taken
    straight = round(bag.ore.spent * 12 / (looked.at.season + 1)) + taken
    return Hindsight(
        review=review, at=looked.at, unit_id=bag.unit, below=bag.below, as_known=looked.as_known,
        actual=actual, straight=straight, last_year=None if before is None else before + taken,
        budget=bag.ore.budget, said=bag.end.verdict.value if bag.end.needs_attention else "",
        ended=_side(bag, actual), **ends,
    )  # fmt: skip


def _side(bag: Bag, actual: int) -> str:
    if bag.ore.budget is None:
        return ""
    material = bag.end.materiality
    demand = max(material.absolute * ORE, material.relative * abs(bag.ore.budget))
    away = actual - bag.ore.budget
    return "" if abs(away) <= demand else "over" if away > 0 else "under"


def _sum_up() -> None:
    """All reviewed years, by month."""
    HitRate.objects.all().delete()
    found: dict[tuple[int, bool], list[Hindsight]] = defaultdict(list)
    for row in Hindsight.objects.all().iterator(chunk_size=5_000):
        found[row.at.season + 1, row.below].append(row)
    HitRate.objects.bulk_create(
        _hit_rate(month, rows, below=below) for (month, below), rows in sorted(found.items())
    )


def _hit_rate(month: int, rows: list[Hindsight], *, below: bool) -> HitRate:
    actual = np.array([row.actual for row in rows], dtype=np.float64)
    before = np.array([np.nan if row.last_year is None else row.last_year for row in rows])
    return HitRate(
        month=month,
        below=below,
        cases=len(rows),
        inside80=sum(row.low80 <= row.actual <= row.high80 for row in rows),
        inside90=sum(row.low90 <= row.actual <= row.high90 for row in rows),
        error=_median_off(np.array([row.total for row in rows]), actual) or 0.0,
        straight=_median_off(np.array([row.straight for row in rows]), actual) or 0.0,
        last_year=_median_off(before, actual),
        calls=sum(bool(row.said) for row in rows),
        calls_right=sum(bool(row.said) and row.said == row.ended for row in rows),
        as_known=sum(row.as_known for row in rows),
    )


def _median_off(said: Floats, actual: Floats) -> float | None:
    """How far off, as a share of what it came to; of those where both are known."""
    known = np.isfinite(said) & (actual != 0)
    if not known.any():
        return None
    return float(np.median(np.abs(said[known] - actual[known]) / np.abs(actual[known])))
