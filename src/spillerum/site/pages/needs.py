"""What waits for a viewer: a box each for the first few, a line each for the rest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spillerum.deviations.models import Finding
from spillerum.deviations.pictures import of_deviation
from spillerum.matters.letters import silence_in_words
from spillerum.matters.queries import cards, inbox
from spillerum.matters.views import moves_for
from spillerum.site.pages.cost import Asked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.calendar.period import Period
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
    picture: Picture | None = None
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
            pictures.get(matter.pk),
            sheet.lines[matter.pk].said if matter.pk in sheet.lines else None,
        )
        for n, matter in enumerate(waiting)
    ]


def waiting_for(viewer: Viewer) -> list[Matter]:
    """The viewer's inbox, with what the buttons' permissions look at."""
    return list(inbox(viewer).select_related("deviation__measure", "lateness__source"))


def _pictures(matters: Sequence[Matter], sheet: Sheet) -> dict[int, Picture]:
    """One query."""
    cards_of = {m.pk: sheet.lines[m.pk].card.extra for m in matters if m.pk in sheet.lines}
    drawn = {pk: (told["deviation"], told["finding"]) for pk, told in cards_of.items() if told["finding"]}
    off = _off([deviation.pk for deviation, _ in drawn.values()])
    return {
        pk: of_deviation(deviation, finding, off=off[deviation.pk], entries=sheet.entries.get(pk, []))
        for pk, (deviation, finding) in drawn.items()
    }


def _off(deviation_ids: Sequence[int]) -> dict[int, list[Period]]:
    off: dict[int, list[Period]] = defaultdict(list)
    found = Finding.objects.filter(deviation__in=deviation_ids, off=True)
    for deviation, period in found.values_list("deviation", "period"):
        off[deviation].append(period)
    return off
