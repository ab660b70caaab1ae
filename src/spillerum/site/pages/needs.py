"""What waits for a viewer: a box each for the first few, a line each for the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spillerum.deviations.pictures import of_part
from spillerum.deviations.queries import off_periods
from spillerum.matters.letters import silence_in_words
from spillerum.matters.queries import cards, inbox
from spillerum.matters.views import moves_for
from spillerum.site.pages.cost import Asked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.charts.picture import Picture
    from spillerum.matters.kinds import Card, Deed
    from spillerum.matters.lifecycle import Move
    from spillerum.matters.models import Entry, Matter
    from spillerum.people.access import Viewer
    from spillerum.site.pages.sheet import Sheet

IN_FULL = 3  # with chart and buttons; whoever has more to answer takes these first


@dataclass(frozen=True)
class Need:
    """One matter that waits for the viewer."""

    matter: Matter
    card: Card
    silence: str
    buttons: Sequence[tuple[Move, Deed]] = ()
    pictures: Sequence[Picture] = ()
    said: Entry | None = None

    @property
    def asked(self) -> Asked:
        """What the first button asks for."""
        if not self.buttons:
            return Asked()
        minutes = self.buttons[0][1].minutes
        return Asked(1, minutes or 0, 1 if minutes is None else 0)


def needs_of(viewer: Viewer, waiting: Sequence[Matter], sheet: Sheet) -> list[Need]:
    """All that waits, in the order given. The same number of queries for 1 and for 50."""
    others = cards(matter for matter in waiting if matter.pk not in sheet.lines)
    told = {m.pk: sheet.lines[m.pk].card if m.pk in sheet.lines else others[m.pk] for m in waiting}
    pictures = _pictures(waiting[:IN_FULL], sheet)
    return [
        Need(
            matter,
            told[matter.pk],
            silence_in_words(matter),
            moves_for(viewer, matter) if n < IN_FULL else (),
            pictures.get(matter.pk, ()),
            sheet.lines[matter.pk].said if matter.pk in sheet.lines else None,
        )
        for n, matter in enumerate(waiting)
    ]


def waiting_for(viewer: Viewer) -> list[Matter]:
    """The viewer's inbox, with what the buttons' permissions look at."""
    return list(inbox(viewer).select_related("deviation", "lateness__source"))


def _pictures(matters: Sequence[Matter], sheet: Sheet) -> dict[int, list[Picture]]:
    """One chart a measure. One query."""
    drawn = {m.pk: sheet.lines[m.pk].card.extra["sides"] for m in matters if m.pk in sheet.lines}
    off = off_periods([side.part.pk for sides in drawn.values() for side in sides])
    return {
        pk: [
            of_part(side.part, side.finding, off=off[side.part.pk], entries=sheet.entries.get(pk, []))
            for side in sides
            if side.finding
        ]
        for pk, sides in drawn.items()
    }
