"""What a file says against what is known: what is new, and what is a correction, known from a moment later than before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from spillerum.calendar.workdays import COPENHAGEN
from spillerum.money.intake.accounts import chunks
from spillerum.money.intake.inserting import insert
from spillerum.money.models import FinancialYear

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import Manager

    from spillerum.figures.models import UnreadRow

_TICK = timedelta(microseconds=1)


class Known(NamedTuple):
    """A row that counts, and what it says."""

    pk: int
    known: datetime
    content: tuple[Any, ...]


@dataclass
class Taken:
    """What came of a file."""

    good: int = 0
    new: int = 0
    corrections: int = 0
    unread: list[UnreadRow] = field(default_factory=list)  # not saved, without their delivery


class Writing:
    """Rows to be written: each counts from `known`, or just after the row whose place it takes."""

    def __init__(self, rows: Manager[Any], fields: Sequence[str], known: datetime) -> None:
        self.rows, self.fields, self.known = rows, fields, known
        self._new: list[tuple[Any, ...]] = []
        self._replaced: dict[datetime, list[int]] = defaultdict(list)

    def add(self, row: tuple[Any, ...], *, instead_of: Known | None = None) -> None:
        """row: values in the order of the fields. instead_of: the row that counts no more."""
        moment = self.known
        if instead_of is not None:
            moment = max(moment, instead_of.known + _TICK)
            self._replaced[moment].append(instead_of.pk)
        self._new.append((*row, moment))

    def write(self) -> None:
        for moment, pks in self._replaced.items():
            for some in chunks(pks):
                self.rows.filter(pk__in=some).update(replaced=moment)
        insert(self.rows.model, (*self.fields, "known"), self._new)


def closed_years(at: datetime) -> frozenset[int]:
    """The years whose books were closed by then."""
    day = at.astimezone(COPENHAGEN).date()
    return frozenset(FinancialYear.objects.filter(closes_on__lt=day).values_list("year", flat=True))
