"""A scan in a terminal: the few that need attention, then what was quiet, and what could not be judged and why."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spillerum.analysis.judgement import Verdict
from spillerum.deviations.sentences import in_files, period_name, reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from spillerum.analysis.judgement import Judgement
    from spillerum.analysis.series import Series
    from spillerum.calendar.period import Period
    from spillerum.cli._judging import Judged
    from spillerum.deviations.sentences import Named

_BARS = "▁▂▃▄▅▆▇█"
_SHOWN = 24
_NAMED = 12


def told(judged: Judged) -> str:
    """The whole text. In a replay an open departure is told once, where it began."""
    drawn = {(one.unit, one.measure): one for one in judged.series}
    attention = _attention(judged.found, drawn, judged.since, in_files(judged.measures))
    return "\n".join([*attention, "", *_proof(judged.found, judged.at, judged.since)]) + "\n"


def _attention(
    judgements: Sequence[Judgement],
    drawn: Mapping[tuple[str, str], Series],
    since: Period,
    spoken: Mapping[str, Named],
) -> Iterator[str]:
    off = [one for one in judgements if one.needs_attention]
    runs = Counter(_run(one) for one in off)
    first = True
    for one in off:
        if one.lasted > 1 and one.period.frequency is since.frequency and one.period > since:
            continue
        if not first:
            yield ""
        first = False
        yield " · ".join(
            part for part in (one.unit or _group(one), one.measure, period_name(one.period)) if part
        )
        if one.unit is not None and (line := _spark(drawn[one.unit, one.measure], one.period)):
            yield f"  {line}"
        yield from textwrap.wrap(reason(one, spoken), 96, initial_indent="  ", subsequent_indent="  ")
        more = runs[_run(one)] - 1
        if more > 0:
            yield "  " + ngettext(
                "It went on for %(more)s period more.", "It went on for %(more)s periods more.", more
            ) % {"more": more}


def _run(judgement: Judgement) -> tuple[str | None, str, str, Period]:
    """What a departure that goes on shares from period to period."""
    began = judgement.period + -judgement.lasted
    return judgement.unit, judgement.measure, judgement.unit or _group(judgement), began


def _group(judgement: Judgement) -> str:
    return judgement.subgroup or judgement.group or _("All units")


def _proof(judgements: Sequence[Judgement], at: Period, since: Period) -> Iterator[str]:
    count = Counter(one.verdict for one in judgements if one.unit is not None)
    judged = sum(count[verdict] for verdict in (Verdict.QUIET, Verdict.LOCAL, Verdict.COMMON, Verdict.BOTH))
    units = len({one.unit for one in judgements if one.unit is not None})
    when = period_name(at) if since == at else f"{period_name(since)} – {period_name(at)}"
    facts = {
        "judged": judged,
        "units": units,
        "when": when,
        "quiet": count[Verdict.QUIET],
        "common": count[Verdict.COMMON],
    }
    yield _("Looked at %(judged)s figures from %(units)s units, %(when)s.") % facts
    if not any(one.needs_attention for one in judgements):
        yield _("No news is good news: everything that could be judged is as expected.")
    else:
        yield _("As expected: %(quiet)s. Off only as all the others are: %(common)s.") % facts
    for verdict, heading in (
        (Verdict.MISSING, _("Missing")),
        (Verdict.TOO_SHORT, _("Too few figures to judge by")),
        (Verdict.CLOSED, _("Closed")),
    ):
        if count[verdict]:
            yield f"{heading}: {_named(judgements, verdict)}"


def _named(judgements: Sequence[Judgement], verdict: Verdict) -> str:
    names = dict.fromkeys(f"{one.unit} ({one.measure})" for one in judgements if one.verdict is verdict)
    shown = ", ".join(list(names)[:_NAMED])
    left = len(names) - _NAMED
    return shown + "." if left <= 0 else shown + " " + _("and %(left)s more.") % {"left": left}


def _spark(series: Series, at: Period) -> str:
    stop = at - series.first + 1
    values = series.values[max(0, stop - _SHOWN) : stop]
    seen = values[np.isfinite(values)]
    if not len(seen):
        return ""
    low, high = min(0.0, float(seen.min())), float(seen.max())
    steps = (values - low) / (high - low if high > low else 1.0) * (len(_BARS) - 1)
    return "".join(" " if np.isnan(step) else _BARS[round(float(step))] for step in steps)
