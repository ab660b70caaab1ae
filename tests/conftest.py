"""Shared by all tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import translation

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest_plugins = ["houses"]  # the fixture `house`: real processes on a real database


@pytest.fixture(autouse=True)
def _danish() -> Iterator[None]:
    """Every test begins in Danish, whatever language the one before it spoke."""
    with translation.override("da"):
        yield
