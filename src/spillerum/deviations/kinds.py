"""How the room's matters are told, and what their buttons need: registered with the kernel when the house starts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from spillerum.calendar.period import Period
from spillerum.deviations import forms, services
from spillerum.deviations.access import DeviationPermission
from spillerum.deviations.clauses import named
from spillerum.deviations.evidence import read
from spillerum.deviations.lifecycle import COMMON, LOCAL
from spillerum.deviations.naming import names_from_data, title
from spillerum.deviations.pictures import bounded
from spillerum.deviations.queries import deviations, newest_findings
from spillerum.deviations.roles import who
from spillerum.deviations.sentences import period_name, reasons
from spillerum.matters.kinds import Card, Deed, Kind, register
from spillerum.people.access import may

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spillerum.analysis.judgement import Judgement
    from spillerum.deviations.models import Deviation, Finding, Part
    from spillerum.matters.models import Entry, Matter
    from spillerum.people.access import Viewer


def may_see(viewer: Viewer, matter: Matter) -> bool:
    return may(viewer, DeviationPermission.SEE, matter)


@dataclass(frozen=True)
class Side:
    """One measure of a deviation, as a page tells it. `touched` of `of` units are off as well."""

    part: Part
    finding: Finding | None
    judgement: Judgement | None
    touched: int
    of: int


def cards(matters: Sequence[Matter]) -> dict[int, Card]:
    """Two queries, however many matters."""
    found = {d.matter_id: d for d in deviations(matter__in=[m.pk for m in matters])}
    findings = newest_findings([d.pk for d in found.values()])
    return {pk: card(deviation, findings) for pk, deviation in found.items()}


def card(deviation: Deviation, findings: Mapping[int, Finding]) -> Card:
    """`findings`: the newest of each part, by part."""
    sides = [_side(part, findings.get(part.pk)) for part in deviation.now_parts]
    widest = max(sides, key=lambda side: (side.touched, side.of))
    return Card(
        title=title([side.part for side in sides]),
        sentence=_sentence(sides),
        place=str(deviation.place),
        touches=_("%(touched)s of %(of)s") % {"touched": widest.touched, "of": widest.of}
        if widest.of
        else "",
        extra={"deviation": deviation, "sides": sides, "touched": widest.touched, "of": widest.of},
    )


def _side(part: Part, finding: Finding | None) -> Side:
    evidence = finding.evidence if finding else {}
    judgement = bounded(read(evidence["judgement"]), part.measure) if "judgement" in evidence else None
    return Side(part, finding, judgement, *_touches(part, evidence))


def _sentence(sides: Sequence[Side]) -> str:
    measures = {key: one for side in sides for key, one in named(side.part.measure).items()}
    return reasons([side.judgement for side in sides if side.judgement], measures)


def told(entry: Entry) -> str:
    """The timeline's words beyond the move's own: what was said, and the dates."""
    data, names = entry.data, names_from_data(entry.data)
    if entry.what == "open":
        return _("Found when the figures were looked through")
    if entry.what == "parted":
        return _("%(names)s: goes on as matter %(number)s") % {"names": names, "number": data["matter"]}
    if entry.what == "parted_from":
        return _("Parted from matter %(number)s") % {"number": data["matter"]}
    if template := (_several() if names else _one()).get(entry.what):
        return template % {"names": names, "period": period_name(Period.parse(data["period"]))}
    return entry.note


def _one() -> dict[str, str]:
    return {
        "still_off": _("Still off in %(period)s"),
        "calm": _("As expected in %(period)s"),
        "corrected": _("The figure for %(period)s was corrected, and is as expected"),
    }


def _several() -> dict[str, str]:
    return {
        "still_off": _("%(names)s: still off in %(period)s"),
        "calm": _("%(names)s: as expected in %(period)s"),
        "corrected": _("%(names)s: the figure for %(period)s was corrected, and is as expected"),
        "joined": _("%(names)s: off as well in %(period)s"),
        "join": _("%(names)s: off as well in %(period)s"),
        "left": _("%(names)s: back as expected"),
    }


def _touches(part: Part, evidence: dict[str, Any]) -> tuple[int, int]:
    judged = evidence.get("judgement", {})
    if part.unit_id is None:
        return judged.get("alike", len(evidence.get("units", []))), judged.get(
            "siblings", len(evidence.get("units", []))
        )
    return 1 + judged.get("alike", 0), 1 + judged.get("siblings", 0)


# Minutes are estimates, and said to be so on the page of what Spillerum costs. What takes a talk or a look at the
# source has no estimate: it stays unknown.
_COMMON_DEEDS = {
    "explain": Deed(forms.ExplainForm, services.explain, primary=True, minutes=1),
    "doubt": Deed(forms.DoubtForm, services.doubt, minutes=1),
    "renew": Deed(forms.RenewForm, services.renew, minutes=2),
    "stand": Deed(forms.StandForm, services.stand, primary=True),
    "set_aside": Deed(forms.SetAsideForm, services.set_aside),
}
_LOCAL_DEEDS = _COMMON_DEEDS | {
    "plan": Deed(forms.PlanForm, services.plan, minutes=2),
    "ask": Deed(forms.AskForm, services.ask, minutes=2),
    "agree": Deed(forms.AgreeForm, services.agree, primary=True),
    "trust": Deed(forms.TrustForm, services.trust, minutes=1),
}


def register_kinds() -> None:
    kind = partial(Kind, who=who, may_see=may_see, cards=cards, template="deviations/body.html", told=told)
    register(kind(lifecycle=LOCAL, deeds=_LOCAL_DEEDS))
    register(kind(lifecycle=COMMON, deeds=_COMMON_DEEDS))
