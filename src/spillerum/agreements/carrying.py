"""What is left of a closed year goes into the next, as the political frame has it. By the frame's rule, never by asking."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from spillerum.agreements.frames import frames_of, organisation_at
from spillerum.agreements.turns import MONEY
from spillerum.calendar.now import now, today
from spillerum.matters.services import record
from spillerum.matters.turns import turn
from spillerum.money.models import BudgetLine, FinancialYear
from spillerum.money.queries import budget_of, spent_by_month

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from spillerum.money.models import Frame
    from spillerum.money.tree import Tree

_TICK = timedelta(microseconds=1)


def carry_over_closed_years(*, at: datetime | None = None) -> int:
    """Carry what is left of every year whose books have closed; how many lines that wrote. Safe to run again:
    what is carried already is left as it is, and where a reopened year ended otherwise it is corrected. A year of which
    the house has no postings, or no budgets, has nothing that could be said to be left."""
    moment = at or now()
    closed = FinancialYear.objects.filter(closes_on__lt=today(), year__gte=today().year - 2)
    days = closed.order_by("year").values_list("year", "closes_on")
    return sum(_carry(year, closing, moment) for year, closing in days if closing)


def carried(left: Mapping[int, int], budget: int, frame: Frame | None) -> dict[int, int]:
    """Account group to the øre carried of what is `left` in each: their sum is what the frame lets through.

    Of a surplus the frame's share, at most its share of the budget; a deficit in whole or not at all. It is parted over
    the groups whose rest points the same way, by how large it is. Without a frame nothing is carried.
    """
    net = sum(left.values())
    if frame is None or net == 0 or (net < 0 and not frame.deficit_carried):
        return {}
    allowed = net
    if net > 0:
        most = None if frame.surplus_most is None else _share(abs(budget), frame.surplus_most)
        allowed = _share(net, frame.surplus_kept)
        allowed = allowed if most is None else min(allowed, most)
    alike = {group: rest for group, rest in sorted(left.items()) if rest * net > 0}
    return {group: part for group, part in parted(allowed, alike).items() if part}


def parted(ore: int, weights: Mapping[int, int]) -> dict[int, int]:
    """The øre parted by weights of its own sign, to the øre (largest remainder; of equal ones the first gets it)."""
    total = sum(weights.values())
    parts = {key: divmod(abs(ore) * abs(weight), abs(total)) for key, weight in weights.items()}
    over = abs(ore) - sum(whole for whole, _ in parts.values())
    lucky = set(sorted(parts, key=lambda key: -parts[key][1])[:over])
    sign = 1 if ore > 0 else -1
    return {key: sign * (whole + (key in lucky)) for key, (whole, _) in parts.items()}


def _share(ore: int, share: Decimal) -> int:
    return int((Decimal(ore) * share).to_integral_value(ROUND_HALF_EVEN))


def _carry(year: int, closing: date, at: datetime) -> int:
    with turn(MONEY):
        tree = organisation_at(closing)
        budgets, spent = budget_of(None, year, tree=tree), spent_by_month(None, year, tree=tree)
        if not budgets or not spent:
            return 0
        left: dict[int, dict[int, int]] = defaultdict(dict)
        for unit, group in {**budgets, **spent}:
            budget = budgets[unit, group].total if (unit, group) in budgets else 0
            left[unit][group] = budget - sum(spent.get((unit, group), []))
        for unit in _carried_by_the_books(year + 1, tree):
            left.pop(unit, None)
        frames = frames_of(left, year, tree)
        wanted = {}
        for unit, rest in left.items():
            budget = sum(one.total for (of, _), one in budgets.items() if of == unit)
            for group, ore in carried(rest, budget, frames.get(unit)).items():
                wanted[f"carried:{year}:{unit}:{group}"] = (unit, group, ore)
        return _write(year, wanted, at)


def _carried_by_the_books(year: int, tree: Tree) -> set[int]:
    """Units whose carry-over a file of budgets tells: theirs is not reckoned as well."""
    told = BudgetLine.objects.filter(
        year=year, kind=BudgetLine.Kind.CARRIED, source__isnull=False, replaced__isnull=True
    )
    lines = set(told.values_list("pk", flat=True))
    budgets = budget_of(None, year, tree=tree) if lines else {}
    return {unit for (unit, _), one in budgets.items() if any(line.id in lines for line in one.lines)}


def _write(year: int, wanted: Mapping[str, tuple[int, int, int]], at: datetime) -> int:
    """The lines of the next year, where they are not there already."""
    rows = BudgetLine.objects.filter(year=year + 1, kind=BudgetLine.Kind.CARRIED, source__isnull=True)
    there = {line.reference: line for line in rows.filter(replaced__isnull=True)}
    gone = [line.pk for reference, line in there.items() if _differs(line, wanted.get(reference))]
    new = {ref: one for ref, one in wanted.items() if ref not in there or there[ref].pk in gone}
    at = max([at, *(line.known + _TICK for line in there.values() if line.pk in gone)])
    BudgetLine.objects.filter(pk__in=gone).update(replaced=at)
    BudgetLine.objects.bulk_create(
        BudgetLine(
            reference=reference, year=year + 1, unit_id=unit, group_id=group, kind=BudgetLine.Kind.CARRIED,
            amount=ore, day=date(year + 1, 1, 1), known=at,
        )
        for reference, (unit, group, ore) in new.items()
    )  # fmt: skip
    changed = {unit for unit, _, _ in new.values()}
    changed |= {line.unit_id for line in there.values() if line.pk in gone and line.unit_id}
    for unit in sorted(changed):
        amount = sum(ore for of, _, ore in wanted.values() if of == unit)
        record(about=f"unit:{unit}", what="carried_over", at=at, data={"year": year, "amount": amount})
    return len(new)


def _differs(line: BudgetLine, wanted: tuple[int, int, int] | None) -> bool:
    return wanted != (line.unit_id, line.group_id, line.amount)
