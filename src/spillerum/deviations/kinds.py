"""How the room's matters are told, and what their buttons need: registered with the kernel when the house starts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from spillerum.calendar.period import Period
from spillerum.deviations import forms, services
from spillerum.deviations.access import DeviationPermission
from spillerum.deviations.evidence import read
from spillerum.deviations.lifecycle import COMMON, LOCAL
from spillerum.deviations.pictures import bounded
from spillerum.deviations.queries import deviations, newest_findings
from spillerum.deviations.roles import who
from spillerum.matters.kinds import Card, Deed, Kind, register
from spillerum.people.access import may

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.deviations.models import Deviation, Finding
    from spillerum.matters.models import Entry, Matter
    from spillerum.people.access import Viewer


def may_see(viewer: Viewer, matter: Matter) -> bool:
    return may(viewer, DeviationPermission.SEE, matter)


def cards(matters: Sequence[Matter]) -> dict[int, Card]:
    """Three queries, however many matters."""
    found = {d.matter_id: d for d in deviations().filter(matter__in=[m.pk for m in matters])}
    findings = newest_findings([d.pk for d in found.values()])
    return {pk: card(deviation, findings.get(deviation.pk)) for pk, deviation in found.items()}


def card(deviation: Deviation, finding: Finding | None) -> Card:
    from spillerum.deviations.sentences import reason  # noqa: PLC0415 -- for now

    evidence = finding.evidence if finding else {}
    judgement = bounded(read(evidence["judgement"]), deviation.measure) if "judgement" in evidence else None
    touched, of = _touches(deviation, evidence)
    return Card(
        title=title(deviation),
        sentence=reason(judgement, names={deviation.measure.key: deviation.measure.name})
        if judgement
        else "",
        place=str(deviation.unit or deviation.group),
        touches=_("%(touched)s of %(of)s") % {"touched": touched, "of": of} if of else "",
        extra={"deviation": deviation, "finding": finding, "touched": touched, "of": of},
    )


def title(deviation: Deviation) -> str:
    """“Fewer visits than we had expected”."""
    measure = deviation.measure
    words = {"name": measure.name, "counted": measure.counted}
    if measure.kind == "count" and measure.counted:
        if deviation.direction == "down":
            return _("Fewer %(counted)s than we had expected") % words
        return _("More %(counted)s than we had expected") % words
    if deviation.direction == "down":
        return _("%(name)s: lower than we had expected") % words
    return _("%(name)s: higher than we had expected") % words


def told(entry: Entry) -> str:
    """The timeline's words beyond the move's own: what was said, and the dates."""
    from spillerum.deviations.sentences import period_name  # noqa: PLC0415 -- for now

    data = entry.data
    if entry.what == "open":
        return _("Found when the figures were looked through")
    if entry.what in {"still_off", "calm", "corrected"}:
        period = period_name(Period.parse(data["period"]))
        return {
            "still_off": _("Still off in %(period)s"),
            "calm": _("As expected in %(period)s"),
            "corrected": _("The figure for %(period)s was corrected, and is as expected"),
        }[entry.what] % {"period": period}
    return entry.note


def _touches(deviation: Deviation, evidence: dict[str, Any]) -> tuple[int, int]:
    judged = evidence.get("judgement", {})
    if deviation.unit_id is None:
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
