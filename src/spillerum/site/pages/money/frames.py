"""The political frames, for everybody: what is set, for whom, what goes along into the next year, and how the whole ends."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from spillerum.calendar import words
from spillerum.calendar.now import today
from spillerum.forecasts.models import Outlook
from spillerum.money.access import MoneyPermission
from spillerum.money.amounts import language
from spillerum.money.models import Frame
from spillerum.organisation.models import upwards
from spillerum.organisation.queries import line_parents
from spillerum.people.access import require, viewer_in

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True)
class FrameSeen:
    """A political frame and how the whole of it is expected to end. row: of sums alone, so that no unit stands out."""

    frame: Frame
    row: Outlook | None

    @property
    def limit(self) -> int | None:
        """What the politicians have set, else what is budgeted under it."""
        return self.frame.limit if self.frame.limit is not None else (self.row.budget if self.row else None)

    @property
    def carried(self) -> str:
        """What goes along into the next year, in words."""
        return f"{_surplus(self.frame)} {_deficit(self.frame)}"


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    require(viewer_in(request), MoneyPermission.SEE_FRAMES)
    return render(request, "site/money/all_frames.html", {"frames": frames()})


def frames(units: Collection[int] | None = None) -> list[FrameSeen]:
    """The frames of this year over these units (None: all), by name. Four queries."""
    year = today().year
    rows = Frame.objects.filter(
        Q(last_year__isnull=True) | Q(last_year__gte=year), first_year__lte=year
    ).select_related("unit")
    found = [frame for frame in rows if units is None or frame.unit_id in units]
    outlooks = Outlook.objects.filter(
        forecast__year=year, unit__in=[frame.unit_id for frame in found], group__isnull=True, below=True
    )
    newest = {row.unit_id: row for row in outlooks.select_related("forecast").order_by("forecast__at")}
    several = _sums_of_several(newest.values())
    return [FrameSeen(frame, newest[frame.unit_id] if frame.unit_id in several else None) for frame in found]


def _sums_of_several(rows: Collection[Outlook]) -> set[int]:
    """Of these sums, those of more than one unit's money: what is said of others is said of a unit alone. Two queries."""
    own = Outlook.objects.filter(
        forecast__in={row.forecast_id for row in rows}, group__isnull=True, below=False
    )
    parents = line_parents(today())
    units = set(own.values_list("unit", flat=True))
    counts = Counter(above for unit in units for above in upwards(unit, parents))
    return {row.unit_id for row in rows if counts[row.unit_id] > 1}


def _surplus(frame: Frame) -> str:
    if not frame.surplus_kept:
        return _("What is left at the year's end goes back.")
    kept = {
        "share": words.percent(float(frame.surplus_kept), language()),
        "most": words.percent(float(frame.surplus_most or 0), language()),
    }
    whole = frame.surplus_kept == 1
    if frame.surplus_most is None:
        return (
            _("What is left goes along into the next year.")
            if whole
            else _("Of what is left, %(share)s goes along into the next year.") % kept
        )
    if whole:
        return _("What is left goes along into the next year, but at most %(most)s of the budget.") % kept
    return (
        _("Of what is left, %(share)s goes along into the next year, but at most %(most)s of the budget.")
        % kept
    )


def _deficit(frame: Frame) -> str:
    if frame.deficit_carried:
        return _("What is missing goes along too.")
    return _("What is missing does not go along.")
