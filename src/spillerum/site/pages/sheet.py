"""What a page knows of deviations, read once: the open ones it may tell of, each as a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spillerum.deviations.kinds import card
from spillerum.deviations.queries import newest_findings
from spillerum.matters.letters import silence_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spillerum.deviations.models import Deviation
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
class Sheet:
    """Deviations with their lines, by matter."""

    deviations: list[Deviation]
    lines: dict[int, Told]

    def of(self, deviations: Iterable[Deviation]) -> list[Told]:
        return [self.lines[d.matter_id] for d in deviations]


def sheet_of(deviations: Iterable[Deviation]) -> Sheet:
    """One query."""
    some = list(deviations)
    findings = newest_findings([d.pk for d in some])
    lines = {
        d.matter_id: Told(d.matter, card(d, findings.get(d.pk)), silence_in_words(d.matter)) for d in some
    }
    return Sheet(some, lines)


def waits_for(viewer: Viewer, matter: Matter) -> bool:
    return matter.asks and matter.post_id in viewer.post_ids
