"""Whose figure and which: what a source calls units and measures, and what they are here."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from spillerum.calendar.period import NotAPeriod, Period
from spillerum.figures.models import Alias, Measure
from spillerum.organisation.models import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spillerum.exchange.figures import Figure
    from spillerum.figures.models import Source

_LONGEST = 200


def folded(name: str) -> str:
    """Names are the same whatever their case and spaces."""
    return " ".join(name.split())[:_LONGEST].casefold()


class Names:
    """The names in some figures of a source, looked up once. A unit's own name needs nobody to map it."""

    def __init__(self, source: Source, figures: Iterable[Figure] = ()) -> None:
        self.measures = _measures()
        said = {folded(f.unit): " ".join(f.unit.split())[:_LONGEST] for f in figures if f.value is not None}
        aliases = {folded(alias.name): alias for alias in Alias.objects.filter(source=source)}
        unknown = {
            key for key in said if key not in aliases or not (aliases[key].unit_id or aliases[key].ignored)
        }
        by_name = _units_called(unknown)
        for key in sorted(unknown):
            aliases[key] = _named(source, aliases.get(key), said[key], by_name.get(key))
        self.units = {key: alias.unit_id for key, alias in aliases.items() if alias.unit_id is not None}
        self.ignored = frozenset(key for key, alias in aliases.items() if alias.ignored)

    def ignores(self, unit: str) -> bool:
        return folded(unit) in self.ignored

    def unit(self, name: str) -> int | None:
        return self.units.get(folded(name))

    def measure(self, name: str) -> Measure | None:
        return self.measures.get(folded(name))

    def cell(self, unit: str, measure: str, period: str) -> tuple[int, int, Period] | None:
        """Measure, unit and period, if all three are understood."""
        try:
            when = Period.parse(period)
        except NotAPeriod:
            return None
        which, whose = self.measure(measure), self.unit(unit)
        return None if which is None or whose is None else (which.pk, whose, when)


def _measures() -> dict[str, Measure]:
    """By key, and by Danish and English name; a key goes before a name."""
    found = list(Measure.objects.all())
    names = {folded(name): measure for measure in found for name in (measure.name_en, measure.name_da)}
    return names | {folded(measure.key): measure for measure in found}


def _units_called(keys: set[str]) -> dict[str, int]:
    """Units of exactly these names; a name that several units have or had is for a person to sort out."""
    if not keys:
        return {}
    found = defaultdict(list)
    for pk, name in Unit.objects.order_by().values_list("pk", "name"):
        if folded(name) in keys:
            found[folded(name)].append(pk)
    return {key: pks[0] for key, pks in found.items() if len(pks) == 1}


def _named(source: Source, alias: Alias | None, name: str, unit_id: int | None) -> Alias:
    if alias is None:
        return Alias.objects.create(source=source, name=name, unit_id=unit_id)
    if unit_id is not None:
        alias.unit_id = unit_id
        alias.save(update_fields=["unit"])
    return alias


def labels_of_units() -> list[tuple[str, Unit]]:
    """Every unit with a label no other unit has: its name, with its number where several bear the name."""
    units = list(Unit.objects.all())
    times = Counter(folded(unit.name) for unit in units)
    return [
        (unit.name if times[folded(unit.name)] == 1 else f"{unit.name} ({unit.pk})", unit) for unit in units
    ]
