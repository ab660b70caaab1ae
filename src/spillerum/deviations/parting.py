"""A matter about several measures is parted where an answer is true of some of them only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spillerum.deviations.models import Deviation, Part
from spillerum.deviations.naming import names_in_data
from spillerum.matters.models import Matter
from spillerum.matters.services import MovedMeanwhile, open_matter, record

if TYPE_CHECKING:
    from collections.abc import Collection

    from spillerum.people.access import Viewer


def parts_meant(matter: Matter, move: str, measures: Collection[int] | None) -> list[Part]:
    """The open parts an answer is about; with no measures named, all. Raises when the matter has moved meanwhile.

    Whoever else would move the matter waits for the end of this transaction.
    """
    matter.lifecycle.move(matter.state, move)
    if Matter.objects.select_for_update().get(pk=matter.pk).moves_made != matter.moves_made:
        raise MovedMeanwhile(f"{matter.kind} {matter.pk}")
    parts = list(matter.deviation.parts.filter(ended=False).select_related("measure"))
    meant = [part for part in parts if measures is None or part.measure_id in measures]
    if not meant or (measures is not None and len(meant) < len(set(measures))):
        raise MovedMeanwhile(f"{matter.kind} {matter.pk}: measures {measures}")
    return meant


def set_apart(matter: Matter, measures: Collection[int], *, by: Viewer) -> Matter:
    """The matter about just these measures: itself if it is about no others, else a new one beside it."""
    deviation = matter.deviation
    parts = list(deviation.parts.filter(ended=False).select_related("measure"))
    own = [part for part in parts if part.measure_id in measures]
    if len(own) == len(parts):
        return matter
    new = _beside(matter, deviation, own)
    Part.objects.filter(pk__in=[part.pk for part in own]).update(deviation=new)
    vars(deviation).pop("every_part", None)  # read again
    record(
        matter=matter,
        what="parted",
        by=by.user,
        data={"matter": new.matter_id} | names_in_data(part.measure for part in own),
    )
    record(matter=new.matter, what="parted_from", by=by.user, data={"matter": matter.pk})
    return new.matter


def _beside(matter: Matter, deviation: Deviation, own: list[Part]) -> Deviation:
    state = matter.lifecycle.state(matter.lifecycle.start)
    post = matter.kind_of.who(matter, state.acts)
    place = deviation.place
    return Deviation.objects.create(
        matter=open_matter(
            kind=matter.kind,
            about=f"{'unit' if deviation.unit_id else 'group'}:{place.pk}",
            who={state.acts: post},
        ),
        unit=deviation.unit,
        group=deviation.group,
        first_period=min(part.first_period for part in own),
        was_handed_up=deviation.was_handed_up,
    )
