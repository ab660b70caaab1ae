"""The room's matters as the kernel knows them: who acts, who sees, and how they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from spillerum.calendar import words
from spillerum.calendar.now import today
from spillerum.figures.access import FiguresPermission
from spillerum.figures.fault_kinds import register_fault_kinds
from spillerum.figures.forms import PostponeForm, StopForm
from spillerum.figures.lifecycle import LATENESS
from spillerum.figures.models import Lateness
from spillerum.figures.services import postpone, stop
from spillerum.matters.kinds import Card, Deed, Kind, register
from spillerum.organisation.queries import director_of
from spillerum.people.access import may

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.matters.models import Matter
    from spillerum.people.access import Viewer
    from spillerum.people.models import Post


def register_kinds() -> None:
    register_fault_kinds()
    register(
        Kind(
            lifecycle=LATENESS,
            who=_who,
            may_see=_may_see,
            cards=_cards,
            deeds={
                "postpone": Deed(
                    PostponeForm,
                    postpone,
                    help=gettext_lazy("You are not asked again before that day."),
                    primary=True,
                ),
                "stop": Deed(StopForm, stop, help=gettext_lazy("The source is not expected any more.")),
            },
        )
    )


def _who(matter: Matter, role: str) -> Post:
    """The owner of the source; the director above the owner's unit, or whom the owner's post falls to."""
    owner = matter.lateness.source.owner
    if role == "data_owner":
        return owner
    seat = getattr(owner, "seat", None)
    director = None if seat is None else director_of(seat.unit, today())
    return director or owner.falls_to or owner


def _may_see(viewer: Viewer, matter: Matter) -> bool:
    return may(viewer, FiguresPermission.SEE_LATENESS, matter)


def _cards(matters: Sequence[Matter]) -> dict[int, Card]:
    found = Lateness.objects.filter(matter__in=matters).select_related("source__owner")
    return {lateness.matter_id: _card(lateness) for lateness in found}


def _card(lateness: Lateness) -> Card:
    facts = {
        "source": lateness.source.name,
        "period": words.period(lateness.period, "en" if get_language() == "en" else "da"),
    }
    return Card(
        title=_("%(source)s is late") % facts,
        sentence=_("The figures for %(period)s have not come. Nothing is judged without them.") % facts,
        place=lateness.source.name,
        extra={"address": reverse("source", args=[lateness.source_id])},
    )
