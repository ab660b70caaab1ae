"""How each bag will end, held against its budget: the analysis once, sums in each simulated world, and what siblings share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.conf import settings

from spillerum.analysis.yearend.forecast import year_end
from spillerum.analysis.yearend.outlook import summed
from spillerum.forecasts.books import ORE
from spillerum.forecasts.pressure import pressures
from spillerum.money.models import AccountGroup
from spillerum.money.verdict import Materiality, Verdict, YearEnd, beside_one_another, year_end_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from spillerum.analysis.yearend.outlook import Outlook
    from spillerum.forecasts.books import Books, Known
    from spillerum.forecasts.pressure import Pressure
    from spillerum.money.queries.spending import Key

DRAWS = 1000
FEWER = 250  # simulated worlds, where there are so many bags that all of them would not be in memory
MANY = 20_000  # bags


@dataclass(frozen=True)
class Amounts:
    """Øre, as the rows keep them (models.Outlook)."""

    spent: int
    budget: int | None
    committed: int = 0
    assumed: int = 0
    planned: int = 0

    @property
    def kroner(self) -> float | None:
        """The budget."""
        return None if self.budget is None else self.budget / ORE


@dataclass(frozen=True)
class Bag:
    """One bag of one unit. group None: all of them. outlook: in kroner, what is planned left out.

    own_over, own_under: the chances without what most siblings share.
    """

    unit: int
    group: int | None
    below: bool
    end: YearEnd
    outlook: Outlook | None
    ore: Amounts
    own_over: float | None = None
    own_under: float | None = None

    def chances(self, kroner: float = 0.0) -> tuple[float, float] | None:
        """Of ending over and under the budget by more than is material, if so much came on top."""
        if self.outlook is None or self.end.p_over is None:
            return None
        end = year_end_of(moved(self.outlook, kroner), self.ore.kroner, self.end.materiality, unit=None)
        return end.p_over or 0.0, end.p_under or 0.0


@dataclass(frozen=True)
class Judged:
    """All bags of a year, and what presses on whole groups of siblings."""

    bags: list[Bag]
    pressures: list[Pressure]


def judge(books: Books) -> Judged:
    """Nothing is written."""
    material = _materialities()
    keys = list(books.series)
    draws = FEWER if len(keys) > MANY else DRAWS
    found = year_end([books.series[key] for key in keys], year=books.year, at=books.at, draws=draws)
    outlooks = dict(zip(keys, found, strict=True))
    lines = [_line(key, outlooks.get(key), books, material) for key in sorted({*books.budgets, *keys})]
    whole = _whole(lines, books, material[None])
    pressing, own = pressures(whole, books.beside)
    whole = _beside([own.get(bag.unit, bag) for bag in whole], books)
    return Judged([*lines, *whole, *_sums(lines, whole, books, material)], pressing)


def moved(outlook: Outlook, kroner: float) -> Outlook:
    """With an amount on top that is certain."""
    if not kroner:
        return outlook
    ends = {name: getattr(outlook, name) + kroner for name in ("total", "low80", "high80", "low90", "high90")}
    return replace(outlook, draws=outlook.draws + kroner, **ends)


def _materialities() -> dict[int | None, Materiality]:
    """An account group's own; of the whole bag the stated default (money.verdict)."""
    sure = settings.FORECAST_SURE / 100
    found: dict[int | None, Materiality] = {None: Materiality(sure=sure)}
    for pk, ore, share in AccountGroup.objects.values_list("pk", "materiality_ore", "materiality_share"):
        found[pk] = Materiality(ore / ORE, float(share), sure, said=True)
    return found


def _line(key: Key, outlook: Outlook | None, books: Books, material: Mapping[int | None, Materiality]) -> Bag:
    said = books.known.get(key)
    ore = Amounts(
        spent=books.spent.get(key, 0),
        budget=books.budgets.get(key),
        committed=_coming(said) if outlook else 0,
        planned=said.planned if said else 0,
    )
    return _bag(key, outlook, books, material[key[1]], ore)


def _whole(lines: Iterable[Bag], books: Books, material: Materiality) -> list[Bag]:
    """Each unit's own bag: its groups in each world, and what was said of no one group."""
    by_unit: dict[int, list[Bag]] = defaultdict(list)
    for line in lines:
        by_unit[line.unit].append(line)
    return [_together(unit, None, some, books, material, own=True) for unit, some in sorted(by_unit.items())]


def _sums(
    lines: Sequence[Bag], whole: Sequence[Bag], books: Books, material: Mapping[int | None, Materiality]
) -> list[Bag]:
    """Of the units that have others below them: by account group, and the whole."""
    parts: dict[tuple[int, int | None], list[Bag]] = defaultdict(list)
    above = set(books.tree.parents.values())
    for bag in (*lines, *whole):
        for unit in books.tree.upwards(bag.unit):
            if unit in above:
                parts[unit, bag.group].append(bag)
    found: list[Bag] = []
    for (unit, group), some in parts.items():
        bag = _together(unit, group, some, books, material[group], own=False)
        found.append(replace(bag, below=True, end=_held(bag, some)))
    return found


def _held(bag: Bag, some: Sequence[Bag]) -> YearEnd:
    """Not held against its budget where what has none is, by itself, more than would matter."""
    if bag.ore.kroner is None or bag.outlook is None:
        return bag.end
    unheld = sum(one.outlook.total for one in some if one.outlook is not None and one.ore.budget is None)
    demand = max(bag.end.materiality.absolute, bag.end.materiality.relative * abs(bag.ore.kroner))
    if abs(unheld) <= demand:
        return bag.end
    return replace(bag.end, verdict=Verdict.NO_BUDGET, p_over=None, p_under=None)


def _together(
    unit: int, group: int | None, some: Sequence[Bag], books: Books, material: Materiality, *, own: bool
) -> Bag:
    """Several bags as one. Where a group has a budget and never a posting, it is taken to be spent as budgeted."""
    said = books.known.get((unit, None)) if own else None
    outlooks = [bag.outlook for bag in some if bag.outlook is not None]
    budgets = [bag.ore.budget for bag in some if bag.ore.budget is not None]
    lacking = sum(bag.ore.budget or 0 for bag in some if bag.outlook is None)
    ore = Amounts(
        spent=sum(bag.ore.spent for bag in some),
        budget=sum(budgets) if budgets else None,
        committed=sum(bag.ore.committed for bag in some) + _coming(said),
        assumed=sum(bag.ore.assumed for bag in some) + lacking if outlooks else 0,
        planned=sum(bag.ore.planned for bag in some) + (said.planned if said else 0),
    )
    outlook = summed(outlooks, str(unit)) if outlooks else None
    if outlook is not None:
        outlook = moved(outlook, (lacking + _coming(said)) / ORE)
    return _bag((unit, group), outlook, books, material, ore)


def _bag(
    key: tuple[int, int | None], outlook: Outlook | None, books: Books, material: Materiality, ore: Amounts
) -> Bag:
    unit, group = key
    if outlook is None:
        missing = Verdict.MISSING
        end = YearEnd(str(unit), missing, books.year, books.at, budget=ore.kroner, materiality=material)
    else:
        end = year_end_of(outlook, ore.kroner, material, unit=str(unit), gaps=books.gaps)
    return Bag(unit, group, below=False, end=end, outlook=outlook, ore=ore)


def _coming(said: Known | None) -> int:
    """Known to come in the months left of the year."""
    return sum(said.committed.values()) if said else 0


def _beside(whole: Sequence[Bag], books: Books) -> list[Bag]:
    """With how many of its siblings are judged, and of how many the same is said."""
    ends = [replace(bag.end, group=str(books.beside.get(bag.unit, ""))) for bag in whole]
    return [replace(bag, end=end) for bag, end in zip(whole, beside_one_another(ends), strict=True)]
