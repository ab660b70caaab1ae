"""Every verdict in one plain sentence: what came, what was expected, for how long, who else, and what could not be known.

What was taken for granted follows it, as short sentences of their own.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from spillerum.analysis.judgement import Verdict
from spillerum.calendar import words
from spillerum.deviations import clauses
from spillerum.deviations.clauses import Named, language, number, period_name, rounded
from spillerum.deviations.naming import lowered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spillerum.analysis.judgement import Judgement
    from spillerum.analysis.series import MeasureSettings
    from spillerum.deviations.settling import Proposal

__all__ = ["Named", "in_files", "new_level", "number", "period_name", "reason", "reasons"]


def reason(judgement: Judgement, measures: Mapping[str, Named] | None = None) -> str:
    """The verdict in words, in the language now active. `measures`: how each is spoken of, by key."""
    return reasons([judgement], measures)


def in_files(measures: Mapping[str, MeasureSettings]) -> dict[str, Named]:
    """How the measures of plain files are spoken of: by their keys, and nobody knows in what they are measured."""
    return {key: Named(key, one.kind, None) for key, one in measures.items()}


def reasons(judgements: Sequence[Judgement], measures: Mapping[str, Named] | None = None) -> str:
    """Several measures of one place: those of one period and verdict in one sentence, and what they share said once."""
    every = [_named(one, measures or {}) for one in judgements]
    told = []
    for _key, some in groupby(every, key=lambda pair: (pair[0].period, pair[0].verdict, pair[0].unit)):
        together = list(some)
        if len(together) > 1 and together[0][0].needs_attention:
            told.append(_several(together))
        else:
            told += [_one(judgement, measure) for judgement, measure in together]
    notes = dict.fromkeys(note for judgement, _measure in every for note in clauses.notes(judgement))
    return " ".join([*(_ended(text) for text in told), *notes])


def _named(judgement: Judgement, measures: Mapping[str, Named]) -> tuple[Judgement, Named]:
    measure = measures.get(judgement.measure, Named(judgement.measure))
    name = measure.name[:1].upper() + measure.name[1:]
    return judgement, Named(name, measure.kind, measure.unit)


def _one(judgement: Judgement, measure: Named) -> str:
    match judgement.verdict:
        case Verdict.MISSING:
            return clauses.missing(judgement, measure)
        case Verdict.CLOSED:
            return clauses.closed(judgement, measure)
        case Verdict.TOO_SHORT:
            return clauses.too_short(judgement, measure)
        case Verdict.QUIET:
            return clauses.figure(judgement, measure) + clauses.quiet(judgement, measure)
        case Verdict.COMMON if judgement.unit is not None:
            return clauses.figure(judgement, measure) + clauses.off_as_all(judgement, measure)
        case _:
            return (
                clauses.figure(judgement, measure)
                + clauses.expected(judgement, measure)
                + clauses.lasted(judgement)
                + clauses.others(judgement)
            )


def _several(every: Sequence[tuple[Judgement, Named]]) -> str:
    """“Visits in July 2018: 757, where …; loans: 300, where …; and the other 17 are as expected, …”."""
    shared = [
        clause
        for clause in (clauses.lasted, clauses.others)
        if len({clause(judgement) for judgement, _measure in every}) == 1
    ]
    own = [clause for clause in (clauses.lasted, clauses.others) if clause not in shared]
    items = []
    for n, (judgement, measure) in enumerate(every):
        spoken = measure if n == 0 else Named(lowered(measure.name), measure.kind, measure.unit)
        items.append(
            clauses.figure(judgement, spoken, dated=n == 0)
            + clauses.expected(judgement, spoken)
            + "".join(clause(judgement) for clause in own)
        )
    tail = "".join(clause(every[0][0]) for clause in shared)
    return "; ".join(items) + (";" + tail[1:] if tail else "")


def _ended(text: str) -> str:
    return text if text.endswith(".") else text + "."


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
    return words.percent(size, language()) if proposal.relative else number(rounded(size))
