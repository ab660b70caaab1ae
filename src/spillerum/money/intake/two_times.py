"""What a file says against what is known: what is new, and what is a correction, known from a moment later than before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from spillerum.calendar.workdays import COPENHAGEN
from spillerum.money.intake.accounts import BATCH, chunks
from spillerum.money.models import FinancialYear

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Manager

    from spillerum.figures.models import UnreadRow

_TICK = timedelta(microseconds=1)


@dataclass
class Taken:
    """What came of a file."""

    good: int = 0
    new: int = 0
    corrections: int = 0
    unread: list[UnreadRow] = field(default_factory=list)  # not saved, without their delivery


class Writing:
    """Rows to be written: each counts from `known`, or just after the row whose place it takes."""

    def __init__(self, rows: Manager[Any], known: datetime) -> None:
        self.rows, self.known = rows, known
        self._new: list[Any] = []
        self._replaced: dict[datetime, list[int]] = defaultdict(list)

    def add(self, row: Any, *, instead_of: tuple[int, datetime] | None = None) -> None:
        """instead_of: the id of the row that counts no more, and when it was known."""
        row.known = self.known
        if instead_of is not None:
            pk, before = instead_of
            row.known = max(self.known, before + _TICK)
            self._replaced[row.known].append(pk)
        self._new.append(row)

    def write(self) -> None:
        for moment, pks in self._replaced.items():
            for some in chunks(pks):
                self.rows.filter(pk__in=some).update(replaced=moment)
        self.rows.bulk_create(self._new, batch_size=BATCH)


def closed_years(at: datetime) -> frozenset[int]:
    """The years whose books were closed by then."""
    day = at.astimezone(COPENHAGEN).date()
    return frozenset(FinancialYear.objects.filter(closes_on__lt=day).values_list("year", flat=True))
