"""How the room's matters are told, and what their buttons need: registered with the kernel when the house starts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from spillerum.forecasts import forms, services
from spillerum.forecasts.access import ForecastPermission
from spillerum.forecasts.evidence import read
from spillerum.forecasts.lifecycle import BUDGET, PRESSURE
from spillerum.forecasts.pictures import picture_of
from spillerum.forecasts.queries import findings_of
from spillerum.forecasts.roles import who
from spillerum.forecasts.telling import group_names, sentence, title, told
from spillerum.matters.kinds import Card, Deed, Kind, register
from spillerum.people.access import may

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spillerum.calendar.period import Period
    from spillerum.forecasts.models import BudgetFinding
    from spillerum.matters.models import Matter
    from spillerum.money.verdict import YearEnd
    from spillerum.people.access import Viewer


@dataclass(frozen=True)
class Month:
    """What one month's forecast said, in kroner."""

    at: Period
    off: bool
    end: YearEnd


def may_see(viewer: Viewer, matter: Matter) -> bool:
    return may(viewer, ForecastPermission.SEE, matter)


def cards(matters: Sequence[Matter]) -> dict[int, Card]:
    """Two queries, however many matters."""
    groups = group_names()
    return {found[-1].deviation.matter_id: _card(found, groups) for found in findings_of(matters).values()}


def _card(found: Sequence[BudgetFinding], groups: Mapping[int, str]) -> Card:
    """From its newest finding; the others tell how it went."""
    newest = found[-1]
    deviation, evidence = newest.deviation, newest.evidence
    return Card(
        title=title(deviation),
        sentence=sentence(evidence, groups),
        place=str(deviation.place),
        touches=_("%(touched)s of %(of)s") % evidence if "touched" in evidence else "",
        extra={
            "deviation": deviation,
            "course": [Month(one.at, one.off, read(one.evidence["end"])) for one in found],
            "lines": [row | {"name": groups.get(row["group"], "")} for row in evidence.get("groups", [])],
            "picture": picture_of(newest),
        },
    )


# Minutes are estimates, and said to be so on the page of what Spillerum costs. What takes a talk or a look at the
# books has no estimate: it stays unknown.
_DEEDS = {
    "explain": Deed(forms.ExplainForm, services.explain, primary=True, minutes=1),
    "plan": Deed(forms.PlanForm, services.plan, minutes=3),
    "doubt": Deed(forms.DoubtForm, services.doubt, minutes=1),
    "stand": Deed(forms.StandForm, services.stand, primary=True),
    "correct": Deed(forms.CorrectForm, services.correct),
}
_UNIT_DEEDS = _DEEDS | {
    "ask": Deed(forms.AskForm, services.ask, minutes=2),
    "ask_for": Deed(forms.AskForForm, services.ask_for, minutes=2),
    "agree": Deed(forms.AgreeForm, services.agree, primary=True),
    "trust": Deed(forms.TrustForm, services.trust, minutes=1),
}
_FOR_ALL = {"plan": Deed(forms.PressurePlanForm, services.plan, minutes=2)}


def register_kinds() -> None:
    kind = partial(Kind, who=who, may_see=may_see, cards=cards, template="forecasts/body.html", told=told)
    register(kind(lifecycle=BUDGET, deeds=_UNIT_DEEDS))
    register(kind(lifecycle=PRESSURE, deeds=_DEEDS | _FOR_ALL))
