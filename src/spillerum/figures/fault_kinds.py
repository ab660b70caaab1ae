"""Figures that look wrong, as the kernel knows them: the data owner acts, and whoever sees the figures sees it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spillerum.analysis.faults.fault import Fault as Seen
from spillerum.analysis.faults.fault import FaultKind
from spillerum.calendar.period import Period
from spillerum.figures.access import FiguresPermission
from spillerum.figures.fault_words import listed, period_name, sentence, title, what_to_do
from spillerum.figures.forms import CallRightForm, MendFaultForm
from spillerum.figures.lifecycle import FAULT, ODDITY
from spillerum.figures.models import Fault, FaultyCell
from spillerum.figures.services import call_right, mend_fault
from spillerum.matters.kinds import Card, Deed, Kind, register
from spillerum.organisation.models import Unit
from spillerum.people.access import may

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spillerum.matters.models import Entry, Matter
    from spillerum.people.access import Viewer
    from spillerum.people.models import Post


def register_fault_kinds() -> None:
    deeds = {
        "mend": Deed(
            MendFaultForm,
            mend_fault,
            help=gettext_lazy(
                "The new figure comes with the next file, or with a file of its own. Until then the old one does not count."
            ),
            primary=True,
        ),
        "stand": Deed(
            CallRightForm,
            call_right,
            help=gettext_lazy("It counts, and you are not asked about it again."),
        ),
    }
    kind = partial(
        Kind, who=_who, may_see=_may_see, cards=_cards, deeds=deeds, template="figures/fault.html", told=_told
    )
    register(kind(lifecycle=FAULT))
    register(kind(lifecycle=ODDITY))


def _who(matter: Matter, _role: str) -> Post:
    return matter.fault.measure.owner


def _may_see(viewer: Viewer, matter: Matter) -> bool:
    return may(viewer, FiguresPermission.SEE_FAULT, matter)


def _cards(matters: Sequence[Matter]) -> dict[int, Card]:
    """Six queries at most, however many matters."""
    faults = list(
        Fault.objects.filter(matter__in=[matter.pk for matter in matters])
        .select_related("measure", "unit", "group")
        .prefetch_related("cells__series__unit")
    )
    others = Unit.objects.in_bulk([int(other) for fault in faults if (other := fault.facts.get("other"))])
    sources = _sources(faults)
    return {fault.matter_id: _card(fault, others, sources.get(fault.pk)) for fault in faults}


def _sources(faults: Sequence[Fault]) -> dict[int, int]:
    """The source each came from; of several the newest."""
    cells = FaultyCell.objects.filter(fault__in=faults, observation__delivery__isnull=False)
    return dict(cells.order_by().values_list("fault").annotate(Max("observation__delivery__source")))


def _card(fault: Fault, others: Mapping[int, Unit], source: int | None) -> Card:
    seen, names = _seen(fault), _names(fault, others)
    place = fault.unit or fault.group
    return Card(
        title=title(seen, names=names),
        sentence=sentence(seen, names=names),
        place=place.name,
        extra={
            "address": reverse("unit", args=[place.pk]),
            "fault": fault,
            "to_do": what_to_do(seen.kind),
            "source": None if source is None else reverse("source", args=[source]),
            "likely": any(cell.likely is not None for cell in fault.cells.all()),
            "cells": sorted(
                (cell for cell in fault.cells.all() if cell.value is not None),
                key=lambda cell: (cell.series.unit.name, cell.period.ordinal),
            ),
        },
    )


def _seen(fault: Fault) -> Seen:
    """The fault as the analysis told it, with all that has been added since."""
    cells, facts = list(fault.cells.all()), fault.facts
    if fault.kind == FaultKind.THIRDS:
        return _thirds(fault, cells)
    whole = fault.unit_id is None
    values = [cell.value for cell in cells if cell.value is not None]
    likely = [cell.likely for cell in cells if cell.likely is not None]
    return Seen(
        FaultKind(fault.kind),
        None if whole else str(fault.unit_id),
        fault.measure.key,
        str(fault.group_id),
        tuple(dict.fromkeys(cell.period for cell in cells)),
        (sum(values),) if whole else tuple(values),
        facts["odds"],
        (sum(likely),) if whole else tuple(likely),
        Period.parse(facts["like"]) if "like" in facts else None,
        facts.get("other"),
        facts.get("times", 0),
    )


def _thirds(fault: Fault, cells: Sequence[FaultyCell]) -> Seen:
    """As it would be told of one unit; of several their names."""
    units = {cell.series.unit.name: str(cell.series.unit_id) for cell in cells}
    alone = next(iter(units.values())) if len(units) == 1 else None
    values = tuple(cell.value for cell in cells if cell.value is not None)
    return Seen(
        FaultKind.THIRDS,
        alone,
        fault.measure.key,
        str(fault.group_id),
        tuple(cell.period for cell in cells),
        values,
        fault.facts["odds"],
        other=None if alone else listed(sorted(units)),
        times=fault.facts["times"],
    )


def _names(fault: Fault, others: Mapping[int, Unit]) -> dict[str, str]:
    own = [cell.series.unit for cell in fault.cells.all()]
    units = [fault.group, *others.values(), *own, *([fault.unit] if fault.unit else [])]
    return {fault.measure.key: fault.measure.name} | {str(unit.pk): unit.name for unit in units}


def _told(entry: Entry) -> str:
    if entry.what == "open":
        return _("Found when the figures were looked through")
    if entry.what == "more":
        return _("So it is in %(period)s as well") % {
            "period": period_name(Period.parse(entry.data["period"]))
        }
    return entry.note
