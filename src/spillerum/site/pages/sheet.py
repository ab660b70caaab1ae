"""What a page knows of deviations, read once: each as a line, with what people have said to it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spillerum.deviations.kinds import card
from spillerum.deviations.queries import newest_findings
from spillerum.matters.letters import silence_in_words
from spillerum.matters.models import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spillerum.deviations.models import Deviation
    from spillerum.matters.kinds import Card
    from spillerum.matters.models import Matter
    from spillerum.people.access import Viewer


@dataclass(frozen=True)
class Told:
    """A matter as a line. `said`: the newest answer with words to it, and who gave it."""

    matter: Matter
    card: Card
    silence: str
    said: Entry | None = None


@dataclass(frozen=True)
class Sheet:
    """Deviations with their lines and with what people have said, by matter."""

    deviations: list[Deviation]
    lines: dict[int, Told]
    entries: dict[int, list[Entry]] = field(default_factory=dict)

    def of(self, deviations: Iterable[Deviation]) -> list[Told]:
        return [self.lines[d.matter_id] for d in deviations]


def sheet_of(deviations: Iterable[Deviation], *, evidence: bool = True) -> Sheet:
    """Two queries; one where the lines need no evidence (no sentence, no picture, no count of units)."""
    some = list(deviations)
    findings = newest_findings([d.pk for d in some]) if evidence else {}
    entries = _entries([d.matter for d in some])
    lines = {
        d.matter_id: Told(
            d.matter,
            card(d, findings),
            silence_in_words(d.matter),
            _newest_words(entries.get(d.matter_id, [])),
        )
        for d in some
    }
    return Sheet(some, lines, entries)


def _entries(matters: Iterable[Matter]) -> dict[int, list[Entry]]:
    """What people have answered, the oldest first."""
    by_matter: dict[int, list[Entry]] = defaultdict(list)
    answers = Entry.objects.filter(matter__in=list(matters), by__isnull=False).exclude(what="note")
    for entry in answers.select_related("matter", "by").order_by("at", "pk"):
        by_matter[entry.matter_id or 0].append(entry)
    return by_matter


def _newest_words(entries: list[Entry]) -> Entry | None:
    return entries[-1] if entries and entries[-1].note else None


def waits_for(viewer: Viewer, matter: Matter) -> bool:
    return matter.asks and matter.post_id in viewer.post_ids
