"""The small world, made once a module."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

import pytest

from kept import kept
from world import made_world

if TYPE_CHECKING:
    from world import World


@pytest.fixture(scope="module")
def _world(django_db_setup, django_db_blocker):
    yield from kept(made_world, django_db_blocker)


@pytest.fixture
def world(_world, db) -> World:
    return deepcopy(_world)
