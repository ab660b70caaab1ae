"""Where an account without a place may belong: where those of the same cost centre and of the same account string do."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from spillerum.figures.naming import folded
from spillerum.money.intake.accounts import units_by_name
from spillerum.money.models import Account
from spillerum.money.queries.places import places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spillerum.money.queries.places import Unplaced


@dataclass(frozen=True, slots=True)
class Suggestion:
    """None: nothing speaks for any one."""

    unit: int | None
    group: int | None


def suggestions(lacking: Sequence[Unplaced]) -> dict[int, Suggestion]:
    """Account to its suggestion. A unit: that of most accounts of the cost centre, else the one it names. A group: that
    of most accounts of the same string. A tie speaks for none. Three queries.
    """
    centres = {one.cost_centre for one in lacking if one.cost_centre}
    texts = {one.text for one in lacking}
    like = Account.objects.filter(Q(cost_centre__in=centres) | Q(text__in=texts))
    placed, named = places(accounts=like), units_by_name()
    units: dict[str, Counter[int]] = defaultdict(Counter)
    groups: dict[str, Counter[int]] = defaultdict(Counter)
    for pk, text, centre in like.values_list("pk", "text", "cost_centre"):
        there = placed.get(pk)
        if there is not None and there.unit is not None and there.group is not None:
            units[centre][there.unit] += 1
            groups[text][there.group] += 1
    return {
        one.account_id: Suggestion(
            _most(units, one.cost_centre) or named.get(folded(one.cost_centre)), _most(groups, one.text)
        )
        for one in lacking
    }


def _most(counts: Mapping[str, Counter[int]], key: str) -> int | None:
    """The one counted most often; None where two are, or none. Accounts without a cost centre have nothing in common."""
    first = counts[key].most_common(2) if key and key in counts else []
    if not first or (len(first) > 1 and first[0][1] == first[1][1]):
        return None
    return first[0][0]
