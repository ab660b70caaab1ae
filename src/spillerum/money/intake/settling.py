"""What follows from any file of money: its counts, its unread rows, the log, and a lateness that ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import ngettext

from spillerum.figures import keeping
from spillerum.figures.lateness import end_if_arrived
from spillerum.figures.models import UnreadRow
from spillerum.money.queries.places import without_a_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spillerum.calendar.period import Period
    from spillerum.figures.models import Delivery, Source
    from spillerum.money.intake.two_times import Taken

_YEAR = re.compile(r"(?:19|20)\d\d")


class Told(NamedTuple):
    """What a row of a file that is right is about. Numbers begin again with the year."""

    identity: str  # the number or the reference
    year: int  # of the accounts
    account: str


def settle(delivery: Delivery, taken: Taken, told: Iterable[Told], *, newest: Period | None) -> int:
    """told: what is right in this file, so that earlier rows about the same are mended."""
    unread = keeping.keep_unread(delivery, taken.unread)
    keeping.count_rows(delivery, good=taken.good, new=taken.new, corrections=taken.corrections, newest=newest)
    wrong = {row.measure_key for row in taken.unread}
    _mend_overtaken(delivery, [one for one in told if one.identity not in wrong])
    keeping.note_down(delivery, unread=len(unread))
    end_if_arrived(delivery.source, at=delivery.arrived)
    return len(unread)


def _mend_overtaken(delivery: Delivery, told: Sequence[Told]) -> None:
    earlier = UnreadRow.objects.filter(
        delivery__source=delivery.source_id, mended__isnull=True, waved_off__isnull=True
    ).exclude(delivery=delivery)
    if not told or not earlier.exists():
        return
    by_year = {(one.identity, one.year) for one in told}
    by_account = {(one.identity, one.account) for one in told}
    for row in earlier.exclude(measure_key=""):
        year = _YEAR.search(row.period_text)
        same = (row.measure_key, int(year[0])) in by_year if year else _about(row) in by_account
        if same:
            keeping.settle_row(row, mended=delivery.arrived)


def _about(row: UnreadRow) -> tuple[str, str]:
    return row.measure_key, row.unit_name


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
