"""What a deviation is called: its measures, and which way they have gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spillerum.deviations.models import Part
    from spillerum.figures.models import Measure

NAMED = 3  # measures; of more than that two are named and the rest counted


def listed(names: Sequence[str]) -> str:
    """“a”, “a and b”, “a, b and c”, “a, b and 3 more”."""
    if len(names) > NAMED:
        return _("%(names)s and %(more)s more") % {
            "names": ", ".join(names[: NAMED - 1]),
            "more": len(names) - NAMED + 1,
        }
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def title(parts: Sequence[Part]) -> str:
    """“Fewer visits than we had expected”, “Visits and income: lower than we had expected”."""
    down = {part.direction == "down" for part in parts}
    measures = [part.measure for part in parts]
    words = {
        "name": together(measures),
        "counted": listed([measure.counted for measure in measures]),
    }
    if len(down) > 1:
        return _("%(name)s: not as we had expected") % words
    if all(measure.kind == "count" and measure.counted for measure in measures):
        if down == {True}:
            return _("Fewer %(counted)s than we had expected") % words
        return _("More %(counted)s than we had expected") % words
    if down == {True}:
        return _("%(name)s: lower than we had expected") % words
    return _("%(name)s: higher than we had expected") % words


def together(measures: Iterable[Measure]) -> str:
    """“Visits and loans”: only the first with its capital."""
    first, *others = [measure.name for measure in measures]
    return listed([first, *(lowered(name) for name in others)])


def lowered(name: str) -> str:
    """Within a sentence; an abbreviation keeps its capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def names_in_data(measures: Iterable[Measure]) -> dict[str, Any]:
    """The measures' names as they were, in both languages, for a line of the timeline."""
    some = list(measures)
    return {"names": {"da": [m.name_da for m in some], "en": [m.name_en for m in some]}}


def names_from_data(data: dict[str, Any]) -> str:
    """The names in the language now active; empty where the line names none."""
    names: list[str] = data.get("names", {}).get("en" if get_language() == "en" else "da", [])
    return listed([name if n == 0 else lowered(name) for n, name in enumerate(names)])
