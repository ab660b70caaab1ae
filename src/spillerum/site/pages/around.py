"""What goes on around a viewer without waiting for the viewer: own matters on their way, common causes, colleagues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from spillerum.deviations.queries import open_deviations
from spillerum.matters.letters import silence_in_words
from spillerum.matters.queries import cards

if TYPE_CHECKING:
    from collections.abc import Collection

    from spillerum.matters.kinds import Card
    from spillerum.matters.models import Matter
    from spillerum.people.access import Viewer


@dataclass(frozen=True)
class Told:
    """A matter as a line."""

    matter: Matter
    card: Card
    silence: str


@dataclass(frozen=True)
class Around:
    """`own`: answered and on their way, or with somebody else; `common`: shared causes; `asking`: colleagues who ask."""

    own: list[Told]
    common: list[Told]
    asking: list[Told]


def around(viewer: Viewer, unit_ids: Collection[int], group_ids: Collection[int]) -> Around:
    """Three queries."""
    asking = Q(matter__state="helping", group__in=group_ids)
    found = list(
        open_deviations().filter(Q(unit__in=unit_ids) | Q(unit__isnull=True, group__in=group_ids) | asking)
    )
    told = told_of([d.matter for d in found if not _waits_for(viewer, d.matter)])
    lines = [(d, told[d.matter_id]) for d in found if d.matter_id in told]
    return Around(
        own=[line for d, line in lines if d.unit_id in unit_ids],
        common=[line for d, line in lines if d.unit_id is None],
        asking=[line for d, line in lines if d.unit_id is not None and d.unit_id not in unit_ids],
    )


def common_causes(_viewer: Viewer) -> list[Told]:
    """What is off everywhere. Three queries."""
    return list(told_of([d.matter for d in open_deviations().filter(unit__isnull=True)]).values())


def told_of(matters: list[Matter]) -> dict[int, Told]:
    """Lines by matter, in the order given. Two queries."""
    told = cards(matters)
    return {m.pk: Told(m, told[m.pk], silence_in_words(m)) for m in matters}


def _waits_for(viewer: Viewer, matter: Matter) -> bool:
    return matter.asks and matter.post_id in viewer.post_ids
