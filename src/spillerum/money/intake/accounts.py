"""Accounts of a file: those that are new begin here, and get their place where a rule gives one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

from spillerum.calendar.now import today
from spillerum.figures.naming import folded
from spillerum.money.models import Account, AccountRule, Placing
from spillerum.money.rules import Rule, Rules
from spillerum.money.tree import tree_on
from spillerum.organisation.models import Unit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

T = TypeVar("T")
BATCH = 5000
Pair = tuple[str, str]
"""An account string and a cost centre."""


def account_ids(pairs: Collection[Pair], *, known: datetime) -> dict[Pair, int]:
    """The accounts' ids. Runs in the transaction of the deed that asks.

    Accounts without a place get one where a rule now gives one: the unit it names may have come since.
    """
    there = _existing(pairs)
    if new := [pair for pair in pairs if pair not in there]:
        rows = [Account(text=text, cost_centre=centre) for text, centre in sorted(new)]
        Account.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
        there |= _existing(new)  # another source may have brought the same one
    _place_by_rules(known)
    return there


def _place_by_rules(known: datetime) -> None:
    lacking = Account.objects.filter(placings__isnull=True).values_list("pk", "text", "cost_centre")
    accounts = {pk: (text, centre) for pk, text, centre in lacking}
    rows = placings_of(accounts, current_rules(), known=known) if accounts else []
    Placing.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def placings_of(accounts: dict[int, Pair], rules: Rules, *, known: datetime) -> list[Placing]:
    """What the rules say of the accounts, not saved; of those no rule speaks of, nothing."""
    named = units_by_name() if any(rule.group and not rule.unit for rule in rules.rules) else {}
    found = []
    for pk, (text, centre) in accounts.items():
        rule = rules.match(text, centre)
        if rule is None:
            continue
        unit = None if rule.group is None else rule.unit or named.get(folded(centre))
        if rule.group is None or unit is not None:
            found.append(
                Placing(account_id=pk, unit_id=unit, group_id=rule.group, known=known, why=str(rule)[:400])
            )
    return found


def current_rules() -> Rules:
    rows = AccountRule.objects.filter(replaced__isnull=True).order_by("place")
    return Rules(
        [Rule(*row) for row in rows.values_list("text", "cost_centre", "unit_id", "group_id", "note")]
    )


def units_by_name() -> dict[str, int]:
    """Units by their names, whatever the case.

    A name that several bear is for a person to sort out, unless one has the money of them all: it carries on the others.
    """
    found: dict[str, list[int]] = defaultdict(list)
    for pk, name in Unit.objects.order_by("pk").values_list("pk", "name"):
        found[folded(name)].append(pk)
    if any(len(pks) > 1 for pks in found.values()):
        carrier = tree_on(today()).carrier
        found = {name: pks if len(pks) == 1 else _heir(pks, carrier) for name, pks in found.items()}
    return {name: pks[0] for name, pks in found.items() if len(pks) == 1}


def _heir(units: list[int], carrier: Mapping[int, int]) -> list[int]:
    """The one among them that carries all the others; else all."""
    heirs = {carrier[unit] for unit in units}
    return list(heirs) if len(heirs) == 1 and heirs <= set(units) else units


def chunks(some: Sequence[T]) -> Iterator[Sequence[T]]:
    """A database takes only so many parameters in one question."""
    return (some[start : start + BATCH] for start in range(0, len(some), BATCH))


def _existing(pairs: Iterable[Pair]) -> dict[Pair, int]:
    wanted = set(pairs)
    found: dict[Pair, int] = {}
    for texts in chunks(sorted({text for text, _ in wanted})):
        rows = Account.objects.filter(text__in=texts).values_list("text", "cost_centre", "pk")
        found |= {(text, centre): pk for text, centre, pk in rows if (text, centre) in wanted}
    return found
