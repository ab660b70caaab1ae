"""A person says where accounts belong; it counts for all of their history, known from now."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Max

from spillerum.calendar.now import now
from spillerum.money.access import MoneyPermission
from spillerum.money.intake.accounts import BATCH
from spillerum.money.models import Placing
from spillerum.money.queries.places import Place, places
from spillerum.money.services.deed import deed, note_down

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from spillerum.money.models import Account, AccountGroup
    from spillerum.organisation.models import Unit
    from spillerum.people.access import Viewer

_TICK = timedelta(microseconds=1)


def place(
    *,
    viewer: Viewer | None,
    accounts: Sequence[Account],
    unit: Unit,
    group: AccountGroup,
    why: str = "",
    at: datetime | None = None,
) -> int:
    """They belong to the unit's group, whatever the rules come to say. Returns how many did not before."""
    return _by_hand(viewer, accounts, Place(unit.pk, group.pk), why, at)


def set_aside(
    *, viewer: Viewer | None, accounts: Sequence[Account], why: str, at: datetime | None = None
) -> int:
    """They are nobody's budget. Returns how many were not set aside before."""
    return _by_hand(viewer, accounts, Place(None, None), why, at)


def keep_placings(rows: Iterable[Placing], *, known: datetime) -> None:
    """Known from then, or just after what was known of the account before."""
    new = list(rows)
    newest = dict(Placing.objects.order_by().values_list("account").annotate(Max("known")))
    for row in new:
        row.known = max(known, newest.get(row.account_id, known - _TICK) + _TICK)
    Placing.objects.bulk_create(new, batch_size=BATCH)


def placed_by_hand() -> set[int]:
    """The accounts a person has placed last."""
    newest = Placing.objects.order_by("known", "pk").values_list("account", "by_hand")
    return {account for account, by_hand in dict(newest).items() if by_hand}


def _by_hand(
    viewer: Viewer | None, accounts: Sequence[Account], there: Place, why: str, at: datetime | None
) -> int:
    at = at or now()
    with deed(viewer, MoneyPermission.PLACE):
        known, held = places(), placed_by_hand()
        moved = [account for account in accounts if known.get(account.pk) != there]
        said = [account for account in accounts if account in moved or account.pk not in held]
        rows = (
            Placing(
                account=account, unit_id=there.unit, group_id=there.group,
                why=why.strip()[:400], by=viewer.user if viewer else None, by_hand=True,
            )
            for account in said
        )  # fmt: skip
        keep_placings(rows, known=at)
        for account in said:
            facts = {"unit": there.unit, "group": there.group}
            note_down(f"account:{account.pk}", "place", viewer, at, note=why.strip(), data=facts)
    return len(moved)
