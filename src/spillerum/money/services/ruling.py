"""The rules are set as a whole, and every account that no person has placed is placed by them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spillerum.calendar.now import now
from spillerum.money.access import MoneyPermission
from spillerum.money.intake.accounts import current_rules, placings_of
from spillerum.money.models import Account, AccountRule
from spillerum.money.queries.places import Place, places
from spillerum.money.rules import Rules
from spillerum.money.services.deed import deed, note_down
from spillerum.money.services.placing import keep_placings, placed_by_hand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from spillerum.money.models import Placing
    from spillerum.money.rules import Rule
    from spillerum.people.access import Viewer


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules came to. placed: accounts that had no place; moved: that had another."""

    placed: int
    moved: int
    without: int  # accounts that still have no place


def set_rules(*, viewer: Viewer | None, rules: Sequence[Rule], at: datetime | None = None) -> Ruled:
    """These rules in this order count from now, for all accounts and all of their history.

    What a person has placed stays, and so does an account that no rule speaks of any more. The same rules again place
    what they could not place before.
    """
    at = at or now()
    with deed(viewer, MoneyPermission.PLACE):
        if list(current_rules().rules) != list(rules):
            _replace(rules, at)
            note_down("accounts", "set_rules", viewer, at, note=str(len(rules)))
        before = places()
        changed = _changed(Rules(rules), before, at)
        keep_placings(changed, known=at)
        placed = sum(row.account_id not in before for row in changed)
        return Ruled(placed, len(changed) - placed, Account.objects.filter(placings__isnull=True).count())


def what_rules_would_do(rules: Sequence[Rule]) -> Ruled:
    """`set_rules`, without doing it."""
    before = places()
    changed = _changed(Rules(rules), before, now())
    placed = sum(row.account_id not in before for row in changed)
    without = Account.objects.filter(placings__isnull=True).count() - placed
    return Ruled(placed, len(changed) - placed, without)


def _replace(rules: Sequence[Rule], at: datetime) -> None:
    AccountRule.objects.filter(replaced__isnull=True).update(replaced=at)
    AccountRule.objects.bulk_create(
        AccountRule(
            place=place,
            text=rule.text,
            cost_centre=rule.cost_centre,
            unit_id=rule.unit,
            group_id=rule.group,
            note=rule.note,
            known=at,
        )
        for place, rule in enumerate(rules, start=1)
    )


def _changed(rules: Rules, before: dict[int, Place], at: datetime) -> list[Placing]:
    by_hand = placed_by_hand()
    accounts = {
        pk: (text, centre)
        for pk, text, centre in Account.objects.values_list("pk", "text", "cost_centre")
        if pk not in by_hand
    }
    found = placings_of(accounts, rules, known=at)
    return [row for row in found if before.get(row.account_id) != Place(row.unit_id, row.group_id)]
