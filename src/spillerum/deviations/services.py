"""What people answer to a deviation. Each answer is one move, one line in the timeline, and nothing else to fill in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from spillerum.calendar.now import now, today
from spillerum.calendar.workdays import end_of
from spillerum.deviations.access import HANDED_TO_DIRECTOR, DeviationPermission
from spillerum.deviations.models import LevelChange, SetAside
from spillerum.deviations.parting import parts_meant, set_apart
from spillerum.deviations.queries import newest_observations, series_touched
from spillerum.matters.lifecycle import MatterError
from spillerum.matters.services import move
from spillerum.people.access import require

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from spillerum.calendar.period import Period
    from spillerum.deviations.models import Deviation
    from spillerum.matters.models import Entry, Matter
    from spillerum.people.access import Viewer

HALF_A_YEAR = 182  # days a known cause without an end is left in peace


class DeviationError(MatterError):
    """What every error of this room is."""


class NotYet(DeviationError):
    """A date in the answer cannot be right."""


def explain(
    *,
    viewer: Viewer,
    matter: Matter,
    text: str,
    first_day: date | None = None,
    last_day: date | None = None,
) -> Entry:
    """The cause is known, from a day and perhaps to a day. Left in peace until then, or for half a year."""
    guard = DeviationPermission.ANSWER_COMMON if matter.kind == "common" else DeviationPermission.ANSWER
    require(viewer, guard, matter)
    day = last_day or _date_after(HALF_A_YEAR)
    return answer(viewer, matter, "explain", text, until=day, first_day=first_day, last_day=last_day)


def plan(*, viewer: Viewer, matter: Matter, text: str, back_by: date) -> Entry:
    """What the leader does, and when the figure should be back."""
    require(viewer, DeviationPermission.ANSWER, matter)
    return answer(viewer, matter, "plan", text, until=back_by, last_day=back_by)


def ask(*, viewer: Viewer, matter: Matter, text: str) -> Entry:
    """The director is asked, and colleagues among the siblings see the question."""
    require(viewer, DeviationPermission.ANSWER, matter)
    return answer(viewer, matter, "ask", text)


def doubt(*, viewer: Viewer, matter: Matter, text: str, measures: Collection[int] | None = None) -> Entry:
    """The figure is wrong: whoever owns it looks at it, and silence means that the leader was right.

    What else is off goes on by itself, and figures of different owners become a matter each.
    """
    guard = DeviationPermission.ANSWER_COMMON if matter.kind == "common" else DeviationPermission.ANSWER
    require(viewer, guard, matter)
    with transaction.atomic():
        by_owner: dict[int, set[int]] = {}
        for part in parts_meant(matter, "doubt", measures):
            by_owner.setdefault(part.measure.owner_id, set()).add(part.measure_id)
        entries = [
            answer(viewer, set_apart(matter, some, by=viewer), "doubt", text) for some in by_owner.values()
        ]
    return entries[0]


def renew(
    *,
    viewer: Viewer,
    matter: Matter,
    text: str,
    first_period: Period,
    measures: Collection[int] | None = None,
) -> Entry:
    """A new level from a period, with the reason: the baseline starts there. Only a person says so.

    What else is off goes on by itself.
    """
    guard = DeviationPermission.ANSWER_COMMON if matter.kind == "common" else DeviationPermission.ANSWER
    require(viewer, guard, matter)
    with transaction.atomic():
        parts = parts_meant(matter, "renew", measures)
        own = set_apart(matter, {part.measure_id for part in parts}, by=viewer)
        entry = answer(viewer, own, "renew", text, first_period=str(first_period))
        for series in (series for part in parts for series in series_touched(part)):
            LevelChange.objects.get_or_create(
                series=series,
                first_period=first_period,
                defaults={"reason": text, "by": viewer.user, "at": now(), "deviation": own.deviation},
            )
    return entry


def agree(*, viewer: Viewer, matter: Matter, text: str, back_by: date) -> Entry:
    """What director and leader agreed on, and when the figure should be back."""
    require(viewer, DeviationPermission.HELP, matter)
    return answer(viewer, matter, "agree", text, until=back_by, last_day=back_by)


def trust(*, viewer: Viewer, matter: Matter, text: str = "") -> Entry:
    """The director leaves it to the leader."""
    require(viewer, DeviationPermission.HELP, matter)
    return answer(viewer, matter, "trust", text)


def stand(*, viewer: Viewer, matter: Matter, text: str) -> Entry:
    """The data owner has looked: the figure is right, and the leader is asked again."""
    require(viewer, DeviationPermission.CHECK, matter)
    return answer(viewer, matter, "stand", text)


def set_aside(*, viewer: Viewer, matter: Matter, text: str) -> Entry:
    """The data owner has looked: the figure is wrong. It counts no more until a corrected one comes."""
    require(viewer, DeviationPermission.CHECK, matter)
    return answer(viewer, matter, "set_aside", text)


def keep_up(*, matter: Matter) -> None:
    """What the matter's new state means for the deviation's own row, whoever made the move: part of the move."""
    deviation = matter.deviation
    if matter.state in HANDED_TO_DIRECTOR:
        deviation.was_handed_up = True
    if matter.state == "set_aside":
        _set_figures_aside(deviation)
    deviation.ended = not matter.is_open
    deviation.save(update_fields=["was_handed_up", "ended"])
    if deviation.ended:
        deviation.parts.filter(ended=False).update(ended=True)


def _set_figures_aside(deviation: Deviation) -> None:
    """The observations of the deviation's periods count no more."""
    for part in deviation.parts.filter(ended=False).select_related("measure"):
        for observation in newest_observations(part):
            SetAside.objects.get_or_create(
                observation=observation, defaults={"at": now(), "deviation": deviation}
            )


def _date_after(days: int) -> date:
    return today() + timedelta(days=days)


def answer(
    viewer: Viewer, matter: Matter, name: str, text: str, *, until: date | None = None, **data: Any
) -> Entry:
    """The move an answer is, said for the post that was asked where the viewer holds it. The caller has checked who may.

    until: the day the answer holds to; data: what the timeline keeps beside the words, left out where it is None.
    """
    if until is not None and until < today():
        raise NotYet(_("The date has passed. Choose a day from today on."))
    return move(
        matter=matter,
        name=name,
        by=viewer.user,
        for_post=matter.post if matter.post_id in viewer.post_ids else None,
        note=text.strip(),
        until=None if until is None else end_of(until),
        data={key: str(value) for key, value in data.items() if value is not None},
    )
