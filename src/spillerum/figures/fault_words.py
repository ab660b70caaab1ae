"""What looks wrong with figures, in plain words: a heading, what stands there and why it looks wrong, and what to do."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from spillerum.analysis.faults.fault import FaultKind
from spillerum.calendar import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spillerum.analysis.faults.fault import Fault
    from spillerum.calendar.period import Period

_SHOWN = 6  # periods named one by one


def title(fault: Fault, *, names: Mapping[str, str] | None = None) -> str:
    """A heading. names: what the measure and the units are called, by key."""
    said = _said(fault, names or {})
    match fault.kind:
        case FaultKind.THIRDS:
            return _("%(measure)s: a quarter as three equal months?") % said
        case FaultKind.COPIED:
            return _("%(measure)s: the same figure twice?") % said
        case FaultKind.SWAPPED:
            return _("%(measure)s: two digits swapped?") % said
        case FaultKind.FACTOR if fault.likely and abs(fault.likely[-1]) < abs(fault.values[-1]):
            return _("%(measure)s: %(times)s times too much?") % said
        case FaultKind.FACTOR:
            return _("%(measure)s: %(times)s times too little?") % said
        case FaultKind.TOTAL:
            return _("%(measure)s: a sum that does not add up?") % said
        case FaultKind.STOPPED:
            return _("%(measure)s: no more figures?") % said
        case FaultKind.RENAMED:
            return _("Is %(unit)s what was called %(other)s?") % said
        case FaultKind.MISSPELT:
            return _("Is %(unit)s another spelling of %(other)s?") % said


def sentence(fault: Fault, *, names: Mapping[str, str] | None = None) -> str:
    """What stands there, and why it looks wrong."""
    said = _said(fault, names or {})
    match fault.kind:
        case FaultKind.THIRDS:
            return _thirds(fault, said)
        case FaultKind.COPIED:
            return _copied(fault, said)
        case FaultKind.SWAPPED:
            return _has(said) + _("With two digits the other way round it is %(likely)s, as expected.") % said
        case FaultKind.FACTOR if fault.unit is None:
            return _("All together have %(value)s in %(period)s.") % said + " " + _other_unit(said)
        case FaultKind.FACTOR:
            return _has(said) + _("With %(likely)s it would be as expected.") % said
        case FaultKind.TOTAL:
            return _total(fault, said)
        case FaultKind.STOPPED:
            return _stopped(fault, said)
        case FaultKind.RENAMED:
            begins = _("%(unit)s begins in %(period)s, about where %(other)s stopped.") % said
            return begins + " " + _("The names or the figures are alike.")
        case FaultKind.MISSPELT:
            return _("%(unit)s has figures in %(period)s, and the name is nearly that of %(other)s.") % said


def what_to_do(kind: FaultKind) -> str:
    """What the data owner may do about it."""
    right = _("If not, say that it is right as it is: you are not asked about it again.")
    match kind:
        case FaultKind.THIRDS:
            return _("If the months have figures of their own, send them.") + " " + right
        case FaultKind.STOPPED:
            return _("If there are more figures, send them.") + " " + right
        case FaultKind.RENAMED | FaultKind.MISSPELT:
            return (
                _("If it is one unit, ask the administrator to say so: then its figures go on in one line.")
                + " "
                + right
            )
        case _:
            return (
                _("If it is wrong, a new figure comes with the next file and takes the old one's place.")
                + " "
                + right
            )


def listed(names: Sequence[str]) -> str:
    """At least two names, as one says them."""
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def period_name(period: Period) -> str:
    return words.period(period, _language())


def number(value: float | None) -> str:
    return words.number(value, _language())


def _has(said: dict[str, str]) -> str:
    return _("%(unit)s has %(value)s in %(period)s.") % said + " "


def _other_unit(said: dict[str, str]) -> str:
    return _("About %(likely)s was expected. Is the file in thousands, or was it before?") % said


def _thirds(fault: Fault, said: dict[str, str]) -> str:
    if fault.unit is None:
        same = _("%(other)s each have the same figure three months in a row.") % said
    else:
        same = _("%(unit)s has %(value)s in each of the three months to %(period)s.") % said
    parts = [
        same,
        _("It looks like a quarter divided by three, and counts as one figure."),
    ]
    if fault.times > 1 and fault.unit is not None:
        parts.append(_("It is so in %(times)s of the last eight quarters.") % said)
    return " ".join(parts)


def _copied(fault: Fault, said: dict[str, str]) -> str:
    if len(fault.periods) == 1:
        same = _("%(unit)s has %(value)s in %(period)s, the very figure of %(like)s.") % said
    else:
        same = _("%(unit)s has the figures from %(like)s on once more in %(periods)s.") % said
    return same + " " + _("That is hardly a coincidence.")


def _stopped(fault: Fault, said: dict[str, str]) -> str:
    silent = ngettext(
        "%(unit)s has had no figure for %(times)s period, from %(period)s on.",
        "%(unit)s has had no figures for %(times)s periods, from %(period)s on.",
        fault.times,
    )
    return silent % said + " " + _("The unit's other figures go on, and so do the others' of this kind.")


def _total(fault: Fault, said: dict[str, str]) -> str:
    was = ngettext(
        "It was their sum in %(times)s other period.",
        "It was their sum in %(times)s other periods.",
        fault.times,
    )
    parts = [
        _("%(unit)s has %(value)s in %(period)s, but the parts make %(likely)s.") % said,
        was % said,
        _("The difference is what %(other)s has.") % said if fault.other is not None else "",
    ]
    return " ".join(part for part in parts if part)


def _said(fault: Fault, names: Mapping[str, str]) -> dict[str, str]:
    measure = names.get(fault.measure, fault.measure)
    value, likely = (some[-1] if some else None for some in (fault.values, fault.likely))
    return {
        "measure": measure[:1].upper() + measure[1:],
        "unit": _name(fault.unit, names) or _name(fault.group, names) or _("the units"),
        "other": _name(fault.other, names),
        "period": period_name(fault.periods[-1]) if fault.periods else "",
        "periods": _periods(fault.periods),
        "like": "" if fault.like is None else period_name(fault.like),
        "value": number(value),
        "likely": number(likely),
        "times": _factor(value, likely) if fault.kind is FaultKind.FACTOR else str(fault.times),
    }


def _name(key: str | None, names: Mapping[str, str]) -> str:
    return "" if key is None else names.get(key, key)


def _periods(periods: tuple[Period, ...]) -> str:
    named = [period_name(period) for period in periods]
    return ", ".join(named) if len(named) <= _SHOWN else f"{named[0]} – {named[-1]}"


def _factor(value: float | None, likely: float | None) -> str:
    if not value or not likely:
        return ""
    return number(10.0 ** abs(round(math.log10(abs(value / likely)))))


def _language() -> str:
    return "en" if (get_language() or "da").startswith("en") else "da"
