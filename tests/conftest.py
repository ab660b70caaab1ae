"""Shared by all tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import override_settings
from django.utils import translation

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest_plugins = ["houses"]  # the fixture `house`: real processes on a real database


@pytest.fixture(autouse=True)
def _danish() -> Iterator[None]:
    """Every test begins in Danish, whatever language the one before it spoke."""
    with translation.override("da"):
        yield


@pytest.fixture(autouse=True, scope="session")
def _passwords_are_cheap() -> Iterator[None]:
    """The hash is the real one, without the tenth of a second that makes it strong."""
    with pytest.MonkeyPatch.context() as patch:
        for cost, least in (("time_cost", 1), ("memory_cost", 8), ("parallelism", 1)):
            patch.setattr(Argon2PasswordHasher, cost, least)
        yield


@pytest.fixture(autouse=True, scope="session")
def _files_are_looked_for_when_asked_for() -> Iterator[None]:
    """Each test's client is a new server, and the first thing a server does is to look at every static file."""
    with override_settings(WHITENOISE_AUTOREFRESH=True):
        yield
