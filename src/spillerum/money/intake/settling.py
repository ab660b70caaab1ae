"""What follows from any file of money: its counts, its unread rows, the log, and a lateness that ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from spillerum.figures import keeping
from spillerum.figures.lateness import end_if_arrived
from spillerum.figures.models import UnreadRow
from spillerum.money.queries.places import without_a_place

if TYPE_CHECKING:
    from collections.abc import Collection

    from spillerum.calendar.period import Period
    from spillerum.figures.models import Delivery, Source
    from spillerum.money.intake.two_times import Taken


def settle(delivery: Delivery, taken: Taken, told: Collection[str], *, newest: Period | None) -> int:
    """told: the numbers or references that are right in this file, so that earlier rows about them are mended."""
    unread = keeping.keep_unread(delivery, taken.unread)
    keeping.count_rows(delivery, good=taken.good, new=taken.new, corrections=taken.corrections, newest=newest)
    _mend_overtaken(delivery, set(told) - {row.measure_key for row in taken.unread})
    keeping.note_down(delivery, unread=len(unread))
    end_if_arrived(delivery.source, at=delivery.arrived)
    return len(unread)


def _mend_overtaken(delivery: Delivery, told: Collection[str]) -> None:
    earlier = UnreadRow.objects.filter(
        delivery__source=delivery.source_id, mended__isnull=True, waved_off__isnull=True
    ).exclude(delivery=delivery)
    for row in earlier:
        if row.measure_key and row.measure_key in told:
            keeping.settle_row(row, mended=delivery.arrived)


def accounts_without_a_place(_source: Source) -> list[str]:
    """What waits for a person, beside rows that could not be read."""
    count = without_a_place().count()
    if not count:
        return []
    said = ngettext(
        "%(n)s account has no place yet: its money is kept, and in nobody's figures.",
        "%(n)s accounts have no place yet: their money is kept, and in nobody's figures.",
        count,
    )
    return [said % {"n": count}]
