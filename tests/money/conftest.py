"""Files of the books, sent some days after the second of January 2026."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from factories import a_group, a_money_source, a_unit
from spillerum.figures.models import UnreadRow
from spillerum.figures.services import receive

FIRST = datetime(2026, 1, 2, 6, tzinfo=UTC)


@pytest.fixture
def postings(db):
    return a_money_source("postings", name="Bogføring")


@pytest.fixture
def budgets(db):
    return a_money_source("budget", name="Budget")


@pytest.fixture
def wages(db):
    return a_group("loen")


@pytest.fixture
def valby(db):
    return a_unit("Valby bibliotek")


@pytest.fixture
def send():
    """Send text (or bytes) to a source, so many days after the second of January 2026."""

    def do(source, content, day=0, name="nat.csv"):
        content = content.encode() if isinstance(content, str) else content
        return receive(source=source, filename=name, content=content, arrived=FIRST + timedelta(days=day))

    return do


@pytest.fixture
def unread():
    """Rows nobody could read: row, what they are about, and why."""
    return lambda: [(row.row, row.measure_key, row.reason) for row in UnreadRow.objects.all() if row.is_open]
