"""The tests say sentences in English; that each has its Danish is tested elsewhere."""

from __future__ import annotations

import pytest
from django.utils.translation import override


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield
