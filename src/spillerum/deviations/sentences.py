"""Every verdict in plain words: what came, what was expected, for how long, who else, and what could not be known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from spillerum.analysis.judgement import Direction, Verdict
from spillerum.calendar import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spillerum.analysis.judgement import Judgement
    from spillerum.calendar.period import Period
    from spillerum.deviations.settling import Proposal


def reason(judgement: Judgement, *, names: Mapping[str, str] | None = None) -> str:
    """The verdict in a few plain sentences, in the language now active. `names`: measures' names by key."""
    measure = (names or {}).get(judgement.measure, judgement.measure)
    said = {"measure": measure[:1].upper() + measure[1:], "period": period_name(judgement.period)}
    match judgement.verdict:
        case Verdict.MISSING:
            parts = [_("%(measure)s for %(period)s is missing.") % said, _since(judgement)]
        case Verdict.CLOSED:
            parts = [_("%(measure)s, %(period)s: the unit is closed.") % said, _since(judgement)]
        case Verdict.TOO_SHORT:
            parts = [_too_short(judgement, said), _first(judgement)]
        case Verdict.QUIET:
            parts = [_figure(judgement, said), _quiet(judgement), _spread(judgement)]
        case _ if judgement.unit is None:
            parts = [_sum(judgement, said), _expected(judgement), _lasted(judgement), _touched(judgement)]
        case Verdict.COMMON:
            parts = [
                _figure(judgement, said),
                _("All of them are off, and this one no more than the others."),
            ]
        case _:
            parts = [
                _figure(judgement, said),
                _expected(judgement),
                _lasted(judgement),
                _others(judgement),
                _spread(judgement),
            ]
    if judgement.needs_attention and not judgement.materiality_known:
        parts.append(_("Nobody has said how much matters here, so 10% was taken."))
    return " ".join(part for part in parts if part)


def new_level(proposal: Proposal) -> str:
    """“Since about March 2018 (between February and May 2018) it looks like a new level: about 18% lower (12–23%)."""
    facts = {
        "first": period_name(proposal.first),
        "early": period_name(proposal.early),
        "late": period_name(proposal.late),
        "size": _sized(abs(proposal.size), proposal),
        "low": _sized(min(abs(proposal.low), abs(proposal.high)), proposal),
        "high": _sized(max(abs(proposal.low), abs(proposal.high)), proposal),
    }
    parts = []
    if proposal.early == proposal.late:
        parts.append(_("It looks like a new level since %(first)s:") % facts)
    else:
        parts.append(
            _("It looks like a new level since about %(first)s (between %(early)s and %(late)s):") % facts
        )
    if proposal.size < 0:
        parts.append(_("about %(size)s lower (between %(low)s and %(high)s).") % facts)
    else:
        parts.append(_("about %(size)s higher (between %(low)s and %(high)s).") % facts)
    parts.append(_("Is this how it is from now on? Only the leader can say so."))
    return " ".join(parts)


def _sized(size: float, proposal: Proposal) -> str:
    return percent(size) if proposal.relative else number(_rounded(size))


def percent(share: float) -> str:
    """“18%” in English, “18 %” in Danish."""
    return _("%(percent)s%%") % {"percent": number(float(round(share * 100)))}


def period_name(period: Period) -> str:
    return words.period(period, _language())


def number(value: float | None) -> str:
    return words.number(value, _language())


def _language() -> str:
    return "en" if (get_language() or "da").startswith("en") else "da"


def _figure(judgement: Judgement, said: dict[str, str]) -> str:
    return _("%(measure)s in %(period)s: %(value)s.") % {**said, "value": number(judgement.value)}


def _sum(judgement: Judgement, said: dict[str, str]) -> str:
    return _("%(measure)s in %(period)s: %(value)s together.") % {**said, "value": number(judgement.value)}


def _expected(judgement: Judgement) -> str:
    facts = {
        "expected": number(_rounded(judgement.expected)),
        "low": number(_rounded(judgement.low)),
        "high": number(_rounded(judgement.high)),
    }
    return _("We had expected about %(expected)s (between %(low)s and %(high)s).") % facts


def _quiet(judgement: Judgement) -> str:
    facts = {"low": number(_rounded(judgement.low)), "high": number(_rounded(judgement.high))}
    if _outside(judgement):
        return (
            _("That is outside what we had expected (%(low)s to %(high)s), but not enough for a matter.")
            % facts
        )
    return _("That is as expected (between %(low)s and %(high)s).") % facts


def _outside(judgement: Judgement) -> bool:
    """One in twenty is, when nothing happens."""
    if judgement.value is None or judgement.low is None or judgement.high is None:
        return False
    return not judgement.low <= judgement.value <= judgement.high


def _rounded(value: float | None) -> float | None:
    """No more digits than an expectation can bear: three, or whole numbers."""
    return None if value is None else float(round(value)) if abs(value) >= 100 else float(f"{value:.3g}")


def _lasted(judgement: Judgement) -> str:
    if judgement.lasted < 2:
        return ""
    return _("This is period number %(lasted)s in a row.") % {"lasted": judgement.lasted}


def _others(judgement: Judgement) -> str:
    facts = {"siblings": judgement.siblings, "alike": judgement.alike}
    if judgement.verdict is Verdict.BOTH:
        return _("The others are off as well, but this one more than they are.")
    if not judgement.siblings:
        return _("There are no others to compare with.")
    if not judgement.alike:
        return (
            ngettext(
                "The other one is as expected, so it seems to be something here.",
                "The other %(siblings)s are as expected, so it seems to be something here.",
                judgement.siblings,
            )
            % facts
        )
    if judgement.direction is Direction.DOWN:
        return _("%(alike)s of the other %(siblings)s are unexpectedly low as well.") % facts
    return _("%(alike)s of the other %(siblings)s are unexpectedly high as well.") % facts


def _touched(judgement: Judgement) -> str:
    facts = {"alike": judgement.alike, "judged": judgement.siblings}
    return (
        _("It touches %(alike)s of %(judged)s units, so the cause is common and not with any one of them.")
        % facts
    )


def _spread(judgement: Judgement) -> str:
    if not judgement.spread:
        return ""
    return _(
        "The same figure stands in the month before: it seems to be a quarter divided by three, and counts once."
    )


def _since(judgement: Judgement) -> str:
    if judgement.since is None or judgement.since == judgement.period:
        return ""
    return _("The last figure is from %(since)s.") % {"since": period_name(judgement.since)}


def _first(judgement: Judgement) -> str:
    """Since when there is anything to judge by, as after a split."""
    if judgement.since is None or judgement.since == judgement.period:
        return ""
    return _("The first is from %(since)s.") % {"since": period_name(judgement.since)}


def _too_short(judgement: Judgement, said: dict[str, str]) -> str:
    facts = {**said, "value": number(judgement.value), "history": judgement.history}
    return (
        ngettext(
            "%(measure)s in %(period)s: %(value)s. There is only %(history)s figure before it, too few to judge by.",
            "%(measure)s in %(period)s: %(value)s. There are only %(history)s figures before it, too few to judge by.",
            judgement.history,
        )
        % facts
    )
