"""What the deeds have in common: one at a time for a source, the past stays as it was, all is counted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Max
from django.utils.translation import gettext as _

from spillerum.calendar.now import now
from spillerum.figures.errors import AlreadySettled, ArrivedOutOfOrder
from spillerum.figures.intake import take_in
from spillerum.figures.lateness import end_if_arrived
from spillerum.figures.models import Delivery, Observation, Source, UnreadRow
from spillerum.figures.naming import Names, folded
from spillerum.figures.queries import brought_in
from spillerum.figures.reading import read_file, refuse_too_many
from spillerum.figures.reasons import WAITING, Reason, label_of
from spillerum.matters.services import record

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from spillerum.calendar.period import Period
    from spillerum.figures.intake import Taken
    from spillerum.figures.reading import FileRead

_AT_ONCE = timedelta(minutes=1)  # files that come together are known together


def lock(source: Source) -> None:
    """One deed at a time for a source, so that nothing is done twice and what is known only grows."""
    Source.objects.select_for_update().get(pk=source.pk)


def arrival(source: Source, said: datetime | None) -> datetime:
    """When the delivery counts as known: after all that its source has told; the past stays as it was."""
    arrivals = Delivery.objects.filter(source=source).aggregate(newest=Max("arrived"))["newest"]
    figures = Observation.objects.filter(delivery__source=source).aggregate(newest=Max("known"))["newest"]
    moments: list[datetime] = [moment for moment in (arrivals, figures) if moment is not None]
    newest = max(moments, default=None)
    if newest is None:
        return said or now()
    if said is not None and said < newest - _AT_ONCE:
        message = _(
            "%(source)s has brought figures known since %(newest)s. A file cannot have arrived before that."
        )
        raise ArrivedOutOfOrder(message % {"source": source, "newest": newest.date().isoformat()})
    return max(said or now(), newest)


def keep(delivery: Delivery, read: FileRead) -> int:
    """Everything that follows from a new delivery. Returns how many rows somebody should look at."""
    source, at = delivery.source, delivery.arrived
    names = Names(source, read.figures)
    taken = take_in(delivery, read.figures, names, known=at)
    unread = keep_unread(delivery, [*read.unread, *taken.unread])
    count_in(delivery, taken)
    _mend_overtaken(delivery, taken, names)
    note_down(delivery, unread=len(unread))
    take_in_what_waited(source, at)
    return sum(row.reason != Reason.UNKNOWN_UNIT for row in unread)


def keep_unread(delivery: Delivery, rows: list[UnreadRow]) -> list[UnreadRow]:
    """Keep the rows that could not be read, but for those kept before. Raises UnusableFile where they are too many."""
    unread = _new_rows(delivery.source, rows)
    refuse_too_many(delivery.filename, [label_of(row.reason) for row in unread])
    _save(delivery, unread)
    return unread


def note_down(delivery: Delivery, *, unread: int) -> None:
    """The delivery's line in the log, once its counts are true; a source that was said to bring no more is expected again."""
    counts = {"new": delivery.new_rows, "corrections": delivery.corrections, "unread": unread}
    record(
        about=f"source:{delivery.source_id}",
        what="receive",
        at=delivery.arrived,
        by=delivery.by,
        note=delivery.filename,
        data={"delivery": delivery.pk} | counts,
    )
    _expect_again(delivery)


def waiting(source: Source) -> QuerySet[UnreadRow]:
    """Rows whose unit or measure nobody knows yet: their figures wait in the kept deliveries."""
    return _open_rows(source).filter(reason__in=WAITING)


def take_in_what_waited(source: Source, at: datetime) -> int:
    """Read kept deliveries again for names that have become known since. Returns how many figures were new.

    The newest word first; older ones add only what the newer do not tell.
    """
    rows = list(waiting(source))
    names = Names(source)
    known = [row for row in rows if _is_known(row, names)]
    said = {folded(_name(row)) for row in known}
    new = 0
    first = min((row.delivery_id for row in known), default=None)
    since = Delivery.objects.filter(source=source, pk__gte=first).order_by("-pk") if first is not None else []
    for delivery in since:
        new += _take_again(delivery, said, at)
    UnreadRow.objects.filter(pk__in=[row.pk for row in known]).update(mended=at)
    end_if_arrived(source, at=at)
    return new


def settle_row(row: UnreadRow, **how: datetime) -> None:
    """Mend or wave off exactly once. Raises AlreadySettled."""
    unsettled = UnreadRow.objects.filter(pk=row.pk, mended__isnull=True, waved_off__isnull=True)
    if unsettled.update(**how) != 1:
        raise AlreadySettled(_("Somebody else has dealt with this row meanwhile. Load the page again."))


def count_in(delivery: Delivery, taken: Taken) -> None:
    """Keep the delivery's counts true when (more of) it goes in."""
    count_rows(
        delivery, good=len(taken.cells), new=taken.new, corrections=taken.corrections, newest=taken.newest
    )


def count_rows(delivery: Delivery, *, good: int, new: int, corrections: int, newest: Period | None) -> None:
    """`count_in`, of rows of any kind. newest: the newest period they tell of."""
    brought = None if newest is None else brought_in(delivery.source, newest)
    newest = max((period for period in (delivery.newest, brought) if period is not None), default=None)
    Delivery.objects.filter(pk=delivery.pk).update(
        good_rows=F("good_rows") + good,
        new_rows=F("new_rows") + new,
        corrections=F("corrections") + corrections,
        newest=newest,
    )
    delivery.refresh_from_db(fields=["good_rows", "new_rows", "corrections", "newest"])


def _take_again(delivery: Delivery, said: set[str], at: datetime) -> int:
    """The delivery's figures of the units and measures called so."""
    read = read_file(delivery.source, delivery.filename, bytes(delivery.content))
    figures = [f for f in read.figures if folded(f.unit) in said or folded(f.measure) in said]
    taken = take_in(delivery, figures, Names(delivery.source, figures), known=at, only_new=True)
    _save(delivery, _new_rows(delivery.source, [row for row in taken.unread if row.reason not in WAITING]))
    count_in(delivery, taken)
    return taken.new


def _save(delivery: Delivery, rows: list[UnreadRow]) -> None:
    for row in rows:
        row.delivery = delivery
    UnreadRow.objects.bulk_create(rows, batch_size=1000)


def _new_rows(source: Source, rows: list[UnreadRow]) -> list[UnreadRow]:
    """Without those an earlier file of the source had word for word: they are kept with that file."""
    earlier = UnreadRow.objects.filter(delivery__source=source) if rows else UnreadRow.objects.none()
    seen = {_words(row) for row in earlier if not (row.reason in WAITING and row.mended)}
    return [row for row in rows if _words(row) not in seen]


def _words(row: UnreadRow) -> tuple[str, ...]:
    if row.reason in WAITING:
        return (row.reason, folded(_name(row)))  # once for all the figures that wait for the name
    return (row.column, row.unit_name, row.measure_key, row.period_text, row.value_text, row.reason)


def _mend_overtaken(delivery: Delivery, taken: Taken, names: Names) -> None:
    """A row that could not be read is mended when a later file has the figure right."""
    earlier = _open_rows(delivery.source).exclude(delivery=delivery).exclude(reason__in=WAITING)
    for row in earlier:
        if names.cell(row.unit_name, row.measure_key, row.period_text) in taken.cells:
            settle_row(row, mended=delivery.arrived)


def _expect_again(delivery: Delivery) -> None:
    """A source that was said to bring no more, and does, is expected again."""
    source = delivery.source
    if None not in (delivery.newest, source.expected_to) and delivery.newest > brought_in(
        source, source.expected_to
    ):
        source.expected_to = None
        source.save(update_fields=["expected_to"])


def _open_rows(source: Source) -> QuerySet[UnreadRow]:
    return UnreadRow.objects.filter(delivery__source=source, mended__isnull=True, waved_off__isnull=True)


def _is_known(row: UnreadRow, names: Names) -> bool:
    found = names.unit(row.unit_name) if row.reason == Reason.UNKNOWN_UNIT else names.measure(row.measure_key)
    return found is not None


def _name(row: UnreadRow) -> str:
    return row.unit_name if row.reason == Reason.UNKNOWN_UNIT else row.measure_key
