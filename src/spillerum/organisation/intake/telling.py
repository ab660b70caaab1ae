"""A planned change in words: what happens to the unit, one sentence each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spillerum.organisation.intake.days import day_in_words
from spillerum.organisation.models import TieKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spillerum.organisation.intake.house import UnitState
    from spillerum.organisation.intake.plan import Change, Plan


def told(change: Change, plan: Plan) -> list[str]:
    """The sentences of one change, in the language of the reader."""
    before, after = change.before, change.after
    said = list(_place(before, after, plan))
    if before is not None:
        said = [*_said_anew(before, after), *said]
    said += _days(before, after)
    return said + [_("Gets the post “%(title)s”.") % {"title": title} for _kind, title in change.posts]


def told_whole(plan: Plan) -> Iterator[str]:
    """The whole plan, a line each: what is new, ends, moves and changes, and what stays."""
    for what, heading in headings():
        changes = plan.those(what)
        if changes:
            yield f"{heading} ({len(changes)})"
        for change in changes:
            yield "  " + " ".join([f"{change.after.name}.", *told(change, plan)])
    yield from left_alone(plan)


def left_alone(plan: Plan) -> Iterator[str]:
    if count := plan.unchanged:
        yield ngettext(
            "%(count)s unit is already as the file has it.",
            "%(count)s units are already as the file has them.",
            count,
        ) % {"count": count}
    if count := plan.untouched:
        yield ngettext(
            "%(count)s unit is not in the file and stays as it is.",
            "%(count)s units are not in the file and stay as they are.",
            count,
        ) % {"count": count}


def headings() -> list[tuple[str, str]]:
    """What may happen to a unit, and how a list of them is headed."""
    return [
        ("new", _("New units")),
        ("ended", _("Units that end")),
        ("moved", _("Units that move")),
        ("changed", _("Units that change")),
    ]


def done(plan: Plan) -> str:
    count = len(plan.changes)
    return ngettext("%(count)s unit is arranged.", "%(count)s units are arranged.", count) % {"count": count}


def _said_anew(before: UnitState, after: UnitState) -> Iterator[str]:
    if before.name != after.name:
        yield _("Is now called that, before “%(name)s”.") % {"name": before.name}
    if before.kind != after.kind:
        yield (
            _("Is now a “%(kind)s”.") % {"kind": after.kind} if after.kind else _("Is no longer of any kind.")
        )


def _place(before: UnitState | None, after: UnitState, plan: Plan) -> Iterator[str]:
    day = after.day(plan.on)
    for kind, says in ((TieKind.LINE, _line), (TieKind.SIBLINGS, _siblings)):
        old = before.above(kind, day) if before else None
        new = after.above(kind, day)
        if old != new:
            yield says(plan.names.get(old, "") if old else "", plan.names[new] if new else "")
    if (
        before
        and before.ties != after.ties
        and all(before.above(k, day) == after.above(k, day) for k in TieKind)
    ):
        yield _("What it lay or will lie under on other days changes.")


def _line(old: str, new: str) -> str:
    if old and new:
        return _("Moves from “%(old)s” to “%(new)s”.") % {"old": old, "new": new}
    return (
        _("Lies under “%(new)s”.") % {"new": new}
        if new
        else _("No longer lies under “%(old)s”.") % {"old": old}
    )


def _siblings(_old: str, new: str) -> str:
    return (
        _("Is seen beside those under “%(new)s”.") % {"new": new}
        if new
        else _("Is seen beside its own line.")
    )


def _days(before: UnitState | None, after: UnitState) -> Iterator[str]:
    old_first, old_last = (before.first_day, before.last_day) if before else (None, None)
    if after.first_day != old_first:
        yield (
            _("Begins on %(day)s.") % {"day": day_in_words(after.first_day)}
            if after.first_day
            else _("Has always been.")
        )
    if after.last_day != old_last and after.last_day:
        yield _("Ends with %(day)s, and so do its posts.") % {"day": day_in_words(after.last_day)}
    elif after.last_day != old_last:
        yield _("Does not end after all.")
