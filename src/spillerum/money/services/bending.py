"""A leader bends how the unit's budget lies over the months, or lets it lie as it is worked out again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from spillerum.analysis.periodisation import PeriodisationError, bent_ore
from spillerum.calendar.now import now
from spillerum.money.access import MoneyPermission
from spillerum.money.errors import CannotBend
from spillerum.money.models import Bend
from spillerum.money.services.deed import deed, note_down

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from spillerum.money.models import AccountGroup
    from spillerum.organisation.models import Unit
    from spillerum.people.access import Viewer

_TICK = timedelta(microseconds=1)


def bend(
    *,
    viewer: Viewer,
    unit: Unit,
    group: AccountGroup,
    year: int,
    laid: Sequence[int],
    months: Mapping[int, int],
    reason: str,
    at: datetime | None = None,
) -> Bend:
    """Of a budget that lies as `laid` (12 øre), these months (0 to 11) are so many øre; the others take the rest."""
    moment, total = at or now(), sum(laid)
    if not total or not months:
        raise CannotBend(_("Write how much in at least one month. There must be a budget to lay out."))
    try:
        wanted = bent_ore(total, [ore / total for ore in laid], months=months)
    except PeriodisationError as wrong:
        raise CannotBend(
            _("The months you have given come to more than the year's budget. Give less in one of them.")
        ) from wrong
    shares = [ore / total for ore in wanted]
    with deed(viewer, MoneyPermission.BEND, unit):
        there = Bend.objects.filter(unit=unit, group=group, year=year, replaced__isnull=True).first()
        if there is not None and (there.shares, there.reason) == (shares, reason.strip()):
            return there
        moment = _replace(there, moment)
        new = Bend.objects.create(
            unit=unit,
            group=group,
            year=year,
            shares=shares,
            reason=reason.strip(),
            by=viewer.user,
            known=moment,
        )
        facts = {"group": group.key, "year": year}
        note_down(f"unit:{unit.pk}", "bend", viewer, moment, note=new.reason, data=facts)
    return new


def straighten(
    *, viewer: Viewer, unit: Unit, group: AccountGroup, year: int, at: datetime | None = None
) -> bool:
    """As it is worked out again. False when it was not bent."""
    moment = at or now()
    with deed(viewer, MoneyPermission.BEND, unit):
        there = Bend.objects.filter(unit=unit, group=group, year=year, replaced__isnull=True).first()
        if there is None:
            return False
        moment = _replace(there, moment)
        facts = {"group": group.key, "year": year}
        note_down(f"unit:{unit.pk}", "straighten", viewer, moment, data=facts)
    return True


def _replace(there: Bend | None, moment: datetime) -> datetime:
    if there is None:
        return moment
    moment = max(moment, there.known + _TICK)
    there.replaced = moment
    there.save(update_fields=["replaced"])
    return moment
