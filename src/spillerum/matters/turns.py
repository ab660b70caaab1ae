"""Work that must not be done by two at once takes its turn. The turn ends with the transaction, also when the process dies."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction

from spillerum.matters.models import Turn

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def turn(name: str) -> Iterator[None]:
    """A transaction in which nobody else has the turn of that name. The next waits for its end."""
    Turn.objects.get_or_create(name=name)
    with transaction.atomic():
        Turn.objects.select_for_update().get(name=name)
        yield
