"""Deeds with figures: take in a delivery, say which unit a name is, mend a row or wave it off.

Each is one transaction. What a delivery says is known from its arrival; what is mended or mapped later is
known from then. A file older than the one before it, arriving later, is still the newest word of its source:
where it says something else it is a correction, seen as one, and the earlier value stays to be asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from spillerum.calendar.now import now, today
from spillerum.calendar.workdays import COPENHAGEN, end_of
from spillerum.exchange.numbers import Mark, number
from spillerum.figures import keeping
from spillerum.figures.access import FiguresPermission
from spillerum.figures.errors import AlreadySettled, NotMendable, NotYet
from spillerum.figures.intake import Taken, add, exact, wrong
from spillerum.figures.lateness import end_if_arrived, look_for_late
from spillerum.figures.layouts import layout_of
from spillerum.figures.models import Alias, Delivery, Fault, Lateness, Measure, Source, UnreadRow
from spillerum.figures.naming import Names, folded
from spillerum.figures.queries import open_rows
from spillerum.figures.reasons import MENDABLE, Reason
from spillerum.matters.services import move, record
from spillerum.people.access import require

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from spillerum.figures.intake import Cell
    from spillerum.matters.models import Entry, Matter
    from spillerum.organisation.models import Unit
    from spillerum.people.access import Viewer
    from spillerum.people.models import User

__all__ = [
    "Received",
    "ignore_alias",
    "look_for_late",
    "map_alias",
    "mend_row",
    "postpone",
    "receive",
    "stop",
    "wave_off",
    "wave_off_all",
]


@dataclass(frozen=True, slots=True)
class Received:
    """What came of a file. `fresh` is False when the source had sent exactly this before: nothing changed."""

    delivery: Delivery
    fresh: bool
    unread: int = 0  # rows somebody should look at, without those known from earlier files


def receive(
    *, source: Source, filename: str, content: bytes, arrived: datetime | None = None, by: User | None = None
) -> Received:
    """Keep the file whole, take in what can be read, keep the rest with its reason. All or nothing.

    Raises UnusableFile when it is no table, ArrivedOutOfOrder when `arrived` lies before what is known.
    """
    print_of_it = sha256(content).hexdigest()
    if (before := _delivered(source, print_of_it)) is not None:
        return Received(before, fresh=False)
    layout = layout_of(source)
    read = layout.read(source, filename, content)  # the slow part, before anybody has to wait
    with transaction.atomic():
        keeping.lock(source)
        if (before := _delivered(source, print_of_it)) is not None:
            return Received(before, fresh=False)
        delivery = Delivery.objects.create(
            source=source,
            filename="".join(sign for sign in filename if sign.isprintable())[-200:],
            content=content,
            sha256=print_of_it,
            arrived=keeping.arrival(source, arrived),
            by=by,
        )
        return Received(delivery, fresh=True, unread=layout.keep(delivery, read))


def map_alias(*, viewer: Viewer | None, alias: Alias, unit: Unit, at: datetime | None = None) -> int:
    """Say which unit a source's name is. The figures that waited go in, known from now. Returns how many."""
    _allowed(viewer, alias.source)
    with transaction.atomic():
        keeping.lock(alias.source)
        _settle_name(alias, unit=unit)
        _tell(alias.source, "map_alias", viewer, at, f"{alias.name}: {unit}")
        return keeping.take_in_what_waited(alias.source, at or now())


def ignore_alias(*, viewer: Viewer | None, alias: Alias, at: datetime | None = None) -> None:
    """Say that a source's name is none of our units. Its figures wait no more."""
    _allowed(viewer, alias.source)
    with transaction.atomic():
        keeping.lock(alias.source)
        _settle_name(alias, ignored=True)
        rows = keeping.waiting(alias.source).filter(reason=Reason.UNKNOWN_UNIT)
        pks = [row.pk for row in rows if folded(row.unit_name) == folded(alias.name)]
        UnreadRow.objects.filter(pk__in=pks).update(waved_off=at or now())
        _tell(alias.source, "ignore_alias", viewer, at, alias.name)


def mend_row(
    *,
    viewer: Viewer | None,
    row: UnreadRow,
    value_text: str,
    period_text: str = "",
    at: datetime | None = None,
) -> None:
    """Write what the row should have said. It goes in, known from now. Raises NotMendable, AlreadySettled."""
    delivery, at = row.delivery, at or now()
    _allowed(viewer, delivery.source)
    with transaction.atomic():
        keeping.lock(delivery.source)
        keeping.settle_row(row, mended=at)
        taken = Taken()
        taken.cells = _mended(row, value_text, period_text, at)
        add(delivery, taken, known=at)
        keeping.count_in(delivery, taken)
        _tell(delivery.source, "mend_row", viewer, at, f"{delivery.filename}, {row.row}: {value_text}")
        end_if_arrived(delivery.source, at=at)


def wave_off(*, viewer: Viewer | None, row: UnreadRow, at: datetime | None = None) -> None:
    """Say that a row that cannot be read is no figure, or not worth the trouble."""
    source = row.delivery.source
    _allowed(viewer, source)
    with transaction.atomic():
        keeping.settle_row(row, waved_off=at or now())
        _tell(source, "wave_off", viewer, at, f"{row.delivery.filename}, {row.row}")


def wave_off_all(*, viewer: Viewer | None, source: Source, at: datetime | None = None) -> int:
    """Say so of every row of the source that could not be read. Returns how many there were."""
    _allowed(viewer, source)
    with transaction.atomic():
        keeping.lock(source)
        pks = list(open_rows().filter(delivery__source=source).values_list("pk", flat=True))
        UnreadRow.objects.filter(pk__in=pks).update(waved_off=at or now())
        _tell(source, "wave_off", viewer, at, str(len(pks)))
    return len(pks)


def postpone(*, viewer: Viewer, matter: Matter, day: date, text: str) -> Entry:
    """Say when late figures come, and why they are late. Nobody is asked before that day has passed."""
    require(viewer, FiguresPermission.POSTPONE, matter)
    if day <= today():
        raise NotYet(_("Choose a day that has not passed yet."))
    post = matter.lateness.source.owner
    data = {"day": day.isoformat()}
    return move(
        matter=matter, name="postpone", by=viewer.user, for_post=post, note=text, until=end_of(day), data=data
    )


def stop(*, viewer: Viewer, matter: Matter, text: str) -> Entry:
    """Say that a source brings no more figures, and why. It is not expected after what it has brought."""
    require(viewer, FiguresPermission.STOP, matter)
    lateness = matter.lateness
    with transaction.atomic():
        entry = move(matter=matter, name="stop", by=viewer.user, for_post=lateness.source.owner, note=text)
        Lateness.objects.filter(pk=lateness.pk).update(ended=True)
        Source.objects.filter(pk=lateness.source_id).update(expected_to=lateness.period + -1)
    return entry


def mend_fault(*, viewer: Viewer, matter: Matter, text: str = "") -> Entry:
    """The figures are wrong, and new ones are to come. They do not count meanwhile."""
    require(viewer, FiguresPermission.CHECK, matter)
    return _answer_fault(viewer, matter, "mend", text)


def call_right(*, viewer: Viewer, matter: Matter, text: str) -> Entry:
    """The figures are right as they are: they count, and nobody asks about them again."""
    require(viewer, FiguresPermission.CHECK, matter)
    return _answer_fault(viewer, matter, "stand", text)


def keep_up(*, matter: Matter) -> None:
    """What the matter's new state means for the fault's own row, whoever made the move: part of the move."""
    Fault.objects.filter(matter=matter).update(ended=not matter.is_open)


def _answer_fault(viewer: Viewer, matter: Matter, name: str, text: str) -> Entry:
    post = matter.post if matter.post_id in viewer.post_ids else None
    return move(matter=matter, name=name, by=viewer.user, for_post=post, note=text.strip())


def _delivered(source: Source, print_of_it: str) -> Delivery | None:
    return Delivery.objects.filter(source=source, sha256=print_of_it).defer("content").first()


def _allowed(viewer: Viewer | None, source: Source) -> None:
    """The operator at the command line (no viewer) may; a person needs the right."""
    if viewer is not None:
        require(viewer, FiguresPermission.MEND, source)


def _settle_name(alias: Alias, **how: object) -> None:
    unsettled = Alias.objects.filter(pk=alias.pk, unit__isnull=True, ignored=False)
    if unsettled.update(**how) != 1:
        raise AlreadySettled(_("Somebody else has said which unit “%(name)s” is.") % {"name": alias.name})


def _tell(source: Source, what: str, viewer: Viewer | None, at: datetime | None, note: str) -> None:
    record(about=f"source:{source.pk}", what=what, at=at, by=viewer.user if viewer else None, note=note)


def _mended(row: UnreadRow, value_text: str, period_text: str, at: datetime) -> dict[Cell, Decimal]:
    names = Names(row.delivery.source)
    cell = names.cell(row.unit_name, row.measure_key, period_text.strip() or row.period_text)
    if row.reason not in MENDABLE or cell is None:
        raise NotMendable(
            _("The row does not say which unit, measure and period it is. Send the file corrected.")
        )
    value = _number(value_text)
    measure = Measure.objects.get(pk=cell[0])
    if (reason := wrong(measure, cell[2], value, at.astimezone(COPENHAGEN).date())) is not None:
        raise NotMendable(str(reason.label))
    return {cell: exact(value)}


def _number(value_text: str) -> float:
    mark = Mark.POINT if get_language() == "en" else Mark.COMMA
    for likely in (mark, Mark.POINT, Mark.COMMA):
        try:
            value = number(value_text, likely)
        except ValueError:
            continue
        if value is not None:
            return value
    raise NotMendable(_("“%(text)s” is not a number. Write it like 1.234,5.") % {"text": value_text[:60]})
