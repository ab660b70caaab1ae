"""The small world, made once a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from world import made_world

if TYPE_CHECKING:
    from world import World


@pytest.fixture
def world(db) -> World:
    return made_world()
