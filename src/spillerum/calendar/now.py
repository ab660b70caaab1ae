"""What time it is: the real clock, unless somebody (the demo, a test, a catching-up clock) has pinned it."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from spillerum.calendar.workdays import COPENHAGEN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

_pinned: ContextVar[datetime | None] = ContextVar("pinned", default=None)


def now() -> datetime:
    return _pinned.get() or datetime.now(UTC)


def today() -> date:
    return now().astimezone(COPENHAGEN).date()


@contextmanager
def pinned(moment: datetime) -> Iterator[None]:
    """Within this block it is `moment` (timezone-aware)."""
    token = _pinned.set(moment)
    try:
        yield
    finally:
        _pinned.reset(token)
