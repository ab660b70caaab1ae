"""Units are tied, and never in a ring."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from spillerum.calendar.now import today
from spillerum.organisation.models import Tie, TieKind, Unit
from spillerum.organisation.rings import Link, ring_in_time
from spillerum.organisation.services.deed import OrganisationError, alone, may_arrange, note_down

if TYPE_CHECKING:
    from datetime import date, datetime

    from spillerum.people.access import Viewer


def tie(
    *,
    unit: Unit,
    above: Unit,
    kind: TieKind = TieKind.LINE,
    first_day: date | None = None,
    viewer: Viewer | None = None,
    at: datetime | None = None,
) -> Tie:
    """The unit lies under `above` from the day (None: it always has); a tie it had ends the day before."""
    may_arrange(viewer)
    with alone():
        known = Tie.objects.filter(unit=unit, kind=kind, last_day__isnull=True).first()
        if known is not None and known.above_id == above.pk:
            return known
        if known is not None:
            end_tie(known, first_day or today())
        made = Tie.objects.create(
            unit=unit, above=above, kind=kind, first_day=first_day if known is None else first_day or today()
        )
        refuse_rings()
        note_down(unit, "tie", viewer, at, note=above.name, data={"kind": kind, "above": above.pk})
    return made


def refuse_rings() -> None:
    """No unit lies under itself, on any day on which the line changes. Raises OrganisationError."""
    ties = Tie.objects.filter(kind=TieKind.LINE).order_by("pk")
    ring = ring_in_time(map(Link._make, ties.values_list("unit_id", "above_id", "first_day", "last_day")))
    if ring:
        message = _("“%(unit)s” would lie under itself in the line. Choose another unit above it.")
        raise OrganisationError(message % {"unit": Unit.objects.get(pk=ring[0])})


def end_tie(known: Tie, day: date) -> None:
    """The tie counts until the day before; one that would never have counted is taken away."""
    if known.first_day is not None and known.first_day >= day:
        known.delete()
    else:
        known.last_day = day - timedelta(days=1)
        known.save(update_fields=["last_day"])
