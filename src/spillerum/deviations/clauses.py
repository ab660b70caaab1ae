"""What the sentences are made of: each a piece that can stand after the one before it, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from spillerum.analysis.judgement import Direction, Verdict
from spillerum.analysis.series import Kind
from spillerum.calendar import words
from spillerum.calendar.period import Frequency
from spillerum.deviations.naming import lowered

if TYPE_CHECKING:
    from spillerum.analysis.judgement import Judgement
    from spillerum.calendar.period import Period
    from spillerum.figures.models import Measure


@dataclass(frozen=True, slots=True)
class Named:
    """A measure as it is spoken of.

    unit: what it is measured in; empty: kr. for amounts, % for rates; None: nobody knows, as in a plain file.
    """

    name: str
    kind: Kind = Kind.COUNT
    unit: str | None = ""

    @property
    def said(self) -> str:
        """The unit after the figure. A count says in its name what is counted."""
        if self.unit is None or self.kind is Kind.COUNT:
            return ""
        return self.unit or {Kind.AMOUNT: "kr.", Kind.RATE: "%"}.get(self.kind, "")

    @property
    def repeated(self) -> str:
        """The unit where it has been said just before: only what a number cannot do without."""
        return self.said if self.said in {"kr.", "%"} else "%" if self.said.startswith("%") else ""


def named(measure: Measure) -> dict[str, Named]:
    """By its key, as `reason` wants it."""
    return {measure.key: Named(measure.name, Kind(measure.kind), measure.counted)}


def language() -> str:
    return "en" if (get_language() or "da").startswith("en") else "da"


def period_name(period: Period) -> str:
    return words.period(period, language())


def number(value: float | None) -> str:
    return words.number(value, language())


def rounded(value: float | None) -> float | None:
    """No more digits than an expectation can bear: three, or whole numbers."""
    return None if value is None else float(round(value)) if abs(value) >= 100 else float(f"{value:.3g}")


def sized(value: float | None, unit: str) -> str:
    """“757”, “1.200 kr.”, “5,2 %” (“5.2%”), “3,9”."""
    close = unit.startswith("%") and language() == "en"
    return f"{number(value)}{'' if close or not unit else ' '}{unit}"


def when(period: Period) -> str:
    """“in July 2018”, “on 1 July 2018”."""
    said = {"period": period_name(period)}
    return _("on %(period)s") % said if period.frequency is Frequency.DAY else _("in %(period)s") % said


def figure(judgement: Judgement, measure: Named, *, dated: bool = True) -> str:
    """“Visits in July 2018: 757”."""
    value = sized(judgement.value, measure.said)
    if judgement.unit is None:
        whole = _("%(value)s together") if measure.kind.relative else _("%(value)s on average")
        value = whole % {"value": value}
    said = {"measure": measure.name, "when": when(judgement.period), "value": value}
    return (_("%(measure)s %(when)s: %(value)s") if dated else _("%(measure)s: %(value)s")) % said


def band(judgement: Judgement, measure: Named) -> dict[str, str]:
    return {
        "expected": sized(rounded(judgement.expected), measure.repeated),
        "low": number(rounded(judgement.low)),
        "high": sized(rounded(judgement.high), measure.repeated),
    }


def expected(judgement: Judgement, measure: Named) -> str:
    return _(", where we had expected about %(expected)s (between %(low)s and %(high)s)") % band(
        judgement, measure
    )


def quiet(judgement: Judgement, measure: Named) -> str:
    said = band(judgement, measure)
    if _outside(judgement):
        return (
            _(
                ", outside what we had expected: about %(expected)s (between %(low)s and %(high)s), but not enough for a matter"
            )
            % said
        )
    return _(", as expected: about %(expected)s (between %(low)s and %(high)s)") % said


def _outside(judgement: Judgement) -> bool:
    """One in twenty is, when nothing happens."""
    if judgement.value is None or judgement.low is None or judgement.high is None:
        return False
    return not judgement.low <= judgement.value <= judgement.high


def off_as_all(judgement: Judgement, measure: Named) -> str:
    said = band(judgement, measure) | {"siblings": number(judgement.siblings), "group": judgement.subgroup}
    if judgement.subgroup:
        told = _(
            ", where about %(expected)s (between %(low)s and %(high)s) was to be expected now that it is off in all of %(group)s"
        )
        return told % said
    told = _(
        ", where about %(expected)s (between %(low)s and %(high)s) was to be expected now that it is off everywhere"
    )
    if judgement.siblings:
        told += ngettext(
            ": here no more than at the other one",
            ": here no more than at the other %(siblings)s",
            judgement.siblings,
        )
    return told % said


def lasted(judgement: Judgement) -> str:
    if judgement.lasted < 2:
        return ""
    many = {
        Frequency.DAY: _("%(many)s days"),
        Frequency.WEEK: _("%(many)s weeks"),
        Frequency.MONTH: _("%(many)s months"),
        Frequency.QUARTER: _("%(many)s quarters"),
        Frequency.YEAR: _("%(many)s years"),
    }[judgement.period.frequency] % {"many": number(judgement.lasted)}
    return _(", now %(periods)s in a row") % {"periods": many}


def others(judgement: Judgement) -> str:
    """How many of the siblings share it."""
    if judgement.subgroup:
        return _others_there(judgement)
    if judgement.unit is None:
        said = {"alike": number(judgement.alike), "judged": number(judgement.siblings)}
        return _(", and it touches %(alike)s of %(judged)s units, so the cause is common") % said
    if judgement.verdict is Verdict.BOTH:
        return _(", and the others are off as well, but this one more than they are")
    if not judgement.siblings:
        return _(", and there are no others to compare with, so we cannot know whether it is only here")
    said = {"siblings": number(judgement.siblings), "alike": number(judgement.alike)}
    if not judgement.alike:
        told = ngettext(
            ", and the other one is as expected, so it seems to be something here",
            ", and the other %(siblings)s are as expected, so it seems to be something here",
            judgement.siblings,
        )
    elif judgement.siblings == 1:
        told = _(", and so is the other one, so it may be common to both")
    elif judgement.direction is Direction.DOWN:
        told = ngettext(
            ", and one of the other %(siblings)s is unexpectedly low as well",
            ", and %(alike)s of the other %(siblings)s are unexpectedly low as well",
            judgement.alike,
        )
    else:
        told = ngettext(
            ", and one of the other %(siblings)s is unexpectedly high as well",
            ", and %(alike)s of the other %(siblings)s are unexpectedly high as well",
            judgement.alike,
        )
    return told % said


def _others_there(judgement: Judgement) -> str:
    """The same where the cause is common to a narrower group."""
    said = {
        "alike": number(judgement.alike),
        "judged": number(judgement.siblings),
        "group": judgement.subgroup,
    }
    if judgement.unit is not None:
        return _(", and the others in %(group)s are off as well, but this one more than they are") % said
    if judgement.alike == judgement.siblings:
        return _(", and it touches all %(judged)s in %(group)s, so the cause is there") % said
    return _(", and it touches %(alike)s of the %(judged)s in %(group)s, so the cause is there") % said


def missing(judgement: Judgement, measure: Named) -> str:
    said = {"measure": lowered(measure.name), "when": when(judgement.period)}
    return (
        _("There is no figure for %(measure)s %(when)s") % said
        + _while_others(judgement)
        + _(", so we cannot know whether it is as expected")
        + _last(judgement)
    )


def closed(judgement: Judgement, measure: Named) -> str:
    said = {"measure": measure.name, "when": when(judgement.period)}
    return _("%(measure)s %(when)s: the unit is closed") % said + _while_others(judgement) + _last(judgement)


def _while_others(judgement: Judgement) -> str:
    if not judgement.siblings:
        return ""
    told = ngettext(
        ", while the other one has a figure",
        ", while the other %(siblings)s have figures",
        judgement.siblings,
    )
    return told % {"siblings": number(judgement.siblings)}


def _last(judgement: Judgement) -> str:
    if judgement.since is None or judgement.since == judgement.period:
        return ""
    return _("; the last figure is from %(since)s") % {"since": period_name(judgement.since)}


def too_short(judgement: Judgement, measure: Named) -> str:
    """`since` is when there is something to judge by, as after a split."""
    told = figure(judgement, measure)
    if not judgement.history:
        return told + _(", but it is the first figure, so we cannot know whether it is as expected")
    told += ngettext(
        ", but with only %(history)s figure before it we cannot know whether it is as expected",
        ", but with only %(history)s figures before it we cannot know whether it is as expected",
        judgement.history,
    ) % {"history": number(judgement.history)}
    if judgement.since is not None and judgement.since != judgement.period:
        told += _("; the first is from %(since)s") % {"since": period_name(judgement.since)}
    return told


def notes(judgement: Judgement) -> list[str]:
    """What else could not be known, or was taken for granted: whole sentences."""
    told = []
    if judgement.spread:
        told.append(
            _(
                "The same figure stands in the month before: it seems to be a quarter divided by three, and counts once."
            )
        )
    season = judgement.period.frequency.a_year
    if judgement.unit is not None and judgement.needs_attention and 0 < judgement.history < season:
        told.append(
            _("There are only %(history)s figures before it, so its own season is not known.")
            % {"history": number(judgement.history)}
        )
    if judgement.needs_attention and not judgement.materiality_known:
        told.append(_("Nobody has said how much matters here, so 10% was taken."))
    return told
