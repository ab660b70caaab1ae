"""The small town, made once a module."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

import pytest

from kept import kept
from town import made_town

if TYPE_CHECKING:
    from town import Town


@pytest.fixture(scope="module")
def _town(django_db_setup, django_db_blocker):
    yield from kept(made_town, django_db_blocker)


@pytest.fixture
def town(_town, db) -> Town:
    return deepcopy(_town)
