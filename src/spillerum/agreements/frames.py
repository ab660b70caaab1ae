"""By which organisation and which frames a closed year is carried: those of its own time, whatever has come since."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from spillerum.money.models import Frame
from spillerum.money.queries.known import tree_then
from spillerum.money.tree import Tree, tree_on
from spillerum.organisation.models import Unit, upwards
from spillerum.organisation.queries import line_parents

if TYPE_CHECKING:
    from collections.abc import Iterable


def organisation_at(closing: date) -> Tree:
    """That of the day the books closed: units that merge or are parted afterwards keep what each has carried.

    A unit that has begun since has what lies on its own accounts.
    """
    then, today = tree_on(closing), tree_then(None)
    later = Unit.objects.filter(first_day__gt=closing).values_list("pk", flat=True)
    return Tree(
        closing, {**today.parents, **then.parents}, {**then.carrier, **{unit: unit for unit in later}}
    )


def frames_of(units: Iterable[int], year: int, tree: Tree) -> dict[int, Frame]:
    """Unit to the frame it lay in: the nearest up the line of the year's last day, else up that of the tree."""
    found = _frames(year, tree)
    parents = dict(line_parents(date(year, 12, 31)))
    lines = {unit: (*upwards(unit, parents), *tree.upwards(unit)) for unit in units}
    return {
        unit: next(found[above] for above in line if above in found)
        for unit, line in lines.items()
        if any(above in found for above in line)
    }


def _frames(year: int, tree: Tree) -> dict[int, Frame]:
    """Unit to the frame over it. One that was renamed or merged leaves its frame to its heir, if that has none itself."""
    found: dict[int, Frame] = {}
    for frame in (
        Frame.objects.filter(first_year__lte=year).select_related("unit").order_by("first_year", "pk")
    ):
        if frame.last_year is None or frame.last_year >= year:
            found[frame.unit_id] = frame
    for frame in list(found.values()):
        if (heir := _heir(frame.unit, tree)) is not None:
            found.setdefault(heir, frame)
    return found


def _heir(unit: Unit, tree: Tree) -> int | None:
    """None: itself, or nobody. What is carried by the one above it has no heir."""
    carrier = tree.carrier[unit.pk]
    if carrier == unit.pk or unit.last_day is None:
        return None
    return None if carrier in upwards(unit.pk, dict(line_parents(unit.last_day))) else carrier
